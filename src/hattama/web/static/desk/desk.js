// The desk's pages: a form that is typed by the keyboard alone, asks the rules as one goes on, and loses nothing.

import { canKeep, dropOldDrafts, draftPlaces, forgetPlace, isLocked, openDraft } from "./drafts.js";
import { Findings } from "./findings.js";
import { countTyping, figuresOf, unfolded, walkByKeys } from "./keys.js";
import { growGroup, makeRowsFor, showSums } from "./rows.js";

const CHECK_DELAY_MS = 500;
// That a picture was chosen is kept; the picture itself is not.
const CHOSEN = "scan:chosen";
const NEVER_KEPT = ["scan", "document", "action"];

async function startForm(form) {
  const findings = new Findings(form);
  const draft = await openDraft(form.dataset.account, form.dataset.place, form.dataset.draftKey);
  tellKept(canKeep());
  draft.whenKeptElsewhere(() => { document.getElementById("draft-elsewhere").hidden = false; });
  let timer = 0;
  await restore(form, draft, findings);
  showSums(form);
  walkByKeys(form, findings);
  countTyping(form);
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input.digits")) event.target.select();
    // A button or a box to tick must stay where the finger is: what is shown moves only between fields to type in.
    if (event.target.matches("input.digits, input[name^='words:'], textarea, .moment input")) findings.show();
  });
  form.addEventListener("input", (event) => {
    growGroup(form, event.target.closest("fieldset[data-group]"), event.target);
    showSums(form);
    chooseThird(event.target);
    // Until what is typed is kept and the rules have answered, for whoever waits for both.
    const turn = form.dataset.settling = `${event.timeStamp}`;
    const kept = draft.keep(typed(form));
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const [isKept] = await Promise.all([kept, findings.ask()]);
      tellKept(isKept);
      if (form.dataset.settling === turn) delete form.dataset.settling;
    }, CHECK_DELAY_MS);
  });
  document.getElementById("forget").addEventListener("click", () => forget(form, draft, findings));
  const first = figuresOf(form)[0];
  const refusal = document.querySelector("main .notice-refusal:not([hidden])");
  if (!refusal && first && form.matches(".protocol-form") && !figuresOf(form).some((field) => field.value)) first.focus();
  form.dataset.ready = "yes";
}

// What the page promises of unsent work holds for as long as the device has room for it.
function tellKept(isKept) {
  document.getElementById(isLocked ? "draft-locked" : "draft-in-tab").hidden = !isKept;
  document.getElementById("draft-lost").textContent = isKept ? "" : document.getElementById("draft-lost").dataset.words;
}

// Who types a third reading means it.
function chooseThird(field) {
  const readings = field.closest(".third") && field.closest(".readings");
  if (readings) readings.querySelector("input[value=paper]").checked = true;
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && field.type !== "hidden" && !NEVER_KEPT.includes(field.name));
}

// Of a form that begins with what stands, what was emptied is work, too.
function typed(form) {
  const kept = {};
  const begins = "begins" in form.dataset;
  fieldsOf(form).forEach((field) => {
    const ticked = field.type === "checkbox" || field.type === "radio";
    const value = ticked ? (field.checked ? field.value : "") : field.value;
    if (value || (begins && !ticked)) kept[field.name] = value;
  });
  if (form.scan && form.scan.files.length) kept[CHOSEN] = "yes";
  return kept;
}

// Puts back what is not on the page already: a form that the server sent back holds what was sent. What a form
// begins with gives way.
async function restore(form, draft, findings) {
  const kept = await draft.read();
  if (!kept) return;
  makeRowsFor(form, Object.keys(kept.fields));
  let restored = false;
  fieldsOf(form).forEach((field) => {
    if (!(field.name in kept.fields)) return;
    if (field.type === "checkbox" || field.type === "radio") {
      if (!field.checked && field.value === kept.fields[field.name]) { field.checked = true; restored = true; }
    } else if (field.value !== kept.fields[field.name] && (!field.value || field.type === "date" || "begins" in form.dataset)) {
      unfolded(field).value = kept.fields[field.name];
      restored = true;
    }
  });
  if (restored) {
    document.getElementById("restored").hidden = false;
    const again = document.getElementById("choose-again");
    again.hidden = !(CHOSEN in kept.fields) || Boolean(document.querySelector(".held"));
    findings.ask();
  }
}

async function forget(form, draft, findings) {
  await draft.forget();
  const begins = "begins" in form.dataset;
  fieldsOf(form).forEach((field) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = begins && field.defaultChecked;
    else field.value = begins || field.type === "date" ? field.defaultValue || "" : "";
  });
  document.getElementById("restored").hidden = true;
  showSums(form);
  (figuresOf(form)[0] || fieldsOf(form)[0]).focus();
  findings.ask();
}

dropOldDrafts(Date.now());
const form = document.querySelector("form[data-draft-key]");
if (form) startForm(form);
document.querySelectorAll("[data-forget]").forEach((done) => forgetPlace(done.dataset.account, done.dataset.forget));
document.querySelectorAll("[data-unsent]").forEach((mark) => {
  const places = draftPlaces(mark.dataset.account);
  mark.hidden = !places.some((place) => place === mark.dataset.unsent || place.startsWith(`${mark.dataset.unsent}/`));
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
