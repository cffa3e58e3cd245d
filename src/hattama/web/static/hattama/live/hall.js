// A wall screen: one panel at a time, each in its turn. Nothing moves; a panel is there or it is not.
// Blocks that the address names stand together, unless it says how long each stands: `?seconds=20`.

const asked = new URLSearchParams(location.search);
const SECONDS = Math.min(600, Math.max(5, Number(asked.get("seconds")) || 15));
const together = document.querySelector(".together") && !asked.has("seconds");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const buttons = Object.fromEntries([...document.querySelectorAll("[data-hall]")].map((b) => [b.dataset.hall, b]));

let shown = 0;
let stopped = still.matches;
let since = Date.now();

function show(index) {
  const panels = [...document.querySelectorAll("[data-panel]")];
  shown = (index + panels.length) % panels.length;
  since = Date.now();
  for (const panel of panels) panel.hidden = panel !== panels[shown];
}

function stop(now) {
  stopped = now;
  since = Date.now();
  buttons.pause.setAttribute("aria-pressed", String(stopped));
}

function theme(name) {
  document.documentElement.dataset.theme = name;
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

const turns = {
  ArrowRight: () => show(shown + 1),
  ArrowLeft: () => show(shown - 1),
  " ": () => stop(!stopped),
};

const keys = {
  ...(together ? {} : turns),
  f: full,
  d: () => theme("dark"),
  l: () => theme("light"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // A button that has the focus answers the space itself.
  if (event.key === " " && event.target.closest("button, a, summary")) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

buttons.full.addEventListener("click", full);
buttons.full.hidden = !document.fullscreenEnabled;

function takeTurns() {
  buttons.back.addEventListener("click", turns.ArrowLeft);
  buttons.on.addEventListener("click", turns.ArrowRight);
  buttons.pause.addEventListener("click", turns[" "]);
  for (const name of ["back", "pause", "on"]) buttons[name].hidden = false;
  document.querySelector("[data-hall-keys]").hidden = false;
  document.querySelector(".panels").classList.remove("together");
  document.documentElement.classList.add("in-turn");
  still.addEventListener("change", () => stop(still.matches));
  stop(stopped);
  show(0);
  setInterval(() => {
    if (!stopped && Date.now() - since >= SECONDS * 1_000) show(shown + 1);
  }, 500);
}

if (["dark", "light"].includes(asked.get("theme"))) theme(asked.get("theme"));
if (!together) takeTurns();
// A panel that was not there at first (the first protocol of the night) enters the turn with a full load;
// the page is loaded again once an hour in any case, so that a screen never runs on yesterday's program.
setTimeout(() => location.reload(), 3_600_000);
