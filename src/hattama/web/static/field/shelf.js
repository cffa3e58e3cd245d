// What an observer's page keeps on this phone: forms to fill in, drafts, what waits and what was sent. Each filled form
// and photograph is sealed as pictures of the camera are; the key that opens them follows from the observer's PIN.

import { done, keyFits, openBase, openQueueIn, sealFor, storesOf, written } from "../desk/camera/queue.js";

const BASE = { name: "hattama-field", more: ["kits"] };
const ROUNDS = 600_000; // Of PBKDF2: half a second on a cheap phone.
const bytesOf = (text) => new TextEncoder().encode(text);

export async function sha256(data) {
  const bytes = typeof data === "string" ? bytesOf(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// As the server makes it of the same bytes, so that its confirmation can be held against what was filled in.
export const receiptOf = (hash) => `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase();

export const openField = async () => storesOf(await openBase(BASE));

// The address by which somebody comes in, under its hash: the token itself is written nowhere.
export const doorOf = (store, door) => done(store("places").get(door));

export const keepDoor = (store, door) => written(store("places", "readwrite"), (places) => done(places.put(door)));

export const kitOf = async (store, account) => (await done(store("kits").get(account))) || { account, forms: [] };

export const keepKit = (store, kit) => written(store("kits", "readwrite"), (kits) => done(kits.put(kit)));

export const isNew = async (store, account) => !(await done(store("owners").get(account)));

// The shelf of `account`; null where the PIN is another one. Who has none here yet gets one with this PIN.
export async function openShelf(store, account, name, pin) {
  const bare = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(account), iterations: ROUNDS };
  const key = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.deriveBits(how, bare, 256))));
  if ((await keyFits(store, account, key)) === false) return null;
  return new Shelf(await openQueueIn(store, account, name, key));
}

class Shelf {
  constructor(queue) {
    this.queue = queue;
  }

  async forms() {
    return (await this.queue.list()).filter((one) => one.kind === "form");
  }

  async filesOf(instance) {
    return (await this.queue.list()).filter((one) => one.kind === "file" && one.instance === instance);
  }

  // `{ xml, title, names }` of a filled form.
  async read(form) {
    return JSON.parse(await (await this.queue.open(form)).text());
  }

  async readFile(record) {
    return new File([await this.queue.open(record)], record.name, { type: record.type });
  }

  // What was filled in takes the place of what was kept of it before, in one step.
  async keepForm(form, content, told) {
    const blob = new Blob([JSON.stringify(content)], { type: "application/json" });
    if (!form) return this.queue.add(blob, { kind: "form", ...told });
    const sealed = await sealFor(this.queue.owner.open, await blob.arrayBuffer());
    await this.queue.change(form.id, { ...told, ...sealed, size: blob.size });
    return { ...form, ...told, ...sealed };
  }

  async keepFile(instance, file) {
    const here = await this.filesOf(instance);
    if (!here.some((one) => one.name === file.name)) await this.queue.add(file, { kind: "file", instance, name: file.name });
  }

  // Of the files of a form those that it does not name any more.
  async dropFiles(instance, names) {
    const left = (await this.filesOf(instance)).filter((one) => !names.includes(one.name));
    await Promise.all(left.map((one) => this.queue.drop(one.id)));
  }

  async dropForm(form) {
    await this.queue.drop(form.id);
    await this.dropFiles(form.instance, []);
  }

  change(form, changes) {
    return this.queue.change(form.id, changes);
  }

  ofOthers() {
    return this.queue.ofOthers();
  }
}
