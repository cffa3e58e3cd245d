// The page of the camera: a picture is taken or chosen, looked at, kept on this phone, and sent when it can be.

import { paperOf } from "./paper.js";
import { greyOf, measure, warningsOf } from "./quality.js";
import { canKeep, openQueue } from "./queue.js";
import { Sender } from "./sender.js";

const AGAIN_MS = 15_000;
const ASK_MS = 3_000;
const WANTED = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } } };
const root = document.querySelector("[data-camera]");
const words = JSON.parse(document.getElementById("camera-words").textContent);
const part = (name) => root.querySelector(`[data-part=${name}]`);
const video = part("video");
let queue = null;
let sender = null;
let place = null;
let taken = null;
let comingBack = false;
const sendStraight = part("form").querySelector("[type=submit]");
let goesStraight = false;

async function start() {
  if (!canKeep()) {
    say(words.insecure);
    return;
  }
  try {
    queue = await openQueue(root.dataset.account, root.dataset.name, root.dataset.key);
    place = await placeOfPage();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    say(words.keeps_nothing);
    return;
  }
  if (!queue || !place) {
    say(words.unknown_here);
    return;
  }
  part("form").addEventListener("submit", (event) => { if (!goesStraight) { event.preventDefault(); choose(); } });
  part("file").addEventListener("change", () => { if (!goesStraight) choose(); });
  sendStraight.hidden = true;
  part("open").addEventListener("click", openCamera);
  part("take").addEventListener("click", take);
  part("send").addEventListener("click", sendTaken);
  part("again").addEventListener("click", takeAgain);
  part("place").textContent = place.label;
  part("owner").textContent = words.owner.replace("{name}", queue.owner.name);
  part("camera").hidden = false;
  const hasCamera = Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  part("open").hidden = !hasCamera;
  // Where the page itself can open the camera, the field is for files; elsewhere it is what opens the camera.
  part("file").toggleAttribute("capture", !hasCamera);
  if (root.dataset.worker) await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await queue.sweep();
  sender = new Sender(queue, show);
  await sender.takeBack();
  addEventListener("online", send);
  setInterval(send, queue.canOpen ? AGAIN_MS : ASK_MS);
  await show("");
  root.dataset.ready = "yes";
  if (queue.canOpen) await send();
}

// What this page is for: the server says it, and this phone remembers it for a night without a network.
async function placeOfPage() {
  const [election, area, contest] = location.pathname.split("/").slice(-5, -2);
  const name = `${election}/${area}/${contest}`;
  if (root.dataset.place) await queue.knowPlace(root.dataset.place, root.dataset.label, root.dataset.send);
  const known = queue && await queue.place(root.dataset.place || name);
  if (known || !queue || root.dataset.place) return known;
  return { place: name, label: `${area} · ${contest}`, address: location.pathname };
}

async function openCamera() {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    say(error.name === "NotAllowedError" ? words.not_allowed : words.no_camera);
    return;
  }
  await video.play();
  showPart("frame");
  part("take").focus();
}

function closeCamera() {
  if (video.srcObject) video.srcObject.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
}

async function take() {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.9); });
  closeCamera();
  await keep(blob, canvas);
}

async function choose() {
  const [file] = part("file").files;
  if (!file) return;
  part("file").value = "";
  await keep(file, await canvasOf(file));
}

// Null for what the browser cannot draw: a PDF, a TIFF.
async function canvasOf(file) {
  if (!file.type.startsWith("image/")) return null;
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(picture, 0, 0);
    return canvas;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

// It is kept before anything is asked: what happens to the page from here on does not lose it.
async function keep(blob, canvas) {
  try {
    taken = await queue.add(blob, { place: place.place, label: place.label, address: place.address, state: "taken" });
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    goStraight(blob);
    return;
  }
  showPart("preview");
  await look(blob, canvas);
  await show("");
}

// Without room on this phone the form of the page itself sends the picture; without a network nothing does.
function goStraight(blob) {
  showPart("camera");
  goesStraight = queue.canOpen;
  say(goesStraight ? words.full_straight : words.full);
  if (!goesStraight) return;
  const carried = new DataTransfer();
  carried.items.add(new File([blob], blob.name || "picture.jpg", { type: blob.type }));
  part("file").files = carried.files;
  part("open").hidden = true;
  sendStraight.hidden = false;
  sendStraight.focus();
}

async function look(blob, canvas) {
  const shown = part("shown");
  shown.hidden = !canvas;
  const told = part("warnings");
  told.replaceChildren();
  if (canvas) {
    URL.revokeObjectURL(shown.src);
    shown.src = URL.createObjectURL(blob);
    const codes = warningsOf(measure(greyOf(canvas, canvas.width, canvas.height)));
    told.append(...codes.map((code) => item(words[code])));
    const paper = await paperOf(canvas);
    const isOther = Boolean(paper) && `${paper.election}/${paper.area}/${paper.contest}` !== place.place;
    if (isOther) told.prepend(item(words.other_paper.replace("{paper}", `${paper.area} · ${paper.contest}`)));
    else if (paper) told.append(item(words.right_paper, "good"));
  }
  const doubts = told.querySelectorAll("li:not(.good)").length;
  say(canvas ? (doubts ? words.look_again : words.looks_well) : words.cannot_look);
  const [first, second] = doubts ? ["again", "send"] : ["send", "again"];
  part(first).after(part(second));
  part(first).classList.remove("quiet");
  part(second).classList.add("quiet");
  part(first).focus();
  part("send").textContent = doubts ? words.send_anyway : words.send;
  part("preview").dataset.looked = "yes";
}

async function sendTaken() {
  await queue.change(taken.id, { state: "waiting" });
  taken = null;
  showPart("camera");
  toKept();
  await show("");
  await send();
}

async function takeAgain() {
  await queue.drop(taken.id);
  taken = null;
  showPart("camera");
  await show("");
  if (part("open").hidden) part("file").focus();
  else await openCamera();
}

// What held the keyboard's focus is gone with the picture that was looked at.
const toKept = () => document.getElementById("kept-head").focus();

async function send() {
  if (queue.canOpen) await sender.send();
  else await comeBack();
}

// The page that came without a network knows no key: once the server answers again, the whole page is fetched. What a
// browser says of the network is a guess, so the server itself is asked, and asked again.
async function comeBack() {
  if (comingBack || taken || video.srcObject || !navigator.onLine) return;
  comingBack = true;
  try {
    await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
  } catch (error) {
    comingBack = false;
    if (error instanceof TypeError) return;
    throw error;
  }
  // A picture may have been taken while the server was asked; a second call would break off the first.
  if (taken || video.srcObject) comingBack = false;
  else location.reload();
}

async function show(trouble) {
  const pictures = await queue.list();
  part("list").replaceChildren(...pictures.filter((picture) => !taken || picture.id !== taken.id).map(row));
  part("none").hidden = pictures.length > 0;
  const others = await queue.ofOthers();
  part("others").hidden = !others;
  const waiting = pictures.some((picture) => ["waiting", "sending"].includes(picture.state));
  const shell = waiting && !queue.canOpen ? words.opens_later : "";
  if (!taken) say(trouble ? words[trouble] : shell || (pictures.length && !waiting ? "" : part("say").textContent));
}

function row(picture) {
  const line = item("");
  line.dataset.state = picture.state;
  const when = new Date(picture.at);
  const clock = `${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
  line.append(made("b", words[`state_${picture.state}`]), made("span", ` ${picture.label} · ${clock}`));
  if (picture.said) line.append(made("p", picture.said));
  if (picture.state === "taken") line.append(button(words.send, () => changed(picture.id, { state: "waiting" })));
  if (picture.state === "refused") line.append(button(words.send_anyway, () => changed(picture.id, { state: "waiting", said: "" })));
  if (["taken", "refused", "unreadable"].includes(picture.state)) line.append(button(words.drop, () => dropped(picture)));
  return line;
}

async function changed(id, changes) {
  await queue.change(id, changes);
  await show("");
  await send();
}

async function dropped(picture) {
  if (!confirm(words.drop_sure)) return;
  await queue.drop(picture.id);
  await show("");
}

function showPart(name) {
  ["camera", "frame", "preview"].forEach((other) => { part(other).hidden = other !== name; });
}

function say(text) {
  if (part("say").textContent !== text) part("say").textContent = text;
}

function item(text, name = "") {
  const line = made("li", text);
  if (name) line.className = name;
  return line;
}

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function button(text, act) {
  const pressed = made("button", text);
  pressed.type = "button";
  pressed.className = "quiet";
  pressed.addEventListener("click", act);
  return pressed;
}

start();
