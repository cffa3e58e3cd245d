// Asks how far the log has come: its signed checkpoint is a published file of some hundred bytes, the same for all.
// Calls `changed()` when the log has grown, `state(how)` with "ask" or "stale", and keeps the server's clock.

const ASK_MS = 10_000;
const SILENT_MS = 40_000;
const MOST_MS = 120_000;

export class Feed {
  constructor({ checkpoint, size, last }, { changed, state }) {
    Object.assign(this, { checkpoint, size, last, changed, state });
    this.ahead = 0;
    this.failures = 0;
    this.heard = Date.now();
    document.addEventListener("visibilitychange", () => this.ask());
    window.addEventListener("online", () => this.ask());
    setInterval(() => state(this.isStale() ? "stale" : "ask"), 1_000);
    this.ask();
  }

  // The server's clock, in milliseconds: a wall screen's own may be hours off.
  now() {
    return Date.now() + this.ahead;
  }

  isStale() {
    return Date.now() - this.heard > SILENT_MS;
  }

  async ask() {
    if (this.asking || document.hidden) return;
    this.asking = true;
    clearTimeout(this.again);
    let least = 0;
    try {
      const response = await fetch(this.checkpoint, { cache: "no-cache" });
      if (response.ok) this.hear(await response.text(), Date.parse(response.headers.get("Date") ?? ""));
      else this.failures += 1;
      least = (Number(response.headers.get("Retry-After")) || 0) * 1_000;
    } catch (trouble) {
      // No connection: said by `isStale`, and asked again.
      if (!(trouble instanceof TypeError)) throw trouble;
      this.failures += 1;
    } finally {
      this.asking = false;
      this.again = setTimeout(() => this.ask(), this.pause(least));
    }
  }

  // Readers who came at one moment, or were refused in one, spread out; a site that is full is left in peace.
  pause(least) {
    const wished = Math.min(ASK_MS * 2 ** this.failures, MOST_MS);
    return Math.max(wished, least) * (0.75 + Math.random() / 2);
  }

  hear(checkpoint, time) {
    // The origin, the number of entries, the hash of the tree, an empty line, signatures (docs/format/log.md).
    const size = Number(checkpoint.split("\n", 2)[1]);
    this.heard = Date.now();
    this.failures = 0;
    this.ahead = (time || this.heard) - this.heard;
    if (size === this.size) return;
    this.size = size;
    this.changed();
  }
}
