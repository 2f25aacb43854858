/* Talking to our own server from a page: fragments in the background, forms with the session's token. */

export const wire = document.getElementById("wire");
const asScript = { "HX-Request": "true" };

// A session that ended answers with where to sign in; no fragment may swallow that page, and nothing
// was done. The first answer leads there: it may say so, which the refreshes after it do not.
let leaving = false;
function checked(response) {
  const target = response.headers.get("HX-Redirect");
  if (!target) return response;
  if (!leaving) location.assign(target);
  leaving = true;
  throw new Error("signed out");
}

export async function fragment(url) {
  const headers = { ...asScript, "X-Background": "1" };
  const response = checked(await fetch(url, { headers }));
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

export async function post(url, fields = {}, { background = false } = {}) {
  const headers = { ...asScript, "X-CSRF-Token": wire.dataset.csrf };
  if (background) headers["X-Background"] = "1";
  const body = new URLSearchParams(fields);
  return checked(await fetch(url, { method: "POST", headers, body, keepalive: background }));
}

export async function upload(url, file, more = {}) {
  const headers = { ...asScript, ...more, "X-CSRF-Token": wire.dataset.csrf, "Content-Type": "application/octet-stream" };
  return checked(await fetch(url, { method: "POST", headers, body: file }));
}

// No two runs of one job at once; a call meanwhile earns one more run after it. The events of one
// change come one by one, and are looked at together.
const TOGETHER_MS = 20;
export function oneAtATime(job) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
        again = false;
        await job();
      } while (again);
    } catch {
      // The next event or the banner's recovery asks again.
    } finally {
      running = false;
    }
  };
}

export function later(job, wait) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => job(...values), wait);
  };
}

// At once, and then once more at the end of every wait with calls in it: a storm costs no more than a drizzle.
export function atMost(job, wait) {
  let last = 0;
  let timer = null;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      last = Date.now();
      job();
    }, Math.max(last + wait - Date.now(), 0));
  };
}
