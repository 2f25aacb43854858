// One push or API call: a line, and behind it every delivery and the bodies as they went.

import { h } from "./dom.js";
import { indented } from "./indent.js";

const FULL_BAR_MS = 5000;
const OUTCOMES = {
  answered: "已答", timeout: "超时", refused: "状态码不是 200", "answer lost": "答复丢了", "hung up": "提前挂断",
};

export function drawExchange(exchange, opened) {
  const details = h("details", { open: opened.has(exchange.id) }, summary(exchange));
  // Bodies are drawn on demand: there are many, and only what is on a phone should read as said.
  const fill = () => {
    details.querySelector(".bodies")?.remove();
    if (details.open) details.append(h("div", { class: "bodies" }, ...bodies(exchange)));
  };
  fill();
  details.addEventListener("toggle", () => {
    if (details.open) opened.add(exchange.id);
    else opened.delete(exchange.id);
    fill();
  });
  return h("li", { "data-exchange": `${exchange.id}` }, details);
}

function summary(exchange) {
  const push = exchange.kind === "push";
  return h("summary", {},
    h("span", { class: "way", "data-kind": exchange.kind }, push ? "推送" : "API"),
    h("span", { class: "name" }, exchange.name),
    h("span", { class: "took" }, exchange.ms ? `${Math.round(exchange.ms)} ms` : "…"),
    h("span", { class: "small" }, happened(exchange)),
    ...(isPlain(exchange) ? [] : exchange.deliveries.map(delivery)),
    struck(exchange.fault),
    exchange.broken_rule ? h("span", { class: "rule" }, `违规：${exchange.broken_rule}`) : null);
}

// Answered at once: the time at the right says it all.
function isPlain({ deliveries }) {
  return deliveries.length === 1 && deliveries[0].outcome === "answered" && deliveries[0].ms < FULL_BAR_MS / 5;
}

function happened(exchange) {
  const at = new Date(exchange.at).toLocaleTimeString("zh-CN", { hour12: false });
  const parts = [at, exchange.status ? `HTTP ${exchange.status}` : null];
  if (exchange.deliveries.length > 1) parts.push(`送达 ${exchange.deliveries.length} 次`);
  return parts.filter(Boolean).join(" · ");
}

function delivery({ attempt, copy_number: copy, ms, outcome }) {
  const bar = h("progress", { max: FULL_BAR_MS, value: Math.min(ms, FULL_BAR_MS), "aria-hidden": "true" });
  const which = copy > 1 ? `第 ${attempt} 次·副本 ${copy}` : `第 ${attempt} 次`;
  return h("span", { class: "delivery", "data-outcome": outcome },
    h("span", {}, which), bar, h("span", {}, `${OUTCOMES[outcome] ?? "连不上"} ${Math.round(ms)} ms`));
}

function struck(fault) {
  const parts = Object.entries(fault ?? {}).map(([name, value]) => `${name}=${value}`);
  return parts.length ? h("span", { class: "struck" }, `故障：${parts.join("，")}`) : null;
}

function bodies(exchange) {
  const late = exchange.deliveries.filter((one) => one.answer && one.answer !== exchange.response);
  const parts = [
    ["地址", exchange.path], ["推送的明文", exchange.plain_request],
    [exchange.kind === "push" ? "发出的原文" : "请求", same(exchange.request, exchange.plain_request)],
    ["答复的明文", exchange.plain_response],
    [exchange.kind === "push" ? "答复原文" : "答复", same(exchange.response, exchange.plain_response)],
    ...late.map((one) => [`没算数的答复（第 ${one.attempt} 次·副本 ${one.copy_number}）`, one.answer]),
  ];
  return parts.filter(([, body]) => body).flatMap(([title, body]) =>
    [h("h3", {}, title), h("pre", { tabindex: "0", "aria-label": title }, indented(body))]);
}

function same(body, plain) {
  return body === plain ? "" : body;
}
