// The desk without a network: whose phone it is, what can be entered, the form, and what waits to be sent.

import { figuresOf, walkByKeys } from "../keys.js";
import { growGroup } from "../rows.js";
import { List, button, made } from "./list.js";
import { Sender } from "./sender.js";
import { canKeep, everPrepared, openStore } from "./store.js";
import { keepEntry } from "./submit.js";

const AGAIN_MS = 5_000;
const ENTRY = /\/desk\/([^/]+\/[^/]+\/[^/]+)\/$/;
const root = document.querySelector("[data-offline]");
const words = JSON.parse(document.getElementById("offline-words").textContent);
const part = (name) => root.querySelector(`[data-part=${name}]`);
const noFindings = { needsExplanation: false, show() {} };
let store = null;
let kits = [];
let kit = null;
let place = null;
let list = null;
let leaving = false;

async function start() {
  if (!canKeep()) {
    refuse("insecure");
    return;
  }
  store = (await everPrepared()) ? await openStore() : null;
  kits = store ? await store.kits() : [];
  if (!kits.length) {
    refuse("nobody");
    return;
  }
  list = new List(root, words, store, () => kit.account);
  part("owners").append(...kits.map((one) => new Option(one.name, one.account)));
  part("who").hidden = kits.length < 2;
  part("owners").addEventListener("change", () => { choose(part("owners").value); });
  part("back").addEventListener("click", () => { close(); toPlaces(); });
  part("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  part("form").addEventListener("input", (event) => growGroup(part("form"), event.target.closest("fieldset[data-group]"), event.target));
  walkByKeys(part("form"), noFindings);
  await choose([...kits].sort((one, other) => other.at - one.at)[0].account);
  const asked = ENTRY.exec(decodeURI(location.pathname));
  const known = asked && kits.length === 1 && kit.places.find((one) => one.place === asked[1]);
  if (known) open(known);
  const sender = new Sender(store, root.dataset.send, (trouble) => list.show(trouble));
  addEventListener("online", () => sender.send());
  setInterval(() => sender.send().then(comeBack), AGAIN_MS);
  root.dataset.ready = "yes";
  await sender.send();
}

// Whoever is chosen is shown what that account may enter: what another one typed is neither shown nor kept open.
async function choose(account) {
  kits = await store.kits();
  kit = kits.find((one) => one.account === account);
  part("owners").value = account;
  part("owner").textContent = words.owner.replace("{name}", kit.name);
  close();
  await list.show("");
}

function close() {
  place = null;
  part("form").replaceChildren();
  part("entry").hidden = true;
  part("places").hidden = false;
  const lines = kit.places.map((one) => {
    const line = document.createElement("li");
    const label = made("span", one.label);
    label.className = "desk-contest";
    const pressed = button(words[one.step], () => open(one));
    pressed.className = "button";
    line.append(label, pressed);
    return line;
  });
  part("place-list").replaceChildren(...(lines.length ? lines : [made("li", words.no_places)]));
}

function open(asked) {
  place = asked;
  part("place").textContent = place.label;
  part("commission").textContent = place.commission;
  part("second").hidden = place.step !== "second";
  part("form").innerHTML = kit.forms[place.form];
  part("places").hidden = true;
  part("entry").hidden = false;
  part("refusal").hidden = true;
  figuresOf(part("form"))[0].focus();
}

async function submit() {
  const trouble = await keepEntry(part("form"), place, kit, store, words);
  if (trouble === "cancelled") return;
  if (trouble) {
    refuse(trouble);
    return;
  }
  await choose(kit.account);
  toPlaces();
  list.say(words.kept);
}

// What held the keyboard's focus is gone with the form.
const toPlaces = () => document.getElementById("offline-places-head").focus();

function refuse(name) {
  part("refusal").textContent = words[name];
  part("refusal").hidden = false;
}

// Once the server answers again, the page that it makes is better than this one; but not in the middle of typing.
async function comeBack() {
  if (leaving || place || !navigator.onLine || (await store.unsent()).some((item) => item.state === "waiting")) return;
  leaving = true;
  try {
    await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
  } catch (error) {
    leaving = false;
    if (error instanceof TypeError) return;
    throw error;
  }
  if (place) leaving = false;
  else location.reload();
}

start();
