// The Merkle tree of RFC 6962, section 2.1: hashes, proofs made from stored hashes, proofs checked.
//
// Checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2. Indexes and sizes stay below 2^53 and are divided,
// never shifted: shifting in this language ends at 32 bits.

import { joined, same } from "./bytes.js";

export const HASH_BYTES = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function leafHash(entry) {
  return sha256(joined(LEAF, entry));
}

export function nodeHash(left, right) {
  return sha256(joined(NODE, left, right));
}

// Whether `proof` (the leaf's sibling first) leads from the leaf hash at `index` to the root of the tree of `size`.
export async function isIncluded(leaf, index, size, proof, root) {
  if (!areHashes(leaf, root, ...proof) || !areNumbers(index, size) || index >= size) return false;
  const path = new Path(index, size - 1);
  let reached = leaf;
  for (const sibling of proof) {
    if (path.isAtTop) return false;
    reached = path.isOnTheRight ? await nodeHash(sibling, reached) : await nodeHash(reached, sibling);
    path.climb();
  }
  return path.isAtTop && same(reached, root);
}

// Whether `proof` shows that the tree (size, root) begins with the tree (oldSize, oldRoot). Every tree begins with
// the empty one; then, and between equal sizes, the proof has no hashes.
export async function isConsistent(oldSize, size, proof, oldRoot, root) {
  if (!areHashes(...proof) || !areNumbers(oldSize, size) || oldSize > size) return false;
  if (oldSize === size && !same(oldRoot, root)) return false;
  if (oldSize === 0) return proof.length === 0 && areHashes(root) && same(oldRoot, await emptyRoot());
  if (oldSize === size) return proof.length === 0;
  const rest = [...proof];
  // A full older tree is itself the first node; otherwise the proof brings that node.
  const start = isPowerOfTwo(oldSize) ? oldRoot : rest.shift();
  if (start === undefined) return false;
  const path = new Path(oldSize - 1, size - 1);
  path.leaveOnes();
  let oldReached = start;
  let reached = start;
  for (const sibling of rest) {
    if (path.isAtTop) return false;
    if (path.isOnTheRight) {
      oldReached = await nodeHash(sibling, oldReached);
      reached = await nodeHash(sibling, reached);
    } else {
      reached = await nodeHash(reached, sibling);
    }
    path.climb();
  }
  return path.isAtTop && same(oldReached, oldRoot) && same(reached, root);
}

// The way from a node of a level to the top, beside the last node of that level.
class Path {
  constructor(here, last) {
    this.here = here;
    this.last = last;
  }

  get isAtTop() {
    return this.last === 0;
  }

  get isOnTheRight() {
    return this.here % 2 === 1 || this.here === this.last;
  }

  climb() {
    // The last node of a level may have no partner: then it rises unchanged.
    if (this.isOnTheRight) while (this.here % 2 === 0 && this.here > 0) this.rise();
    this.rise();
  }

  leaveOnes() {
    while (this.here % 2 === 1) this.rise();
  }

  rise() {
    this.here = Math.floor(this.here / 2);
    this.last = Math.floor(this.last / 2);
  }
}

// The hashes from the leaf's sibling up to the root's child. `readNodes` gives the hashes of full subtrees
// [height, index], which cover the leaves from index * 2^height on; it is asked once for all of them.
export async function inclusionProof(index, size, readNodes) {
  const beside = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      beside.unshift([middle, end]);
      end = middle;
    } else {
      beside.unshift([start, middle]);
      start = middle;
    }
  }
  return hashesOf(beside, readNodes);
}

// The hashes that show that the tree of `size` begins with the tree of `oldSize`; none from 0 and between equals.
export async function consistencyProof(oldSize, size, readNodes) {
  if (oldSize === 0 || oldSize === size) return [];
  const needed = [];
  let [start, end] = [0, size];
  while (oldSize !== end) {
    const middle = start + split(end - start);
    if (oldSize <= middle) {
      needed.unshift([middle, end]);
      end = middle;
    } else {
      needed.unshift([start, middle]);
      start = middle;
    }
  }
  if (start > 0) needed.unshift([start, end]);
  return hashesOf(needed, readNodes);
}

// The root of the first `size` leaves.
export async function rootOf(size, readNodes) {
  if (size === 0) return emptyRoot();
  const [root] = await hashesOf([[0, size]], readNodes);
  return root;
}

async function hashesOf(ranges, readNodes) {
  const pieces = ranges.map(([start, end]) => fullSubtrees(start, end));
  const found = (await readNodes(pieces.flat())).values();
  return Promise.all(pieces.map((nodes) => joinedUp(nodes.map(() => found.next().value))));
}

function fullSubtrees(start, end) {
  const nodes = [];
  let from = start;
  while (from < end) {
    let height = 0;
    while (2 ** (height + 1) <= end - from) height += 1;
    nodes.push([height, from / 2 ** height]);
    from += 2 ** height;
  }
  return nodes;
}

async function joinedUp(hashes) {
  let whole = hashes.at(-1);
  for (const left of hashes.slice(0, -1).reverse()) whole = await nodeHash(left, whole);
  return whole;
}

// The largest power of two below `count` (count > 1): where RFC 6962 parts a tree.
function split(count) {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

function emptyRoot() {
  return sha256(new Uint8Array());
}

function isPowerOfTwo(size) {
  return split(size * 2) === size;
}

function areHashes(...values) {
  return values.every((value) => value instanceof Uint8Array && value.length === HASH_BYTES);
}

function areNumbers(...values) {
  return values.every((value) => Number.isSafeInteger(value) && value >= 0);
}
