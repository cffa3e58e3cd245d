// The whole form without a mouse, and the figures without leaving the block of digits: what a figure can never
// hold (- / *) walks and marks instead of being typed.

export function walkByKeys(form, findings) {
  let left = null;
  const summary = document.getElementById("summary-title");

  function toFindings(from) {
    left = from;
    summary.focus();
  }

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (field.matches("input.digits")) inFigure(event, field);
    else if (field.name && field.name.startsWith("words:")) inWords(event, field);
    else if (field.closest(".moment") && event.key === "Enter") goTo(event, afterMoment(form, findings));
    else if (summary && field.closest(".summary") && (event.key === "*" || event.key === "Escape")) {
      goTo(event, left || figuresOf(form)[0]);
    }
  });

  function inFigure(event, field) {
    const stops = figuresOf(form);
    const place = stops.indexOf(field);
    if (event.key === "Enter" || event.key === "ArrowDown") {
      goTo(event, nextOf(stops, place, event.key) || (event.key === "Enter" ? afterFigures(form) : null));
    } else if (event.key === "ArrowUp" || event.key === "-") {
      goTo(event, stops[place - 1]);
    } else if (event.key === "/") {
      event.preventDefault();
      toggleIllegible(field);
    } else if (event.key === "+") {
      goTo(event, unfolded(document.getElementById(`words:${field.id}`)));
    } else if (summary && event.key === "*") {
      event.preventDefault();
      toFindings(field);
    }
  }

  // Enter in a field of words would press the first button of the form.
  function inWords(event, field) {
    const figure = document.getElementById(field.name.slice("words:".length));
    const stops = figuresOf(form);
    if (event.key === "Enter") goTo(event, stops[stops.indexOf(figure) + 1] || afterFigures(form));
    else if (event.key === "ArrowUp") goTo(event, figure);
  }
}

// Seconds from the first key to the last, presses, and those that take something away: for whoever trains typists.
// What the field holds already was counted before the form was mended.
export function countTyping(form) {
  const sent = form.querySelector("input[name=typing]");
  if (!sent) return;
  let [seconds, keys, corrections] = (sent.value.match(/^\d+ \d+ \d+$/) ? sent.value : "0 0 0").split(" ").map(Number);
  const before = seconds;
  let first = 0;
  form.addEventListener("keydown", (event) => {
    if (event.repeat || !event.target.matches("input, textarea")) return;
    first = first || event.timeStamp;
    seconds = before + Math.round((event.timeStamp - first) / 1000);
    keys += 1;
    if (event.key === "Backspace" || event.key === "Delete") corrections += 1;
    sent.value = [seconds, keys, corrections].map((one) => Math.min(one, 99999)).join(" ");
  });
}

// Lines that are folded away are walked past.
export function figuresOf(form) {
  return Array.from(form.querySelectorAll("input.digits")).filter((field) => !field.closest("details.other-lines:not([open])"));
}

// From an empty row of a numbered group Enter leaves the group: what stands below it is empty, too.
function nextOf(stops, place, key) {
  const left = stops[place];
  const group = left.closest("fieldset[data-group]");
  const beyond = stops.slice(place + 1).find((field) => !group || !group.contains(field));
  const isEmpty = !left.value && !document.getElementById(`illegible:${left.id}`).checked;
  return key === "Enter" && group && isEmpty ? beyond : stops[place + 1];
}

// A field that is folded away is shown before anybody is sent there.
export function unfolded(field) {
  for (let fold = field && field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return field;
}

function goTo(event, field) {
  event.preventDefault();
  if (field) unfolded(field).focus();
}

function afterFigures(form) {
  return form.querySelector("#signed_time") || form.querySelector("[data-last]");
}

// An explanation is owed only while the figures disagree; else what is left is to send the protocol.
function afterMoment(form, findings) {
  const explanation = form.querySelector("#explanation");
  const reason = form.querySelector("#reason");
  const owed = explanation && findings.needsExplanation && !explanation.value.trim();
  if (owed) return explanation;
  // A correction or a recount owes its grounds, too.
  return reason && !reason.value ? reason : form.querySelector("[data-last]");
}

function toggleIllegible(field) {
  const box = document.getElementById(`illegible:${field.id}`);
  if (!box) return;
  box.checked = !box.checked;
  if (box.checked) field.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
