/* What every page of the console does: hold the stream, be present, tell who waits, say when the line is lost. */
import { on } from "./feed.js";
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
on("live", () => {
  clearTimeout(timer);
  banner.hidden = true;
});
