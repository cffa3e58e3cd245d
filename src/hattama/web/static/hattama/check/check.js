// The check of one protocol, or of one receipt, step by step. Each step is told as soon as it is known:
// {step, state, word, facts}. States: "good", "broken", "doubt" (could not be checked), "plain" (nothing to check).

import { hex, same, utf8 } from "./bytes.js";
import { flatFigures, hasFigures, parseEntry } from "./entries.js";
import { keyName, requireContinuation, requireHandovers, requireInclusion } from "./history.js";
import { leafHash } from "./merkle.js";
import { isSignedBy, parseCheckpoint, parseKeys } from "./notes.js";
import { TiledTree } from "./tiles.js";
import { Refused, Unread } from "./trouble.js";

const AFTER_THE_CHECKPOINT = ["signature", "history", "paper", "entry", "inclusion", "figures"];

// `subject`: {index, leaf, receipt, area, shownIn}. `leaf`: the stated hash (bytes);
// `receipt`: its checkpoint, or null; `area`: of which precinct the protocol must be; `shownIn(contest)`: what the
// page shows of it, {index, contest, figures}, or null where it shows nothing.
// `site`: {bundle, memory, origin, places}: `origin` is the name of the log, `places` the indexes of the entries
// that name its keys, by the key's line. Returns the entry if it was proved, else null.
export async function checkSubject(subject, site, tell) {
  const log = await openLog(site, tell);
  if (log === null) {
    skip(AFTER_THE_CHECKPOINT.filter((step) => step !== "paper" || subject.receipt), tell);
    return null;
  }
  // All files are asked for at once; what they say is told in the order of the steps.
  const steps = [
    settled("signature", signature(log, site)),
    settled("history", history(log, site)),
    ...(subject.receipt ? [settled("paper", paper(subject.receipt, log, site))] : []),
    settled("entry", entry(subject, log)),
    settled("inclusion", inclusion(subject, log)),
  ];
  const outcomes = [];
  for (const step of steps) outcomes.push(await step);
  outcomes.forEach(tell);
  remember(outcomes, log, site);
  const proved = outcomes.at(-1).state === "good" ? outcomes.at(-2).entry ?? null : null;
  if (proved === null) skip(["figures"], tell);
  else tell(await settled("figures", figures(subject, proved)));
  return proved;
}

// Only whether the log continues what this browser remembers.
export async function checkHistory(site, tell) {
  const log = await openLog(site, tell);
  if (log === null) return;
  const outcomes = await Promise.all([settled("signature", signature(log, site)), settled("history", history(log, site))]);
  outcomes.forEach(tell);
  remember(outcomes, log, site);
}

async function openLog(site, tell) {
  const read = site.bundle.read;
  const opening = Promise.all([read("log.vkey").then(parseKeys), read("checkpoint").then(parseCheckpoint)]);
  const outcome = await settled("checkpoint", opening.then(([, { size }]) => ({ word: "checkpoint_read", facts: { size } })));
  tell(outcome);
  if (outcome.state !== "good") return null;
  const [keys, checkpoint] = await opening;
  return { keys, checkpoint, read, tree: new TiledTree(checkpoint.size, read) };
}

async function signature({ keys, checkpoint }, site) {
  const named = Object.keys(site.places);
  const isAsNamed = named.every((line, at) => keys[at]?.line === line);
  if (!isAsNamed) throw new Refused("keys_differ");
  if (checkpoint.origin !== site.origin) throw new Refused("origin_foreign", { origin: checkpoint.origin });
  const key = keyName(keys.at(-1));
  const isSigned = await isSignedBy(checkpoint, keys.at(-1));
  if (isSigned === false) throw new Refused("not_signed", { key });
  return isSigned ? { word: "signed", facts: { key } } : { state: "doubt", word: "no_ed25519" };
}

async function history(log, site) {
  if (!site.memory.isKept) return { state: "plain", word: "not_kept" };
  const seen = site.memory.recall();
  if (seen === null) return { state: "plain", word: "first_visit" };
  const { seenAt, since } = seen;
  try {
    const facts = await requireContinuation(parseCheckpoint(utf8(seen.note)), log.checkpoint, log.tree);
    await requireHandovers(seen.keys.at(-1), log, site.places);
    return { word: "continues", facts: { ...facts, seenAt, since } };
  } catch (error) {
    if (error instanceof Refused) Object.assign(error.facts, { seenAt, since, canForget: true });
    throw error;
  }
}

async function paper(receipt, log, site) {
  const signed = await Promise.all(log.keys.map((key) => isSignedBy(receipt, key)));
  const by = signed.findIndex((held) => held !== false);
  if (by < 0) throw new Refused("receipt_not_signed");
  const facts = await requireContinuation(receipt, log.checkpoint, log.tree);
  await requireHandovers(log.keys[by].line, log, site.places);
  return signed[by] ? { word: "continues", facts } : { state: "doubt", word: "no_ed25519" };
}

async function entry({ index, leaf }, { checkpoint, tree }) {
  if (index >= checkpoint.size) return { state: "doubt", word: "not_covered", facts: { index } };
  const bytes = await tree.entry(index);
  const found = await leafHash(bytes);
  if (!same(found, leaf)) throw new Refused("entry_changed", { index, hash: hex(leaf), found: hex(found) });
  return { word: "entry_holds", facts: { index, hash: hex(leaf) }, entry: parseEntry(bytes) };
}

async function inclusion({ index, leaf }, { checkpoint, tree }) {
  if (index >= checkpoint.size) return { state: "doubt", word: "not_covered", facts: { index } };
  const hashes = await requireInclusion(leaf, index, checkpoint, tree);
  return { word: "included", facts: { index, size: checkpoint.size, hashes } };
}

async function figures({ index, area, shownIn }, proved) {
  if (!hasFigures(proved) || proved.area !== area) throw new Refused("other_protocol", { index });
  const shown = shownIn(proved.contest);
  if (shown === null) return { state: "plain", word: "nothing_shown" };
  if (proved.contest !== shown.contest) throw new Refused("other_protocol", { index });
  if (index !== shown.index) return { state: "plain", word: "other_version", facts: { index, shown: shown.index } };
  const stated = statedFigures(proved);
  const differences = shown.figures.filter((line) => line.value !== (stated.get(line.key) ?? "blank"));
  const unseen = [...stated.keys()].filter((key) => !shown.figures.some((line) => line.key === key));
  const list = [
    ...differences.map(({ key, label, value }) => ({ label, shown: value, stated: stated.get(key) ?? "blank" })),
    ...unseen.map((key) => ({ label: key, shown: "blank", stated: stated.get(key) })),
  ];
  if (list.length > 0) throw new Refused("figures_differ", { list });
  return { word: "figures_agree", facts: { count: stated.size } };
}

// A number, or "illegible"; what the paper leaves blank is absent.
export function statedFigures(proved) {
  const stated = flatFigures(proved);
  for (const key of proved.illegible) stated.set(key, "illegible");
  return stated;
}

function remember(outcomes, log, site) {
  const [signed, seen] = outcomes;
  // A checkpoint that does not hold must not take the place of one that did.
  if (signed.state !== "broken" && (seen.state === "good" || seen.state === "plain")) site.memory.keep(log.checkpoint, log.keys);
}

async function settled(step, outcome) {
  try {
    return { step, state: "good", facts: {}, ...(await outcome) };
  } catch (error) {
    if (error instanceof Refused) return { step, state: "broken", word: error.reason, facts: error.facts };
    if (error instanceof Unread) return { step, state: "doubt", word: error.status ? "unread" : "no_answer", facts: { path: error.path, status: error.status } };
    throw error;
  }
}

function skip(steps, tell) {
  steps.forEach((step) => tell({ step, state: "doubt", word: "skipped", facts: {} }));
}
