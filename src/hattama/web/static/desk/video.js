// A recording is sent in pieces by tus 1.0.0. Chosen again after a break or on another day, it goes on where it was.
const PIECE = 8 << 20;
const form = document.querySelector("[data-recording]");
const say = form?.querySelector("[data-say]");
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const told = (values) =>
  Object.entries(values).map(([name, text]) => `${name} ${base64(new TextEncoder().encode(text))}`).join(",");
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const ask = (address, method, headers = {}, body = undefined) =>
  fetch(address, { method, body, headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), ...headers } });

async function place(file) {
  const key = `recording ${form.dataset.uploads} ${file.name} ${file.size} ${file.lastModified}`;
  const known = localStorage.getItem(key);
  if (known && (await ask(known, "HEAD")).ok) return known;
  const at = (name) => new Date(form.elements[name].value).toISOString();
  const metadata = told({
    filename: file.name, camera: form.elements.camera.value, begun_at: at("begun_at"), ended_at: at("ended_at"),
  });
  const answer = await ask(form.dataset.uploads, "POST", {
    "Upload-Length": String(file.size), "Upload-Metadata": metadata,
  });
  if (!answer.ok) throw new Error(await answer.text());
  localStorage.setItem(key, answer.headers.get("Location"));
  return answer.headers.get("Location");
}

async function send(address, file, progress) {
  for (;;) {
    try {
      const here = Number((await ask(address, "HEAD")).headers.get("Upload-Offset"));
      progress.value = here / file.size;
      if (here >= file.size) return;
      const piece = await file.slice(here, here + PIECE).arrayBuffer();
      const headers = { "Upload-Offset": String(here), "Content-Type": "application/offset+octet-stream" };
      if (crypto.subtle) {
        headers["Upload-Checksum"] = `sha256 ${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", piece)))}`;
      }
      const answer = await ask(address, "PATCH", headers, piece);
      if ([400, 403, 404, 410, 413, 415].includes(answer.status)) throw new RangeError(await answer.text());
      if (!answer.ok) throw new Error(await answer.text());
    } catch (trouble) {
      if (trouble instanceof RangeError) throw trouble;
      say.textContent = form.dataset.again;
      await new Promise((go) => setTimeout(go, 3000));
    }
  }
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = form.elements.file.files[0];
  const progress = form.querySelector("progress");
  progress.hidden = false;
  say.textContent = "";
  try {
    await send(await place(file), file, progress);
    say.textContent = form.dataset.done;
    location.reload();
  } catch (trouble) {
    say.textContent = trouble.message;
  }
});
