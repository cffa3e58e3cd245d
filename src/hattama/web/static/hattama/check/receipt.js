// A receipt in an address: #receipt=INDEX.LEAF.SIZE.ROOT.SIGNATURE, bytes in base64 as addresses like it.
//
// It stands after the #, which a browser keeps to itself: the site never learns who holds which receipt.

import { readBase64Url, readDecimal } from "./bytes.js";
import { HASH_BYTES } from "./merkle.js";
import { composeCheckpoint } from "./notes.js";

const START = "#receipt=";
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 68;

export function isReceipt(fragment) {
  return fragment.startsWith(START);
}

// {index, leaf, receipt} as the check asks for them, or null. `origin` is the name of the log: the signature covers it.
export function parseReceipt(fragment, origin) {
  const parts = fragment.slice(START.length).split(".");
  const [index, size] = [parts[0], parts[2]].map((part) => readDecimal(part ?? ""));
  const [leaf, root, signature] = [parts[1], parts[3], parts[4]].map((part) => readBase64Url(part ?? ""));
  const isWhole = parts.length === 5 && index !== null && size !== null && index < size;
  if (!isWhole || leaf?.length !== HASH_BYTES || root?.length !== HASH_BYTES || signature?.length !== SIGNATURE_BYTES) return null;
  const receipt = composeCheckpoint(origin, size, root, signature.slice(0, KEY_ID_BYTES), signature.slice(KEY_ID_BYTES));
  return { index, leaf, receipt };
}
