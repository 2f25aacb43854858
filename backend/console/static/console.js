/* Keys, dialogs and photos of the staff console. Pages work without it; hands are faster with it. */
"use strict";

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")];
const openDialog = () => document.querySelector("dialog[open]");

function show(id) {
  const dialog = document.getElementById(id);
  if (!dialog || openDialog()) return;
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("is-current", row === next));
  next.querySelector("a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  if (target.matches("textarea")) target.focus();
  else target.click();
  // An opened menu goes on from its first item.
  if (target.matches("summary")) target.parentElement.querySelector("button, a")?.focus();
  return true;
}

// In a dialog a digit ticks the reason of that number.
function pick(dialog, event) {
  if (typing(event.target) || !/^[1-9]$/.test(event.key)) return;
  const reason = dialog.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!reason) return;
  reason.checked = true;
  reason.focus();
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (openDialog()) return pick(openDialog(), event);
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  let handled = true;
  if (key === "/") (document.querySelector("[data-search-list]") ?? document.querySelector("[data-search]"))?.focus();
  else if (key === "?") show("keys");
  else if (event.repeat && "arx".includes(key)) handled = true; // a held key must not decide the next one too
  else if (press(key)) handled = true;
  else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else handled = false;
  if (handled) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) return show(opener.dataset.opens);
  if (event.target.closest("[data-closes]")) return event.target.closest("dialog").close();
  const photo = event.target.closest("[data-photo]");
  if (photo && event.target.closest("[data-rotate]")) return rotate(photo);
  if (photo && event.target.closest("[data-zoom], img")) return photo.querySelector(".view").classList.toggle("is-zoomed");
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input") && !String(getSelection())) row.querySelector("a")?.click();
});

function rotate(photo) {
  const image = photo.querySelector("img");
  const turns = (Number(image.dataset.turns ?? 0) + 1) % 4;
  image.dataset.turns = turns;
  image.style.transform = `rotate(${turns * 90}deg)${turns % 2 ? " scale(.63)" : ""}`;
}

function hasReason(form) {
  const words = form.elements.reason;
  if (!words || words.value.trim() || form.querySelector("input[name=usual]:checked")) return true;
  const offersSome = form.querySelector("input[name=usual]") !== null;
  words.setCustomValidity(offersSome ? "请选一条理由，或者写明理由。" : "这里要写一句。");
  words.reportValidity();
  return false;
}
const forgive = (event) => event.target.form?.elements.reason?.setCustomValidity("");
document.addEventListener("input", forgive);

// What is pasted beyond the limit the browser cuts off without a word.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("textarea[maxlength]")) return;
  const said = field.parentElement.querySelector(`[data-full="${field.id}"]`);
  if (field.value.length < field.maxLength) return said?.remove();
  if (said) return;
  const words = document.createElement("p");
  words.className = "hint";
  words.dataset.full = field.id;
  words.setAttribute("role", "status");
  words.textContent = `写满 ${field.maxLength} 字了，再多的放不进去。`;
  field.after(words);
});

// What a page had asked for when it was left, htmx gives up with no reason; nobody waits for it.
addEventListener("unhandledrejection", (event) => event.reason === undefined && event.preventDefault());

// A sheet that was refused opens again with what was typed.
document.querySelector("dialog[data-reopen]")?.showModal();

// One act, one request: a second press while the first is under way would only earn a conflict.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent || !hasReason(event.target)) return event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
