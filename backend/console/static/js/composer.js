/* Writing to the person: the draft is on the server, sending twice sends once, a refusal keeps the words. */
import { detach, hasPhoto, isUploading, mayAttach } from "./attach.js";
import { forget } from "./kept.js";
import { newest } from "./thread.js";
import { fragment, later, post } from "./wire.js";

const form = document.querySelector("form.composer");
const words = form?.elements.text;
const refused = document.getElementById("refused");
const note = document.getElementById("draft-note");
const here = form?.dataset.here;
let saved = words?.defaultValue ?? "";
// What went out under the present id, and may have arrived though nobody answered.
let tried = null;

function newId() {
  const parts = crypto.getRandomValues(new Uint8Array(16));
  parts[6] = (parts[6] & 0x0f) | 0x40;
  parts[8] = (parts[8] & 0x3f) | 0x80;
  const hex = [...parts].map((part) => part.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// The line above says whose conversation it is; the field follows it and keeps what is in it.
export function sawContact() {
  const standing = document.querySelector("#standing [data-mine]");
  if (!form || !standing) return;
  const mine = standing.dataset.mine === "1";
  form.elements.epoch.value = standing.dataset.epoch;
  words.readOnly = !mine;
  form.querySelector("[data-send]").disabled = !mine;
  mayAttach(mine);
  form.hidden = !mine && !words.value && !hasPhoto();
}

async function save() {
  if (words.value === saved) return;
  const text = words.value;
  const response = await post(`${here}/draft`, { text }, { background: true }).catch(() => null);
  if (response?.ok) {
    saved = text;
    if (words.value === text) forget(form);
  }
  note.textContent = response?.ok ? (text ? "草稿已保存" : "") : "草稿还没存上，文字还在这里";
}
const saveSoon = later(save, 700);

async function refuse(status) {
  refused.hidden = false;
  refused.textContent = "没发出去，文字还在。网络恢复后再按一次发送。";
  if (status === 409 || status === 403) {
    refused.innerHTML = await fragment(`${here}/meanwhile?after=${newest()}`).catch(() => "没发出去：对话有变化，文字还在。");
  } else if (status === 404) {
    detach();
    refused.textContent = "没发出去，文字还在：照片放得太久，请重新选一次。";
  } else if (status === 422) refused.textContent = "没发出去：内容是空的或太长，请改一改。";
  document.dispatchEvent(new CustomEvent("desk:changed"));
}

async function send(event) {
  event.preventDefault();
  if (words.readOnly || form.dataset.busy || !(words.value.trim() || hasPhoto())) return;
  if (isUploading()) {
    note.textContent = "照片还在传，传完再发";
    return;
  }
  form.dataset.busy = "1";
  const sent = words.value;
  const photo = form.elements.photo.value;
  const what = `${photo} ${sent.trim()}`;
  // Under the old id other words would count as said already, and be lost.
  if (tried !== null && tried !== what) form.elements.client_id.value = newId();
  tried = what;
  const response = await post(form.action, new FormData(form)).catch(() => null);
  delete form.dataset.busy;
  delete form.dataset.sent;
  if (!response?.ok) return refuse(response?.status ?? 0);
  if (words.value === sent) words.value = "";
  if (!words.value) forget(form);
  if (form.elements.photo.value === photo) detach();
  saved = words.value;
  note.textContent = "";
  refused.hidden = true;
  form.elements.client_id.value = newId();
  tried = null;
  document.dispatchEvent(new CustomEvent("desk:changed"));
}

if (form) {
  form.addEventListener("submit", send);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
  words.addEventListener("input", sawContact);
  words.addEventListener("input", saveSoon);
  words.addEventListener("blur", save);
  addEventListener("pagehide", save);
  sawContact();
}
