// The desk's form: Enter walks down the paper, the rules are asked as one types, unsent work is kept here.
"use strict";

const CHECK_DELAY_MS = 500;
const ROW_OF_A_KEY = /^(.*)\[([0-9]+)\]$/;

function startForm(form) {
  const store = "hattama:" + form.dataset.store;
  let timer = 0;
  let sending = false;
  restore(form, store);
  form.addEventListener("keydown", (event) => walk(event, form));
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input.digits")) event.target.select();
    // A button or a box to tick must stay where the finger is: what is shown moves only between fields to type in.
    if (event.target.matches("input.digits, textarea, #signed_at")) show(form);
  });
  form.addEventListener("input", (event) => {
    growGroup(form, event.target.closest("fieldset[data-group]"), event.target);
    keep(form, store);
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), CHECK_DELAY_MS);
  });
  // An impatient second press would be answered with "submitted already", though the first went well.
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });
  document.getElementById("forget").addEventListener("click", () => forget(form, store));
  const refusal = document.getElementById("refusal");
  const first = figuresOf(form)[0];
  if (refusal) refusal.focus();
  else if (first && !figuresOf(form).some((field) => field.value)) first.focus();
}

function figuresOf(form) {
  return Array.from(form.querySelectorAll("input.digits"));
}

function walk(event, form) {
  if (!event.target.matches("input.digits")) return;
  const down = event.key === "Enter" || event.key === "ArrowDown";
  if (!down && event.key !== "ArrowUp") return;
  event.preventDefault();
  const figures = figuresOf(form);
  const next = figures[figures.indexOf(event.target) + (down ? 1 : -1)];
  if (next) next.focus();
  else if (down) form.querySelector("#signed_at").focus();
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && !["csrfmiddlewaretoken", "scan", "action"].includes(field.name));
}

// Rows of a numbered group: when the last one is used there is another, in every line of the paper with that group.
function growGroup(form, group, used) {
  if (!group || !used.value) return;
  const cells = group.querySelectorAll(".cell");
  if (used.closest(".cell") === cells[cells.length - 1]) addRow(form, group.dataset.group);
}

function addRow(form, code) {
  form.querySelectorAll(`fieldset[data-group="${code}"]`).forEach((group) => {
    const cells = group.querySelectorAll(".cell");
    const last = cells[cells.length - 1];
    if (cells.length >= Number(group.dataset.mostRows)) return;
    const before = last.dataset.key;
    const after = before.replace(ROW_OF_A_KEY, `$1[${cells.length + 1}]`);
    const row = last.cloneNode(true);
    row.className = "cell";
    [row, ...row.querySelectorAll("*")].forEach((element) => {
      Array.from(element.attributes).forEach((attribute) => { attribute.value = attribute.value.replace(before, after); });
    });
    row.querySelector("label").textContent = String(cells.length + 1);
    row.querySelectorAll(".notes, .mentions").forEach((element) => element.replaceChildren());
    const field = row.querySelector("input.digits");
    field.value = "";
    field.removeAttribute("aria-invalid");
    row.querySelector("input[type=checkbox]").checked = false;
    last.after(row);
  });
}

function keep(form, store) {
  const kept = {};
  fieldsOf(form).forEach((field) => {
    const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
    if (value) kept[field.name] = value;
  });
  localStorage.setItem(store, JSON.stringify(kept));
}

function restore(form, store) {
  const text = localStorage.getItem(store);
  if (!text) return;
  const kept = JSON.parse(text);
  makeRowsFor(form, Object.keys(kept));
  let restored = false;
  fieldsOf(form).forEach((field) => {
    if (!(field.name in kept)) return;
    if (field.type === "checkbox") {
      if (!field.checked) { field.checked = true; restored = true; }
    } else if (!field.value) { field.value = kept[field.name]; restored = true; }
  });
  if (restored) {
    document.getElementById("restored").hidden = false;
    ask(form);
  }
}

function makeRowsFor(form, names) {
  names.forEach((name) => {
    const match = ROW_OF_A_KEY.exec(name);
    const first = match && document.getElementById(`${match[1]}[1]`);
    const group = first && first.closest("fieldset[data-group]");
    while (group && !document.getElementById(name) && group.querySelectorAll(".cell").length < Number(group.dataset.mostRows)) {
      addRow(form, group.dataset.group);
    }
  });
}

function forget(form, store) {
  localStorage.removeItem(store);
  fieldsOf(form).forEach((field) => {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  });
  document.getElementById("restored").hidden = true;
  figuresOf(form)[0].focus();
  ask(form);
}

let asked = 0;
let answer = null;
async function ask(form) {
  const turn = ++asked;
  const data = new FormData(form);
  data.delete("scan");
  let received;
  try {
    const response = await fetch(form.dataset.check, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    received = await response.json();
  } catch (error) {
    // Without a network the form still works: the server checks again when it is sent.
    if (error instanceof TypeError) return;
    throw error;
  }
  if (turn !== asked) return;
  answer = received;
  show(form);
}

// What the rules say about the paper so far. While it is half typed, blank lines are no news, and neither is a
// sum over rows of which the typist is still in the middle.
function show(form) {
  if (!answer) return;
  const group = document.activeElement && document.activeElement.closest("fieldset.line-rows");
  const inGroup = (key) => group && group.contains(document.getElementById(key));
  const findings = answer.findings.filter((finding) =>
    finding.verdict === "broken" && finding.code !== "FORM-MISSING" && !finding.cells.some(inGroup));
  form.querySelectorAll(".cell").forEach((cell) => showCell(cell, findings, answer.faults[cell.dataset.key]));
  document.getElementById("findings").replaceChildren(...findings.map((finding) => {
    const item = made("li", `finding finding-${finding.level}`, "");
    item.append(made("strong", "", finding.code), " ", sentenceOf(finding), " ", made("span", "detail", finding.detail));
    return item;
  }));
  const started = figuresOf(form).some((field) => field.value);
  const clean = !findings.length && !Object.keys(answer.faults).length;
  document.getElementById("nothing-disagrees").hidden = !started || !clean;
  document.getElementById("not-checked").hidden = started;
  const unchecked = document.getElementById("unchecked");
  if (unchecked) unchecked.remove();
}

function showCell(cell, findings, fault) {
  const mine = findings.filter((finding) => finding.cells.includes(cell.dataset.key));
  const told = mine.filter((finding) => finding.cells[finding.cells.length - 1] === cell.dataset.key);
  const level = fault || mine.some((finding) => finding.level === "broken") ? "broken" : mine.length ? "doubt" : "";
  cell.className = level ? `cell is-${level}` : "cell";
  const field = cell.querySelector("input.digits");
  if (level === "broken") field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  const notes = fault ? [made("p", "fault", fault)] : [];
  told.forEach((finding) => {
    const line = made("p", `told told-${finding.level}`, "");
    line.append(linkTo(finding, ""), " ", sentenceOf(finding), " ", made("span", "sides", finding.detail));
    notes.push(line);
  });
  const mentions = mine.filter((finding) => !told.includes(finding))
    .flatMap((finding) => [linkTo(finding, `code-link told-${finding.level}`), " "]);
  cell.querySelector(".mentions").replaceChildren(...mentions);
  cell.querySelector(".notes").replaceChildren(...notes);
}

function sentenceOf(finding) {
  return finding.row ? `${finding.row}: ${finding.sentence}` : finding.sentence;
}

function linkTo(finding, name) {
  const link = made("a", name, finding.code);
  link.href = "#findings";
  return link;
}

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

const form = document.getElementById("protocol");
if (form) startForm(form);
const done = document.querySelector("[data-forget]");
if (done) localStorage.removeItem("hattama:" + done.dataset.forget);
