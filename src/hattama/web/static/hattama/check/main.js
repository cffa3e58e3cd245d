// "Check it yourself" on the page of a precinct. What checks is fetched when somebody checks, so that readers who
// do not are spared its weight.

import { Memory } from "./memory.js";

const settings = JSON.parse(document.getElementById("check-settings").textContent);

document.querySelectorAll("[data-check]").forEach((root) => {
  const button = root.querySelector("[data-start]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { checkProtocol } = await import("./start.js");
    await checkProtocol(root, settings).finally(() => { button.disabled = false; });
  });
});

async function begin() {
  if (location.hash.startsWith("#receipt=")) (await import("./start.js")).checkReceipt(location.hash, settings);
  // Whoever has checked once is told, at every later visit, if the log is not what it was.
  else if (new Memory(settings.bundle).recall() !== null) (await import("./start.js")).watchHistory(settings);
}

addEventListener("hashchange", () => location.hash.startsWith("#receipt=") && begin());
begin();
