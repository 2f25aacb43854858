/* Every page: what somebody writes is kept until it has arrived, and shown to them again if it has not. */
import { fieldsOf, forget, forgetEverything, forgetKeys, forgetOthers, isSignedIn, keep, keysOf, textOf } from "./kept.js";

const ON_ITS_WAY = "sending";
const tabs = new BroadcastChannel("gonghui-unsent");
const isKept = (element) => element.matches("form[method=post] textarea[name]");

// An answer that is a page of ours, and no refusal: it arrived. Who came back from none sent it in vain.
function hasArrived() {
  const [answer] = performance.getEntriesByType("navigation");
  return isSignedIn && answer?.type !== "back_forward" && !(answer?.responseStatus >= 400);
}

function showAgain(field) {
  const text = textOf(field);
  if (text === null || text === field.value) return;
  field.value = text;
  const said = document.createElement("p");
  said.className = "hint";
  said.dataset.found = "";
  said.setAttribute("role", "status");
  said.textContent = "上次没送出的话找回来了，看过再送。";
  field.after(said);
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

const sent = JSON.parse(sessionStorage.getItem(ON_ITS_WAY) ?? "[]");
sessionStorage.removeItem(ON_ITS_WAY);
if (hasArrived()) forgetKeys(sent);
if (isSignedIn) {
  forgetOthers();
  const again = [...document.querySelectorAll("textarea")].filter(isKept).filter(showAgain);
  // Thrown out while writing in a sheet: it is where they were.
  const sheet = again[0]?.closest("dialog");
  if (sheet && document.referrer.includes("/sign-in") && !document.querySelector("dialog[open]")) sheet.showModal();
}

document.addEventListener("input", (event) => isKept(event.target) && keep(event.target));
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-closes]")?.closest("form");
  if (form) forget(form);
});
// Sent by script, on a page that stays: it is found no more.
document.addEventListener("desk:changed", () => {
  for (const said of document.querySelectorAll("[data-found]")) {
    if (textOf(said.parentElement.querySelector("textarea")) === null) said.remove();
  }
});
// After everybody who stops a form or sends it by script, who then says itself that it arrived.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".sign-out")) {
    forgetEverything();
    tabs.postMessage("signed out");
  } else if (form.method === "post" && !event.defaultPrevented) {
    fieldsOf(form).forEach(keep);
    sessionStorage.setItem(ON_ITS_WAY, JSON.stringify(keysOf(form)));
  }
});
tabs.addEventListener("message", forgetEverything);
