/* Voice messages play where they stand: fetched once revealed, kept in this page's memory, gone with it. */

const SPEEDS = [1, 1.5, 2];
const KEY = "gonghui-voice-speed";
const known = { "OggS": "audio/ogg", "ID3": "audio/mpeg", "\xff\xfb": "audio/mpeg" };
const players = new Map();
const opening = new Set();
let speed = SPEEDS.includes(Number(localStorage.getItem(KEY))) ? Number(localStorage.getItem(KEY)) : 1;

document.documentElement.classList.add("has-voice");

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

async function soundOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const first = String.fromCharCode(...bytes.subarray(0, 4));
  const type = Object.entries(known).find(([magic]) => first.startsWith(magic))?.[1];
  if (type) return new Blob([bytes], { type });
  // Some 400 KB, which most pages never need.
  const { toWav } = await import("./amr.js");
  return toWav(bytes);
}

function show(place, audio) {
  const button = place.querySelector("[data-play]");
  const length = Number.isFinite(audio.duration) ? audio.duration : 0;
  button.querySelector("span").textContent = audio.paused ? "播放" : "暂停";
  button.classList.toggle("is-playing", !audio.paused);
  const bar = place.querySelector("[data-position]");
  bar.max = length;
  bar.value = audio.currentTime;
  bar.disabled = length === 0;
  bar.setAttribute("aria-valuetext", `${clock(audio.currentTime)}，共 ${clock(length)}`);
  place.querySelector("[data-clock]").textContent = `${clock(audio.currentTime)} / ${clock(length)}`;
}

function showSpeed() {
  for (const button of document.querySelectorAll("[data-speed]")) {
    button.textContent = `${speed}×`;
    button.setAttribute("aria-label", `速度 ${speed} 倍`);
  }
}

function stop(place, audio) {
  audio.pause();
  URL.revokeObjectURL(audio.src);
  players.delete(place);
}

// Its line may have left the thread while it spoke.
function follow(place, audio) {
  if (place.isConnected) show(place, audio);
  else stop(place, audio);
}

async function open(place) {
  const audio = new Audio(URL.createObjectURL(await soundOf(place.dataset.voice)));
  for (const event of ["play", "pause", "timeupdate", "seeked", "ended", "durationchange"]) audio.addEventListener(event, () => follow(place, audio));
  players.set(place, audio);
  return audio;
}

async function play(place) {
  const note = place.querySelector("[role=status]");
  if (opening.has(place)) return;
  opening.add(place);
  try {
    if (!players.has(place)) note.textContent = "正在打开…";
    const audio = players.get(place) ?? (await open(place));
    if (!audio.paused) return audio.pause();
    for (const other of players.values()) other.pause();
    audio.playbackRate = speed;
    showSpeed();
    await audio.play();
    note.textContent = "";
  } catch {
    note.textContent = "没能放出来。刷新页面再试，或者下载收听。";
  } finally {
    opening.delete(place);
  }
}

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-voice]");
  if (event.target.closest("[data-play]")) play(place);
  if (!event.target.closest("[data-speed]")) return;
  speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
  localStorage.setItem(KEY, speed);
  for (const audio of players.values()) audio.playbackRate = speed;
  showSpeed();
});
document.addEventListener("input", (event) => {
  const audio = event.target.matches("[data-position]") && players.get(event.target.closest("[data-voice]"));
  if (audio) audio.currentTime = event.target.value;
});
// The browser's own step is too small to skip a sentence.
document.addEventListener("keydown", (event) => {
  const audio = event.target.matches("[data-position]") && players.get(event.target.closest("[data-voice]"));
  const step = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2 }[event.key];
  if (!audio || !step) return;
  event.preventDefault();
  audio.currentTime = Math.min(Math.max(audio.currentTime + step, 0), audio.duration);
});
addEventListener("pagehide", () => players.forEach((audio, place) => stop(place, audio)));
showSpeed();
