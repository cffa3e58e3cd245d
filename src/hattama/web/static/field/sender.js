// Sends what waits by the road of every OpenRosa telephone, the oldest first. Nothing is dropped for what a server
// answers: a filled form counts as sent when the site confirms the hash of these very bytes.

import { receiptOf, sha256 } from "./shelf.js";

const ONE_SENDS = "hattama-field-send";
const PIECE = 2_000_000; // So that a bad network has little to repeat.
const PATIENCE_MS = 120_000;
const SLOWEST_BYTES_A_MS = 2; // Of a line of 16 kilobits a second.
const ROSA = { "X-OpenRosa-Version": "1.0" };

export class Sender {
  // `tell(trouble)` is called after every form: "", "offline", "later" or "expired"; `begin` before one, whose id is `now`.
  constructor(shelf, base, tell, begin) {
    Object.assign(this, { shelf, base, tell, begin, now: null, asked: new Set() });
  }

  // One page at a time sends, whatever number of them is open. What was refused is offered once more to each page; what
  // the site cannot take just now does not hold up the others, and no photograph holds up the answers of another form.
  async send() {
    await navigator.locks.request(ONE_SENDS, { ifAvailable: true }, async (lock) => {
      const due = lock ? (await this.shelf.forms()).filter((form) => this.isDue(form)) : [];
      const withFiles = [];
      for (const form of due) {
        this.asked.add(form.id);
        if (await this.stops(form, () => this.sendAnswers(form, withFiles))) return;
      }
      for (const { form, xml, files } of withFiles) {
        if (await this.stops(form, () => this.sendFiles(form, xml, files))) return;
      }
    });
  }

  // Whether nothing else can be sent after what `act` came to.
  async stops(form, act) {
    this.now = form.id;
    await this.begin();
    const trouble = await act();
    this.now = null;
    await this.tell(trouble);
    return ["offline", "expired"].includes(trouble);
  }

  isDue(form) {
    return form.state === "waiting" || (form.state === "refused" && !this.asked.has(form.id));
  }

  // Small enough for a line that carries no photograph; of a form without files that is all of it.
  async sendAnswers(form, withFiles) {
    const { xml, names } = await this.shelf.read(form);
    const files = (await this.shelf.filesOf(form.instance)).filter((file) => names.includes(file.name));
    const answer = await this.post(form, xml, [], files.length > 0);
    if (answer.trouble !== undefined) return answer.trouble;
    if (!files.length || answer.status === 201) return this.conclude(form, files, answer, xml);
    await this.shelf.change(form, { answersIn: true });
    withFiles.push({ form, xml, files });
    return "";
  }

  async sendFiles(form, xml, files) {
    const pieces = piecesOf(files.filter((file) => !file.sent), PIECE);
    let answer;
    for (const [number, piece] of pieces.entries()) {
      answer = await this.post(form, xml, piece, number < pieces.length - 1);
      if (answer.trouble !== undefined) return answer.trouble;
      await Promise.all(piece.map((file) => this.shelf.change(file, { sent: true })));
    }
    return this.conclude(form, files, answer, xml);
  }

  // `{ status, said }`, or `{ trouble }`: "" where the site refused it and the form says so.
  async post(form, xml, files, isIncomplete) {
    const size = files.reduce((whole, file) => whole + file.size, 0);
    const answer = await post(`${this.base}submission`, await this.body(xml, files, isIncomplete), PATIENCE_MS + size / SLOWEST_BYTES_A_MS);
    if (answer.trouble || answer.status <= 202) return answer;
    await this.shelf.change(form, { state: "refused", said: answer.said });
    return { trouble: "" };
  }

  async conclude(form, files, answer, xml) {
    const receipt = receiptOf(await sha256(xml));
    if (answer.status !== 201 || !answer.said.includes(receipt)) {
      // The site lacks a file that it has confirmed, or somebody else answers: all of it is sent again.
      await Promise.all(files.map((file) => this.shelf.change(file, { sent: false })));
      return "later";
    }
    await this.shelf.change(form, { state: "arrived", said: answer.said, receipt, arrivedAt: Date.now() });
    await this.shelf.dropFiles(form.instance, []);
    return "";
  }

  async body(xml, files, isIncomplete) {
    const data = new FormData();
    data.append("xml_submission_file", new Blob([xml], { type: "text/xml" }), "xml_submission_file");
    for (const file of files) data.append(file.name, await this.shelf.readFile(file), file.name);
    if (isIncomplete) data.append("*isIncomplete*", "yes");
    return data;
  }
}

// At least one, since the answers go with each.
export function piecesOf(files, most) {
  const pieces = [[]];
  let size = 0;
  for (const file of files) {
    if (size && size + file.size > most) {
      pieces.push([]);
      size = 0;
    }
    pieces.at(-1).push(file);
    size += file.size;
  }
  return pieces;
}

async function post(address, body, patience) {
  const answer = await ask(address, { method: "POST", body, signal: AbortSignal.timeout(patience) });
  return answer.trouble ? answer : { status: answer.status, said: sentenceOf(answer.text) };
}

// How far this phone's clock is before the site's, in milliseconds, as the last answer had it; 0 before there is one.
let away = 0;
export const clockAway = () => away;

// `{ status, headers, body, text }`, or the name of a trouble that passes or needs a person.
export async function ask(address, options = {}) {
  let response;
  let body;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), ...options, headers: ROSA, cache: "no-store", redirect: "manual" });
    body = await response.blob();
  } catch (error) {
    if (error instanceof TypeError || ["TimeoutError", "AbortError"].includes(error.name)) return { trouble: "offline" };
    throw error;
  }
  const { status, headers } = response;
  // A hotel's network, a proxy: whoever does not speak OpenRosa has taken nothing in.
  if (!headers.has("X-OpenRosa-Version")) return { trouble: status >= 500 ? "later" : "offline" };
  away = Date.now() - Date.parse(headers.get("Date"));
  if (status === 403) return { trouble: "expired" };
  if (status === 429 || status >= 500) return { trouble: "later" };
  return { status, headers, body, text: await body.text() };
}

export const parsed = (text) => new DOMParser().parseFromString(text, "text/xml");

const sentenceOf = (text) => parsed(text).querySelector("message")?.textContent || "";
