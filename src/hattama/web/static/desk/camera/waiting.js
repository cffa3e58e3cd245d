// On other pages of the desk: pictures that this account left on this phone go on being sent, and the page says so.

import { canKeep, openQueue } from "./queue.js";
import { Sender } from "./sender.js";

const AGAIN_MS = 15_000;
const told = document.querySelector("[data-camera-waiting]");

async function start() {
  const queue = await openQueue(told.dataset.account, told.dataset.name, told.dataset.key);
  const show = async () => {
    const pictures = await queue.list();
    told.querySelectorAll("[data-when]").forEach((line) => {
      line.hidden = !pictures.some((picture) => line.dataset.when.split(" ").includes(picture.state));
    });
    told.hidden = !told.querySelector("[data-when]:not([hidden])");
  };
  const sender = new Sender(queue, show);
  await sender.takeBack();
  await show();
  addEventListener("online", () => sender.send());
  setInterval(() => sender.send(), AGAIN_MS);
  await sender.send();
  await show();
}

// Where nobody ever kept a picture, no store is made for it.
async function everUsed() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((base) => base.name === "hattama-camera");
}

if (canKeep() && await everUsed()) await start();
