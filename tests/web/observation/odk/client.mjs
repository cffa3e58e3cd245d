/* A telephone without a screen: ODK's own engine fills a form in and sends it, as its browser client does.
 *
 * `node client.mjs BASE` asks BASE/formList, fills the form of the count in Kazakh, and sends it in pieces until each is
 * confirmed. What it did is said in one line of JSON.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

import { JSDOM } from 'jsdom';

const [base, photographs = '3'] = process.argv.slice(2);
const page = new JSDOM('<!doctype html>', { url: base });
// The engine is made for browsers; files and forms stay Node's own, which fetch can send.
for (const name of ['window', 'document', 'DOMParser', 'XMLSerializer', 'XPathResult', 'XPathEvaluator', 'XPathException',
  'Node', 'Element', 'Document', 'Attr', 'Text', 'Comment', 'CDATASection', 'ProcessingInstruction', 'NodeFilter',
  'HTMLElement', 'XMLDocument', 'DocumentFragment']) {
  globalThis[name] ??= name === 'window' ? page.window : page.window[name];
}
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = import.meta.dirname;
const { createInstance } = await import('@getodk/xforms-engine');

const headers = { 'X-OpenRosa-Version': '1.0' };
let tries = 0;

/* As telephones do: again and again, until there is an answer; an answer that refuses is the end. */
async function asked(address, options = {}) {
  for (let left = 40; left > 0; left -= 1) {
    tries += 1;
    try {
      const answer = await fetch(address, { ...options, headers, signal: AbortSignal.timeout(5000) });
      const said = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, headers: answer.headers, said };
    } catch {
      await new Promise((again) => setTimeout(again, 20));
    }
  }
  throw new Error(`no answer from ${address}`);
}

const list = new page.window.DOMParser().parseFromString((await asked(`${base}/formList`)).said.toString(), 'text/xml');
const listed = (name) => list.getElementsByTagName(name)[0].textContent;
const form = await asked(listed('downloadUrl').replace(/^https?:\/\/[^/]+/, new URL(base).origin));
const hash = `md5:${createHash('md5').update(form.said).digest('hex')}`;
if (hash !== listed('hash')) throw new Error(`the list says ${listed('hash')}, the form is ${hash}`);

const { root } = await createInstance(form.said.toString());
const kazakh = root.languages.find((one) => one.isSyntheticDefault !== true && one.locale?.language === 'kk')
  ?? root.languages.find((one) => one.language.includes('kk'));
root.setLanguage(kazakh);

/* Every question by its name, groups or not. */
function* questions(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* questions(child);
  }
}
const question = (name) => [...questions(root)].find((one) => one.currentState.reference.endsWith(`/${name}`));
const said = { label: question('announced').currentState.label.asString };
question('announced').selectValue('yes');
question('why').setValue('бұл жауап қалмайды');
question('announced').selectValue('no');
for (let number = 1; number <= Number(photographs); number += 1) {
  // A photograph, as far as its size and its first bytes go.
  const bytes = Buffer.alloc(40_000, number);
  bytes.set([0xff, 0xd8, 0xff]);
  question(`photo${number}`).setValue(new File([bytes], `IMG_${number}.jpg`, { type: 'image/jpeg' }));
}
said.violations = (await root.prepareInstancePayload()).violations?.length ?? 0;
question('station').setValue('P001');

const allowed = Number((await asked(`${base}/submission`, { method: 'HEAD' })).headers.get('X-OpenRosa-Accept-Content-Length'));
const payload = await root.prepareInstancePayload({ payloadType: 'chunked', maxSize: Math.min(allowed, 60_000) });
if (payload.status !== 'ready') throw new Error(JSON.stringify(payload.violations));
said.statuses = [];
said.pieces = payload.data.length;
said.files = {};
for (const [number, piece] of payload.data.entries()) {
  const body = new FormData();
  for (const [name, file] of piece.entries()) {
    const bytes = Buffer.from(await file.arrayBuffer());
    if (name === 'xml_submission_file') said.xml = bytes.toString();
    else said.files[name] = createHash('sha256').update(bytes).digest('hex');
    body.append(name, file, name);
  }
  if (number < payload.data.length - 1) body.append('*isIncomplete*', 'yes');
  const answer = await asked(`${base}/submission`, { method: 'POST', body });
  said.statuses.push(answer.status);
  said.message = answer.said.toString();
}
console.log(JSON.stringify({ ...said, tries }));
process.exit(0);
