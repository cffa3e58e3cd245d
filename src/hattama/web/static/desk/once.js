// What is on its way is not sent again: an impatient second press would break off the first, or do a deed twice. On a
// slow line the page says that it is being sent; the next begins at what came of it, for whoever holds a keyboard. Where
// the site does not answer at all nothing is sent, and the page says so: the browser's own page of an error would take
// its place, with the file that was chosen. Files, which take minutes on a slow line, go ahead where the form says that the
// site holds them for the session: where the line breaks meanwhile the page stands, and what follows them is small.

import { canKeep } from "./drafts.js";

// Whoever stopped the browser in between may press again after so long, and after as long as its files may take.
const WAIT_MS = 60_000;
const SLOWEST_BYTES_A_MS = 10;
const SAY_AFTER_MS = 1_000;
const SENT = "hattama:sent";
const ALIVE = "/health/live";
const ALIVE_MS = 10_000;
const told = document.querySelector("[data-sending]");
let ends = new WeakMap();
let saying = 0;
let reached = null;

const chosenIn = (form) => Array.from(form.querySelectorAll("input[type=file]")).filter((field) => field.files.length);
const bytesOf = (form) => chosenIn(form).flatMap((field) => Array.from(field.files))
  .reduce((whole, file) => whole + file.size, 0);

// A line that is only slow is left to the browser.
function answers() {
  const late = new Promise((resolve) => { setTimeout(resolve, ALIVE_MS, true); });
  return Promise.race([late, fetch(ALIVE, { cache: "no-store" }).then((answer) => answer.ok, () => false)]);
}

// Whether the form may follow: what the site does not hold goes with it, and comes back with the reason.
async function sendAhead(form) {
  const fields = "holds" in form.dataset ? chosenIn(form) : [];
  if (!fields.length) return true;
  const body = new FormData(form);
  body.set("action", "hold");
  try {
    // Not `form.action`: that is the button of this name.
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body });
    if (answer.status === 204) fields.forEach((field) => { field.value = ""; field.required = false; });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function send(form, submitter) {
  if (await answers() && await sendAhead(form)) {
    reached = form;
    form.requestSubmit(submitter);
    reached = null;
    return;
  }
  clearTimeout(saying);
  ends.delete(form);
  told.textContent = told.dataset.unreached;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form !== reached) {
    const isOnItsWay = event.timeStamp < ends.get(form);
    // A browser that cannot send it a second time sends it at once.
    if (isOnItsWay || form.requestSubmit) event.preventDefault();
    if (isOnItsWay) return;
    ends.set(form, event.timeStamp + WAIT_MS + bytesOf(form) / SLOWEST_BYTES_A_MS);
    told.textContent = "";
    saying = setTimeout(() => { told.textContent = told.dataset.sending; }, SAY_AFTER_MS);
    if (form.requestSubmit) {
      send(form, event.submitter);
      return;
    }
  }
  if (canKeep()) sessionStorage.setItem(SENT, "yes");
});
// Whoever comes back to a page that was put aside may send it; the end of a slow page's loading is no coming back.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  ends = new WeakMap();
  clearTimeout(saying);
  told.textContent = "";
});

if (canKeep() && sessionStorage.getItem(SENT)) {
  sessionStorage.removeItem(SENT);
  const news = [...document.querySelectorAll("main .notice[role=status]"), document.querySelector("main h1")];
  const told = news.find((one) => one && one.offsetParent);
  if (told && document.activeElement === document.body && !document.querySelector("[autofocus]")) {
    told.tabIndex = -1;
    told.focus();
  }
}
