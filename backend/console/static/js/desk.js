/* The page 对话: panes follow the events; what is being read or written stays where it is. */
import { on } from "./feed.js";
import { atMost, fragment, oneAtATime, wire } from "./wire.js";
import "./acts.js";
import "./canned.js";
import "./composer.js";
import "./looking.js";
import "./voice.js";
import { sawContact } from "./composer.js";
import { newest, patch } from "./thread.js";

const desk = document.querySelector("[data-desk]");
const contact = desk.dataset.contact;
const here = contact ? `/conversations/${contact}` : "";
const list = document.getElementById("desk-list");
const thread = document.getElementById("thread");
const fresh = document.getElementById("fresh");

async function replace(place, url) {
  if (!place) return;
  const html = await fragment(url);
  // A menu or field somebody is in must not vanish under their hands.
  const busy = place.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  if (busy || place.querySelector("details[open]")) return;
  place.innerHTML = html;
}

const atEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
const toEnd = () => (thread.scrollTop = thread.scrollHeight);

const refreshList = oneAtATime(async () => {
  const top = list.scrollTop;
  const html = await fragment(list.dataset.source);
  const hadFocus = list.contains(document.activeElement);
  const current = list.querySelector(".is-current")?.dataset.contact;
  list.innerHTML = html;
  list.scrollTop = top;
  if (!current) return;
  for (const row of list.querySelectorAll("[data-row]")) row.classList.toggle("is-current", row.dataset.contact === current);
  // Who walks the list by keyboard goes on from there.
  if (hadFocus) list.querySelector(".is-current a")?.focus({ preventScroll: true });
});
const refreshThread = oneAtATime(async () => {
  if (!thread || thread.dataset.past) return;
  const followed = atEnd();
  const before = newest();
  patch(await fragment(`${here}/thread`));
  if (followed) toEnd();
  else if (newest() > before) fresh.hidden = false;
});
const refreshStanding = oneAtATime(async () => {
  if (!contact) return;
  await replace(document.getElementById("standing"), `${here}/standing`);
  sawContact();
});
const refreshPerson = oneAtATime(() => contact && replace(document.getElementById("person"), `${here}/person`));

const listSoon = atMost(refreshList, 2000);
const personSoon = atMost(refreshPerson, 2000);
const isListed = (event) => list.querySelector(`[data-contact="${event.contact_id ?? event.subject_id}"]`) !== null;
const listsAll = list.dataset.source.includes("tab=all");
const concerns = (event) => event.contact_id === contact || event.subject_id === contact;

function everything() {
  refreshList();
  refreshThread();
  refreshStanding();
  refreshPerson();
}

on("message", (event) => {
  if (concerns(event)) {
    refreshThread();
    refreshStanding();
  }
  if (listsAll || isListed(event)) listSoon();
});
on("conversation", (event) => {
  if (concerns(event)) {
    refreshThread();
    refreshStanding();
    personSoon();
  }
  const isForMe = !event.staff_id || event.staff_id === wire.dataset.staff;
  if (listsAll || isForMe || isListed(event)) listSoon();
});
on("case", (event) => concerns(event) && personSoon());
on("alarm", (event) => concerns(event) && refreshStanding());
on("looking", (event) => concerns(event) && refreshStanding());
on("reset", everything);
on("back", everything);
document.addEventListener("desk:changed", everything);
// Waiting times grow without any event.
setInterval(() => document.hidden || refreshList(), 60_000);
// Of what only the assistant holds no event tells.
setInterval(() => document.hidden || document.querySelector("#standing [data-mine='1']") || refreshThread(), 15_000);

let following = thread !== null && !thread.dataset.past;
thread?.addEventListener("scroll", () => {
  following = atEnd();
  if (following) fresh.hidden = true;
});
// A photo takes its place only once it is there, and loads do not bubble.
thread?.addEventListener("load", () => following && toEnd(), true);
// The field below grows with a photo in it; the last words stay in sight.
if (thread) new ResizeObserver(() => following && toEnd()).observe(thread);
fresh?.addEventListener("click", toEnd);
if (thread && !thread.dataset.past) {
  toEnd();
  addEventListener("load", toEnd);
}

// Where the list was, when the next conversation opens.
addEventListener("pagehide", () => sessionStorage.setItem("desk-list", list.scrollTop));
list.scrollTop = Number(sessionStorage.getItem("desk-list") ?? 0);

// One sheet opens any photo or recording; its place in the thread shows it afterwards.
const reveal = document.getElementById("reveal");
document.addEventListener("click", (event) => {
  const veil = event.target.closest("[data-reveal]");
  if (!veil) return;
  const form = reveal.querySelector("form");
  form.reset();
  form.action = veil.dataset.reveal;
  reveal.querySelector("h2").textContent = veil.dataset.title;
  reveal.showModal();
  reveal.querySelector("input[type=radio]").focus();
});
