// One form being filled in: kept on this phone after every answer, and sealed with its hash when it is finished.

import { FormView, canAsk, contentOf, openForm } from "./form.js";
import { sha256 } from "./shelf.js";

const STATION = "station";

export class Work {
  // Null where the form asks what this page cannot ask. `tell` hears that there is no room left.
  static async open(shelf, form, begun, host, tell) {
    const files = begun ? await Promise.all((await shelf.filesOf(begun.record.instance)).map((file) => shelf.readFile(file))) : [];
    const root = await openForm(form, begun && { xml: begun.xml, files: files.filter((file) => begun.names.includes(file.name)) });
    return canAsk(root) ? new Work(shelf, form, root, begun && begun.record, host, tell) : null;
  }

  constructor(shelf, form, root, record, host, tell) {
    Object.assign(this, { shelf, form, root, record, tell, isNewer: false, writing: null, isFull: false });
    this.view = new FormView(root, host, {}, () => this.keep());
  }

  speak(language, words) {
    this.view.speak(language, words);
  }

  // After each answer; answers that come while it is written are written together after it.
  keep() {
    this.isNewer = true;
    this.writing = this.writing || this.write().finally(() => { this.writing = null; });
    return this.writing;
  }

  async write() {
    while (this.isNewer) {
      this.isNewer = false;
      await this.put(await contentOf(this.root), "draft");
    }
  }

  // Files first: what the answers name is there when they are. The engine hands over those chosen since the form was
  // opened; what the answers name of those before stays. False where the phone has no room.
  async put({ xml, files, instance }, state) {
    const answers = Array.from(new DOMParser().parseFromString(xml, "text/xml").getElementsByTagName("*"));
    const said = new Set(answers.map((element) => element.textContent));
    const station = answers.find((element) => element.localName === STATION)?.textContent || "";
    const kept = (await this.shelf.filesOf(instance)).map((file) => file.name);
    const names = [...new Set([...kept, ...files.map((file) => file.name)])].filter((name) => said.has(name));
    const content = { xml, names, station, title: this.form.name, form: this.form.hash };
    try {
      for (const file of files) await this.shelf.keepFile(instance, file);
      this.record = await this.shelf.keepForm(this.record, content, { instance, state, sha256: await sha256(xml), at: Date.now() });
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      this.isFull = true;
      this.tell("full");
      return false;
    }
    await this.shelf.dropFiles(instance, names);
    if (this.isFull) this.tell("");
    this.isFull = false;
    return true;
  }

  // Whether all that was answered lies on this phone, with the pictures that are still being made smaller.
  async kept() {
    await this.view.taking;
    await this.writing;
    if (this.isFull) await this.keep();
    return !this.isFull;
  }

  // True once it waits to be sent; else the question that stands in the way, or false where there is no room.
  async finish() {
    await this.view.taking;
    await this.writing;
    const content = await contentOf(this.root);
    const fault = this.view.firstFault(content.violations);
    return fault || this.put(content, "waiting");
  }

  end() {
    this.view.host.replaceChildren();
  }
}
