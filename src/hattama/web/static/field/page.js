// The observer's page: who comes in, what there is to fill in, the form, and what became of what was filled in.

import { canKeep } from "../desk/camera/queue.js";
import { button, made } from "./form.js";
import { refresh } from "./kit.js";
import { Sender, clockAway } from "./sender.js";
import { doorOf, isNew, kitOf, openField, openShelf, receiptOf, sha256 } from "./shelf.js";
import { Work } from "./work.js";

const AGAIN_MS = 5_000;
const LONGEST_MS = 5 * 60_000; // Between two attempts at a site that cannot take anything.
const ALONE_MS = 10 * 60_000; // Out of sight so long, the page asks for the PIN again.
const LEAST_DIGITS = 6;
const CLOCK_MS = 5 * 60_000; // What a clock is off before it is said.
const root = document.querySelector("[data-field]");
const everyWord = JSON.parse(document.getElementById("field-words").textContent);
const part = (name) => root.querySelector(`[data-part=${name}]`);
const base = location.pathname;
let language = everyWord[document.documentElement.lang] ? document.documentElement.lang : "kk";
let words = everyWord[language];
let store = null;
let door = null;
let shelf = null;
let work = null;
let sender = null;
let said = "";
let shown = "";
let hiddenAt = 0;
let wait = AGAIN_MS;
let notBefore = 0;

async function start() {
  part("languages").addEventListener("click", (event) => { if (event.target.value) speak(event.target.value); });
  part("unlock").addEventListener("submit", (event) => { event.preventDefault(); unlock(); });
  part("lock").addEventListener("click", leave);
  part("back").addEventListener("click", once(() => close("")));
  part("finish").addEventListener("click", once(finish));
  document.addEventListener("visibilitychange", comeAndGo);
  if (!canKeep() || !navigator.serviceWorker || !navigator.locks) {
    speak(language);
    say("insecure");
    return;
  }
  speak(language);
  say("opening");
  store = await storeHere();
  if (!store) return;
  const name = await sha256(base.split("/")[2]);
  door = await doorOf(store, name);
  // Whoever was here before waits for no network: one that carries nothing takes minutes to say so.
  if (door) {
    speak(chosenLanguage());
    say("");
    await ask();
  }
  await Promise.all([learn(name), keepPage()]);
  if (shelf && !work) await show();
  root.dataset.ready = "yes";
}

// Null, and said, where the browser lends nothing to keep things in: a private window, or data of sites forbidden.
async function storeHere() {
  try {
    return await openField();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    say("insecure");
    return null;
  }
}

// Whose address this is, and what the organisation offers now.
async function learn(name) {
  const wasKnown = Boolean(door);
  const trouble = await withRoom(() => refresh(store, name, base));
  door = await doorOf(store, name);
  showClock();
  if (!wasKnown) {
    speak(chosenLanguage());
    if (trouble !== undefined) say(door || trouble === "expired" ? trouble : "unknown_here");
    if (door) await ask();
  } else if (trouble && !said && (!shelf || trouble === "expired")) say(trouble);
}

// Every moment of a form is by this phone's clock, and is held against the commission's.
function showClock() {
  const away = clockAway();
  const here = Date.now();
  const [shows, is] = [here, here - away].map(moment);
  part("clock").textContent = words.clock.replace("{shows}", shows).replace("{is}", is);
  part("clock").hidden = Math.abs(away) < CLOCK_MS;
}

// What `act` comes to; undefined, and said, where this phone has no room for it.
async function withRoom(act) {
  try {
    return await act();
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    say("no_room");
    return undefined;
  }
}

// A second press while a picture is still being made smaller does nothing.
function once(act) {
  let acting = null;
  return () => { acting = acting || act().finally(() => { acting = null; }); };
}

// Whichever of the three was chosen on this phone; else the one that the organisation knows the observer by.
const chosenLanguage = () => localStorage.getItem(`hattama-field-language:${door?.account}`) || door?.language || language;

function speak(code) {
  language = everyWord[code] ? code : language;
  words = everyWord[language];
  document.documentElement.lang = language;
  document.title = words.title;
  root.querySelectorAll("[data-word]").forEach((element) => { element.textContent = words[element.dataset.word]; });
  part("languages").querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one.value === language)));
  if (shelf) localStorage.setItem(`hattama-field-language:${door.account}`, language);
  if (said) say(said);
  showClock();
  if (work) work.speak(language, words);
  else if (shelf) show();
}

function say(name) {
  said = name;
  if (part("say").textContent !== (words[name] || "")) part("say").textContent = words[name] || "";
  part("say").hidden = !words[name];
}

// The page itself and, where the browser lends it, a store that is not swept away when room gets scarce.
async function keepPage() {
  try {
    await navigator.serviceWorker.register(root.dataset.worker);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return;
  }
  await navigator.serviceWorker.ready;
  await navigator.storage?.persist?.();
  root.dataset.kept = "yes";
  if (shelf && !work) await show();
}

async function ask() {
  const first = await isNew(store, door.account);
  part("who").textContent = door.name;
  part("new").hidden = !first;
  part("again").required = first;
  part("unlock").dataset.first = first ? "yes" : "";
  part("unlock").hidden = false;
  part("pin").focus();
}

async function unlock() {
  const pin = part("pin").value;
  const isFirst = part("unlock").dataset.first === "yes";
  if (isFirst && !new RegExp(`^\\d{${LEAST_DIGITS},}$`).test(pin)) say("pin_short");
  else if (isFirst && pin !== part("again").value) say("pin_differs");
  else await comeIn(pin);
}

async function comeIn(pin) {
  say("opening");
  const opened = await withRoom(() => openShelf(store, door.account, door.name, pin));
  if (opened === undefined) return;
  if (!opened || !(await alone())) {
    say(opened ? "open_elsewhere" : "pin_wrong");
    return;
  }
  shelf = opened;
  [part("pin").value, part("again").value] = ["", ""];
  part("unlock").hidden = true;
  part("lock").hidden = false;
  sender = new Sender(shelf, base, told, () => (work ? null : show()));
  addEventListener("online", send);
  setInterval(() => { if (Date.now() >= notBefore) send(); }, AGAIN_MS);
  say("");
  await show();
  toHome();
  await send();
}

// Where the keyboard and a screen reader begin anew: what they were in is gone.
const toHome = () => root.querySelector("[data-word=fill_in]").focus();

// Whether no other window has this observer's drafts open, which would write over what is typed here.
const alone = () => new Promise((told) => {
  navigator.locks.request(`hattama-field:${door.account}`, { ifAvailable: true }, (lock) => {
    told(Boolean(lock));
    return lock && new Promise(() => {});
  });
});

// What waits goes on being sent as long as the page is open.
const send = () => sender.send();

async function told(trouble) {
  wait = ["", "offline"].includes(trouble) ? AGAIN_MS : Math.min(wait * 2, LONGEST_MS);
  notBefore = Date.now() + wait;
  say(trouble);
  showClock();
  if (!work) await show();
}

async function show() {
  const { forms } = await kitOf(store, door.account);
  const all = await shelf.forms();
  const others = await shelf.ofOthers();
  const now = JSON.stringify([language, others, root.dataset.kept, forms.map(({ name, hash, offered }) => [name, hash, offered]), all.map(({ id, state, said, at }) => [id, state, said, at])]);
  // What has not changed stays as it is: the keyboard and a screen reader are in the middle of it.
  if (now !== shown) await draw(forms, all, others);
  shown = now;
  tellProgress(all);
  part("home").hidden = Boolean(work);
  part("form").hidden = !work;
}

async function draw(forms, all, others) {
  const lists = { draft: [], waiting: [], refused: [], arrived: [] };
  for (const one of all.reverse()) lists[one.state].push(await row(one, forms));
  const offered = forms.filter((form) => form.offered);
  part("offered").replaceChildren(...offered.map((form) => item(button(form.name, () => open(form)))));
  part("no-forms").hidden = offered.length > 0;
  part("ready").textContent = root.dataset.kept ? words.ready_here : words.getting_ready;
  part("ready").hidden = !offered.length;
  Object.entries(lists).forEach(([state, rows]) => {
    part(state).replaceChildren(...rows);
    part(state).parentNode.hidden = !rows.length;
  });
  part("others").textContent = words.others.replace("{count}", others);
  part("others").hidden = !others;
}

// In the rows as they stand: what is on its way changes every few seconds.
function tellProgress(all) {
  for (const { id, answersIn } of all.filter((form) => form.state === "waiting")) {
    const line = part("waiting").querySelector(`[data-form="${id}"]`);
    if (!line) continue; // It went on its way while this was read; the next time draws it.
    line.querySelector(".field-answers_in").hidden = !answersIn;
    line.querySelector(".field-sending").hidden = id !== sender.now;
  }
}

function item(...inside) {
  const line = made("li");
  line.append(...inside);
  return line;
}

// Browsers know no Kazakh months; figures read alike in all three languages.
const moment = (when) => new Date(when).toLocaleString("ru", { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });

// Whether the form that was begun is offered in a newer version by now: a draft keeps the one it was begun with.
function isEarlier(hash, forms) {
  const begun = forms.find((one) => one.hash === hash);
  return Boolean(begun) && !begun.offered && forms.some((one) => one.offered && one.formID === begun.formID);
}

async function row(form, forms) {
  const content = await shelf.read(form);
  const line = item(made("b", content.title), made("p", [content.station, moment(form.at)].filter(Boolean).join(" · "), { className: "note" }));
  // A receipt is what the site said, and not that something is on its way.
  if (form.said) line.append(made("p", form.said, { className: { refused: "fault", arrived: "receipt" }[form.state] || "note" }));
  if (form.state === "waiting") line.append(...["answers_in", "sending"].map((name) => made("p", words[name], { className: `note field-${name}`, hidden: true })));
  line.dataset.form = form.id;
  if (form.state === "draft" && isEarlier(content.form, forms)) line.append(made("p", words.earlier_version, { className: "fault" }));
  if (form.state === "draft") line.append(button(words.go_on, () => open(null, form)), button(words.drop, () => drop(form), "quiet"));
  if (form.state === "refused") line.append(button(words.send_again, async () => { await shelf.change(form, { state: "waiting", said: "" }); await show(); await send(); }));
  if (form.state !== "draft") line.append(button(words.save_copy, () => save(content.xml, form), "quiet"));
  return line;
}

// What was sent or cannot be, as a file: the very bytes whose hash is the receipt.
function save(xml, form) {
  const link = made("a", "", { href: URL.createObjectURL(new Blob([xml], { type: "text/xml" })), download: `${receiptOf(form.sha256)}.xml` });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function drop(form) {
  if (!confirm(words.drop_sure)) return;
  await shelf.dropForm(form);
  await show();
}

async function open(form, draft = null) {
  say("opening");
  const begun = draft && { ...(await shelf.read(draft)), record: draft };
  const { forms } = await kitOf(store, door.account);
  const asked = form || forms.find((one) => one.hash === begun.form);
  try {
    work = await Work.open(shelf, asked, begun, part("questions"), (name) => say(name));
  } catch (error) {
    say("cannot_ask"); // What ODK's engine cannot read: whoever waits is told, and the browser's console has the cause.
    throw error;
  }
  say(!work ? "cannot_ask" : isEarlier(asked.hash, forms) ? "earlier_version" : "");
  if (!work) return;
  part("title").textContent = asked.name;
  work.speak(language, words);
  await show();
  part("title").focus();
  scrollTo(0, 0);
}

async function close(name) {
  say("opening");
  if (!(await work.kept())) return;
  work.end();
  work = null;
  say(name);
  await show();
  toHome();
  scrollTo(0, 0);
}

async function finish() {
  say("opening");
  const fault = await work.finish();
  if (fault instanceof Element) {
    say("not_ready");
    (fault.querySelector("input, textarea") || fault).focus();
    fault.scrollIntoView({ block: "center" });
    return;
  }
  if (!fault) return;
  await close("kept");
  send();
}

// Nobody finds what was filled in on a phone that was put down; and what is kept is found by its PIN alone.
async function leave() {
  if (!work || await work.kept()) location.reload();
}

async function comeAndGo() {
  if (document.visibilityState === "hidden") hiddenAt = Date.now();
  else if (shelf && hiddenAt && Date.now() - hiddenAt > ALONE_MS) await leave();
}

start();
