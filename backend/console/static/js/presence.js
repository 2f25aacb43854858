/* Present while any page of the console is open; on duty by one's own switch. */
import { isLeader, on } from "./feed.js";
import { atMost, fragment, oneAtATime, post } from "./wire.js";

const EVERY = 20_000;
const place = document.getElementById("duty");
let beaten = 0;

async function beat() {
  if (!isLeader() || Date.now() - beaten < EVERY / 2) return;
  beaten = Date.now();
  await post("/desk/heartbeat", {}, { background: true }).catch(() => {});
}

export const refreshDuty = oneAtATime(async () => {
  place.innerHTML = await fragment("/desk/duty");
  const count = Number(place.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
  document.title = `${count ? `(${count}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  const badge = document.querySelector("[data-nav-count]");
  if (badge) badge.textContent = count || "";
});

place.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  await post(form.action, new FormData(form)).catch(() => {});
  await refreshDuty();
  new BroadcastChannel("gonghui-duty").postMessage("changed");
});
new BroadcastChannel("gonghui-duty").addEventListener("message", refreshDuty);

// Timers of hidden tabs sleep up to a minute; what the stream brings does not.
on("beat", beat);
on("live", beat);
setInterval(beat, EVERY);
const soon = atMost(refreshDuty, 3000);
on("presence", soon);
on("conversation", soon);
on("reset", soon);
on("back", soon);
// A shift begins and ends by the clock; no event says so.
setInterval(() => place.querySelector("[aria-checked=true]") && soon(), 60_000);
refreshDuty();
