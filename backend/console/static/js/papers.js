/* Papers put to a case by staff: one after the other, as they are; the page then shows them under its veil. */
import { upload } from "./wire.js";

const form = document.querySelector("[data-papers]");
const note = form?.querySelector("[data-paper-note]");

function refuse(words) {
  note.textContent = words;
  note.classList.add("is-wrong");
}

async function add(files) {
  note.classList.remove("is-wrong");
  const title = encodeURIComponent(form.elements.title.value.trim());
  for (const [place, file] of files.entries()) {
    note.textContent = files.length > 1 ? `正在上传第 ${place + 1} 个，共 ${files.length} 个…` : "正在上传…";
    const response = await upload(form.dataset.papers, file, { "X-Title": title }).catch(() => null);
    if (response?.status === 201) continue;
    const said = response && [409, 422].includes(response.status) ? await response.text() : "没传上，网络好了再选一次。";
    return refuse(files.length > 1 ? `第 ${place + 1} 个：${said}` : said);
  }
  location.assign(form.dataset.next);
}

form?.addEventListener("submit", (event) => event.preventDefault());
form?.querySelector("[type=file]").addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length) add(files);
});
