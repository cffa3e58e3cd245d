// Unsent work, kept on this device until it is sent: locked with a key that only pages of the same account carry,
// so that whoever types the same paper next on this device can neither be shown it nor dig it out.

const PREFIX = "hattama:draft:";
const DAYS_KEPT = 7;
const IV_BYTES = 12;

// Browsers lend their cipher to pages that came safely (https, or this very machine). Elsewhere a draft may not
// outlive its tab.
export const isLocked = Boolean(globalThis.crypto && crypto.subtle);

// Null where the browser lends a page no store: it is turned off, or the page stands in the window of another app.
function shelf() {
  try {
    return isLocked ? localStorage : sessionStorage;
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    return null;
  }
}

export const canKeep = () => Boolean(shelf());
const namesKept = () => Object.keys(shelf() || {});

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes) => btoa(String.fromCharCode(...bytes));

export function draftName(account, place) {
  return `${PREFIX}${account}:${place}`;
}

// Places (election/precinct/contest/stage) of which this account has unsent work here.
export function draftPlaces(account) {
  const mine = draftName(account, "");
  return namesKept().filter((name) => name.startsWith(mine)).map((name) => name.slice(mine.length));
}

export function forgetPlace(account, place) {
  draftPlaces(account).filter((kept) => kept === place || kept.startsWith(`${place}/`))
    .forEach((kept) => shelf().removeItem(draftName(account, kept)));
}

// What nobody came back for within a week is of no use to anybody. One look at a clock says little: a phone whose battery
// was out begins in another year. So what is old by the clock is marked, and dropped a week after that.
export function dropOldDrafts(now) {
  const isOld = (moment) => !(Math.abs(now - Date.parse(moment)) < DAYS_KEPT * 86_400_000);
  namesKept().filter((name) => name.startsWith(PREFIX)).forEach((name) => {
    const kept = parsed(shelf().getItem(name));
    if (!kept || (isOld(kept.at) && kept.found && isOld(kept.found))) shelf().removeItem(name);
    else if (isOld(kept.at) && !kept.found) mark(name, { ...kept, found: new Date(now).toISOString() });
  });
}

function mark(name, kept) {
  try {
    shelf().setItem(name, JSON.stringify(kept));
  } catch (error) {
    // Without room for the mark it stays as it is.
    if (error.name !== "QuotaExceededError") throw error;
  }
}

// The draft of one form. `fields` are names to values, the empty ones left out.
export async function openDraft(account, place, keyText) {
  const name = draftName(account, place);
  const key = isLocked && await crypto.subtle.importKey("raw", bytesOf(keyText), "AES-GCM", false, ["encrypt", "decrypt"]);
  let newest = null;
  let writing = null;

  async function write() {
    let isKept = true;
    while (newest) {
      const fields = newest;
      newest = null;
      const box = await shut(key, name, JSON.stringify(fields));
      isKept = put(name, JSON.stringify({ at: new Date().toISOString(), box }));
    }
    writing = null;
    return isKept;
  }

  return {
    // Whether it is kept now: false where the device has no room for it.
    keep(fields) {
      newest = fields;
      writing = writing || write();
      return writing;
    },
    // Another tab of this browser keeps the same draft: what is kept is of whoever typed last.
    whenKeptElsewhere(tell) {
      addEventListener("storage", (event) => { if (event.key === name && event.newValue) tell(); });
    },
    async read() {
      const kept = canKeep() && parsed(shelf().getItem(name));
      if (!kept) return null;
      const text = await unshut(key, name, kept.box);
      if (text === null) {
        shelf().removeItem(name);
        return null;
      }
      return { at: kept.at, fields: JSON.parse(text) };
    },
    async forget() {
      newest = null;
      await writing;
      if (canKeep()) shelf().removeItem(name);
    },
  };
}

function put(name, text) {
  if (!canKeep()) return false;
  try {
    shelf().setItem(name, text);
    return true;
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    // What stood there before must not be put back for what was typed.
    shelf().removeItem(name);
    return false;
  }
}

async function shut(key, name, text) {
  if (!key) return text;
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) }, key, new TextEncoder().encode(text));
  return `${textOf(iv)}.${textOf(new Uint8Array(sealed))}`;
}

// What was in the box; null where another key shut it.
async function unshut(key, name, box) {
  if (!key) return box;
  const [iv, sealed] = box.split(".");
  try {
    const bare = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv), additionalData: new TextEncoder().encode(name) }, key, bytesOf(sealed));
    return new TextDecoder().decode(bare);
  } catch (error) {
    if (error.name === "OperationError") return null;
    throw error;
  }
}

// Whatever else a browser holds under such a name was not put there by this page, or was cut short.
function parsed(text) {
  try {
    const kept = JSON.parse(text);
    return kept && typeof kept.at === "string" && typeof kept.box === "string" ? kept : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
