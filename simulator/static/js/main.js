// Puts phones side by side and the developer beside them.

import { Developer } from "./developer.js";
import { h } from "./dom.js";
import { Phone } from "./phone.js";
import { World } from "./world.js";

const MOST_PHONES = 4;

const world = new World();
const phones = new Map();
const byId = (id) => document.getElementById(id);
const developer = new Developer(world, byId("developer"));
let active = "";

// Which phones are open belongs to this tab; two tabs may show different people.
function remembered() {
  return JSON.parse(sessionStorage.getItem("phones") ?? "[]").filter((openid) => world.people.has(openid));
}

function remember() {
  sessionStorage.setItem("phones", JSON.stringify([...phones.keys()]));
}

function open(openid) {
  if (!phones.has(openid)) {
    if (phones.size >= MOST_PHONES) close(phones.keys().next().value);
    const phone = new Phone(world, world.people.get(openid));
    phone.element.addEventListener("focusin", () => activate(openid));
    phone.element.addEventListener("pointerdown", () => activate(openid));
    phones.set(openid, phone);
    byId("phones").append(phone.element);
    remember();
  }
  activate(openid);
}

function close(openid) {
  phones.get(openid)?.element.remove();
  phones.delete(openid);
  remember();
  if (active === openid && phones.size) activate([...phones.keys()].at(-1));
  drawPeople();
}

function activate(openid) {
  if (active === openid && phones.get(openid)?.element.dataset.active === "true") return;
  active = openid;
  for (const [id, phone] of phones) phone.element.dataset.active = String(id === openid);
  drawPeople();
  developer.show(openid);
  phones.get(openid).scrollDown();
}

function drawPeople() {
  byId("people").replaceChildren(...[...phones.keys()].map(chip));
  byId("people").querySelector('[data-active="true"]')?.scrollIntoView({ inline: "nearest", block: "nearest" });
  const closed = [...world.people.values()].filter((person) => !phones.has(person.openid)).reverse();
  const others = byId("others");
  others.hidden = closed.length === 0;
  others.replaceChildren(h("option", { value: "" }, `其他用户 ${closed.length}`),
    ...closed.map((person) => h("option", { value: person.openid }, person.nickname)));
}

function chip(openid) {
  const { nickname } = world.people.get(openid);
  const show = () => {
    setView("phone");
    activate(openid);
    phones.get(openid).element.scrollIntoView({ inline: "nearest", block: "nearest" });
  };
  return h("span", { class: "person", "data-active": String(openid === active) },
    h("button", { type: "button", onclick: show }, nickname),
    h("button", { type: "button", "aria-label": `收起${nickname}的手机`, hidden: phones.size === 1, onclick: () => close(openid) }, "×"));
}

function setView(view) {
  document.body.dataset.view = view;
  byId("toggle-developer").setAttribute("aria-pressed", String(view === "developer"));
}

async function openFirst() {
  const wanted = remembered();
  for (const openid of wanted) open(openid);
  if (phones.size) return;
  const newest = [...world.people.keys()].at(-1);
  open(newest ?? (await world.addPerson()).openid);
}

world.addEventListener("loaded", () => {
  for (const phone of phones.values()) phone.element.remove();
  phones.clear();
  active = "";
  openFirst();
});
world.addEventListener("person", ({ detail: { openid } }) => {
  phones.get(openid)?.refreshPerson();
  if (openid === active) developer.drawQuota();
  if (!phones.has(openid)) drawPeople();
});
world.addEventListener("entry", ({ detail: { openid, detail } }) => phones.get(openid)?.keep(detail));
world.addEventListener("exchange", () => developer.refreshSoon());
world.addEventListener("account", () => {
  for (const phone of phones.values()) phone.refreshAccount();
  developer.refreshAccount();
});

byId("add-person").addEventListener("click", async () => open((await world.addPerson()).openid));
byId("others").addEventListener("change", (event) => {
  if (event.target.value) open(event.target.value);
});
byId("toggle-developer").addEventListener("click", () => {
  setView(document.body.dataset.view === "phone" ? "developer" : "phone");
});

world.start();
