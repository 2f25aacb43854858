/* Says that this conversation is looked at or written in, and shows who else is at it. */
import { wire, post } from "./wire.js";

const EVERY = 5000;
const contact = document.querySelector("[data-desk]").dataset.contact;
const place = document.getElementById("lookers");
const words = document.querySelector("form.composer")?.elements.text;
let typedAt = 0;

async function look() {
  if (document.hidden) return;
  const typing = Date.now() - typedAt < EVERY ? "1" : "0";
  const response = await post(`/conversations/${contact}/looking`, { typing }, { background: true }).catch(() => null);
  if (response?.ok) place.textContent = await response.text();
}

if (contact && wire) {
  words?.addEventListener("input", () => {
    const was = typedAt;
    typedAt = Date.now();
    if (typedAt - was > EVERY) look();
  });
  look();
  setInterval(look, EVERY);
}
