// One form on the screen. What is asked, of whom, and whether an answer will do is ODK's own engine's to say; here
// its questions are drawn, and drawn again after each answer.

import { constants, createInstance, restoreInstance } from "./xforms-engine/index.js";
import { named, reduced } from "./photo.js";

const CANNOT = ["rank"];
const PLACES = ["geopoint", "geotrace", "geoshape"];
const KINDS = { int: "text", decimal: "text", date: "date", time: "time", dateTime: "datetime-local" };
const MOST_BYTES = 15_000_000; // Of one file that is no picture.

export function made(tag, text = "", more = {}) {
  const element = Object.assign(document.createElement(tag), more);
  if (text) element.textContent = text;
  return element;
}

export function button(text, act, name = "") {
  const pressed = made("button", text, { type: "button", className: name });
  pressed.addEventListener("click", act);
  return pressed;
}

const two = (number) => String(number).padStart(2, "0");
const localOf = (when) => `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}T${two(when.getHours())}:${two(when.getMinutes())}`;

// A new form, or one that was begun (`begun`: its XML and files). Null where it asks what cannot be asked here.
export async function openForm({ xml, files }, begun) {
  const fetchFormAttachment = async (address) => {
    const name = decodeURIComponent(String(address).split("/").pop());
    const file = files.find((one) => one.name === name);
    return file ? new Response(file.blob) : new Response("", { status: 404 });
  };
  const options = {
    form: { fetchFormAttachment, missingResourceBehavior: constants.MISSING_RESOURCE_BEHAVIOR.BLANK },
    instance: { instanceAttachments: { fileNameFactory: () => null } },
  };
  if (!begun) return (await createInstance(xml, options)).root;
  const data = new FormData();
  data.append(constants.INSTANCE_FILE_NAME, new File([begun.xml], constants.INSTANCE_FILE_NAME, { type: "text/xml" }));
  for (const file of begun.files) data.append(file.name, file, file.name);
  return (await restoreInstance(xml, { data: [data] }, options)).root;
}

// What is on the form now, as it would be sent.
export async function contentOf(root) {
  const { data: [sent], status, violations } = await root.prepareInstancePayload();
  const entries = Array.from(sent.entries());
  const files = entries.filter(([name]) => name !== constants.INSTANCE_FILE_NAME).map(([, file]) => file);
  const xml = await sent.get(constants.INSTANCE_FILE_NAME).text();
  const instance = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("*", "instanceID")[0].textContent;
  return { xml, files, instance, isReady: status === "ready", violations: violations || [] };
}

export function* questions(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* questions(child);
  }
}

export const canAsk = (root) => !Array.from(questions(root)).some((node) => CANNOT.includes(node.nodeType) || (node.nodeType === "input" && PLACES.includes(node.valueType)));

export class FormView {
  // `changed` is called after every answer.
  constructor(root, host, words, changed) {
    Object.assign(this, { root, host, words, changed, parts: new Map(), isTried: false, taking: Promise.resolve() });
  }

  speak(language, words) {
    const spoken = this.root.languages.find((one) => !one.isSyntheticDefault && (one.locale?.language === language || one.language.includes(`(${language})`)));
    if (spoken) this.root.setLanguage(spoken);
    this.words = words;
    this.parts.clear();
    this.draw();
  }

  draw() {
    this.fill(this.host, this.root);
  }

  fill(host, node) {
    const shown = node.currentState.children.filter((child) => child.currentState.relevant && child.nodeType !== "model-value" && child.currentState.hasRelevantBodyNodes !== false);
    const elements = shown.map((child) => this.part(child).element);
    // What stays is not taken out and put back: the keyboard and a screen reader are in the middle of it.
    Array.from(host.children).filter((element) => !elements.includes(element)).forEach((element) => element.remove());
    elements.forEach((element, place) => { if (element !== host.children[place]) host.insertBefore(element, host.children[place] || null); });
    shown.forEach((child) => this.part(child).update());
  }

  part(node) {
    if (!this.parts.has(node.nodeId)) this.parts.set(node.nodeId, this.make(node));
    return this.parts.get(node.nodeId);
  }

  make(node) {
    if (node.nodeType === "group" || node.nodeType.startsWith("repeat")) return this.makeGroup(node);
    const makers = { select: "makeSelect", trigger: "makeTrigger", upload: "makeUpload", note: "makeNote" };
    return this[makers[node.nodeType] || "makeInput"](node);
  }

  makeNote(node) {
    const element = made("p", "", { className: "note" });
    return { element, update: () => { element.textContent = node.currentState.noteText.asString; } };
  }

  makeGroup(node) {
    const element = made("section", "", { className: "field-group" });
    const head = made("h3");
    const inner = made("div");
    element.append(head, inner);
    if (node.nodeType === "repeat-range:uncontrolled") element.append(button(this.words.add, () => this.set(() => node.addInstances()), "quiet"));
    if (node.nodeType === "repeat-instance" && node.parent.nodeType === "repeat-range:uncontrolled") {
      const remove = () => confirm(this.words.remove_sure) && this.set(() => node.parent.removeInstances(node.parent.currentState.children.indexOf(node)));
      element.append(button(this.words.remove, remove, "quiet"));
    }
    return {
      element,
      update: () => {
        head.textContent = node.currentState.label?.asString || "";
        head.hidden = !head.textContent;
        this.fill(inner, node);
      },
    };
  }

  // The frame of a question: label, hint, what is wrong with the answer.
  frame(node, tag, control, update) {
    const element = made(tag === "fieldset" ? "fieldset" : "div", "", { className: "field-question" });
    const label = made(tag === "fieldset" ? "legend" : "label");
    const hint = made("p", "", { className: "note", id: `${node.nodeId}-hint` });
    const wrong = made("p", "", { className: "fault", id: `${node.nodeId}-wrong` });
    element.dataset.question = node.currentState.reference;
    if (tag !== "fieldset") Object.assign(label, { htmlFor: node.nodeId });
    element.append(label, hint, control, wrong);
    const part = { element, fault: "" };
    part.update = () => {
      const { currentState: state } = node;
      label.textContent = `${state.label?.asString || ""}${state.required ? " *" : ""}`;
      hint.textContent = state.hint?.asString || "";
      hint.hidden = !hint.textContent;
      const { violation } = node.validationState;
      const isShown = violation && (this.isTried || violation.condition === "constraint");
      wrong.textContent = part.fault || (isShown ? violation.message?.asString || this.words[violation.condition] : "");
      wrong.hidden = !wrong.textContent;
      element.classList.toggle("is-broken", !wrong.hidden);
      update(state);
      const answered = tag === "fieldset" ? element : control.matches("input") ? control : control.querySelector("input, textarea");
      answered.setAttribute("aria-describedby", [hint, wrong].filter((one) => !one.hidden).map((one) => one.id).join(" "));
      if (answered !== element) answered.setAttribute("aria-invalid", String(!wrong.hidden));
    };
    return part;
  }

  makeSelect(node) {
    const list = made("div", "", { className: "field-options" });
    const isOne = node.selectType === "select1";
    let drawn = "";
    return this.frame(node, "fieldset", list, (state) => {
      const shape = JSON.stringify(state.valueOptions.map((item) => [item.value, item.label.asString]));
      if (shape !== drawn) list.replaceChildren(...state.valueOptions.map((item) => this.option(node, item, isOne)));
      drawn = shape;
      list.querySelectorAll("input").forEach((box) => { box.checked = state.value.includes(box.value); box.disabled = state.readonly; });
    });
  }

  option(node, item, isOne) {
    const line = made("label");
    const box = made("input", "", { type: isOne ? "radio" : "checkbox", name: node.nodeId, value: item.value });
    const values = () => Array.from(line.parentNode.querySelectorAll("input:checked"), (one) => one.value);
    box.addEventListener("change", () => this.set(() => (isOne ? node.selectValue(item.value) : node.selectValues(values()))));
    // What was chosen by mistake can be left unsaid again.
    box.addEventListener("click", () => { if (isOne && node.currentState.value.includes(item.value)) this.set(() => node.selectValue(null)); });
    line.append(box, made("span", item.label.asString));
    return line;
  }

  makeTrigger(node) {
    const box = made("input", "", { type: "checkbox", id: node.nodeId });
    box.addEventListener("change", () => this.set(() => node.setValue(box.checked)));
    return this.frame(node, "label", box, (state) => { box.checked = Boolean(state.value); });
  }

  makeInput(node) {
    const kind = KINDS[node.valueType];
    const box = made(kind ? "input" : "textarea", "", { id: node.nodeId, ...(kind ? { type: kind } : { rows: node.nodeOptions?.rows || 1 }) });
    if (["int", "decimal"].includes(node.valueType)) box.inputMode = node.valueType === "int" ? "numeric" : "decimal";
    const line = made("div", "", { className: "field-line" });
    line.append(box);
    if (node.valueType === "dateTime") line.append(button(this.words.now, () => { box.value = localOf(new Date()); box.dispatchEvent(new Event("input")); }, "quiet"));
    const part = this.frame(node, "label", line, (state) => {
      const value = shownValue(node, state.value);
      if (document.activeElement !== box && !part.fault && box.value !== value) box.value = value;
      box.disabled = state.readonly;
    });
    box.addEventListener("input", () => this.set(() => {
      const value = typedValue(node, box.value.trim());
      part.fault = value === undefined ? this.words.not_a_number : "";
      node.setValue(value ?? null);
    }));
    return part;
  }

  makeUpload(node) {
    const isPicture = node.nodeOptions.media.type === "image";
    const box = made("input", "", { type: "file", id: node.nodeId, accept: node.nodeOptions.media.accept });
    const seen = made("img", "", { alt: "", hidden: true });
    const drop = button(this.words.remove, () => this.set(() => node.setValue(null)), "quiet");
    const line = made("div", "", { className: "field-upload" });
    const waits = made("p", "", { className: "note", hidden: true });
    waits.setAttribute("role", "status");
    line.append(box, seen, waits, drop);
    let drawn = null;
    const part = this.frame(node, "label", line, (state) => {
      if (state.value === drawn) return;
      drawn = state.value;
      URL.revokeObjectURL(seen.src);
      if (drawn && isPicture) seen.src = URL.createObjectURL(drawn);
      seen.hidden = !drawn || !isPicture;
      drop.hidden = !drawn;
    });
    drop.hidden = true;
    const take = async (chosen) => {
      const file = isPicture ? await reduced(chosen, node.maxPixels) : await asItIs(chosen);
      this.set(() => {
        part.fault = file ? "" : this.words[isPicture ? "no_picture" : "too_large"];
        if (file) node.setValue(file);
      });
      waits.hidden = true;
    };
    box.addEventListener("change", () => {
      const [chosen] = box.files;
      if (!chosen) return;
      box.value = "";
      waits.hidden = false;
      waits.textContent = this.words.opening;
      this.taking = Promise.all([this.taking, take(chosen)]);
    });
    return part;
  }

  // One answer; the engine says what follows from it.
  set(act) {
    act();
    this.draw();
    this.changed();
  }

  // The first question that stands in the way of sending, or null.
  firstFault(violations) {
    this.isTried = true;
    this.draw();
    const broken = this.host.querySelector(".is-broken");
    return broken || (violations.length ? this.host : null);
  }
}

async function asItIs(file) {
  if (file.size > MOST_BYTES) return null;
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name);
  return named(file, await file.arrayBuffer(), ending ? ending[1].toLowerCase() : "bin");
}

function shownValue(node, value) {
  if (value === null || value === undefined) return "";
  if (node.valueType === "dateTime") return localOf(new Date(value));
  return node.valueType === "time" ? String(value).slice(0, 5) : String(value);
}

// Undefined for what is no number; the engine would say nothing and keep nothing.
function typedValue(node, text) {
  if (!text) return null;
  if (node.valueType === "int") return /^-?\d{1,9}$/.test(text) ? text : undefined;
  if (node.valueType === "decimal") return Number.isFinite(Number(text.replace(",", "."))) ? text.replace(",", ".") : undefined;
  return node.valueType === "dateTime" ? new Date(text) : text;
}
