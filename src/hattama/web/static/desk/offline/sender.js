// Sends what was submitted on this phone, the oldest first. Nothing leaves the store before the server has said what
// became of it; the same statement sent twice is one act there. No session is needed: the signature stands for it.

const ONE_SENDS = "hattama-offline-send";
const AT_ONCE = 20;

export class Sender {
  // `tell(trouble)` is called after every change: "", "offline" or "refused_all".
  constructor(store, address, tell) {
    this.store = store;
    this.address = address;
    this.tell = tell;
    this.heldAsked = new Set();
  }

  async send() {
    await navigator.locks.request(ONE_SENDS, { ifAvailable: true }, async (lock) => {
      if (lock) await this.sendAll();
    });
  }

  // What waits on the server for the first entry is asked about once a page, not again and again.
  async sendAll() {
    const due = (item) => item.state === "waiting" || !this.heldAsked.has(item.id);
    let items = (await this.store.unsent()).filter(due).slice(0, AT_ONCE);
    while (items.length) {
      const trouble = await this.sendSome(items);
      await this.tell(trouble);
      if (trouble) return;
      items = (await this.store.unsent()).filter(due).slice(0, AT_ONCE);
    }
  }

  async sendSome(items) {
    const answer = await post(this.address, await this.store.file(items));
    if (answer.trouble) return answer.trouble;
    for (const [place, said] of answer.answers.entries()) {
      const changes = { state: said.state, said: said.said };
      if (said.state === "arrived") Object.assign(changes, { box: null, envelope: null, arrivedAt: Date.now() });
      if (said.state === "held") this.heldAsked.add(items[place].id);
      await this.store.change(items[place].id, changes);
    }
    return "";
  }
}

async function post(address, body) {
  let response;
  try {
    response = await fetch(address, { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit", redirect: "manual" });
  } catch (error) {
    if (error instanceof TypeError) return { trouble: "offline" };
    throw error;
  }
  const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
  if (response.ok && isJson) return response.json();
  return { trouble: response.status >= 500 || response.status === 0 ? "offline" : "refused_all" };
}
