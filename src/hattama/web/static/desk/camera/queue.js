// Pictures on this phone until the server has them: in the browser's own database, each sealed for one account. What is
// submitted without a network lies in a second database of the same make (../offline/store.js).
//
// Anybody may put a picture in (the page that works without a network knows no key); only a page of the same account
// carries the key that opens them again. For that an account has a pair of keys here: the public one lies open, the
// private one is locked with the key that the server writes into pages of that account alone.

const CAMERA = { name: "hattama-camera", more: [] };
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const DAYS_TOLD = 1; // How long it is still said that a picture has arrived.
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const done = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// What `act` does to the store, once it lies on the disk: a tab may be closed the moment after somebody is told.
export async function written(store, act) {
  const settled = new Promise((resolve, reject) => {
    store.transaction.oncomplete = resolve;
    store.transaction.onabort = () => reject(store.transaction.error);
  });
  const [result] = await Promise.all([act(store), settled]);
  return result;
}

export function openBase({ name, more } = CAMERA) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("pictures", { keyPath: "id", autoIncrement: true });
    asked.result.createObjectStore("owners", { keyPath: "account" });
    asked.result.createObjectStore("places", { keyPath: "place" });
    asked.result.createObjectStore("last", { keyPath: "name" });
    more.forEach((title) => asked.result.createObjectStore(title, { keyPath: "account" }));
  };
  return done(asked);
}

export const canKeep = () => Boolean(globalThis.isSecureContext && globalThis.crypto && crypto.subtle && globalThis.indexedDB);

// The queue of `account`, whose pages carry `key` (base64) and call it `name`. Without both: the queue of whoever
// opened the page of the camera here last, into which one may only put; null where nobody has.
export async function openQueue(account, name, key) {
  const store = storesOf(await openBase());
  const owner = key ? await ownerWithKey(store, account, name, key) : await lastOwner(store);
  return owner && new Queue(store, owner, key);
}

export const storesOf = (base) => (title, mode = "readonly") => base.transaction(title, mode, { durability: "strict" }).objectStore(title);

// As `openQueue` in another database; without `key` the queue of this very account, where it has one.
export async function openQueueIn(store, account, name, key) {
  const owner = key ? await ownerWithKey(store, account, name, key) : await done(store("owners").get(account));
  return owner ? new Queue(store, owner, key) : null;
}

async function lastOwner(store) {
  const last = await done(store("last").get("owner"));
  return (last && await done(store("owners").get(last.account))) || null;
}

async function ownerWithKey(store, account, name, key) {
  let owner = await done(store("owners").get(account));
  if (!owner || !(await privateKey(owner, key))) {
    owner = await newOwner(account, key);
  }
  owner.name = name;
  await done(store("owners", "readwrite").put(owner));
  await done(store("last", "readwrite").put({ name: "owner", account }));
  return owner;
}

async function newOwner(account, key) {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bare = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  return {
    account,
    open: await crypto.subtle.exportKey("raw", pair.publicKey),
    iv,
    locked: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lockOf(key), bare),
  };
}

const lockOf = (key) => crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);

// Whether `key` opens what lies here for `account`; null where nothing was ever put here for it.
export async function keyFits(store, account, key) {
  const owner = await done(store("owners").get(account));
  return owner ? Boolean(await privateKey(owner, key)) : null;
}

// Null where the server's key is another by now: then nothing can be opened any more.
async function privateKey(owner, key) {
  try {
    const bare = await crypto.subtle.decrypt({ name: "AES-GCM", iv: owner.iv }, await lockOf(key), owner.locked);
    return await crypto.subtle.importKey("pkcs8", bare, CURVE, false, ["deriveBits"]);
  } catch (error) {
    if (error.name === "OperationError") return null;
    throw error;
  }
}

async function agreed(own, other, use) {
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
  return crypto.subtle.importKey("raw", bits, "AES-GCM", false, [use]);
}

const pointOf = (raw) => crypto.subtle.importKey("raw", raw, CURVE, false, []);

// `bytes` in a box that only who has the private key of the point `open` can open: a fresh pair of keys for each box.
export async function sealFor(open, bytes) {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const lock = await agreed(pair.privateKey, await pointOf(open), "encrypt");
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, bytes);
  return { once: await crypto.subtle.exportKey("raw", pair.publicKey), iv, box };
}

class Queue {
  constructor(store, owner, key) {
    this.store = store;
    this.owner = owner;
    this.key = key;
  }

  get canOpen() {
    return Boolean(this.key);
  }

  // `told` goes with it in the open: place, address to send to, label, type, state.
  async add(blob, told) {
    const sealed = await sealFor(this.owner.open, await blob.arrayBuffer());
    const picture = { ...told, account: this.owner.account, type: blob.type, size: blob.size, at: Date.now(), ...sealed };
    picture.id = await written(this.store("pictures", "readwrite"), (pictures) => done(pictures.add(picture)));
    return picture;
  }

  // The picture itself; null where it can not be opened any more.
  async open(picture) {
    const own = this.key && await privateKey(this.owner, this.key);
    if (!own) return null;
    try {
      const lock = await agreed(own, await pointOf(picture.once), "decrypt");
      const bare = await crypto.subtle.decrypt({ name: "AES-GCM", iv: picture.iv }, lock, picture.box);
      return new Blob([bare], { type: picture.type });
    } catch (error) {
      if (error.name === "OperationError") return null;
      throw error;
    }
  }

  // In the order in which they were taken; of this account alone.
  async list() {
    const all = await done(this.store("pictures").getAll());
    return all.filter((picture) => picture.account === this.owner.account);
  }

  async ofOthers() {
    const all = await done(this.store("pictures").getAll());
    return all.filter((picture) => picture.account !== this.owner.account && picture.box).length;
  }

  change(id, changes) {
    return written(this.store("pictures", "readwrite"), async (pictures) => {
      const picture = await done(pictures.get(id));
      if (picture) await done(pictures.put({ ...picture, ...changes }));
    });
  }

  // What the server has is not kept twice; that it arrived is said for a day.
  arrived(id) {
    return this.change(id, { state: "arrived", said: "", box: null, arrivedAt: Date.now() });
  }

  drop(id) {
    return written(this.store("pictures", "readwrite"), (pictures) => done(pictures.delete(id)));
  }

  async sweep() {
    const old = (await this.list()).filter((picture) => picture.state === "arrived" && Date.now() - picture.arrivedAt > DAYS_TOLD * 86_400_000);
    await Promise.all(old.map((picture) => this.drop(picture.id)));
  }

  async knowPlace(place, label, address) {
    await done(this.store("places", "readwrite").put({ place, label, address }));
  }

  place(place) {
    return done(this.store("places").get(place));
  }
}
