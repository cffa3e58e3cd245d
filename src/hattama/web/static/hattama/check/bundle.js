// The public bundle of one election, as this site serves it (docs/format/log.md).

import { Unread } from "./trouble.js";

const PATIENCE_MS = 30_000;
// These change while the log grows; an old copy of them would pass for a log that lost entries.
const CHANGING = ["checkpoint", "log.vkey"];

export class Bundle {
  constructor(address) {
    this.address = address;
    this.read = (path) => this.fetched(path);
  }

  async fetched(path) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const cache = CHANGING.includes(path) ? "no-store" : "default";
      const response = await fetch(this.address + path, { cache, credentials: "omit", signal: stop.signal });
      if (!response.ok) throw new Unread(path, response.status);
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      // What fetch throws when there is no network, and when patience ended.
      if (error instanceof TypeError || error.name === "AbortError") throw new Unread(path, 0);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
