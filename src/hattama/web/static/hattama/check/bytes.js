// Bytes: joined, compared, and written in the one spelling that the formats of the log know.

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const encoder = new TextEncoder();

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The bytes in lower-case hex, or null.
export function readHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function utf8(text) {
  return encoder.encode(text);
}

// The text that the bytes spell in UTF-8, or null. A byte order mark is a character like any other.
export function readUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

// The bytes in standard base64 (RFC 4648, section 4), padded and without stray bits, or null.
export function readBase64(text) {
  if (!BASE64.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return writeBase64(bytes) === text ? bytes : null;
}

export function writeBase64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

// The same alphabet as addresses like it: - and _ for + and /, no padding (RFC 4648, section 5).
export function readBase64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return readBase64(standard + "=".repeat((4 - (standard.length % 4)) % 4));
}

// A whole number in ASCII digits without leading zeros, as far as this language counts exactly (2^53), or null.
export function readDecimal(text) {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : null;
}
