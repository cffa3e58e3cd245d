// The forms that this observer's organisation offers, taken along so that they can be filled in without a network.

import { keepDoor, keepKit, kitOf } from "./shelf.js";
import { ask, parsed } from "./sender.js";

// Asks the site whose address this is and what is to be filled in. Returns the name of a trouble, or "".
export async function refresh(store, door, base) {
  const list = await ask(`${base}formList`);
  if (list.status !== 200) return list.trouble || "later";
  const account = list.headers.get("X-Hattama-Observer");
  const name = decodeURIComponent(list.headers.get("X-Hattama-Pseudonym"));
  await keepDoor(store, { place: door, account, name, language: list.headers.get("Content-Language") });
  const listed = Array.from(parsed(list.text).querySelectorAll("xform"), read);
  const { forms } = await kitOf(store, account);
  const kept = forms.map((form) => ({ ...form, offered: listed.some((one) => one.hash === form.hash) }));
  for (const one of listed.filter((other) => !forms.some((form) => form.hash === other.hash))) {
    const xform = await ask(here(one.downloadUrl));
    const files = one.manifestUrl ? await filesOf(here(one.manifestUrl)) : [];
    if (xform.status !== 200 || !files) return xform.trouble || "later";
    kept.push({ ...one, xml: xform.text, files, offered: true });
    // Each form as soon as it is here: the network may be gone before the next.
    await keepKit(store, { account, forms: kept });
  }
  await keepKit(store, { account, forms: kept });
  return "";
}

const read = (element) => Object.fromEntries(Array.from(element.children, (child) => [child.localName, child.textContent]));

const here = (address) => new URL(address).pathname;

async function filesOf(address) {
  const manifest = await ask(address);
  const files = [];
  for (const { filename, downloadUrl } of manifest.status === 200 ? Array.from(parsed(manifest.text).querySelectorAll("mediaFile"), read) : []) {
    const file = await ask(here(downloadUrl));
    if (file.status !== 200) return null;
    files.push({ name: filename, blob: file.body });
  }
  return manifest.status === 200 ? files : null;
}
