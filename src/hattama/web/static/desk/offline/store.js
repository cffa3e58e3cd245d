// What a prepared phone holds: for each account its key and kit, and what was submitted, sealed as pictures are.

import { canKeep, done, openBase, openQueueIn, storesOf, written } from "../camera/queue.js";

const BASE = { name: "hattama-entries", more: ["kits"] };
const DAYS_TOLD = 1; // How long it is still said that something has arrived.
const FILE = "hattama_offline_statements";

export { canKeep };

// Where nobody ever prepared this phone, no store is made for it.
export async function everPrepared() {
  if (!canKeep()) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((base) => base.name === BASE.name);
}

export async function openStore() {
  return new Store(storesOf(await openBase(BASE)));
}

class Store {
  constructor(store) {
    this.store = store;
  }

  // Accounts that prepared this phone: their kits, with keys that sign and cannot be read.
  kits() {
    return done(this.store("kits").getAll());
  }

  kit(account) {
    return done(this.store("kits").get(account));
  }

  keepKit(kit) {
    return written(this.store("kits", "readwrite"), (kits) => done(kits.put(kit)));
  }

  // The queue of one account; only with its `key` can what lies in it be opened again.
  queue(account, name, key) {
    return openQueueIn(this.store, account, name, key);
  }

  // Whatever was submitted here, by anybody: sealed for the site, it may be carried by anybody.
  all() {
    return done(this.store("pictures").getAll());
  }

  // What the server has recorded is of no use here after a day.
  async sweep() {
    const old = (await this.all()).filter((item) => item.state === "arrived" && Date.now() - item.arrivedAt > DAYS_TOLD * 86_400_000);
    await Promise.all(old.map((item) => this.drop(item.id)));
  }

  change(id, changes) {
    return written(this.store("pictures", "readwrite"), async (items) => {
      const item = await done(items.get(id));
      if (item) await done(items.put({ ...item, ...changes }));
    });
  }

  drop(id) {
    return written(this.store("pictures", "readwrite"), (items) => done(items.delete(id)));
  }

  async unsent() {
    return (await this.all()).filter((item) => item.envelope && ["waiting", "held"].includes(item.state));
  }

  async file(items) {
    return JSON.stringify({ [FILE]: 1, envelopes: items.map((item) => item.envelope) });
  }
}
