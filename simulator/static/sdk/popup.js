// Tells the page that asked what the person answered, and goes away.
const outcome = document.getElementById("outcome");
if (outcome && window.opener) {
  window.opener.postMessage(JSON.parse(outcome.dataset.message), "*");
  setTimeout(() => window.close(), 600);
}
