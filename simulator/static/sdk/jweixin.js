// Stands in for WeChat's JS-SDK, as much of it as a page needs to ask for notices: `wx.config`,
// `wx.ready`, `wx.error` and <wx-open-subscribe>. What the phone would ask, the simulator's page asks.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const failed = [];
  let configuration = null;

  window.wx = {
    config(given) { configuration = given; },
    ready(then) { setTimeout(then, 0); },
    error(then) { failed.push(then); },
  };

  class OpenSubscribe extends HTMLElement {
    connectedCallback() {
      // The templates inside are parsed after this element starts.
      setTimeout(() => this.draw(), 0);
    }

    draw() {
      const parts = [...this.querySelectorAll('script[type="text/wxtag-template"]')];
      const shadow = this.attachShadow({ mode: "open" });
      shadow.innerHTML = parts.map((part) => part.textContent).join("");
      shadow.addEventListener("click", () => this.ask());
    }

    ask() {
      if (!configuration) return;
      const query = new URLSearchParams({
        appid: configuration.appId,
        timestamp: configuration.timestamp,
        noncestr: configuration.nonceStr,
        signature: configuration.signature,
        url: location.href.split("#")[0],
        template: this.getAttribute("template") || "",
      });
      window.open(`${home}/open/subscribe?${query}`, "_blank", "popup,width=390,height=640");
      window.addEventListener("message", (event) => this.answered(event));
    }

    answered(event) {
      if (event.origin !== home || !event.data) return;
      if (event.data.problem) {
        failed.forEach((then) => then({ errMsg: event.data.problem }));
        return;
      }
      const details = Object.fromEntries(
        Object.entries(event.data.answers).map(([id, status]) => [id, JSON.stringify({ status })]),
      );
      const detail = { errMsg: "subscribe:ok", subscribeDetails: JSON.stringify(details) };
      this.dispatchEvent(new CustomEvent("success", { detail }));
    }
  }
  customElements.define("wx-open-subscribe", OpenSubscribe);
})();
