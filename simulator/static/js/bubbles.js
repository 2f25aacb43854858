// One chat entry as elements: a bubble, or a thin line for what only happened.

import { h } from "./dom.js";
import { rich } from "./richtext.js";

const EVENTS = new Set(["follow", "unfollow", "scan", "menu_tap", "menu_view"]);
const PAUSE = 5 * 60 * 1000;

export function isNotice(entry) {
  return entry.direction === "notice" || EVENTS.has(entry.kind);
}

// A time above the first entry and after every longer silence.
export function timeAbove(entry, previous) {
  const at = new Date(entry.at);
  if (previous && at - new Date(previous.at) < PAUSE) return null;
  return h("div", { class: "time" }, clock(at, new Date()));
}

export function line(entry, person, actions) {
  if (isNotice(entry)) {
    return h("div", { class: "notice", "data-kind": entry.kind, "data-entry": `${entry.id}` }, entry.text);
  }
  const mine = entry.direction === "to_account";
  const properties = {
    class: "line", "data-direction": entry.direction, "data-kind": entry.kind, "data-entry": `${entry.id}`,
  };
  return h("div", properties,
    h("div", { class: "avatar", "aria-hidden": "true" }, mine ? person.nickname.slice(0, 1) : "工"),
    bubble(entry, actions),
    mine ? mark(entry) : null);
}

function bubble(entry, actions) {
  const draw = DRAWN[entry.kind] ?? other;
  return draw(entry, actions);
}

function text(entry, { say }) {
  return h("div", { class: "bubble" }, ...rich(entry.text, say));
}

function menu(entry, { say }) {
  const options = entry.options.map((option) =>
    h("button", { class: "option", type: "button", onclick: () => say(option.content, option.id) }, option.content));
  const tail = entry.tail ? h("span", { class: "tail" }, ...rich(entry.tail, say)) : null;
  return h("div", { class: "bubble" }, ...rich(entry.text, say), ...options, tail);
}

function picture(entry, { enlarge }) {
  if (!entry.shows_picture) return file(entry, "图片文件（浏览器不显示）");
  const image = h("img", { src: entry.media_url, alt: "照片", loading: "lazy" });
  const button = h("button", { class: "picture", type: "button", "aria-label": "查看大图", onclick: () => enlarge(entry.media_url) }, image);
  return h("div", { class: "bubble bare" }, button);
}

function place(entry) {
  return h("div", { class: "bubble bare" }, h("span", { class: "place" }, entry.text));
}

function file(entry, label) {
  return h("div", { class: "bubble bare" }, h("span", { class: "file" }, label));
}

function articles(entry) {
  const cards = entry.articles.map((article) => {
    const opens = /^https?:/.test(article.url);
    const target = opens ? { href: article.url, target: "_blank", rel: "noreferrer" } : {};
    return h("a", { class: "article", ...target }, h("b", {}, article.title), h("span", {}, article.description));
  });
  return h("div", { class: "bubble bare" }, ...cards);
}

function other(entry) {
  return h("div", { class: "bubble" }, entry.text || `（${entry.kind}）`);
}

const DRAWN = {
  text,
  image: picture,
  location: place,
  msgmenu: menu,
  news: articles,
  link: articles,
  miniprogrampage: articles,
  voice: (entry) => file(entry, "语音 1″"),
  video: (entry) => file(entry, "视频"),
  shortvideo: (entry) => file(entry, "小视频"),
  unsupported: (entry) => file(entry, entry.text),
};

function mark(entry) {
  if (entry.state === "done") return null;
  const words = entry.state === "failed" ? ["!", "公众号没有正常答复"] : ["…", "正在送达"];
  return h("span", { class: "mark", "data-state": entry.state, role: "img", "aria-label": words[1], title: words[1] }, words[0]);
}

function clock(at, now) {
  const time = at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return time;
  return days === 1 ? `昨天 ${time}` : `${at.getMonth() + 1}月${at.getDate()}日 ${time}`;
}

function midnight(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}
