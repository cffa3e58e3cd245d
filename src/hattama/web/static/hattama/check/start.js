// Puts a check together: the bundle that this site serves, this browser's memory, the page, the words.

import { Bundle } from "./bundle.js";
import { Memory } from "./memory.js";
import { shownProtocol } from "./page.js";
import { Panel } from "./panel.js";
import { Words } from "./words.js";

export function checkProtocol(root, settings) {
  const { leaf, ...shown } = shownProtocol(root.closest("section"), settings.area);
  const subject = { index: shown.index, leaf, area: settings.area, receipt: null, shownIn: () => shown };
  return panel(root, settings).checkProtocol(subject);
}

export function checkReceipt(fragment, settings) {
  const root = document.querySelector("[data-check-log]");
  const shownIn = (contest) => {
    const shown = document.querySelector(`[data-check="${CSS.escape(contest)}"]`);
    return shown && shownProtocol(shown.closest("section"), settings.area);
  };
  root.scrollIntoView({ block: "start" });
  return panel(root, settings).checkReceipt(fragment, settings.area, shownIn);
}

export function watchHistory(settings) {
  return panel(document.querySelector("[data-check-log]"), settings).watchHistory();
}

function panel(root, settings) {
  const { bundle, origin, places } = settings;
  const site = { bundle: new Bundle(bundle), memory: new Memory(bundle), origin, places };
  return new Panel(root, site, new Words(settings.words, document.documentElement.lang));
}
