// What slides up over the phone: specimen cards, places, codes.

import { get } from "./api.js";
import { h, icon } from "./dom.js";

const EFFECTS = [
  ["", "正常"], ["dark", "太暗"], ["cut", "没拍全"], ["blurred", "模糊"], ["glare", "反光"],
  ["not_a_card", "不是身份证"], ["wrong_file", "不是图片文件"], ["huge", "超过 10 MB"],
  ["image_bomb", "图片炸弹"],
];

const PLACES = [
  ["河南省郑州市金水区", 34.8003, 113.6602], ["河南省郑州市中原区", 34.7483, 113.6129],
  ["河南省洛阳市涧西区", 34.6580, 112.3960], ["河南省南阳市卧龙区", 32.9859, 112.5288],
];

export async function specimenSheet(phone) {
  const people = await get("/specimens");
  const effect = h("select", {}, ...EFFECTS.map(([value, label]) => h("option", { value }, label)));
  const row = (person) => h("li", {},
    h("div", {}, h("b", {}, person.name), h("small", {}, person.note)),
    ...[["portrait", "人像面"], ["emblem", "国徽面"]].map(([side, label]) => h("button", {
      type: "button",
      "data-specimen": person.id,
      "data-side": side,
      "aria-label": `${person.name} ${label}`,
      onclick: () => {
        phone.closeSheet();
        phone.act("photo", { specimen: person.id, side, degrade: effect.value || null });
      },
    }, label)));
  phone.openSheet("样本身份证",
    h("label", { class: "field" }, h("span", {}, "照片效果"), effect),
    h("ul", { class: "specimens" }, ...people.map(row)));
}

const sendPlace = (phone) => (place) => phone.act("location", place);

// `done` gets the place; a button of the menu does something else with it than the plus panel.
export function placeSheet(phone, done = sendPlace(phone)) {
  const send = (label, latitude, longitude) => {
    phone.closeSheet();
    done({ label, latitude, longitude });
  };
  const places = PLACES.map(([label, latitude, longitude]) =>
    h("button", { type: "button", onclick: () => send(label, latitude, longitude) }, label));
  phone.openSheet("发送位置",
    h("div", { class: "places" }, ...places),
    typed("其他地点", "例如：河南省新乡市红旗区", "发送位置", (label) => send(label, 34.7466, 113.6254)));
}

export async function scanSheet(phone) {
  const codes = await get("/codes");
  const scan = (scene) => {
    phone.closeSheet();
    phone.act("scan", { scene });
  };
  const known = codes.map((code) => h("button", { type: "button", onclick: () => scan(code.scene) }, code.scene));
  phone.openSheet("扫一扫",
    known.length ? h("div", { class: "codes", role: "group", "aria-label": "公众号生成的二维码" }, ...known) : null,
    typed("二维码里的场景值", "例如 area_410105", "扫这个码", scan));
}

export function frame(title, close, ...content) {
  const head = h("div", { class: "sheet-head" },
    h("h2", {}, title),
    h("button", { type: "button", "aria-label": "关闭", onclick: close }, icon("close")));
  const sheet = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title },
    head, h("div", { class: "sheet-body" }, ...content));
  const closeOutside = (event) => { if (event.target === shade) close(); };
  const shade = h("div", { class: "shade", onclick: closeOutside }, sheet);
  shade.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return shade;
}

export function typed(label, placeholder, button, done, longest = "64") {
  const input = h("input", { type: "text", placeholder, maxlength: longest });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim()) done(input.value.trim());
  };
  return h("form", { onsubmit: submit },
    h("label", { class: "field" }, h("span", {}, label), input),
    h("button", { class: "weui-btn weui-btn_primary", type: "submit" }, button));
}
