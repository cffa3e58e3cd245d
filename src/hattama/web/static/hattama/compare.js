// «Match my copy» without sending anything: each line is compared here, in the reader's own browser.

const MOST_DIGITS = 15;
const form = document.querySelector("[data-compare]");
const table = form.querySelector("table");
const lines = Array.from(form.querySelectorAll("[data-line]"));

function matchOf(line) {
  const typed = line.querySelector("input[type=text]").value.replace(/\s/g, "");
  if (!typed) {
    return line.querySelector("input[type=checkbox]").checked ? "agrees" : "not_typed";
  }
  if (!/^[0-9]+$/.test(typed) || typed.length > MOST_DIGITS) {
    return "unreadable";
  }
  // Where the site has no figure, a figure on the paper is a difference: blank is not zero.
  return line.dataset.official !== "" && BigInt(typed) === BigInt(line.dataset.official) ? "agrees" : "differs";
}

function compare() {
  const counts = { agrees: 0, differs: 0, not_typed: 0, unreadable: 0 };
  for (const line of lines) {
    const match = matchOf(line);
    counts[match] += 1;
    line.dataset.match = match;
    line.querySelector("[data-result]").textContent = table.dataset[`word${match[0].toUpperCase()}${match.slice(1)}`];
  }
  for (const [match, count] of Object.entries(counts)) {
    form.querySelector(`[data-count="${match}"]`).textContent = count;
  }
  form.querySelector("[data-unreadable]").hidden = counts.unreadable === 0;
  form.querySelector("[data-sum]").classList.toggle("is-idle", counts.not_typed === lines.length);
}

// A file for spreadsheets, made here: separated by commas, texts in quotes, a mark that says UTF-8.
function sheetFile() {
  const cell = (text) => `"${text.replaceAll('"', '""').replace(/\s+/g, " ").trim()}"`;
  const rows = [["line", "site", "paper", "result"]];
  for (const line of lines) {
    const same = line.querySelector("input[type=checkbox]").checked;
    const typed = line.querySelector("input[type=text]").value.replace(/[^0-9]/g, "");
    const paper = typed || (same ? line.dataset.official : "");
    rows.push([line.querySelector("label").textContent, line.dataset.official, paper, line.dataset.match]);
  }
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  return URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: "text/csv" }));
}

form.addEventListener("input", compare);
form.addEventListener("reset", () => setTimeout(compare));
form.addEventListener("submit", (event) => {
  // Only the button that says so sends anything; Enter in a field does not.
  if (!event.submitter?.hasAttribute("data-report")) {
    event.preventDefault();
  }
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "text") {
    return;
  }
  event.preventDefault();
  const fields = lines.map((line) => line.querySelector("input[type=text]"));
  (fields[fields.indexOf(event.target) + 1] ?? form.querySelector("[data-print]")).focus();
});
form.querySelector("[data-print]").addEventListener("click", () => window.print());
form.querySelector("[data-save]").addEventListener("click", (event) => {
  const link = event.currentTarget;
  URL.revokeObjectURL(link.href);
  link.href = sheetFile();
});
for (const shown of document.querySelectorAll("[data-with-script]")) {
  shown.hidden = false;
}
for (const hidden of document.querySelectorAll("[data-without-script]")) {
  hidden.hidden = true;
}
form.querySelector("[data-save]").href = sheetFile();
compare();
