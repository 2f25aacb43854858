// One person's phone.

import { get, post, upload } from "./api.js";
import { line, timeAbove } from "./bubbles.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { frame, scanSheet } from "./sheets.js";

export class Phone {
  constructor(world, person) {
    this.world = world;
    this.openid = person.openid;
    this.title = h("div", { class: "phone-title" });
    this.owner = h("div", { class: "phone-owner" });
    this.chat = h("div", { class: "chat", role: "log", "aria-label": "聊天记录", tabindex: "0" });
    this.composer = new Composer(this);
    this.welcome = this.drawWelcome();
    this.sheet = null;
    this.element = h("section", { class: "phone", "aria-label": `${person.nickname}的手机`, "data-openid": person.openid },
      h("div", { class: "phone-bar" }, this.title, this.owner),
      this.chat, this.welcome, this.composer.element);
    this.refreshAccount();
    this.refreshPerson();
    this.reload();
  }

  get person() {
    return this.world.people.get(this.openid);
  }

  // Everything again: the order of entries is theirs, not the order in which news arrived.
  async reload() {
    const entries = await this.world.entriesOf(this.openid);
    const nodes = [];
    entries.forEach((entry, index) => nodes.push(...this.draw(entry, entries[index - 1])));
    this.chat.replaceChildren(...nodes);
    this.last = entries.at(-1);
    this.scrollDown();
  }

  keep(entry) {
    const before = this.chat.querySelector(`[data-entry="${entry.id}"]`);
    if (before) {
      before.replaceWith(line(entry, this.person, this.actions));
      return;
    }
    if (this.last && entry.id < this.last.id) {
      this.reload();
      return;
    }
    this.chat.append(...this.draw(entry, this.last));
    this.last = entry;
    this.scrollDown();
  }

  draw(entry, previous) {
    return [timeAbove(entry, previous), line(entry, this.person, this.actions)].filter(Boolean);
  }

  get actions() {
    return { say: (text, menuId) => this.say(text, menuId), enlarge: (url) => this.enlarge(url) };
  }

  refreshPerson() {
    const { person } = this;
    const { name } = this.world.account;
    this.title.textContent = person.is_being_typed_to ? "对方正在输入…" : name;
    this.title.title = name;
    this.owner.textContent = person.nickname;
    this.welcome.hidden = person.following;
    this.composer.element.hidden = !person.following;
    this.chat.hidden = !person.following;
  }

  // Not the account's menu but this person's: conditional menus differ.
  async refreshAccount() {
    this.composer.setMenu(await get(`/users/${this.openid}/menu`));
  }

  say(text, menuId = null) {
    return this.act("say", { text, menu_id: menuId });
  }

  act(name, body = {}) {
    return this.attempt(() => post(`/users/${this.openid}/${name}`, body));
  }

  sendFile(file) {
    return this.attempt(() => upload(`/users/${this.openid}/photo`, file));
  }

  sendMenuPhotos(button, files) {
    const key = encodeURIComponent(button.key);
    return this.attempt(() => upload(`/users/${this.openid}/menu-photos?key=${key}`, ...files));
  }

  async attempt(doing) {
    try {
      await doing();
    } catch (error) {
      this.toast(error.message);
    }
  }

  openSheet(title, ...content) {
    this.closeSheet();
    this.sheet = frame(title, () => this.closeSheet(), ...content);
    this.element.append(this.sheet);
    this.sheet.querySelector("input, select, button").focus();
  }

  closeSheet() {
    this.sheet?.remove();
    this.sheet = null;
  }

  enlarge(url) {
    const picture = h("button", { class: "large-picture", type: "button", "aria-label": "关闭大图" }, h("img", { src: url, alt: "照片" }));
    picture.addEventListener("click", () => picture.remove());
    this.element.append(picture);
    picture.focus();
  }

  toast(words) {
    const toast = h("div", { class: "toast", role: "status" }, words);
    this.element.append(toast);
    setTimeout(() => toast.remove(), 2500);
  }

  scrollDown() {
    this.chat.scrollTop = this.chat.scrollHeight;
    // Pictures find their size later.
    for (const image of this.chat.querySelectorAll("img")) {
      if (!image.complete) image.addEventListener("load", () => { this.chat.scrollTop = this.chat.scrollHeight; }, { once: true });
    }
  }

  drawWelcome() {
    return h("div", { class: "welcome" },
      h("div", { class: "avatar", "aria-hidden": "true" }, "工"),
      h("strong", {}, this.world.account.name),
      h("p", {}, "关注后就能聊天办事"),
      h("button", { class: "weui-btn weui-btn_primary", type: "button", onclick: () => this.act("follow") }, "关注公众号"),
      h("button", { class: "weui-btn weui-btn_default", type: "button", onclick: () => scanSheet(this) }, "扫码关注"));
  }
}
