// From a list to one of its protocols, on to the next, and back to the line that was left: the list that this tab showed
// last. A line that is no longer on it is answered by the one that followed.

import { canKeep } from "./drafts.js";

const NAME = "hattama:list";
const folder = (path) => path.slice(0, path.lastIndexOf("/") + 1);
const list = document.querySelector("[data-lines]");
const lines = list ? Array.from(list.querySelectorAll("[data-line]")) : [];
const here = location.pathname + location.search;
const back = document.querySelector("[data-list]");
const kept = canKeep() && JSON.parse(sessionStorage.getItem(NAME));

if (lines.length && canKeep()) {
  if (kept && kept.address === here && kept.left) {
    const after = kept.lines.slice(kept.lines.findIndex((line) => line.place === kept.left)).map((line) => line.place);
    const line = after.map((place) => lines.find((one) => folder(one.pathname) === place)).find(Boolean);
    if (line) line.focus();
  }
  const told = lines.map((line) => ({ place: folder(line.pathname), path: line.pathname, name: line.dataset.line }));
  sessionStorage.setItem(NAME, JSON.stringify({ address: here, name: list.dataset.lines, lines: told }));
} else if (back && kept) {
  const place = kept.lines.findIndex((line) => line.place === folder(location.pathname));
  const next = kept.lines[place + 1];
  back.hidden = place < 0;
  Object.assign(back.querySelector("a"), { href: kept.address, textContent: kept.name });
  back.querySelector("a").addEventListener("click", () => {
    sessionStorage.setItem(NAME, JSON.stringify({ ...kept, left: folder(location.pathname) }));
  });
  back.querySelector("[data-next]").hidden = !next;
  if (next) Object.assign(back.querySelector("[data-next] a"), { href: next.path, textContent: next.name });
}
