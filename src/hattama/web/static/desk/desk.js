// The desk's form: Enter walks down the paper, the rules are asked as one types, unsent work is kept here.
"use strict";

const CHECK_DELAY_MS = 500;

function startForm(form) {
  const store = "hattama:" + form.dataset.store;
  const figures = Array.from(form.querySelectorAll("input.digits"));
  restore(form, store);
  figures.forEach((field, place) => {
    field.addEventListener("keydown", (event) => walk(event, figures, place, form));
    field.addEventListener("focus", () => field.select());
  });
  let timer = 0;
  form.addEventListener("input", () => {
    keep(form, store);
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), CHECK_DELAY_MS);
  });
  const forget = document.getElementById("forget");
  forget.addEventListener("click", () => {
    localStorage.removeItem(store);
    form.reset();
    fieldsOf(form).forEach((field) => (field.type === "checkbox" ? (field.checked = false) : (field.value = "")));
    document.getElementById("restored").hidden = true;
    ask(form);
  });
  const refusal = document.getElementById("refusal");
  if (refusal) refusal.focus();
  else if (figures.length && !figures.some((field) => field.value)) figures[0].focus();
}

function walk(event, figures, place, form) {
  const down = event.key === "Enter" || event.key === "ArrowDown";
  if (!down && event.key !== "ArrowUp") return;
  event.preventDefault();
  const next = figures[place + (down ? 1 : -1)];
  if (next) next.focus();
  else if (down) form.querySelector("#signed_at").focus();
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && !["csrfmiddlewaretoken", "scan", "action"].includes(field.name));
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

let asked = 0;
async function ask(form) {
  const turn = ++asked;
  const data = new FormData(form);
  data.delete("scan");
  let answer;
  try {
    const response = await fetch(form.dataset.check, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    answer = await response.json();
  } catch (error) {
    // Without a network the form still works: the server checks again when it is sent.
    if (error instanceof TypeError) return;
    throw error;
  }
  if (turn === asked) show(form, answer);
}

function show(form, answer) {
  const started = fieldsOf(form).some((field) => field.classList.contains("digits") && field.value);
  // While the paper is half typed, what cannot be checked yet is no news.
  const findings = answer.findings.filter((finding) => finding.verdict === "broken" && !finding.code.startsWith("FORM-MISSING"));
  form.querySelectorAll(".cell").forEach((cell) => {
    const key = cell.dataset.key;
    const notes = cell.querySelector(".notes");
    const mine = findings.filter((finding) => finding.fields.includes(key));
    const fault = answer.faults[key];
    notes.replaceChildren();
    if (fault) notes.append(made("p", "fault", fault));
    mine.forEach((finding) => {
      const link = made("a", "code-link", finding.code);
      link.href = "#findings";
      notes.append(link, " ");
    });
    const field = cell.querySelector("input.digits");
    if (fault || mine.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
  const list = document.getElementById("findings");
  list.replaceChildren(...findings.map((finding) => {
    const item = made("li", `finding finding-${finding.severity} finding-${finding.verdict}`, "");
    item.append(made("strong", "", finding.code), " ", finding.sentence, " ", made("span", "detail", finding.detail));
    return item;
  }));
  const clean = document.getElementById("no-findings");
  clean.hidden = !started || answer.findings.length > 0 || Object.keys(answer.faults).length > 0;
  const hint = document.getElementById("not-checked");
  if (hint) hint.hidden = started;
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
