// The list of what was submitted on this phone, on the page that prepares it and on the one without a network.

import { openDraft } from "../drafts.js";
import { fieldsOfStatement } from "./statement.js";

export class List {
  // `account` (a function) says whose things are shown; `key` opens them where the page has it.
  constructor(root, words, store, account) {
    this.root = root;
    this.words = words;
    this.store = store;
    this.account = account;
    this.part("export").addEventListener("click", () => this.save());
  }

  part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  async show(trouble) {
    await this.store.sweep();
    const mine = (await this.store.all()).filter((item) => item.account === this.account());
    const unsent = await this.store.unsent();
    this.part("list").replaceChildren(...mine.map((item) => this.row(item)));
    this.part("none").hidden = mine.length > 0;
    this.part("others").hidden = !unsent.some((item) => item.account !== this.account());
    this.part("export").hidden = this.part("export-hint").hidden = !unsent.length;
    this.say(trouble ? this.words[trouble] : "");
  }

  say(text) {
    if (this.part("say").textContent !== text) this.part("say").textContent = text;
  }

  row(item) {
    const line = made("li", "");
    line.dataset.state = item.state;
    const when = new Date(item.at);
    const clock = `${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
    line.append(made("b", this.words[`state_${item.state}`]), made("span", ` ${item.label} · ${this.words.typed_at.replace("{time}", clock)}`));
    if (item.said) line.append(made("p", item.said));
    if (item.state === "refused") {
      if (this.root.dataset.key) line.append(button(this.words.put_back, () => this.putBack(item)));
      line.append(button(this.words.drop, () => this.drop(item)));
    }
    return line;
  }

  // A refused statement stays where it is; its figures go into the form, as unsent work of this account.
  async putBack(item) {
    const { account, name, key } = this.root.dataset;
    const queue = await this.store.queue(account, name, key);
    const blob = await queue.open(item);
    if (!blob) {
      this.say(this.words.unreadable);
      return;
    }
    const { statement } = JSON.parse(await blob.text());
    const draft = await openDraft(account, `${item.place}/entry`, key);
    await draft.keep(fieldsOfStatement(statement));
    location.assign(item.address);
  }

  async drop(item) {
    if (!confirm(this.words.drop_sure)) return;
    await this.store.drop(item.id);
    await this.show("");
  }

  async save() {
    const link = made("a", "");
    const text = await this.store.file(await this.store.unsent());
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "hattama-offline.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

export function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

export function button(text, act) {
  const pressed = made("button", text);
  pressed.type = "button";
  pressed.className = "quiet";
  pressed.addEventListener("click", act);
  return pressed;
}
