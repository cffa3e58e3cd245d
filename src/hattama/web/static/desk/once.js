// What is on its way is not sent again: an impatient second press would break off the first, or do a deed twice. On a
// slow line the page says that it is being sent; the next begins at what came of it, for whoever holds a keyboard.

import { canKeep } from "./drafts.js";

// Whoever stopped the browser in between may press again after so long, and after as long as its files may take.
const WAIT_MS = 60_000;
const SLOWEST_BYTES_A_MS = 10;
const SAY_AFTER_MS = 1_000;
const SENT = "hattama:sent";
const told = document.querySelector("[data-sending]");
let ends = new WeakMap();
let saying = 0;

function bytesOf(form) {
  return Array.from(form.querySelectorAll("input[type=file]"), (field) => Array.from(field.files, (file) => file.size)).flat()
    .reduce((whole, size) => whole + size, 0);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp < ends.get(form)) {
    event.preventDefault();
    return;
  }
  ends.set(form, event.timeStamp + WAIT_MS + bytesOf(form) / SLOWEST_BYTES_A_MS);
  if (canKeep()) sessionStorage.setItem(SENT, "yes");
  saying = setTimeout(() => { told.textContent = told.dataset.sending; }, SAY_AFTER_MS);
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
