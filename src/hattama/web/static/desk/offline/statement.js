// What is typed becomes a statement: canonical bytes, signed with this phone's key, sealed for the site. What the
// statement says and how it is spelled stands in docs/commission/offline.md; the server refuses every other spelling.

import { sealFor } from "../camera/queue.js";

const PREFIX = "hattama offline statement\n";
const DIGITS = /^(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)$/;
const CLOCK = /^([01]?[0-9]|2[0-3])[:. ]?([0-5][0-9])$/;
export const MOST_DIGITS = 15;
const ED25519 = { name: "Ed25519" };
const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const bytesOf = (text) => new TextEncoder().encode(text);
export const base64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
export const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// A pair of keys whose private half no script can read out; Ed25519 where the browser has it.
export async function makeKey() {
  try {
    const pair = await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"]);
    return await described(pair, "ed25519");
  } catch (error) {
    if (error.name !== "NotSupportedError") throw error;
    const pair = await crypto.subtle.generateKey(ECDSA, false, ["sign", "verify"]);
    return described(pair, "ecdsa-p256");
  }
}

async function described(pair, algorithm) {
  const open = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { algorithm, private: pair.privateKey, public: open, id: hex(await crypto.subtle.digest("SHA-256", open)) };
}

// RFC 8785 for what a statement holds: keys in their order, no spaces, whole numbers.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// The time by this phone's clock with its offset, to the second.
export function stamp(moment) {
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const east = -moment.getTimezoneOffset();
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  return `${day}T${clock}${east < 0 ? "-" : "+"}${two(east / 60)}:${two(east % 60)}`;
}

// What stands in a form: `faults` by the key of the figure, and what a statement says of the rest. Blank stays out.
export function readForm(form) {
  const read = { figures: [], illegible: [], words: [], faults: {} };
  form.querySelectorAll("input.digits").forEach((field) => {
    const key = field.name;
    const typed = field.value.trim().replace(/\s+/g, " ");
    const box = document.getElementById(`illegible:${key}`);
    const words = document.getElementById(`words:${key}`);
    if (box && box.checked && typed) read.faults[key] = "fault_both";
    else if (box && box.checked) read.illegible.push(key);
    else if (typed && !DIGITS.test(typed)) read.faults[key] = "fault_digits";
    else if (typed && typed.replaceAll(" ", "").length > MOST_DIGITS) read.faults[key] = "fault_many";
    else if (typed) read.figures.push([key, Number(typed.replaceAll(" ", ""))]);
    if (words && words.value.trim()) read.words.push([key, words.value.trim()]);
  });
  read.figures.sort(byKey);
  read.words.sort(byKey);
  read.illegible.sort();
  read.signed_at = momentOf(form, read.faults);
  read.explanation = form.querySelector("#explanation").value.trim();
  read.nothing = !(read.figures.length || read.illegible.length || read.words.length || read.explanation);
  return read;
}

// The moment on the paper; a date alone is only the polling day that the form begins with.
function momentOf(form, faults) {
  const [date, time] = ["#signed_on", "#signed_time"].map((name) => form.querySelector(name).value.trim());
  if (!time) return null;
  const clock = CLOCK.exec(time);
  if (!date || !clock) faults.signed_at = "fault_time";
  return date && clock ? `${date}T${clock[1].padStart(2, "0")}:${clock[2]}` : null;
}

const byKey = ([one], [other]) => (one < other ? -1 : 1);

// The statement of what was read, signed: `open` is what the server gets to see, `envelope` how it travels.
export async function signed(read, place, kit, now) {
  const text = canonical({
    kind: "offline_entry",
    schema: 1,
    election: place.election,
    contest: place.contest,
    area: place.area,
    definition_sha256: place.definition_sha256,
    rule_pack_sha256: place.rule_pack_sha256,
    step: place.step,
    figures: read.figures,
    illegible: read.illegible,
    words: read.words,
    signed_at: read.signed_at,
    explanation: read.explanation,
    acted_at: stamp(now),
    nonce: hex(crypto.getRandomValues(new Uint8Array(16))),
    key: kit.key.id,
  });
  const way = kit.key.algorithm === "ed25519" ? ED25519 : { ...ECDSA, hash: "SHA-256" };
  const signature = base64(await crypto.subtle.sign(way, kit.key.private, bytesOf(PREFIX + text)));
  const open = JSON.stringify({ statement: text, signature });
  const sealed = await sealFor(unbase64(kit.seal), bytesOf(open));
  const envelope = Object.fromEntries(Object.entries(sealed).map(([name, bytes]) => [name, base64(bytes)]));
  return { open, envelope };
}

// A statement as the fields of a form that holds it.
export function fieldsOfStatement(text) {
  const said = JSON.parse(text);
  const fields = Object.fromEntries(said.figures.map(([key, value]) => [key, String(value)]));
  said.illegible.forEach((key) => { fields[`illegible:${key}`] = "1"; });
  said.words.forEach(([key, words]) => { fields[`words:${key}`] = words; });
  if (said.signed_at) [fields.signed_on, fields.signed_time] = said.signed_at.split("T");
  if (said.explanation) fields.explanation = said.explanation;
  return fields;
}
