// What is on its way is not sent again: an impatient second press would break off the first, or do a deed twice.

// Whoever stopped the browser in between may press again after so long.
const WAIT_MS = 60_000;
let sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - sent.get(form) < WAIT_MS) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
addEventListener("pageshow", () => { sent = new WeakMap(); });
