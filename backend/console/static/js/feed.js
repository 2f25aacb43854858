/* One stream a browser: the tab that holds the lock reads it and tells the others. Events carry ids only. */
import { wire } from "./wire.js";

// Three missed beats of the server's 15 s: the laptop slept, or the line is dead without saying so.
const SILENCE = 50_000;
const KINDS = ["conversation", "message", "case", "alarm", "presence", "looking"];
const channel = new BroadcastChannel("gonghui-desk");
const listeners = new Map();
let source = null;
let leads = false;
let last = wire.dataset.feed ?? "";
let heard = Date.now();
let live = null;
let pause = 1000;

export const isLeader = () => leads;

export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

function tell(kind, data) {
  for (const listener of listeners.get(kind) ?? []) listener(data);
}

// To this tab and to the others.
function spread(kind, data = {}, id = "") {
  if (id) last = id;
  channel.postMessage({ kind, data, id });
  tell(kind, data);
}

channel.addEventListener("message", ({ data: { kind, data, id } }) => {
  if (kind === "who") return leads && channel.postMessage({ kind: live ? "live" : "lost", data: {}, id: last });
  if (id) last = id;
  heard = Date.now();
  if (kind === "live" || kind === "lost") return follow(kind === "live");
  tell(kind, data);
});

// What was told before this tab listened, it looks up once.
function follow(isLive) {
  if (isLive === live) return;
  live = isLive;
  tell(isLive ? "live" : "lost", {});
  if (isLive) tell("back", {});
}

function open() {
  source?.close();
  heard = Date.now();
  source = new EventSource(`/desk/events${last ? `?after=${encodeURIComponent(last)}` : ""}`);
  source.addEventListener("open", () => {
    heard = Date.now();
    pause = 1000;
    become(true);
  });
  source.addEventListener("error", () => {
    become(false);
    // A refused answer ends an EventSource for good; a broken line it mends itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(open, (pause = Math.min(pause * 2, 30_000)));
  });
  for (const kind of ["beat", "ready"]) source.addEventListener(kind, beat);
  source.addEventListener("signed-out", () => location.reload());
  source.addEventListener("reset", (event) => {
    heard = Date.now();
    spread("reset", {}, event.lastEventId);
  });
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      heard = Date.now();
      spread(kind, JSON.parse(event.data), event.lastEventId);
    });
  }
}

function beat(event) {
  heard = Date.now();
  spread("beat", {}, event.lastEventId);
}

function become(isLive) {
  if (isLive === live) return;
  const was = live;
  live = isLive;
  spread(isLive ? "live" : "lost");
  if (isLive && was === false) tell("back", {});
}

function wake() {
  if (leads && Date.now() - heard > SILENCE) {
    become(false);
    open();
  }
}

function lead() {
  leads = true;
  open();
  setInterval(wake, 5000);
  addEventListener("online", () => open());
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  return new Promise(() => {}); // until the tab closes
}

addEventListener("pagehide", () => source?.close());
// Without locks (plain http on another host) every tab reads its own stream.
if (navigator.locks) navigator.locks.request("gonghui-desk-feed", lead);
else lead();
channel.postMessage({ kind: "who" });
