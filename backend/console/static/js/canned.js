/* 快捷回复: 「/」 at the start of a line looks them up; the chosen one stands there with its variables filled. */
import { fragment, later, post } from "./wire.js";

const form = document.querySelector("form.composer");
const words = form?.elements.text;
const menu = document.getElementById("canned");
let at = -1;

const options = () => [...menu.querySelectorAll("[role=option]")];

// What was typed after the slash, when the caret stands in it.
function asked() {
  const before = words.value.slice(0, words.selectionStart);
  return /(?:^|\n)\/([^\n/]{0,20})$/.exec(before)?.[1] ?? null;
}

function mark(place) {
  const all = options();
  at = all.length ? (place + all.length) % all.length : -1;
  all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  all[at]?.scrollIntoView({ block: "nearest" });
  if (all[at]) words.setAttribute("aria-activedescendant", all[at].id);
  else words.removeAttribute("aria-activedescendant");
}

function close() {
  menu.hidden = true;
  words.removeAttribute("aria-activedescendant");
}

const look = later(async () => {
  const said = asked();
  if (said === null) return close();
  menu.innerHTML = await fragment(`${form.dataset.here}/canned?q=${encodeURIComponent(said)}`).catch(() => "");
  menu.hidden = !menu.innerHTML.trim();
  mark(0);
}, 120);

function take(option) {
  const end = words.selectionStart;
  const start = end - (asked() ?? "").length - 1;
  words.setRangeText(option.dataset.text, asked() === null ? end : start, end, "end");
  close();
  words.focus();
  words.dispatchEvent(new Event("input", { bubbles: true }));
  post(`/canned/${option.dataset.id}/used`, {}, { background: true }).catch(() => {});
}

if (form) {
  words.addEventListener("input", look);
  words.addEventListener("keydown", (event) => {
    if (menu.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && options()[at]) take(options()[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("mousedown", (event) => event.preventDefault());
  menu.addEventListener("click", (event) => event.target.closest("[role=option]") && take(event.target.closest("[role=option]")));
  form.querySelector("[data-canned]")?.addEventListener("click", () => {
    if (words.readOnly) return;
    words.focus();
    const lineStarts = !words.value || words.value.endsWith("\n");
    words.setRangeText(lineStarts ? "/" : "\n/", words.value.length, words.value.length, "end");
    look();
  });
}
