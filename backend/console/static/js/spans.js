/* Intervals of a working day, added and dropped. Without this file there is always one empty row. */
import "./clock.js";

const set = document.querySelector("[data-spans]");
const rows = () => [...set.querySelectorAll("[data-rows] [data-shift]")];

function number() {
  rows().forEach((row, at) => {
    const [from, to] = row.querySelectorAll("input");
    const drop = row.querySelector("[data-drop]");
    from.setAttribute("aria-label", `第 ${at + 1} 段，从`);
    to.setAttribute("aria-label", `第 ${at + 1} 段，到`);
    drop.setAttribute("aria-label", `去掉第 ${at + 1} 段`);
    drop.hidden = rows().length < 2;
  });
  set.querySelector("[data-add]").hidden = rows().length >= Number(set.dataset.most);
}

if (set) {
  set.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) {
      const row = set.querySelector("template").content.firstElementChild.cloneNode(true);
      set.querySelector("[data-rows]").append(row);
      row.querySelector("input").focus();
    } else if (event.target.closest("[data-drop]")) {
      event.target.closest("[data-shift]").remove();
      rows().at(-1).querySelector("input").focus();
    } else return;
    number();
  });
  if (rows().length > 1) set.querySelector("[data-spare]")?.remove();
  number();
}
