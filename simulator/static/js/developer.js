// The exchange as the platform saw it: what may still be sent, what went over the wire, what broke a rule.

import { post } from "./api.js";
import { h } from "./dom.js";

const MODES = { plain: "明文", compatible: "兼容", aes: "安全（加密）" };
const SHOWN = 120;

export class Developer {
  constructor(world, element) {
    this.world = world;
    this.element = element;
    this.openid = "";
    this.onlyViolations = false;
    this.isDue = false;
    this.opened = new Set();
    this.items = new Map();
    this.quota = h("div", { class: "quota" });
    this.facts = h("dl");
    this.verdict = h("span", { role: "status" });
    this.all = h("button", { type: "button", role: "tab", onclick: () => this.choose(false) });
    this.broken = h("button", { type: "button", role: "tab", onclick: () => this.choose(true) });
    this.list = h("ul", { class: "exchanges" });
    element.append(
      h("div", { class: "developer-head" }, this.quota, this.facts,
        h("div", { class: "developer-buttons" },
          h("button", { type: "button", onclick: () => this.verify() }, "校验服务器 URL"),
          h("button", { type: "button", onclick: () => post("/reset") }, "清空用户和记录"),
          this.verdict)),
      h("div", { class: "tabs", role: "tablist" }, this.all, this.broken),
      this.list);
    setInterval(() => this.drawQuota(), 1000);
  }

  show(openid) {
    this.openid = openid;
    this.refresh();
  }

  choose(onlyViolations) {
    this.onlyViolations = onlyViolations;
    this.refresh();
  }

  // One push makes several events; drawing once a frame is enough.
  refreshSoon() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.refresh();
    });
  }

  refresh() {
    this.drawQuota();
    this.drawFacts();
    const mine = [...this.world.exchanges.values()].filter((e) => e.openid === "" || e.openid === this.openid);
    const broken = mine.filter((exchange) => exchange.broken_rule);
    this.all.textContent = `收发 ${mine.length}`;
    this.broken.textContent = `违规 ${broken.length}`;
    this.all.setAttribute("aria-selected", String(!this.onlyViolations));
    this.broken.setAttribute("aria-selected", String(this.onlyViolations));
    const shown = (this.onlyViolations ? broken : mine).slice(-SHOWN).reverse();
    const empty = h("li", { class: "empty" }, this.onlyViolations ? "没有违反平台规则的地方" : "还没有收发；在手机上说句话试试");
    this.place(shown.length ? shown.map((exchange) => this.itemOf(exchange)) : [empty]);
  }

  // Moves nothing that can stay: a click on a line must survive the next event.
  place(wanted) {
    for (const item of [...this.list.children]) if (!wanted.includes(item)) item.remove();
    wanted.forEach((item, index) => {
      const there = this.list.children[index];
      if (there !== item) this.list.insertBefore(item, there ?? null);
    });
  }

  itemOf(exchange) {
    const known = this.items.get(exchange.id);
    if (known?.exchange === exchange) return known.item;
    const item = this.drawExchange(exchange);
    this.items.set(exchange.id, { exchange, item });
    return item;
  }

  drawQuota() {
    const person = this.world.people.get(this.openid);
    const left = person?.window_closes_at ? new Date(person.window_closes_at) - Date.now() : 0;
    const closed = left <= 0;
    this.quota.dataset.closed = String(closed);
    this.quota.textContent = closed ? "客服消息：窗口已关闭，一条也不能发" : `客服消息：还可发 ${person.remaining} 条 · 剩 ${span(left)}`;
  }

  drawFacts() {
    const { account } = this.world;
    const facts = [["openid", this.openid], ["模式", MODES[account.mode]], ["推送到", account.callback_url]];
    this.facts.replaceChildren(...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  }

  drawExchange(exchange) {
    const push = exchange.kind === "push";
    const summary = h("summary", {},
      h("span", { class: "way", "data-kind": exchange.kind }, push ? "推送" : "接口"),
      h("span", {}, exchange.name),
      h("span", { class: "took" }, exchange.ms ? `${Math.round(exchange.ms)} ms` : "…"),
      h("span", { class: "small" }, describe(exchange)),
      exchange.broken_rule ? h("span", { class: "rule" }, `✕ ${exchange.broken_rule}`) : null);
    const isOpen = this.opened.has(exchange.id);
    // Bodies are drawn on demand: there are many, and only what is on a phone should read as said.
    const details = h("details", { open: isOpen }, summary, ...(isOpen ? bodies(exchange) : []));
    summary.addEventListener("click", () => {
      const opens = !details.open;
      if (opens) this.opened.add(exchange.id);
      else this.opened.delete(exchange.id);
      details.replaceChildren(summary, ...(opens ? bodies(exchange) : []));
    });
    return h("li", {}, details);
  }

  async verify() {
    const { verified } = await post("/verify");
    this.verdict.textContent = verified ? "✓ 校验通过" : "✕ 校验没有通过";
  }
}

function describe(exchange) {
  const at = new Date(exchange.at).toLocaleTimeString("zh-CN", { hour12: false });
  const deliveries = exchange.deliveries.map((delivery) => `第${delivery.attempt}次 ${outcome(delivery)} ${Math.round(delivery.ms)} ms`);
  return [at, exchange.status ? `HTTP ${exchange.status}` : null, ...deliveries].filter(Boolean).join(" · ");
}

function outcome(delivery) {
  const words = { answered: "已答", timeout: "超时", refused: "被拒" };
  return words[delivery.outcome] ?? "连不上";
}

function bodies(exchange) {
  const parts = [
    ["请求", exchange.path], ["明文", exchange.plain_request], ["发出的原文", exchange.request],
    ["收到的答复（解密后）", exchange.plain_response], ["答复原文", exchange.response],
  ];
  return parts.filter(([, body]) => body).flatMap(([title, body]) => [h("h3", {}, title), h("pre", { tabindex: "0" }, body)]);
}

function span(ms) {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours} 小时 ${minutes} 分` : `${minutes} 分 ${seconds % 60} 秒`;
}
