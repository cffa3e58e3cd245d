// A wall screen: one panel at a time, each in its turn. Nothing moves; a panel is there or it is not.
// `?panels=arrival,result` names panels and their order, `?seconds=20` how long each stands, `?theme=dark`.

const asked = new URLSearchParams(location.search);
const SECONDS = Math.min(600, Math.max(5, Number(asked.get("seconds")) || 15));
const wanted = (asked.get("panels") ?? "").split(",").filter(Boolean);
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const buttons = Object.fromEntries([...document.querySelectorAll("[data-hall]")].map((b) => [b.dataset.hall, b]));

let shown = 0;
let stopped = still.matches;
let since = Date.now();

function panels() {
  const all = [...document.querySelectorAll("[data-panel]")];
  const chosen = wanted.map((name) => all.find((panel) => panel.dataset.panel === name)).filter(Boolean);
  return { all, turn: chosen.length ? chosen : all };
}

function show(index) {
  const { all, turn } = panels();
  shown = (index + turn.length) % turn.length;
  since = Date.now();
  for (const panel of all) panel.hidden = panel !== turn[shown];
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

const keys = {
  ArrowRight: () => show(shown + 1),
  ArrowLeft: () => show(shown - 1),
  " ": () => stop(!stopped),
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

buttons.back.addEventListener("click", keys.ArrowLeft);
buttons.on.addEventListener("click", keys.ArrowRight);
buttons.pause.addEventListener("click", keys[" "]);
buttons.full.addEventListener("click", full);
for (const [name, button] of Object.entries(buttons)) button.hidden = name === "full" && !document.fullscreenEnabled;
still.addEventListener("change", () => stop(still.matches));

if (["dark", "light"].includes(asked.get("theme"))) theme(asked.get("theme"));
document.documentElement.classList.add("in-turn");
stop(stopped);
show(0);
setInterval(() => {
  if (!stopped && Date.now() - since >= SECONDS * 1_000) show(shown + 1);
}, 500);
// A panel that was not there at first (the first protocol of the night) enters the turn with a full load;
// the page is loaded again once an hour in any case, so that a screen never runs on yesterday's program.
setTimeout(() => location.reload(), 3_600_000);
