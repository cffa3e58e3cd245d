// Passing a page on: the device's own list of programs where it has one, else the address to be copied.

const box = document.querySelector("[data-share]");
const address = document.querySelector("[data-share-address]").href;
const send = box.querySelector("[data-share-send]");
const done = box.querySelector("[data-share-done]");

send.hidden = typeof navigator.share !== "function";
send.addEventListener("click", async () => {
  try {
    await navigator.share({ title: box.dataset.title, url: address });
  } catch (trouble) {
    // Whoever closes the list of programs has changed their mind; anything else is a fault.
    if (trouble.name !== "AbortError") {
      throw trouble;
    }
  }
});
box.querySelector("[data-share-copy]").addEventListener("click", async () => {
  await navigator.clipboard.writeText(address);
  done.textContent = done.dataset.word;
});
box.hidden = !navigator.clipboard && send.hidden;
