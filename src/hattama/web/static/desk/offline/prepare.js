// The page on which a phone is prepared while there is a network: a key is made and registered, empty forms are kept.

import { List } from "./list.js";
import { Sender } from "./sender.js";
import { base64, makeKey } from "./statement.js";
import { canKeep, everPrepared, openStore } from "./store.js";

const AGAIN_MS = 5_000;
const root = document.querySelector("[data-offline]");
const words = JSON.parse(document.getElementById("offline-words").textContent);
const live = JSON.parse(document.getElementById("live-keys").textContent);
const part = (name) => root.querySelector(`[data-part=${name}]`);
const { account, name, key } = root.dataset;

async function start() {
  if (!canKeep() || !navigator.serviceWorker) {
    say("insecure");
    return;
  }
  part("prepare").hidden = false;
  part("prepare").addEventListener("submit", (event) => { event.preventDefault(); prepare(); });
  if (await everPrepared()) await showWaiting(await openStore());
  root.dataset.ready = "yes";
}

async function showWaiting(store) {
  await store.queue(account, name, key);
  const kit = await store.kit(account);
  if (kit && live.includes(kit.key.id)) {
    await refresh(store, kit);
  }
  const list = new List(root, words, store, () => account);
  const sender = new Sender(store, root.dataset.send, (trouble) => list.show(trouble));
  await list.show("");
  addEventListener("online", () => sender.send());
  setInterval(() => sender.send(), AGAIN_MS);
  await sender.send();
}

async function prepare() {
  say("preparing");
  try {
    await keepKey();
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    say("full");
  }
}

async function keepKey() {
  const store = await openStore();
  const known = await store.kit(account);
  const signer = known && live.includes(known.key.id) ? known.key : await makeKey();
  let answer;
  try {
    answer = await register(signer);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    say("not_prepared");
    return;
  }
  if (!answer.key) {
    say("key_refused");
    return;
  }
  await store.queue(account, name, key);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await refresh(store, { account, name, key: signer });
  location.reload();
}

async function register(signer) {
  const body = JSON.stringify({ public_key: base64(signer.public), algorithm: signer.algorithm, label: part("prepare").elements.label.value });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  return (await fetch(root.dataset.keys, { method: "POST", body, headers })).json();
}

// What may be entered changes through the night: what this phone takes along is fetched anew whenever it can be.
async function refresh(store, kit) {
  try {
    const fresh = await (await fetch(root.dataset.kit, { headers: { Accept: "application/json" } })).json();
    const waiting = (await store.all()).filter((item) => item.account === account && item.state !== "refused").map((item) => item.place);
    const places = fresh.places.filter((place) => !waiting.includes(place.place));
    await store.keepKit({ ...kit, ...fresh, places, at: Date.now() });
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
    await navigator.serviceWorker.ready;
    say("prepared");
    root.dataset.prepared = "yes";
    part("prepare").hidden = true;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    say("not_prepared");
  }
}

function say(sentence) {
  part("prepare-say").textContent = words[sentence];
}

start();
