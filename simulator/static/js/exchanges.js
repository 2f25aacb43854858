// The list of pushes and API calls of one person, newest first; or only those that broke a rule.

import { h } from "./dom.js";
import { drawExchange } from "./exchange.js";

const SHOWN = 120;

export class ExchangesTab {
  constructor(world, onlyViolations) {
    this.world = world;
    this.onlyViolations = onlyViolations;
    this.opened = new Set();
    this.items = new Map();
    this.element = h("ul", { class: "exchanges" });
  }

  // Returns how many there are.
  refresh(openid) {
    const mine = [...this.world.exchanges.values()].filter((exchange) =>
      (exchange.openid === "" || exchange.openid === openid) && (!this.onlyViolations || exchange.broken_rule));
    const shown = mine.slice(-SHOWN).reverse();
    this.place(shown.length ? shown.map((exchange) => this.itemOf(exchange)) : [this.nothing()]);
    return mine.length;
  }

  nothing() {
    return h("li", { class: "empty" }, this.onlyViolations ? "没有违反平台规则的地方" : "还没有收发；在手机上说句话试试");
  }

  // Moves nothing that can stay: a click on a line must survive the next event.
  place(wanted) {
    for (const item of [...this.element.children]) if (!wanted.includes(item)) item.remove();
    wanted.forEach((item, index) => {
      const there = this.element.children[index];
      if (there !== item) this.element.insertBefore(item, there ?? null);
    });
  }

  itemOf(exchange) {
    const known = this.items.get(exchange.id);
    if (known?.exchange === exchange) return known.item;
    // Looked at, as a toggle is told only after the click that made it.
    if (known?.item.firstElementChild.open) this.opened.add(exchange.id);
    const item = drawExchange(exchange, this.opened);
    this.items.set(exchange.id, { exchange, item });
    return item;
  }
}
