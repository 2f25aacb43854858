// The account's settings: the server's URL and what verifying it did, mode, keys, type.

import { get, patch, post, put } from "./api.js";
import { h } from "./dom.js";

const MODES = [["plain", "明文"], ["compatible", "兼容"], ["aes", "安全"]];
const TYPES = [
  ["verified_service", "服务号（已认证）"], ["verified_subscription", "订阅号（已认证）"],
  ["unverified", "未认证"], ["test", "测试号"],
];
const MENU_IDS = [["kept", "带 bizmsgmenuid"], ["missing", "不带"], ["zero", "值为 0"]];

export class AccountTab {
  constructor(world) {
    this.world = world;
    this.acts = 0;
    this.said = h("p", { class: "said", role: "status" });
    this.url = h("input", { type: "url", required: true, placeholder: "http://…/wechat", autocomplete: "off" });
    this.token = h("input", { type: "text", pattern: "[A-Za-z0-9]{3,32}", autocomplete: "off" });
    this.verdict = h("div", { class: "verdict", role: "status" });
    this.mode = choice("消息加解密方式", MODES, (mode) => this.change({ mode }));
    this.menuIds = choice("点选项时的推送", MENU_IDS, (menu_ids) => this.change({ menu_ids }));
    this.type = h("select", { onchange: () => this.changeType() }, ...TYPES.map(([value, label]) => h("option", { value }, label)));
    this.old = h("input", { type: "checkbox", onchange: () => this.change({ pushes_under_previous_key: this.old.checked }) });
    this.oldUntil = h("small");
    this.credentials = h("dl", { class: "credentials" });
    this.element = h("div", { class: "settings" },
      h("form", { onsubmit: (event) => this.connect(event) },
        h("h2", {}, "服务器"),
        field("服务器地址（URL）", this.url), field("令牌（Token）", this.token),
        h("div", { class: "row" },
          h("button", { class: "weui-btn weui-btn_primary weui-btn_mini", type: "submit" }, "保存并校验"), this.verdict)),
      h("h2", {}, "推送"), this.mode.element, this.menuIds.element,
      h("h2", {}, "密钥"), this.credentials,
      h("div", { class: "row" },
        h("button", { class: "weui-btn weui-btn_default weui-btn_mini", type: "button", onclick: () => this.rotate() }, "更换 AES 密钥"),
        h("label", { class: "check" }, this.old, "仍用旧密钥推送")),
      this.oldUntil,
      h("h2", {}, "账号"), field("账号类型", this.type),
      h("div", { class: "row" },
        h("button", { class: "weui-btn weui-btn_default weui-btn_mini", type: "button", onclick: () => this.attempt(() => post("/tokens/revoke"), "access_token 已全部失效") }, "让 access_token 失效"),
        h("button", { class: "weui-btn weui-btn_warn weui-btn_mini", type: "button", onclick: () => this.attempt(() => post("/reset"), "已清空") }, "清空用户和记录")),
      this.said);
  }

  open() {
    this.refresh();
  }

  async refresh() {
    const at = this.acts;
    const [credentials, access] = await Promise.all([get("/account/credentials"), get("/access")]);
    // What was read before an act ended would undo it on the screen; the act refreshes again.
    if (at !== this.acts) return;
    // Read only now: of two refreshes under way, the older may end last.
    const { account } = this.world;
    if (document.activeElement !== this.url) this.url.value = account.callback_url;
    if (document.activeElement !== this.token) this.token.value = credentials.token;
    this.mode.set(account.mode);
    this.menuIds.set(account.menu_ids);
    this.type.value = access.account_type;
    this.old.checked = account.pushes_under_previous_key;
    this.old.disabled = !credentials.previous_encoding_aes_key;
    this.oldUntil.textContent = untilWords(account.previous_key_until);
    this.credentials.replaceChildren(...rows(credentials));
  }

  async connect(event) {
    event.preventDefault();
    this.verdict.textContent = "正在校验…";
    const saved = await this.change({ callback_url: this.url.value.trim(), token: this.token.value.trim() });
    this.verdict.replaceChildren(...(saved ? judged(await post("/verify")) : []));
  }

  change(changes) {
    return this.attempt(() => patch("/account", changes), "已保存，下一条推送起生效");
  }

  changeType() {
    return this.attempt(() => put("/access", { account_type: this.type.value }), "账号类型已更改");
  }

  rotate() {
    return this.attempt(() => post("/account/rotate-key", {}), "密钥已更换：推送用新密钥；一小时内新旧密钥加密的答复都收");
  }

  async attempt(doing, done) {
    this.acts += 1;
    try {
      await doing();
      this.said.textContent = done;
      return true;
    } catch (error) {
      this.said.textContent = error.message;
      return false;
    } finally {
      await this.world.refreshAccount();
      this.acts += 1;
      this.refresh();
    }
  }
}

function field(label, input) {
  return h("label", { class: "field" }, h("span", {}, label), input);
}

function choice(label, options, chosen) {
  const name = `choice-${options[0][0]}`;
  const inputs = options.map(([value]) => h("input", { type: "radio", name, value, onchange: () => chosen(value) }));
  const labels = options.map(([, words], index) => h("label", {}, inputs[index], h("span", {}, words)));
  return {
    element: h("fieldset", { class: "choice" }, h("legend", {}, label), h("div", {}, ...labels)),
    set: (value) => inputs.forEach((input) => { input.checked = input.value === value; }),
  };
}

function rows(credentials) {
  const named = [
    ["接口地址", "api_base_url"], ["AppID", "app_id"], ["AppSecret", "app_secret"],
    ["AES 密钥", "encoding_aes_key"], ["旧密钥", "previous_encoding_aes_key"],
  ];
  return named.filter(([, key]) => credentials[key]).flatMap(([name, key]) => [h("dt", {}, name), h("dd", {}, credentials[key])]);
}

function untilWords(until) {
  return until ? `旧密钥加密的答复收到 ${new Date(until).toLocaleTimeString("zh-CN", { hour12: false })} 为止` : "";
}

function judged(verdict) {
  const words = verdict.verified ? "✓ 校验通过" : `✕ ${verdict.problem}`;
  const facts = [verdict.status ? `HTTP ${verdict.status}` : null, verdict.ms ? `${Math.round(verdict.ms)} ms` : null,
    verdict.verified || !verdict.status ? null : `应答 ${verdict.expected}，收到「${verdict.answer}」`];
  return [h("b", { "data-good": String(verdict.verified) }, words), h("span", {}, facts.filter(Boolean).join(" · "))];
}
