// Whether the log still is what it was: as this browser saw it before, or as a receipt states it.

import { hex, same } from "./bytes.js";
import { parseEntry } from "./entries.js";
import { consistencyProof, inclusionProof, isConsistent, isIncluded, leafHash, rootOf } from "./merkle.js";
import { isSignedBy, parseCheckpoint } from "./notes.js";
import { Refused } from "./trouble.js";

// Raises Refused, with both checkpoints as evidence, unless the log of checkpoint `now` begins with that of `then`.
// `tree` is the tree of `now`. Returns the sizes.
export async function requireContinuation(then, now, tree) {
  const facts = { old: then.size, size: now.size, origin: then.origin, evidence: [then.note, now.note] };
  if (then.origin !== now.origin) throw new Refused("origin_changed", facts);
  if (then.size > now.size) throw new Refused("rolled_back", facts);
  // What the tiles hold is proved first; so a difference that remains is one between the two checkpoints.
  const root = then.size === now.size ? now.root : await provedRoot(then.size, now, tree);
  if (!same(root, then.root)) throw new Refused("rewritten", facts);
  return { old: then.size, size: now.size };
}

// The root that the tree of `now` had at an earlier size.
async function provedRoot(size, now, tree) {
  const [root, proof] = await Promise.all([
    rootOf(size, tree.readNodes),
    consistencyProof(size, now.size, tree.readNodes),
  ]);
  if (!(await isConsistent(size, now.size, proof, root, now.root))) throw new Refused("tiles_differ");
  return root;
}

// Raises Refused unless a leaf hash stands at `index` of the tree of `now`. Returns how many hashes prove it.
export async function requireInclusion(leaf, index, now, tree) {
  if (!same(await tree.leaf(index), leaf)) throw new Refused("leaf_differs", { index });
  const proof = await inclusionProof(index, now.size, tree.readNodes);
  if (!(await isIncluded(leaf, index, now.size, proof, now.root))) throw new Refused("not_included", { index });
  return proof.length;
}

// Raises Refused unless each key after `trusted` was named by the log itself and vouched for by the key before it.
// `log`: {keys, checkpoint, tree, read}; `places`: the index of the entry that names a key, by the key's line.
export async function requireHandovers(trusted, log, places) {
  const from = log.keys.findIndex((key) => key.line === trusted);
  if (from < 0) throw new Refused("keys_replaced", { key: trusted });
  for (let at = from + 1; at < log.keys.length; at += 1) {
    const [old, next] = [log.keys[at - 1], log.keys[at]];
    if (!(await isHandedOver(old, next, places[next.line], log))) throw new Refused("keys_replaced", { key: next.line });
  }
}

async function isHandedOver(old, next, index, log) {
  if (!Number.isSafeInteger(index) || index >= log.checkpoint.size) return false;
  const [change, bytes] = await Promise.all([
    log.read(`key-changes/${index}`).then(parseCheckpoint),
    log.tree.entry(index),
  ]);
  await requireInclusion(await leafHash(bytes), index, log.checkpoint, log.tree);
  await requireContinuation(change, log.checkpoint, log.tree);
  const entry = parseEntry(bytes);
  const isNamed = entry.kind === "key" && entry.vkey === next.line && entry.replaces === old.line;
  // A browser that cannot check signatures has said so already.
  const signatures = await Promise.all([isSignedBy(change, old), isSignedBy(change, next)]);
  return isNamed && change.size === index + 1 && !signatures.includes(false);
}

export function keyName(key) {
  return `${key.name}+${hex(key.keyId)}`;
}
