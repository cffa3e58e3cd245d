// Keeps a page as the server would write it now: when the log has grown, the page is fetched again and the parts
// that differ take the place of the old ones. The server's own HTML is the only template.

import { Feed } from "./feed.js";

const state = document.querySelector("[data-live-state]");
// A thousand readers hear of the same protocol in the same second: they do not all ask in it.
const SPREAD_MS = 2_000;
const LEAST_PAUSE_MS = 3_000;

let fetched = 0;
let waiting = null;
let missed = 0;

function refreshSoon() {
  if (waiting) return;
  const pause = Math.max(0, fetched + LEAST_PAUSE_MS - Date.now()) + Math.random() * SPREAD_MS;
  waiting = setTimeout(refresh, pause);
}

async function refresh() {
  waiting = null;
  try {
    fetched = Date.now();
    const response = await fetch(location.href, { cache: "no-cache", headers: { Accept: "text/html" } });
    if (!response.ok) return;
    replace(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch (trouble) {
    if (!(trouble instanceof TypeError)) throw trouble;
    setTimeout(refreshSoon, 5_000);
  }
}

function replace(fresh) {
  const { size, last } = fresh.querySelector("[data-live-state]").dataset;
  feed.last = last;
  // A proxy may have given out the page of a second ago: once more, and not for ever.
  if (Number(size) < feed.size && missed !== feed.size) {
    missed = feed.size;
    refreshSoon();
  }
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
    if (!now || sameAs(old, now)) continue;
    const open = [...old.querySelectorAll("details")].map((part) => part.open);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...old.querySelectorAll("a, summary, button")].indexOf(focused);
    old.replaceChildren(...now.childNodes);
    [...old.querySelectorAll("details")].forEach((part, index) => {
      part.open = open[index] ?? part.open;
    });
    if (focused) old.querySelectorAll("a, summary, button")[place]?.focus({ preventScroll: true });
  }
  document.dispatchEvent(new CustomEvent("hattama:live"));
}

const written = new WeakMap();

function sameAs(old, now) {
  const before = written.get(old) ?? old.innerHTML;
  written.set(old, now.innerHTML);
  return before === now.innerHTML;
}

function age() {
  const shown = document.querySelector("[data-live-age]");
  const last = Date.parse(feed.last ?? "");
  if (!shown || !last) return;
  const seconds = Math.max(0, Math.round((feed.now() - last) / 1_000));
  const [words, n] =
    seconds < 90
      ? [state.dataset.seconds, seconds - (seconds % 5)]
      : seconds < 5_400
        ? [state.dataset.minutes, Math.round(seconds / 60)]
        : [state.dataset.hours, Math.round(seconds / 3_600)];
  shown.textContent = ` (${words.replace("{n}", n)})`;
}

function say(how) {
  for (const part of document.querySelectorAll("[data-live-how]")) part.hidden = part.dataset.liveHow !== how;
  document.documentElement.dataset.live = how;
  age();
}

const { checkpoint, size, last } = state.dataset;
const feed = new Feed({ checkpoint, size: Number(size), last }, { changed: refreshSoon, state: say });
