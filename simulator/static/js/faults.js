// Ordering trouble in advance, and what is still to come.

import { get, post, remove } from "./api.js";
import { h } from "./dom.js";

const PUSH_TROUBLE = [
  ["lose_answer", "公众号的答复丢失", null], ["copies", "同一次送达重复几份", 3], ["after_next", "和下一条对调次序", null],
  ["delay_ms", "过一会儿才推送（毫秒）", 3000], ["latency_ms", "路上慢，算在 5 秒内（毫秒）", 3000],
  ["hang_up_ms", "提前挂断（毫秒）", 500], ["forge:signature", "签名不对", null], ["forge:msg_signature", "消息签名不对", null],
  ["forge:key", "密钥不对", null], ["forge:app_id", "AppID 不对", null], ["forge:stale", "一天前的时间戳", null],
  ["forge:plaintext", "兼容模式里明文被改", null],
];
const API_TROUBLE = [
  ["errcode", "返回错误码", -1], ["drop_after", "已执行，答复丢失", null], ["drop", "没执行就断开", null], ["latency_ms", "很慢（毫秒）", 3000],
];
const KINDS = ["*", "text", "image", "voice", "location", "subscribe", "CLICK", "SCAN"];
const PATHS = [
  "/cgi-bin/message/custom/send", "/cgi-bin/message/custom/typing", "/cgi-bin/message/template/send",
  "/cgi-bin/stable_token", "/cgi-bin/media/get", "/cgi-bin/*",
];

export class FaultsTab {
  constructor() {
    this.list = h("ul", { class: "ordered" });
    this.said = h("p", { class: "said", role: "status" });
    this.isDue = false;
    this.element = h("div", { class: "settings" },
      this.form("推送给公众号时", "推送", KINDS, PUSH_TROUBLE, (target, trouble, times) =>
        post("/faults/pushes", { push: target, times, ...trouble })),
      this.form("公众号调用接口时", "接口", PATHS, API_TROUBLE, (target, trouble, times, probability) =>
        post("/faults", { path: target, times, probability, ...trouble }), true),
      h("h2", {}, "已安排的"), this.list,
      h("button", { class: "weui-btn weui-btn_default weui-btn_mini", type: "button", onclick: () => this.attempt(() => remove("/faults")) }, "全部取消"),
      this.said);
  }

  form(title, label, targets, troubles, order, chancy = false) {
    const listId = `targets-${label === "推送" ? "push" : "api"}`;
    const target = h("input", { type: "text", value: targets[0], list: listId, required: true });
    const trouble = h("select", {}, ...troubles.map(([value, words]) => h("option", { value }, words)));
    const value = h("input", { type: "number" });
    const amount = field("数值", value);
    const times = h("input", { type: "number", min: "1", value: "1", required: true });
    const chance = h("input", { type: "number", min: "1", max: "100", value: "100", required: true });
    const adjust = () => {
      const preset = troubles.find(([name]) => name === trouble.value)[2];
      amount.hidden = preset === null;
      value.value = preset ?? "";
    };
    trouble.addEventListener("change", adjust);
    adjust();
    const submit = (event) => {
      event.preventDefault();
      this.attempt(() => order(target.value, meant(trouble.value, value.value), Number(times.value), Number(chance.value) / 100));
    };
    return h("form", { onsubmit: submit },
      h("h2", {}, title),
      h("datalist", { id: listId }, ...targets.map((one) => h("option", { value: one }))),
      field(label, target), field("怎么坏", trouble),
      h("div", { class: "numbers" }, amount, field("几次", times), chancy ? field("概率 %", chance) : null),
      h("button", { class: "weui-btn weui-btn_primary weui-btn_mini", type: "submit" }, "安排"));
  }

  open() {
    this.refresh();
  }

  refreshSoon() {
    if (this.isDue || this.element.parentElement?.hidden) return;
    this.isDue = true;
    setTimeout(() => { this.isDue = false; this.refresh(); }, 500);
  }

  async refresh() {
    const { api, pushes } = await get("/faults");
    const items = [
      ...pushes.map((fault) => drawn(`推送 ${fault.push}`, fault, PUSH_TROUBLE)),
      ...api.map((fault) => drawn(fault.path, fault, API_TROUBLE)),
    ];
    this.list.replaceChildren(...(items.length ? items : [h("li", { class: "empty" }, "没有安排故障")]));
  }

  async attempt(doing) {
    try {
      await doing();
      this.said.textContent = "";
    } catch (error) {
      this.said.textContent = error.message;
    }
    this.refresh();
  }
}

function field(label, input) {
  return h("label", { class: "field" }, h("span", {}, label), input);
}

function meant(trouble, value) {
  const [name, forgery] = trouble.split(":");
  if (forgery) return { forge: forgery };
  return { [name]: value === "" ? true : Number(value) };
}

function drawn(target, fault, troubles) {
  const doing = troubles.filter(([name]) => isSet(fault, name)).map(([name, words]) => {
    const value = fault[name];
    return typeof value === "number" ? `${words} ${value}` : words;
  });
  return h("li", {}, h("b", {}, target), ` ${doing.join("，")} · 还有 ${fault.times} 次`);
}

function isSet(fault, name) {
  const [field, forgery] = name.split(":");
  if (forgery) return fault.forge === forgery;
  const value = fault[field];
  return value !== null && value !== undefined && value !== false && !(field === "copies" && value === 1) && !(field.endsWith("_ms") && value === 0);
}
