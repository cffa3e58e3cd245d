// Submitting a form without a network: read, sign, keep. Used by the page without a network and by the form itself,
// when the network went away while somebody was typing.

import { unfolded } from "../keys.js";
import { MOST_DIGITS, readForm, signed } from "./statement.js";

// "" once it is kept on the disk, else the name of the sentence that says why it is not.
export async function keepEntry(form, place, kit, store, words) {
  const read = readForm(form);
  markFaults(form, read.faults, words);
  if (Object.keys(read.faults).length) return "faults";
  if (read.nothing) return "fault_nothing";
  if (!confirm(words.submit_sure)) return "cancelled";
  const now = new Date();
  const { open, envelope } = await signed(read, place, kit, now);
  const queue = await store.queue(kit.account, kit.name, "");
  const told = { place: place.place, label: place.label, address: place.address, state: "waiting", envelope };
  try {
    await queue.add(new Blob([open], { type: "application/json" }), told);
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return "full";
  }
  // The same protocol is not signed twice by one account here; another account knows nothing of it.
  const places = kit.places.filter((other) => other.place !== place.place);
  await store.keepKit({ ...kit, places });
  return "";
}

function markFaults(form, faults, words) {
  form.querySelectorAll(".cell").forEach((cell) => {
    const fault = faults[cell.dataset.key];
    cell.classList.toggle("is-broken", Boolean(fault));
    const notes = cell.querySelector(".notes");
    const line = document.createElement("p");
    line.className = "fault";
    line.textContent = fault ? words[fault].replace("{most}", MOST_DIGITS) : "";
    notes.replaceChildren(...(fault ? [line] : []));
    cell.querySelectorAll("input:not([type=checkbox], [name^='words:'])").forEach((field) => field.setAttribute("aria-invalid", String(Boolean(fault))));
  });
  const first = form.querySelector(".cell.is-broken input");
  if (first) unfolded(first).focus();
}
