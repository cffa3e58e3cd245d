// Signed notes, verifier keys and checkpoints (c2sp.org: signed-note 1.0.0, tlog-checkpoint 1.0.0).

import { hex, joined, readBase64, readDecimal, readUtf8, same, utf8, writeBase64 } from "./bytes.js";
import { HASH_BYTES, sha256 } from "./merkle.js";
import { Refused } from "./trouble.js";

const ED25519 = 1;
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const CONTROL_SIGNS = /[\u0000-\u0009\u000b-\u001f]/;
const KEY_NAME = /^[^\s+\u0000-\u001f]+$/u;

// The checkpoint in the bytes of a signed note: {origin, size, root, text, signatures, note}. Nothing is verified.
export function parseCheckpoint(bytes) {
  const note = readUtf8(bytes);
  if (note === null || CONTROL_SIGNS.test(note)) throw new Refused("checkpoint_malformed");
  const divider = note.lastIndexOf("\n\n");
  const signatures = parseSignatures(note.slice(divider + 2));
  const text = note.slice(0, divider + 1);
  const [origin, sizeLine, rootLine, ...rest] = text.split("\n");
  const size = readDecimal(sizeLine ?? "");
  const root = readBase64(rootLine ?? "");
  const isWhole = divider > 0 && signatures !== null && origin !== "" && size !== null && root?.length === HASH_BYTES;
  // After the three lines come extension lines, none of them empty, and the end of the last line.
  if (!isWhole || rest.at(-1) !== "" || rest.slice(0, -1).includes("")) throw new Refused("checkpoint_malformed");
  return { origin, size, root, text, signatures, note };
}

// The checkpoint of a log without extension lines, put together from its parts and one signature by `key`.
export function composeCheckpoint(origin, size, root, keyId, signature) {
  const text = `${origin}\n${size}\n${writeBase64(root)}\n`;
  const note = `${text}\n— ${origin} ${writeBase64(joined(keyId, signature))}\n`;
  return { origin, size, root, text, signatures: [{ name: origin, keyId, signature }], note };
}

// The keys of `log.vkey`, oldest first: {name, keyId, publicKey, line}.
export async function parseKeys(bytes) {
  const text = readUtf8(bytes);
  const lines = text?.endsWith("\n") ? text.slice(0, -1).split("\n") : [];
  const keys = await Promise.all(lines.map(parseKey));
  if (keys.length === 0 || keys.includes(null)) throw new Refused("keys_malformed");
  return keys;
}

export async function parseKey(line) {
  const [, name, id, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(line) ?? [];
  const typed = readBase64(material ?? "");
  if (typed === null || typed.length !== 1 + PUBLIC_KEY_BYTES || typed[0] !== ED25519 || !KEY_NAME.test(name)) return null;
  const keyId = (await sha256(joined(utf8(`${name}\n`), typed))).slice(0, KEY_ID_BYTES);
  return hex(keyId) === id ? { name, keyId, publicKey: typed.slice(1), line } : null;
}

// Whether `key` signed the checkpoint: true, false, or null where this browser cannot tell. Every line that claims
// to be by the key must hold.
export async function isSignedBy(checkpoint, key) {
  const claims = checkpoint.signatures.filter((one) => one.name === key.name && same(one.keyId, key.keyId));
  if (checkpoint.origin !== key.name || claims.length === 0) return false;
  const message = utf8(checkpoint.text);
  const held = await Promise.all(claims.map((one) => holds(key.publicKey, message, one.signature)));
  return held.includes(false) ? false : held.includes(null) ? null : true;
}

async function holds(publicKey, message, signature) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
  } catch (error) {
    if (error.name === "NotSupportedError") return null;
    // A key that is no point of the curve has signed nothing.
    if (error.name === "DataError") return false;
    throw error;
  }
}

function parseSignatures(lines) {
  if (!lines.endsWith("\n")) return null;
  const parsed = lines.slice(0, -1).split("\n").map(parseSignature);
  return parsed.includes(null) ? null : parsed;
}

function parseSignature(line) {
  const [dash, name, encoded, ...rest] = line.split(" ");
  const data = readBase64(encoded ?? "");
  if (dash !== "—" || rest.length > 0 || !KEY_NAME.test(name ?? "") || data === null || data.length <= KEY_ID_BYTES) return null;
  return { name, keyId: data.slice(0, KEY_ID_BYTES), signature: data.slice(KEY_ID_BYTES) };
}
