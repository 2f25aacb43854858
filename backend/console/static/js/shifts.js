/* The week of a colleague: shifts added, dropped and copied by hand. Without this file every day still offers one empty row. */
import "./clock.js";

const form = document.querySelector("[data-duty-form]");
const template = document.getElementById("shift-template");
const dialog = document.getElementById("copy-day");
const most = Number(form.dataset.most);
const days = [...form.querySelectorAll("[data-day]")];
const rowsOf = (day) => [...day.querySelectorAll("[data-shift]")];
const ends = (row) => row.querySelectorAll("input");
let copied = null;

function changed() {
  form.dataset.dirty = "";
  form.querySelector("[data-unsaved]").hidden = false;
}

// An end that is not after the start is the next morning; 0:00 is the end of the same day.
function showNight(row) {
  const [from, to] = [...ends(row)].map((input) => input.value);
  const isNight = from.includes(":") && to.includes(":") && !["00:00", "24:00"].includes(to) && to <= from;
  row.querySelector("[data-night]").hidden = !isNight;
}

function arrange(day) {
  const { day: number, name } = day.dataset;
  const rows = rowsOf(day);
  rows.forEach((row, at) => {
    const [from, to] = ends(row);
    from.name = `from-${number}`;
    to.name = `to-${number}`;
    from.setAttribute("aria-label", `${name}第 ${at + 1} 段，从`);
    to.setAttribute("aria-label", `${name}第 ${at + 1} 段，到`);
    const drop = row.querySelector("[data-drop]");
    drop.hidden = false;
    drop.setAttribute("aria-label", `去掉${name}第 ${at + 1} 段`);
    showNight(row);
  });
  day.querySelector("[data-none]").hidden = rows.length > 0;
  day.querySelector("[data-add]").hidden = rows.length >= most;
  day.querySelector("[data-copy]").hidden = false;
}

function add(day, from = "", to = "") {
  const row = template.content.firstElementChild.cloneNode(true);
  const rows = day.querySelector("[data-rows]");
  rows.insertBefore(row, rows.querySelector("[data-none]"));
  [ends(row)[0].value, ends(row)[1].value] = [from, to];
  arrange(day);
  return row;
}

function drop(row) {
  const day = row.closest("[data-day]");
  row.remove();
  arrange(day);
  (rowsOf(day).at(-1)?.querySelector("input") ?? day.querySelector("[data-add]")).focus();
  changed();
}

function askWhereTo(day) {
  copied = day;
  dialog.querySelector("[data-copy-from]").textContent = day.dataset.name;
  for (const box of dialog.querySelectorAll("input")) {
    box.checked = false;
    box.disabled = box.value === day.dataset.day;
  }
  dialog.showModal();
  dialog.querySelector("input:enabled").focus();
}

function copyTo(day) {
  rowsOf(day).forEach((row) => row.remove());
  rowsOf(copied).forEach((row) => add(day, ends(row)[0].value, ends(row)[1].value));
  arrange(day);
}

form.addEventListener("click", (event) => {
  const day = event.target.closest("[data-day]");
  if (event.target.closest("[data-add]")) ends(add(day))[0].focus();
  else if (event.target.closest("[data-drop]")) drop(event.target.closest("[data-shift]"));
  else if (event.target.closest("[data-copy]")) askWhereTo(day);
});

form.addEventListener("input", changed);
document.addEventListener("change", (event) => {
  const row = event.target.closest("[data-shift]");
  if (row) showNight(row);
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-tick]")) return;
  for (const box of dialog.querySelectorAll("input:enabled")) box.checked = Number(box.value) < 5;
});

dialog.addEventListener("close", () => {
  if (dialog.returnValue === "copy") {
    const wanted = [...dialog.querySelectorAll("input:checked")].map((box) => box.value);
    days.filter((day) => wanted.includes(day.dataset.day)).forEach(copyTo);
    if (wanted.length) changed();
  }
  dialog.returnValue = "";
  copied?.querySelector("[data-copy]").focus();
});

// Another week, another page: what is not kept yet is asked about.
addEventListener("beforeunload", (event) => {
  if ("dirty" in form.dataset && !form.dataset.sent) event.preventDefault();
});

for (const day of days) {
  day.querySelector("[data-spare]")?.remove();
  arrange(day);
}
if ("dirty" in form.dataset) changed();
form.querySelector("[aria-invalid]:is(input), [aria-invalid] input")?.focus();
