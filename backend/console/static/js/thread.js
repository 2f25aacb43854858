/* The messages on the page: what is new is added, what is the same stays, so that no photo loads twice. */

const thread = document.getElementById("thread");

export function newest() {
  const seqs = [...(thread?.querySelectorAll("[data-seq]") ?? [])].map((line) => Number(line.dataset.seq));
  return Math.max(0, ...seqs);
}

// A player shows where it is, and is the same line all the same.
function resting(line) {
  const copy = line.cloneNode(true);
  for (const player of copy.querySelectorAll("[data-voice]")) player.replaceChildren();
  return copy;
}
const isSame = (one, other) => resting(one).isEqualNode(resting(other));

export function patch(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const known = new Map([...thread.children].map((line) => [line.dataset.seq, line]));
  let at = thread.firstElementChild;
  for (const line of [...template.content.children]) {
    const same = known.get(line.dataset.seq);
    const kept = same && isSame(same, line) ? same : line;
    if (kept === at) at = at.nextElementSibling;
    else thread.insertBefore(kept, at);
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
}
