// Tiles (c2sp.org/tlog-tiles 0.1.0): which file holds which hashes of a tree, and the entries under them.

import { HASH_BYTES, nodeHash } from "./merkle.js";
import { Refused, Unread } from "./trouble.js";

const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const GONE = [404, 410];

// The path of a file of the tree: level (a number, or "entries"), number in that level, width.
export function tilePath(level, number, width) {
  const groups = String(number).padStart(Math.ceil(String(number).length / 3) * 3, "0").match(/.{3}/g);
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${place}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

// A tree of `size` leaves, read from tiles. `read(path)` gives a file's bytes; each file is asked for once.
// It does not judge the tiles: a changed tile gives a proof that the root refuses.
export class TiledTree {
  constructor(size, read) {
    this.size = size;
    this.read = read;
    this.tiles = new Map();
    this.readNodes = (nodes) => Promise.all(nodes.map(([height, index]) => this.node(height, index)));
  }

  leaf(index) {
    return this.node(0, index);
  }

  // The bytes of entry `index`, from its bundle.
  async entry(index) {
    const number = Math.floor(index / TILE_WIDTH);
    const width = this.width(0, number);
    const [path, data] = await this.file("entries", number, width);
    const entries = splitBundle(data);
    if (entries === null || ![width, TILE_WIDTH].includes(entries.length)) throw new Refused("bundle_malformed", { path });
    return entries[index % TILE_WIDTH];
  }

  async node(height, index) {
    const level = Math.floor(height / TILE_HEIGHT);
    const inside = height % TILE_HEIGHT;
    const first = index * 2 ** inside;
    const number = Math.floor(first / TILE_WIDTH);
    const tile = await this.tile(level, number);
    const at = first % TILE_WIDTH;
    let row = tile.slice(at, at + 2 ** inside);
    while (row.length > 1) row = await Promise.all(pairs(row).map(([left, right]) => nodeHash(left, right)));
    return row[0];
  }

  tile(level, number) {
    const key = `${level}/${number}`;
    if (!this.tiles.has(key)) this.tiles.set(key, this.hashes(level, number));
    return this.tiles.get(key);
  }

  async hashes(level, number) {
    const width = this.width(level, number);
    const [path, data] = await this.file(level, number, width);
    if (![width, TILE_WIDTH].includes(data.length / HASH_BYTES)) throw new Refused("tile_malformed", { path });
    const hashes = [];
    for (let at = 0; at < width; at += 1) hashes.push(data.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
    return hashes;
  }

  width(level, number) {
    const count = Math.floor(this.size / TILE_WIDTH ** level);
    return Math.min(TILE_WIDTH, count - number * TILE_WIDTH);
  }

  // A partial file may have been dropped once the full one of the same place exists.
  async file(level, number, width) {
    const path = tilePath(level, number, width);
    try {
      return [path, await this.read(path)];
    } catch (error) {
      if (!(error instanceof Unread && GONE.includes(error.status) && width < TILE_WIDTH)) throw error;
      const full = tilePath(level, number, TILE_WIDTH);
      return [full, await this.read(full)];
    }
  }
}

// The entries of a bundle, each after its length in two bytes, or null where the bundle is cut.
function splitBundle(data) {
  const entries = [];
  let at = 0;
  while (at + 2 <= data.length) {
    const start = at + 2;
    at = start + data[start - 2] * 256 + data[start - 1];
    entries.push(data.subarray(start, at));
  }
  return at === data.length ? entries : null;
}

function pairs(row) {
  return Array.from({ length: row.length / 2 }, (_, at) => [row[2 * at], row[2 * at + 1]]);
}
