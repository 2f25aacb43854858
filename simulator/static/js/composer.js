// The bottom of the phone: typing, the account's menu, and the plus panel.

import { h, icon } from "./dom.js";
import { useButton } from "./menu.js";
import { cardSheet, settingsSheet, videoSheet } from "./more_sheets.js";
import { placeSheet, scanSheet, specimenSheet } from "./sheets.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.showsMenu = false;
    this.menu = null;
    this.input = h("input", {
      type: "text", "aria-label": "输入消息", enterkeyhint: "send", autocomplete: "off",
      oninput: () => this.refreshButtons(),
    });
    this.send = h("button", { class: "send", type: "submit", hidden: true }, "发送");
    this.more = h("button", {
      type: "button", "aria-label": "更多", "aria-expanded": "false", onclick: () => this.togglePanel(),
    }, icon("plus"));
    this.toMenu = h("button", { type: "button", "aria-label": "切换到菜单", onclick: () => this.switchTo(true) }, icon("menu"));
    this.typing = h("form", { class: "composer-row", onsubmit: (event) => this.submit(event) },
      this.toMenu, this.input, this.more, this.send);
    this.menuRow = h("div", { class: "menu-row", role: "group", "aria-label": "公众号菜单" });
    this.choosing = h("div", { class: "composer-row" },
      h("button", { type: "button", "aria-label": "切换到键盘", onclick: () => this.switchTo(false) }, icon("keyboard")),
      this.menuRow);
    this.panel = this.drawPanel();
    this.element = h("footer", { class: "composer" }, this.typing, this.choosing, this.panel);
    this.setMenu(null);
  }

  setMenu(menu) {
    this.menu = menu;
    this.menuRow.replaceChildren(...(menu?.button ?? []).map((button) => this.drawMenuButton(button)));
    this.switchTo(this.showsMenu && menu !== null);
  }

  switchTo(menu) {
    this.showsMenu = menu;
    this.toMenu.hidden = this.menu === null;
    this.typing.hidden = menu;
    this.choosing.hidden = !menu;
    this.closePanel();
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.refreshButtons();
    this.phone.say(text);
  }

  refreshButtons() {
    const empty = this.input.value.trim() === "";
    this.send.hidden = empty;
    this.more.hidden = !empty;
  }

  togglePanel() {
    this.panel.hidden = !this.panel.hidden;
    this.more.setAttribute("aria-expanded", String(!this.panel.hidden));
    this.phone.scrollDown();
  }

  closePanel() {
    this.panel.hidden = true;
    this.more.setAttribute("aria-expanded", "false");
  }

  drawPanel() {
    const file = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true, "aria-label": "选择照片" });
    file.addEventListener("change", () => {
      for (const photo of [...file.files].slice(0, 9)) this.phone.sendFile(photo);
      file.value = "";
      this.closePanel();
    });
    const item = (name, label, act) => h("button", { type: "button", onclick: () => { this.closePanel(); act(); } },
      h("span", { class: "panel-icon" }, icon(name)), label);
    return h("div", { class: "panel", hidden: true },
      item("photo", "照片", () => file.click()),
      item("card", "样本身份证", () => specimenSheet(this.phone)),
      item("place", "位置", () => placeSheet(this.phone)),
      item("scan", "扫码", () => scanSheet(this.phone)),
      item("voice", "语音", () => this.phone.act("voice")),
      item("video", "视频", () => videoSheet(this.phone)),
      item("file", "文件、表情", () => this.phone.act("unsupported")),
      item("star", "链接、小程序", () => cardSheet(this.phone)),
      item("settings", "通知和授权", () => settingsSheet(this.phone)),
      item("leave", "取消关注", () => this.phone.act("unfollow")),
      file);
  }

  drawMenuButton(button) {
    const inner = button.sub_button ?? [];
    if (!inner.length) return h("div", {}, this.drawLeaf(button));
    const submenu = h("div", { class: "submenu", hidden: true }, ...inner.map((leaf) => this.drawLeaf(leaf)));
    const opener = h("button", {
      type: "button",
      "aria-haspopup": "true",
      onclick: () => {
        const opens = submenu.hidden;
        this.closeSubmenus();
        submenu.hidden = !opens;
      },
    }, `≡ ${button.name}`);
    return h("div", {}, opener, submenu);
  }

  drawLeaf(button) {
    const tap = () => {
      this.closeSubmenus();
      useButton(this.phone, button);
    };
    return h("button", { type: "button", onclick: tap }, button.name);
  }

  closeSubmenus() {
    for (const submenu of this.menuRow.querySelectorAll(".submenu")) submenu.hidden = true;
  }
}
