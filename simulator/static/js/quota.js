// What the account may still send to a person: the sum first, then what each act of theirs allows.

import { h } from "./dom.js";

const TRIGGERS = { message: "发了消息", tap: "点菜单、关注或扫码" };

export class Quota {
  constructor(world) {
    this.world = world;
    this.total = h("strong");
    this.grants = h("ul", { class: "grants", "aria-label": "客服消息额度" });
    this.element = h("div", { class: "quota" }, this.total, this.grants);
  }

  draw(openid) {
    const grants = (this.world.people.get(openid)?.grants ?? []).filter((grant) => left(grant) > 0);
    const most = Math.max(0, ...grants.map((grant) => grant.remaining));
    this.element.dataset.closed = String(most === 0);
    this.total.textContent = words(grants, most);
    this.grants.replaceChildren(...grants.map(drawn));
  }
}

function words(grants, most) {
  if (!grants.length) return "客服消息：窗口已关闭，现在一条也不能发";
  return most ? `客服消息：还可发 ${most} 条` : "客服消息：额度用完，等对方再说话";
}

function drawn(grant) {
  const dots = Array.from({ length: grant.limit }, (_, index) => h("i", { "data-left": String(index < grant.remaining) }));
  const until = new Date(grant.expires_at);
  return h("li", { title: `到 ${until.toLocaleString("zh-CN", { hour12: false })}` },
    h("span", { class: "dots", role: "img", "aria-label": `${grant.limit} 条里还剩 ${grant.remaining} 条` }, ...dots),
    `${TRIGGERS[grant.trigger] ?? grant.trigger}：剩 ${grant.remaining}/${grant.limit} 条，还有 ${span(left(grant))}`);
}

function left(grant) {
  return new Date(grant.expires_at) - Date.now();
}

function span(ms) {
  const seconds = Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours) return `${hours} 小时 ${minutes} 分`;
  return minutes ? `${minutes} 分 ${seconds % 60} 秒` : `${seconds} 秒`;
}
