/* Tells staff who allowed it, by sound and notification, that somebody waits. No names leave the page. */
import { isLeader, on } from "./feed.js";
import { wire } from "./wire.js";

const KEY = "gonghui-alerts";
let audio = null;

const wanted = () => localStorage.getItem(KEY) === "on";

function ready() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
  return audio;
}

// Two soft notes, made here: a file would be one more download.
function ring(urgent) {
  const context = ready();
  if (context.state !== "running") return;
  (urgent ? [880, 660, 880, 660] : [660, 880]).forEach((pitch, place) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = context.currentTime + place * 0.18;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.17);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.18);
  });
}

function alertOf(words, contact, urgent, page = `/conversations/${contact}`) {
  ring(urgent);
  if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
  const note = new Notification("工会工作台", { body: words, tag: contact });
  note.addEventListener("click", () => {
    focus();
    location.assign(page);
    note.close();
  });
}

// Each conversation as last told: only a change is worth a sound.
const known = new Map();
const mine = (event) => event.staff_id === wire.dataset.staff;
const waits = (event) => event.status === "open" && !event.staff_id;

on("conversation", (event) => {
  const before = known.get(event.contact_id);
  if (before && before.version >= event.version) return;
  known.set(event.contact_id, event);
  if (!wanted() || !isLeader()) return;
  const rang = before && waits(before) && before.ladder_step === event.ladder_step;
  if (waits(event) && !rang) alertOf(event.urgent ? "紧急：有人在等人接" : "有人在等人接", event.contact_id, event.urgent);
  else if (mine(event) && before && !mine(before)) alertOf("有一个对话转给了您", event.contact_id, false);
  else if (mine(event) && event.waiting_since && !before?.waiting_since) alertOf("您接待的人在等您回复", event.contact_id, event.urgent);
});
on("alarm", (event) => event.is_open && wanted() && isLeader() && alertOf("有新的警报，请马上看", event.alarm_id, true, `/alarms/${event.alarm_id}`));

function show(button) {
  button.setAttribute("aria-pressed", String(wanted()));
  button.querySelector("span").textContent = wanted() ? "提醒已开" : "开提醒";
}

for (const button of document.querySelectorAll("[data-alerts]")) {
  show(button);
  button.addEventListener("click", async () => {
    localStorage.setItem(KEY, wanted() ? "off" : "on");
    if (wanted()) {
      ring(false);
      if ("Notification" in window) await Notification.requestPermission();
    }
    show(button);
  });
}
// Browsers let a page sound only after somebody touched it.
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => wanted() && ready(), { once: true });
