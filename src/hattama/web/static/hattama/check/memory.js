// What this browser remembers of a log: the last checkpoint that held, and the keys that it was checked with.

const PREFIX = "hattama:log:1:";

// The reader's browser may keep nothing for pages: then `isKept` is false and every visit is the first.
export class Memory {
  constructor(address) {
    this.place = PREFIX + address;
    this.isKept = canKeep();
  }

  // {note, keys, seenAt, since} or null. `note`: the checkpoint with its signatures, `keys`: lines of log.vkey,
  // `since`: when the first of the checkpoints was seen of which each continues the one before.
  recall() {
    const text = this.isKept ? localStorage.getItem(this.place) : null;
    return text === null ? null : JSON.parse(text);
  }

  keep(checkpoint, keys) {
    const seenAt = new Date().toISOString();
    const since = this.recall()?.since ?? seenAt;
    const seen = { note: checkpoint.note, keys: keys.map((key) => key.line), seenAt, since };
    if (this.isKept) localStorage.setItem(this.place, JSON.stringify(seen));
  }

  forget() {
    if (this.isKept) localStorage.removeItem(this.place);
  }
}

function canKeep() {
  try {
    localStorage.setItem(`${PREFIX}?`, "");
    localStorage.removeItem(`${PREFIX}?`);
    return true;
  } catch (error) {
    // Refused by the reader's settings, or full.
    if (error instanceof DOMException) return false;
    throw error;
  }
}
