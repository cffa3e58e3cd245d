// Rows of a numbered group: when the last one is used there is another, in every line of the paper with that group.

const ROW_OF_A_KEY = /^(.*)\[([0-9]+)\]$/;

export function growGroup(form, group, used) {
  if (!group || !used.value) return;
  const cells = group.querySelectorAll(".cell");
  if (used.closest(".cell") === cells[cells.length - 1]) addRow(form, group.dataset.group);
}

export function makeRowsFor(form, names) {
  names.forEach((name) => {
    const match = ROW_OF_A_KEY.exec(name);
    const first = match && document.getElementById(`${match[1]}[1]`);
    const group = first && first.closest("fieldset[data-group]");
    while (group && !document.getElementById(name) && group.querySelectorAll(".cell").length < Number(group.dataset.mostRows)) {
      addRow(form, group.dataset.group);
    }
  });
}

// What the rows of a line add up to as typed; a row that cannot be read as a number adds nothing.
export function showSums(form) {
  form.querySelectorAll(".row-sum").forEach((sum) => {
    const typed = Array.from(sum.closest("fieldset").querySelectorAll("input.digits"), (field) => field.value.replace(/\s/g, ""));
    const figures = typed.filter((text) => /^[0-9]+$/.test(text));
    sum.hidden = figures.length < 2;
    sum.querySelector("output").textContent = String(figures.reduce((whole, text) => whole + BigInt(text), 0n));
  });
}

function addRow(form, code) {
  form.querySelectorAll(`fieldset[data-group="${code}"]`).forEach((group) => {
    const cells = group.querySelectorAll(".cell");
    const last = cells[cells.length - 1];
    if (cells.length >= Number(group.dataset.mostRows)) return;
    const before = last.dataset.key;
    const after = before.replace(ROW_OF_A_KEY, `$1[${cells.length + 1}]`);
    const row = last.cloneNode(true);
    row.classList.remove("is-broken", "is-doubt");
    [row, ...row.querySelectorAll("*")].forEach((element) => {
      Array.from(element.attributes).forEach((attribute) => { attribute.value = attribute.value.replace(before, after); });
    });
    row.querySelector("label").textContent = String(cells.length + 1);
    row.querySelectorAll(".notes, .mentions").forEach((element) => element.replaceChildren());
    row.querySelectorAll("input").forEach((field) => {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
      field.removeAttribute("aria-invalid");
    });
    last.after(row);
  });
}
