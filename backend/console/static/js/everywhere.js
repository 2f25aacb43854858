/* What every page of the console does: hold the stream, be present, tell who waits, say when the line is lost. */
import { on } from "./feed.js";
import { wire } from "./wire.js";
import "./presence.js";
import "./alerts.js";
import "./live_lists.js";

const banner = document.getElementById("line-lost");
let timer;
// A short break mends itself before anybody need know.
on("lost", () => {
  clearTimeout(timer);
  timer = setTimeout(() => (banner.hidden = false), 1500);
});
// The badge also asks every now and then by itself, for whoever has no stream.
const askForAlarms = () => document.querySelector(".alarm-slot")?.dispatchEvent(new Event("alarm-told"));
for (const kind of ["alarm", "reset"]) on(kind, askForAlarms);

on("live", () => {
  // A page that does not say up to when it was told may have missed one on the way here.
  if (!wire.dataset.feed) askForAlarms();
  clearTimeout(timer);
  banner.hidden = true;
});
