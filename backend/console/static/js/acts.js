/* Acts on a conversation, without loading its page anew: done, or what stood in the way is said where one looks. */
import { forget } from "./kept.js";
import { newest } from "./thread.js";
import { fragment, post } from "./wire.js";

const here = document.querySelector("form.composer")?.dataset.here;
const refused = document.getElementById("refused");
const HERE_AND_NOW = {
  0: "网络不通，还没有办成。写的还在，过一会儿再按一次。",
  422: "没有办成：要填的还空着，或者填得不对，请改一改。",
  500: "没有办成，不怪您。写的还在，过一会儿再按一次。",
};

// Under an open sheet nobody would see it.
function say(form, words) {
  const sheet = form.closest("dialog");
  if (!sheet) {
    refused.hidden = false;
    refused.textContent = words;
    return;
  }
  const said = document.createElement("p");
  said.className = "alert alert-warning";
  said.setAttribute("role", "alert");
  said.textContent = words;
  form.querySelector(".sheet-buttons").before(said);
}

// Opened again, a sheet says nothing of the last time.
document.addEventListener("close", ({ target }) => target.querySelector("form[data-act] > [role=alert]")?.remove(), true);

async function refuse(form, status) {
  // Ours, whichever of them it is.
  const words = HERE_AND_NOW[Math.min(status, 500)];
  if (words) return say(form, words);
  form.closest("dialog")?.close();
  refused.hidden = false;
  refused.innerHTML = await fragment(`${here}/meanwhile?after=${newest()}&by_act=1`).catch(
    () => "没有办成：对话有变化，请看过再试。",
  );
}

function succeed(form) {
  form.closest("dialog")?.close();
  forget(form);
  form.reset();
  refused.hidden = true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  form.querySelector(":scope > [role=alert]")?.remove();
  const response = await post(form.action, new FormData(form)).catch(() => null);
  if (response?.ok) succeed(form);
  else await refuse(form, response?.status ?? 0);
  delete form.dataset.sent;
  document.dispatchEvent(new CustomEvent("desk:changed"));
});
