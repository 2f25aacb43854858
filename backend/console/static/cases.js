/* Picking many cases, naming colleagues in notes. Pages work without it. */
"use strict";

document.documentElement.classList.add("has-script");

// --- Many at once ---
function countPicked() {
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const picked = bulk.querySelectorAll("input[name=case]:checked").length;
  bulk.querySelector("[data-bulk-bar]")?.classList.toggle("is-on", picked > 0);
  const words = bulk.querySelector("[data-bulk-count]");
  if (words) words.textContent = picked ? `选中 ${picked} 件` : "没有选中";
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]"))
    document.querySelectorAll("input[name=case]").forEach((box) => (box.checked = event.target.checked));
  countPicked();
});
document.addEventListener("htmx:afterSettle", countPicked);
addEventListener("pageshow", countPicked); // the back button brings the ticks along

// Before anybody else hears of it: with nothing to do, the ticks would be lost for nothing.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-bulk]")) return;
    const wanted = event.target.querySelectorAll("[data-bulk-bar] select, [data-bulk-bar] input");
    if ([...wanted].some((field) => field.value.trim())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.querySelector("[data-bulk-count]").textContent = "先选好要办什么：分派、难度或标签";
    wanted[0].focus();
  },
  true,
);
document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || typing(event.target) || openDialog() || event.ctrlKey || event.metaKey) return;
  const box = document.querySelector("[data-row].is-current input[name=case]");
  if (!box) return;
  box.checked = !box.checked;
  countPicked();
});

// --- The menu of other acts closes like a menu ---
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.more[open]");
  if (open && !event.target.closest("details.more > summary")) open.open = false;
});
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.more[open]");
  if (!open || event.key !== "Escape") return;
  open.open = false;
  open.querySelector("summary").focus();
});

// --- What was done is said once, not again by a reload, a bookmark or the way back ---
sayOnce();

function sayOnce() {
  const address = new URL(location.href);
  const said = ["done", "trouble", "left", "notice"].filter((name) => address.searchParams.has(name));
  said.forEach((name) => address.searchParams.delete(name));
  if (said.length) history.replaceState(history.state, "", address);
}

// --- A download leaves the page as it is: its button works again ---
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-again]")) setTimeout(() => delete event.target.dataset.sent, 1000);
});

// --- @ names a colleague ---
for (const area of document.querySelectorAll("[data-mentions]")) offerNames(area);

function offerNames(area) {
  const people = [...document.querySelectorAll(`#${area.dataset.mentions} option`)];
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${area.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "同事");
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  const begun = () => area.value.slice(0, area.selectionStart).match(/@([^\s@]{0,20})$/);
  const close = () => (list.hidden = true);

  function offer() {
    const found = begun();
    const fits = (person) => person.value.includes(found[1]) || person.label.includes(found[1]);
    const fitting = found ? people.filter(fits).slice(0, 8) : [];
    list.replaceChildren(
      ...fitting.map((person, index) => {
        const item = document.createElement("li");
        item.textContent = person.label;
        item.dataset.name = person.value;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(index === 0));
        return item;
      }),
    );
    list.hidden = fitting.length === 0;
  }
  function take(name) {
    const before = area.value.slice(0, area.selectionStart).replace(/@[^\s@]*$/, `@${name} `);
    area.value = before + area.value.slice(area.selectionEnd);
    area.setSelectionRange(before.length, before.length);
    close();
    area.focus();
  }
  function step(by) {
    const items = [...list.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = (at + by + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
  }
  area.addEventListener("input", offer);
  area.addEventListener("blur", () => setTimeout(close, 150));
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) step(moves[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") take(list.querySelector("[aria-selected=true]").dataset.name);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    take(item.dataset.name);
  });
}
