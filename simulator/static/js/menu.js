// What a button of the bottom menu makes a person do before the account hears of it.

import { h } from "./dom.js";
import { placeSheet, typed } from "./sheets.js";

const CANNOT = "此菜单在这部手机上用不了";
const SCANNING = new Set(["scancode_push", "scancode_waitmsg"]);
const PICTURES = new Set(["pic_sysphoto", "pic_photo_or_album", "pic_weixin"]);
const AT_ONCE = new Set(["click", "view", "miniprogram", "media_id"]);

export function useButton(phone, button) {
  const key = button.key ?? button.url ?? button.name;
  if (AT_ONCE.has(button.type)) {
    if (button.type === "view") window.open(button.url, "_blank", "noreferrer");
    phone.act("tap-menu", { key });
  } else if (SCANNING.has(button.type)) scan(phone, key);
  else if (PICTURES.has(button.type)) pictures(phone, button);
  else if (button.type === "location_select") {
    placeSheet(phone, (place) => phone.act("tap-menu", { key, place, place_name: place.label }));
  } else phone.toast(CANNOT);
}

function scan(phone, key) {
  const kind = h("select", {}, h("option", { value: "qrcode" }, "二维码"), h("option", { value: "barcode" }, "条形码"));
  const done = (scanned) => {
    phone.closeSheet();
    phone.act("tap-menu", { key, scanned, scan_type: kind.value });
  };
  phone.openSheet("扫一扫",
    h("label", { class: "field" }, h("span", {}, "扫到的是"), kind),
    typed("码里的内容", "例如 SF1234567890", "扫完了", done, "1000"));
}

function pictures(phone, button) {
  const camera = button.type === "pic_sysphoto";
  const input = h("input", { type: "file", accept: "image/*", multiple: !camera, "aria-label": "选择照片" });
  const specimen = (name, side) => h("button", {
    type: "button",
    onclick: () => {
      phone.closeSheet();
      phone.act("tap-menu", { key: button.key, photos: [{ specimen: name, side }] });
    },
  }, side === "portrait" ? "样本人像面" : "样本国徽面");
  const submit = (event) => {
    event.preventDefault();
    if (!input.files.length) return;
    phone.closeSheet();
    phone.sendMenuPhotos(button, [...input.files].slice(0, 9));
  };
  phone.openSheet(camera ? "拍照" : "选择照片",
    h("div", { class: "places" }, specimen("li_an", "portrait"), specimen("li_an", "emblem")),
    h("form", { onsubmit: submit },
      h("label", { class: "field" }, h("span", {}, camera ? "或选一张照片" : "或选最多 9 张照片"), input),
      h("button", { class: "weui-btn weui-btn_primary", type: "submit" }, "发送")));
}
