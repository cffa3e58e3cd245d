// Sends what is kept, the oldest first, one at a time. A picture leaves this phone's store only when the server has said
// that it has it: the same bytes sent twice are one picture there, so sending again is always safe.

const OPEN_STATES = ["waiting", "sending", "held"];
const ONE_SENDS = "hattama-camera-send";

export class Sender {
  // `tell(trouble)` is called after every change: "", "offline", "signed_out" or "refused_all".
  constructor(queue, tell) {
    this.queue = queue;
    this.tell = tell;
    this.heldAsked = new Set();
  }

  // One page at a time sends, whatever number of them is open.
  async send() {
    if (!this.queue.canOpen) return;
    await navigator.locks.request(ONE_SENDS, { ifAvailable: true }, async (lock) => {
      if (lock) await this.sendAll();
    });
  }

  // A tab closed in the middle of sending leaves a picture that nobody sends any more: it waits again, and says so.
  async takeBack() {
    await navigator.locks.request(ONE_SENDS, { ifAvailable: true }, async (lock) => {
      const pictures = lock ? await this.queue.list() : [];
      const left = pictures.filter((picture) => picture.state === "sending");
      await Promise.all(left.map((picture) => this.queue.change(picture.id, { state: "waiting" })));
    });
  }

  async sendAll() {
    let next = await this.next();
    while (next) {
      const trouble = await this.sendOne(next);
      await this.tell(trouble);
      if (trouble) return;
      next = await this.next();
    }
  }

  // What waits on the server for its protocol is asked about once a page, not again and again.
  async next() {
    const pictures = await this.queue.list();
    return pictures.find((picture) => OPEN_STATES.includes(picture.state) && !(picture.state === "held" && this.heldAsked.has(picture.id)));
  }

  async sendOne(picture) {
    const blob = await this.queue.open(picture);
    if (!blob) {
      await this.queue.change(picture.id, { state: "unreadable" });
      return "";
    }
    await this.queue.change(picture.id, { state: "sending" });
    await this.tell("");
    const answer = await post(picture.address, blob);
    if (answer.trouble) {
      await this.queue.change(picture.id, { state: "waiting" });
      return answer.trouble;
    }
    if (answer.state === "arrived") await this.queue.arrived(picture.id);
    else await this.queue.change(picture.id, { state: answer.state, said: answer.said });
    if (answer.state === "held") this.heldAsked.add(picture.id);
    return "";
  }
}

async function post(address, blob) {
  const data = new FormData();
  data.append("scan", blob, "picture");
  const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") };
  let response;
  try {
    response = await fetch(address, { method: "POST", body: data, headers, redirect: "manual" });
  } catch (error) {
    if (error instanceof TypeError) return { trouble: "offline" };
    throw error;
  }
  // Sent to the page of the log-in: whoever took the picture has to come back.
  if (response.type === "opaqueredirect") return { trouble: "signed_out" };
  if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) {
    return { trouble: response.status === 403 ? "refused_all" : "offline" };
  }
  // Trouble of the site that passes: the picture waits, as it does without a network.
  if (response.status >= 500) return { trouble: "offline" };
  return response.json();
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
