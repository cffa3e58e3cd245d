// The panel that shows a check: a verdict that screen readers announce, and every step in plain words.

import { checkHistory, checkSubject, statedFigures } from "./check.js";
import { element } from "./elements.js";
import { hasFigures } from "./entries.js";
import { parseReceipt } from "./receipt.js";

const MARKS = { good: "mark good", broken: "mark broken", doubt: "mark doubt", plain: "mark plain" };

export class Panel {
  // `root` holds a status line, a list for the steps and a place for what follows; `site` as checkSubject has it.
  constructor(root, site, words) {
    this.root = root;
    this.site = site;
    this.words = words;
    this.verdict = root.querySelector("[data-verdict]");
    this.steps = root.querySelector("[data-steps]");
    this.rest = root.querySelector("[data-rest]");
  }

  async checkProtocol(subject) {
    await this.run(() => checkSubject(subject, this.site, (outcome) => this.show(outcome)));
  }

  // The receipt in an address, beside what the page of a precinct shows: `shownIn(contest)`, or null.
  async checkReceipt(fragment, area, shownIn) {
    const subject = parseReceipt(fragment, this.site.origin);
    if (subject === null) {
      this.begin();
      this.show({ step: "paper", state: "broken", word: "receipt_malformed", facts: {} });
      this.conclude();
      return;
    }
    await this.run(async () => {
      const proved = await checkSubject({ ...subject, area, shownIn }, this.site, (outcome) => this.show(outcome));
      if (proved !== null && hasFigures(proved)) this.listFigures(proved, shownIn(proved.contest)?.figures ?? []);
    });
  }

  // The log alone, unasked: nothing is shown unless it is other than it was.
  async watchHistory() {
    const outcomes = [];
    await checkHistory(this.site, (outcome) => outcomes.push(outcome));
    if (!outcomes.some(({ step, state }) => step === "history" && state === "broken")) return;
    this.begin();
    outcomes.forEach((outcome) => this.show(outcome));
    this.conclude();
  }

  async run(check) {
    this.begin();
    try {
      if (globalThis.crypto?.subtle) await check();
      else this.show({ step: "checkpoint", state: "doubt", word: "no_crypto", facts: {} });
      this.conclude();
    } catch (error) {
      // A mistake of this program must not look like a check that goes on for ever.
      this.verdict.textContent = this.words.say("verdict_stopped");
      throw error;
    }
  }

  begin() {
    this.states = [];
    this.root.className = "check is-running";
    this.verdict.setAttribute("role", "status");
    this.verdict.textContent = this.words.say("verdict_running");
    this.steps.replaceChildren();
    this.rest.replaceChildren();
  }

  show(outcome) {
    const { step, state, word, facts } = outcome;
    this.states.push(state);
    const told = { ...facts, seenAt: new Date(facts.seenAt), since: new Date(facts.since) };
    const item = element("li", { class: `check-step is-${state}`, "data-step": step, "data-state": state },
      element("b", {}, this.words.say(`step_${step}`)),
      " ",
      element("span", { class: MARKS[state] }, this.words.say(`mark_${state}`)),
      " ",
      element("span", { class: "check-words" }, this.words.say(word, told)),
      facts.seenAt ? element("span", { class: "check-words" }, this.words.say("seen_at", told)) : "",
      facts.list ? this.differences(facts.list) : "",
      facts.evidence ? this.evidence(facts.evidence) : "",
      facts.canForget ? this.forgetting() : "",
    );
    this.steps.append(item);
  }

  conclude() {
    const verdict = ["broken", "doubt"].find((state) => this.states.includes(state)) ?? "good";
    this.root.className = `check is-${verdict}`;
    // What does not hold interrupts a screen reader; the rest waits for its turn.
    this.verdict.setAttribute("role", verdict === "broken" ? "alert" : "status");
    this.verdict.textContent = this.words.say(`verdict_${verdict}`);
    this.rest.append(element("p", { class: "note" }, this.words.say("caution")));
  }

  differences(list) {
    return element("ul", { class: "check-differences" }, ...list.map(({ label, shown, stated }) => element("li", {},
      this.words.say("difference", { label, shown, stated }))));
  }

  // Both checkpoints word for word: together they prove to anyone what was shown.
  evidence(notes) {
    const copied = element("span", { role: "status" });
    const copy = element("button", { type: "button", class: "quiet" }, this.words.say("copy"));
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(notes.join("\n"));
      copied.textContent = this.words.say("copied");
    });
    return element("div", { class: "check-evidence" },
      element("p", {}, this.words.say("evidence")),
      ...notes.map((note, at) => element("figure", {},
        element("figcaption", {}, this.words.say(at === 0 ? "evidence_earlier" : "evidence_now")),
        element("pre", { tabindex: "0" }, note))),
      element("p", {}, copy, " ", copied));
  }

  forgetting() {
    const forget = element("button", { type: "button", class: "quiet" }, this.words.say("forget"));
    forget.addEventListener("click", () => {
      this.site.memory.forget();
      forget.replaceWith(element("span", { role: "status" }, this.words.say("forgotten")));
    });
    return element("p", { class: "check-forget" }, this.words.say("forget_when"), " ", forget);
  }

  listFigures(proved, shown) {
    const labels = new Map(shown.map(({ key, label }) => [key, label]));
    const rows = [...statedFigures(proved)].map(([key, value]) => element("tr", {},
      element("th", { scope: "row" }, labels.get(key) ?? key),
      element("td", { class: "n figure" }, this.words.told(value))));
    this.rest.append(element("table", { class: "check-figures" },
      element("caption", {}, this.words.say("receipt_figures")),
      element("tbody", {}, ...rows)));
  }
}
