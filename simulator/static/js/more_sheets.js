// What slides up for the rarer things: videos, cards, allowed notices, authorization, being somewhere.

import { h } from "./dom.js";
import { typed } from "./sheets.js";

export function videoSheet(phone) {
  const send = (path) => () => {
    phone.closeSheet();
    phone.act(path);
  };
  phone.openSheet("视频", choices([["发样本视频", send("video")], ["发样本小视频", send("video?short=true")]]));
}

export function cardSheet(phone) {
  const share = (url) => {
    phone.closeSheet();
    phone.act("link", { title: url, description: "分享的网页", url });
  };
  const miniProgram = () => {
    phone.closeSheet();
    phone.act("mini-program", { title: "骑手之家", page_path: "pages/index" });
  };
  phone.openSheet("链接、小程序",
    choices([["发一个小程序", miniProgram]]),
    typed("网页地址", "https://…", "分享网页", share, "1000"));
}

// The account never sees these as messages; they are events about the person.
export function settingsSheet(phone) {
  const act = (path, body) => () => {
    phone.closeSheet();
    phone.act(path, body);
    phone.toast("已告诉公众号");
  };
  const id = h("input", { type: "text", value: "template", maxlength: "64" });
  const answers = (choice) => () => act("notices/popup", { answers: [{ template_id: id.value || "template", choice }] })();
  const refuse = () => act("notices/refuse", { template_ids: [id.value || "template"] })();
  phone.openSheet("通知和授权",
    h("label", { class: "field" }, h("span", {}, "订阅通知的模板编号"), id),
    choices([["允许通知", answers("accept")], ["拒绝通知", answers("reject")], ["以后拒收", refuse]]),
    h("h3", {}, "位置"),
    choices([
      ["进入会话，报一次", act("enter-chat", { every_seconds: null })],
      ["每 5 秒报一次", act("enter-chat", { every_seconds: 5 })],
      ["离开会话", act("leave-chat", {})],
    ]),
    h("h3", {}, "授权信息"),
    choices([
      ["改了资料", act("authorization", { event: "user_info_modified" })],
      ["撤回头像昵称授权", act("authorization", { event: "user_authorization_revoke", revoke_info: "205" })],
      ["注销微信号", act("authorization", { event: "user_authorization_cancellation" })],
    ]));
}

function choices(list) {
  return h("div", { class: "places" }, ...list.map(([label, act]) => h("button", { type: "button", onclick: act }, label)));
}
