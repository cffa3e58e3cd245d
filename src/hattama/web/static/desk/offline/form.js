// The form of a protocol on a prepared phone: where the network went away while somebody typed, submitting signs and
// keeps instead of losing the page.

import { forgetPlace } from "../drafts.js";
import { everPrepared, openStore } from "./store.js";
import { keepEntry } from "./submit.js";

const form = document.querySelector("form.protocol-form[data-draft-key]");
const told = document.querySelector("[data-offline-refusal]");

async function start() {
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const store = await openStore();
  const kit = await store.kit(form.dataset.account);
  const place = kit && kit.places.find((one) => `${one.place}/entry` === form.dataset.place);
  if (!place) return;
  // Before the page's own listener, which counts the press as the one that sends.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !event.submitter || event.submitter.value !== "review") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(store, kit, place, words);
  }, { capture: true });
  form.dataset.offline = "yes";
}

async function keep(store, kit, place, words) {
  const trouble = await keepEntry(form, place, kit, store, words);
  if (trouble === "cancelled") return;
  if (!trouble) {
    forgetPlace(kit.account, place.place);
    location.assign(form.dataset.home);
    return;
  }
  told.textContent = words[trouble];
  told.hidden = false;
}

if (form && (await everPrepared())) await start();
