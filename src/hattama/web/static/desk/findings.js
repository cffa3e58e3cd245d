// What the rules say about the paper so far: asked of the server as one types, shown beside the lines.

export class Findings {
  constructor(form) {
    this.form = form;
    this.asked = 0;
    this.answer = null;
  }

  get needsExplanation() {
    return Boolean(this.answer && this.answer.needs_explanation);
  }

  async ask() {
    if (!this.form.dataset.check) return;
    const turn = ++this.asked;
    const data = new FormData(this.form);
    data.delete("scan");
    let received;
    try {
      const response = await fetch(this.form.dataset.check, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      received = await response.json();
    } catch (error) {
      // Without a network the form still works: the server checks again when it is sent.
      if (error instanceof TypeError) return;
      throw error;
    }
    if (turn !== this.asked) return;
    this.answer = received;
    this.show();
  }

  // While the paper is half typed, blank lines are no news, and neither is a sum over rows of which the typist
  // is still in the middle.
  show() {
    if (!this.answer) return;
    const group = document.activeElement && document.activeElement.closest("fieldset.line-rows");
    const inGroup = (key) => group && group.contains(document.getElementById(key));
    const findings = this.answer.findings.filter((finding) =>
      finding.verdict === "broken" && finding.code !== "FORM-MISSING" && !finding.cells.some(inGroup));
    this.form.querySelectorAll(".cell").forEach((cell) => showCell(cell, findings, this.answer.faults[cell.dataset.key]));
    document.getElementById("findings").replaceChildren(...findings.map(listed));
    const started = Array.from(this.form.querySelectorAll("input.digits")).some((field) => field.value);
    const clean = !findings.length && !Object.keys(this.answer.faults).length;
    document.getElementById("nothing-disagrees").hidden = !started || !clean;
    document.getElementById("not-checked").hidden = started;
    const unchecked = document.getElementById("unchecked");
    if (unchecked) unchecked.remove();
  }
}

function listed(finding) {
  const item = made("li", `finding finding-${finding.level}`, "");
  const code = finding.cells.length ? made("a", "", finding.code) : made("strong", "", finding.code);
  if (finding.cells.length) code.href = `#${finding.cells[0]}`;
  item.append(code, " ", sentenceOf(finding), " ", made("span", "detail", finding.detail));
  return item;
}

function showCell(cell, findings, fault) {
  const mine = findings.filter((finding) => finding.cells.includes(cell.dataset.key));
  const told = mine.filter((finding) => finding.cells[finding.cells.length - 1] === cell.dataset.key);
  const level = fault || mine.some((finding) => finding.level === "broken") ? "broken" : mine.length ? "doubt" : "";
  cell.classList.remove("is-broken", "is-doubt");
  if (level) cell.classList.add(`is-${level}`);
  const field = cell.querySelector("input");
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
  link.href = "#summary-title";
  return link;
}

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
