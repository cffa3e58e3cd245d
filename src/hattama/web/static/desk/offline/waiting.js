// On every page of the desk: what was submitted on this phone goes on being sent, and the page says how it stands.

import { Sender } from "./sender.js";
import { everPrepared, openStore } from "./store.js";

const AGAIN_MS = 15_000;
const told = document.querySelector("[data-offline-waiting]");

async function start() {
  const store = await openStore();
  await store.sweep();
  const show = async () => {
    const all = await store.all();
    const mine = all.filter((item) => item.account === told.dataset.account);
    const counts = {
      others: all.filter((item) => item.account !== told.dataset.account && item.envelope).length,
      ...Object.fromEntries(["waiting", "held", "refused", "arrived"].map((state) => [state, mine.filter((item) => item.state === state).length])),
    };
    told.querySelectorAll("[data-entries]").forEach((line) => {
      const count = counts[line.dataset.entries];
      line.hidden = !count;
      const shown = line.querySelector("[data-count]");
      if (shown) shown.textContent = String(count);
    });
    told.hidden = !told.querySelector("[data-entries]:not([hidden])");
  };
  const sender = new Sender(store, told.dataset.send, show);
  await show();
  addEventListener("online", () => sender.send());
  setInterval(() => sender.send(), AGAIN_MS);
  await sender.send();
  await show();
}

if (told && !document.querySelector("[data-offline]") && (await everPrepared())) await start();
