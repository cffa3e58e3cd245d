// What a page of a precinct shows of its protocols, read from what the reader sees and not from data beside it.

import { readHex } from "./bytes.js";

export function shownProtocol(section, area) {
  const check = section.querySelector("[data-check]");
  return {
    index: Number(check.dataset.index),
    leaf: readHex(section.querySelector("[data-leaf]").textContent.trim()) ?? new Uint8Array(),
    area,
    contest: check.dataset.check,
    figures: Array.from(section.querySelectorAll("[data-figure]"), shownFigure),
  };
}

// {key, label, value}: a number, "blank" or "illegible".
function shownFigure(cell) {
  const label = cell.closest("tr").querySelector("th").firstChild.textContent.trim();
  const digits = cell.textContent.replace(/\D/g, "");
  const value = cell.dataset.state === "given" ? Number.parseInt(digits, 10) : cell.dataset.state;
  return { key: cell.dataset.figure, label, value };
}
