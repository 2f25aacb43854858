/* A photo for the person: chosen, pasted or dropped, uploaded at once, sent with the next reply. */
import { upload } from "./wire.js";

const form = document.querySelector("form.composer");
const talk = document.querySelector(".desk-talk");
const shelf = document.getElementById("attached");
const refused = document.getElementById("attach-refused");
const picker = form?.querySelector("[data-attach]");
const LARGEST = 10 * 1024 * 1024;
const KINDS = ["image/jpeg", "image/png"];
let latest = null;

export const hasPhoto = () => latest !== null;
// Sending waits for an upload under way rather than leaving the photo behind.
export const isUploading = () => latest !== null && !form.elements.photo.value;

export function mayAttach(mine) {
  picker.disabled = !mine;
}

export function detach() {
  latest = null;
  form.elements.photo.value = "";
  picker.value = "";
  shelf.hidden = true;
  shelf.querySelector("img").removeAttribute("src");
}

function refuse(words) {
  detach();
  refused.textContent = words;
  refused.hidden = false;
}

function show(file) {
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    if (latest === file) shelf.querySelector("img").src = reader.result;
  });
  reader.readAsDataURL(file);
  shelf.querySelector(".hint").textContent = "正在上传…";
  shelf.hidden = false;
}

async function attach(file) {
  refused.hidden = true;
  if (!KINDS.includes(file.type)) return refuse("只能发 JPG 或 PNG 的照片。");
  if (file.size > LARGEST) return refuse("这张照片超过 10 MB，请换一张小一点的。");
  latest = file;
  form.elements.photo.value = "";
  show(file);
  const response = await upload(`${form.dataset.here}/photos`, file).catch(() => null);
  // Another one was chosen meanwhile, or none.
  if (latest !== file) return;
  if (response?.status === 201) {
    form.elements.photo.value = (await response.json()).id;
    shelf.querySelector(".hint").textContent = "照片会先发，文字跟在后面";
    return;
  }
  const words = { 409: "照片没传上：对话已经不在您手里。", 413: "这张照片太大，请换一张小一点的。", 415: "这个文件打不开，只能发 JPG 或 PNG 的照片。" };
  refuse(words[response?.status] ?? "照片没传上，网络好了再选一次。");
}

const firstOf = (files) => [...(files ?? [])].find((file) => file.type.startsWith("image/"));

if (form && picker) {
  picker.addEventListener("change", () => picker.files[0] && attach(picker.files[0]));
  shelf.querySelector("[data-detach]").addEventListener("click", () => {
    detach();
    form.elements.text.focus();
  });
  form.elements.text.addEventListener("paste", (event) => {
    const file = firstOf(event.clipboardData?.files);
    // A table from a spreadsheet comes as a picture too; then its words are meant.
    if (!file || picker.disabled || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    attach(file);
  });
  for (const kind of ["dragenter", "dragover"]) {
    talk.addEventListener(kind, (event) => {
      if (picker.disabled || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      talk.classList.add("is-dropping");
    });
  }
  talk.addEventListener("dragleave", (event) => {
    if (!talk.contains(event.relatedTarget)) talk.classList.remove("is-dropping");
  });
  talk.addEventListener("drop", (event) => {
    talk.classList.remove("is-dropping");
    if (picker.disabled || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    attach(firstOf(event.dataTransfer.files) ?? event.dataTransfer.files[0]);
  });
}
