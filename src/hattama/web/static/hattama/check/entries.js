// Entries of the log: canonical JSON (RFC 8785), and the figures of a protocol in it.

import { readUtf8 } from "./bytes.js";
import { Refused } from "./trouble.js";

const KINDS_WITH_FIGURES = ["protocol", "correction", "recount"];

// The entry that the bytes spell. Of the spellings of JSON one is allowed, so that nothing can stand twice.
export function parseEntry(bytes) {
  const text = readUtf8(bytes);
  const entry = text === null ? undefined : parseJson(text);
  if (entry === undefined || canonical(entry) !== text) throw new Refused("entry_malformed");
  return entry;
}

export function hasFigures(entry) {
  return KINDS_WITH_FIGURES.includes(entry.kind);
}

// Figures by key as pages name them: `voters_listed`, `votes[amanat]`.
export function flatFigures(entry) {
  const flat = new Map();
  for (const [code, value] of Object.entries(entry.figures)) {
    if (typeof value === "number") flat.set(code, value);
    else for (const [row, figure] of Object.entries(value)) flat.set(`${code}[${row}]`, figure);
  }
  return flat;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// RFC 8785 is this language's own spelling of JSON with the keys in order of their UTF-16 units.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}
