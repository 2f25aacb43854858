/* Lists and figures that follow the events: looked up again by themselves, never under somebody's hands. */
import { on } from "./feed.js";
import { atMost } from "./wire.js";

// A busy county sees a case move every few seconds; nobody reads faster than that.
const EVERY_MS = 3000;

// One look at a time: of those that wait behind another, htmx forgets all but the last.
let turn = Promise.resolve();
const inTurn = (ask) => (turn = turn.catch(() => {}).then(ask));

// `data-about` names the one thing it shows; `data-source` is where it is looked up, if not here.
function keepLive({ id, dataset: { live, about, source } }) {
  // Each look puts a new element there.
  const now = () => document.getElementById(id);

  // What is picked, typed or open must not vanish.
  const inUse = () =>
    document.hidden ||
    document.querySelector("dialog[open]") !== null ||
    now().querySelector("input[name=case]:checked") !== null ||
    document.activeElement?.matches(`#${id} :is(input:not([type=checkbox]), select)`);

  let isOld = false;
  async function look() {
    const hadFocus = now().contains(document.activeElement);
    const current = now().querySelector(".is-current a")?.getAttribute("href");
    isOld = false;
    const looking = inTurn(() =>
      htmx.ajax("GET", source ?? location.pathname + location.search, {
        target: `#${id}`,
        select: `#${id}`,
        swap: "outerHTML",
        headers: { "X-Background": "1" },
      }),
    );
    // Without an answer what is shown stays old, and is looked up again.
    await looking.catch(() => (isOld = true));
    const row = current && now().querySelector(`a[href="${CSS.escape(current)}"]`)?.closest("[data-row]");
    if (!row) return;
    row.classList.add("is-current");
    if (hadFocus) row.querySelector("a").focus({ preventScroll: true });
  }
  const soon = atMost(() => (inUse() ? (isOld = true) : look()), EVERY_MS);
  const concerns = (event) => !about || event.subject_id === about;

  for (const kind of live.split(" ")) on(kind, (event) => concerns(event) && soon());
  for (const kind of ["reset", "back"]) on(kind, soon);
  setInterval(() => isOld && soon(), EVERY_MS);
}
for (const place of document.querySelectorAll("[data-live]")) keepLive(place);
