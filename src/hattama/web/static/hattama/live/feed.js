// Hears that a log has grown: from the stream of events, or by asking a small file where there is no stream.
// Calls `changed(size)` for news, `state(how)` with "stream", "ask" or "stale", and keeps the server's clock.

const ASK_MS = 15_000;
const SILENT_MS = 40_000;
const STREAM_AGAIN_MS = 60_000;

export class Feed {
  constructor({ feed, stream, size, last }, { changed, state }) {
    Object.assign(this, { feed, stream, size, last, changed, state });
    this.ahead = 0;
    this.heard = Date.now();
    this.asked = 0;
    this.tag = "";
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
    setInterval(() => this.look(), 1_000);
    this.listen();
    this.ask();
  }

  // The server's clock, in milliseconds: a wall screen's own may be hours off.
  now() {
    return Date.now() + this.ahead;
  }

  isStale() {
    return Date.now() - this.heard > SILENT_MS;
  }

  wake() {
    if (document.hidden) {
      this.close();
    } else {
      this.listen();
      this.ask();
    }
  }

  close() {
    this.source?.close();
    this.source = null;
    this.streams = false;
  }

  listen() {
    if (!this.stream || this.source || document.hidden) return;
    const source = new EventSource(this.stream);
    this.source = source;
    for (const name of ["grown", "beat"]) {
      source.addEventListener(name, (event) => {
        const told = JSON.parse(event.data);
        this.streams = true;
        this.hear(told, told.time * 1_000);
      });
    }
    // The browser tries again by itself, unless it was refused; meanwhile the page asks.
    source.onerror = () => {
      this.streams = false;
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null;
        setTimeout(() => this.listen(), STREAM_AGAIN_MS * (0.5 + Math.random()));
      }
    };
  }

  look() {
    const silent = Date.now() - Math.max(this.heard, this.asked);
    if (!document.hidden && silent > (this.streams ? SILENT_MS : ASK_MS)) this.ask();
    this.state(this.isStale() ? "stale" : this.streams ? "stream" : "ask");
  }

  async ask() {
    if (this.asking || document.hidden) return;
    this.asking = true;
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const response = await fetch(this.feed, { cache: "no-store", headers });
      if (response.status !== 200 && response.status !== 304) return;
      const at = Date.parse(response.headers.get("Date") ?? "") || Date.now();
      if (response.status === 304) {
        this.hear({ tree_size: this.size, published_at: this.last }, at);
      } else {
        const told = await response.json();
        this.tag = response.headers.get("ETag") ?? "";
        this.hear(told, at);
      }
    } catch (trouble) {
      // No connection: said by `isStale`, and asked again.
      if (!(trouble instanceof TypeError)) throw trouble;
    } finally {
      this.asking = false;
      // Who could not be reached is asked again after the usual pause, not each second.
      this.asked = Date.now();
    }
  }

  hear(told, time) {
    this.heard = Date.now();
    this.ahead = time - this.heard;
    this.last = told.published_at ?? this.last;
    if (told.tree_size !== this.size) {
      this.size = told.tree_size;
      this.changed(told.tree_size);
    }
  }
}
