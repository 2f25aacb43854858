// The developer's side: what may still be sent, what went over the wire, the account, the trouble.

import { AccountTab } from "./account.js";
import { h } from "./dom.js";
import { ExchangesTab } from "./exchanges.js";
import { FaultsTab } from "./faults.js";
import { Quota } from "./quota.js";

const MODES = { plain: "明文模式", compatible: "兼容模式", aes: "安全模式" };

export class Developer {
  constructor(world, element) {
    this.world = world;
    this.openid = "";
    this.isDue = false;
    this.quota = new Quota(world);
    this.facts = h("p", { class: "facts" });
    this.exchanges = new ExchangesTab(world, false);
    this.violations = new ExchangesTab(world, true);
    this.account = new AccountTab(world);
    this.faults = new FaultsTab();
    this.tabs = [
      ["收发", this.exchanges], ["违规", this.violations], ["账号", this.account], ["故障", this.faults],
    ].map(([name, content], index) => this.drawTab(name, content, index));
    element.append(
      h("div", { class: "developer-head" }, this.quota.element, this.facts),
      h("div", { class: "tabs", role: "tablist", "aria-label": "开发者" }, ...this.tabs.map((tab) => tab.button)),
      ...this.tabs.map((tab) => tab.panel));
    this.choose(this.tabs[0]);
    setInterval(() => this.drawQuota(), 1000);
  }

  drawTab(name, content, index) {
    const id = `developer-tab-${index}`;
    const button = h("button", {
      type: "button", role: "tab", id, "aria-controls": `${id}-panel`, onclick: () => this.choose(tab),
      onkeydown: (event) => this.step(event, index),
    }, name);
    const panel = h("div", { class: "tab-panel", role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, content.element);
    const tab = { name, content, button, panel };
    return tab;
  }

  choose(chosen) {
    for (const tab of this.tabs) {
      const is = tab === chosen;
      tab.button.setAttribute("aria-selected", String(is));
      tab.button.tabIndex = is ? 0 : -1;
      tab.panel.hidden = !is;
    }
    chosen.content.open?.();
  }

  step(event, index) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const tab = this.tabs.at((index + by) % this.tabs.length);
    this.choose(tab);
    tab.button.focus();
  }

  show(openid) {
    this.openid = openid;
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
    const { account } = this.world;
    this.facts.textContent = `${MODES[account.mode]} · 推送到 ${account.callback_url || "（未填写）"}`;
    for (const tab of this.tabs.slice(0, 2)) {
      tab.button.textContent = `${tab.name} ${tab.content.refresh(this.openid)}`;
    }
    this.faults.refreshSoon();
  }

  refreshAccount() {
    this.refresh();
    this.account.refresh();
  }

  drawQuota() {
    this.quota.draw(this.openid);
  }
}
