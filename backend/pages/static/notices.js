// Hands the signature to WeChat's SDK and says what the person decided; WeChat tells the account.
(() => {
  const ask = document.getElementById("ask");
  const button = document.getElementById("allow");
  const outcome = document.getElementById("outcome");

  function say(words, isTrouble = false) {
    outcome.textContent = words;
    outcome.classList.toggle("is-trouble", isTrouble);
  }

  // The SDK gives JSON within JSON: {"<template>": "{\"status\":\"accept\"}"}.
  function isAccepted(details) {
    try {
      return Object.values(JSON.parse(details)).some((one) => JSON.parse(one).status === "accept");
    } catch {
      return false;
    }
  }

  if (!window.wx) {
    say("请在微信里打开这一页。", true);
    return;
  }
  button.addEventListener("success", (event) => {
    if (isAccepted(event.detail.subscribeDetails)) say("好了，有结果微信会提醒您。可以关掉这一页了。");
    else say("没有允许，也不要紧：回到公众号说句话，结果就会告诉您。", true);
  });
  button.addEventListener("error", () => say("没有成功，请过一会儿再试。", true));
  window.wx.error(() => say("请从公众号里重新点开这一页。", true));
  window.wx.config({
    appId: ask.dataset.app,
    timestamp: Number(ask.dataset.timestamp),
    nonceStr: ask.dataset.nonce,
    signature: ask.dataset.signature,
    jsApiList: [],
    openTagList: ["wx-open-subscribe"],
  });
})();
