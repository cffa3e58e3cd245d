// A scan beside its figures. Without this script the picture is a link; with it one zooms, turns, strengthens, and the
// figure in focus is outlined where the form's layout says it stands. Moving about is the browser's scrolling.

const MOST = 8;
const STEP = 1.5;
const AROUND = 1.15; // How much of the page is shown about an outlined box, in widths of the box.
const LEAST_SHOWN = 0.35; // But never less than this share of the width of the page.
const NARROW = matchMedia("(max-width: 59.99rem)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

class Viewer {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector("[data-stage]");
    this.picture = root.querySelector("img");
    this.said = root.querySelector("[data-said]");
    this.scale = 1;
    this.turns = 0;
    this.build();
    this.listen();
  }

  build() {
    const link = this.stage.querySelector("a");
    this.plane = made("div", "viewer-plane");
    this.sheet = made("div", "viewer-sheet");
    this.outline = made("div", "viewer-outline");
    this.outline.hidden = true;
    this.sheet.append(this.picture, this.outline);
    this.plane.append(this.sheet);
    link.replaceWith(this.plane);
    this.picture.draggable = false;
    Object.assign(this.stage, { tabIndex: 0, role: "region", ariaLabel: this.stage.dataset.label });
    this.root.querySelector(".viewer-tools").hidden = false;
    this.root.classList.add("is-live");
    this.place();
  }

  listen() {
    this.root.querySelectorAll("[data-tool]").forEach((button) =>
      button.addEventListener("click", () => this.use(button.dataset.tool)));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.stage.addEventListener("dblclick", (event) => this.zoomTo(this.scale > 1 ? 1 : 2.5, event));
    this.stage.addEventListener("wheel", (event) => {
      // A bare wheel goes on scrolling the page, as everywhere; with Ctrl (a pinch of a touch pad is that, too) it zooms.
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomTo(this.scale * Math.exp(-event.deltaY / 240), event);
    }, { passive: false });
    this.pinch();
    this.drag();
    const again = () => { this.place(); if (this.box) this.bring("auto"); };
    this.picture.addEventListener("load", again);
    new ResizeObserver(again).observe(this.stage);
  }

  use(tool) {
    if (tool === "in") this.zoomTo(this.scale * STEP);
    else if (tool === "out") this.zoomTo(this.scale / STEP);
    else if (tool === "fit") this.zoomTo(1);
    else if (tool === "turn") this.turn((this.turns + 1) % 4);
    else if (tool === "contrast") this.strengthen();
    else {
      this.sentAway = true;
      this.undock();
    }
  }

  key(event) {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const tool = { "+": "in", "=": "in", "-": "out", 0: "fit", r: "turn", c: "contrast", Escape: "close" }[event.key];
    if (!tool || (tool === "close" && !this.docked)) return;
    event.preventDefault();
    this.use(tool);
  }

  // Width and height of the plane on which the turned page lies, and of the page itself.
  place() {
    const told = (side) => this.picture[`natural${side}`] || Number(this.picture.getAttribute(side.toLowerCase())) || 1;
    const ratio = told("Height") / told("Width");
    const across = this.stage.clientWidth * this.scale;
    const lies = this.turns % 2 === 1;
    const wide = lies ? across / ratio : across;
    const high = wide * ratio;
    size(this.plane, across, lies ? wide : high);
    size(this.sheet, wide, high);
    const shift = ["", `translate(${across}px,0)`, `translate(${wide}px,${high}px)`, `translate(0,${wide}px)`][this.turns];
    this.sharpen(wide);
    this.sheet.style.transform = `${shift} rotate(${this.turns * 90}deg)`;
  }

  // The small picture does until more is asked of it; the larger then takes its place without a gap.
  sharpen(wide) {
    const { full } = this.picture.dataset;
    if (!full || !this.picture.naturalWidth || wide * Math.min(2, devicePixelRatio) <= 1.3 * this.picture.naturalWidth) return;
    delete this.picture.dataset.full;
    this.picture.src = full;
  }

  zoomTo(scale, at = null) {
    const edge = this.stage.getBoundingClientRect();
    const x = at ? at.clientX - edge.left : edge.width / 2;
    const y = at ? at.clientY - edge.top : edge.height / 2;
    const before = this.scale;
    this.scale = Math.min(MOST, Math.max(1, scale));
    this.box = null; // Whoever zooms by hand has chosen what to look at.
    const grown = this.scale / before;
    const [left, top] = [(this.stage.scrollLeft + x) * grown - x, (this.stage.scrollTop + y) * grown - y];
    this.place();
    this.stage.scrollTo(left, top);
    this.say(this.root.dataset.zoomed.replace("{n}", Math.round(this.scale * 100)));
  }

  turn(turns) {
    this.turns = turns;
    this.place();
    this.say(this.root.dataset.turned.replace("{n}", turns * 90));
  }

  strengthen() {
    const button = this.root.querySelector("[data-tool=contrast]");
    button.setAttribute("aria-pressed", this.picture.classList.toggle("is-strong"));
  }

  pinch() {
    let spread = 0;
    const between = (touches) => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
    this.stage.addEventListener("touchmove", (event) => {
      if (event.touches.length !== 2) { spread = 0; return; }
      event.preventDefault();
      const now = between(event.touches);
      const middle = { clientX: (event.touches[0].clientX + event.touches[1].clientX) / 2, clientY: (event.touches[0].clientY + event.touches[1].clientY) / 2 };
      if (spread) this.zoomTo(this.scale * (now / spread), middle);
      spread = now;
    }, { passive: false });
    this.stage.addEventListener("touchend", () => { spread = 0; });
  }

  // A mouse may also take hold of the page; scroll bars and arrows do the same without dragging.
  drag() {
    this.stage.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && event.buttons === 1) this.stage.scrollBy(-event.movementX, -event.movementY);
    });
  }

  // Outlines `box` (shares of the page: left, top, width, height) and brings it before the eye.
  show(box, line) {
    if (this.turns) this.turn(0);
    this.outline.hidden = false;
    ["left", "top", "width", "height"].forEach((side, place) => { this.outline.style[side] = `${box[place] * 100}%`; });
    this.box = box;
    this.scale = Math.min(MOST, Math.max(1, 1 / Math.max(box[2] * AROUND, LEAST_SHOWN)));
    this.place();
    this.bring(CALM.matches ? "auto" : "smooth");
    this.say(this.root.dataset.outlined.replace("{line}", line));
  }

  bring(behavior) {
    const box = this.box;
    const middle = (start, length, whole, shown) => (start + length / 2) * whole - shown / 2;
    this.stage.scrollTo({
      left: middle(box[0], box[2], this.plane.clientWidth, this.stage.clientWidth),
      top: middle(box[1], box[3], this.plane.clientHeight, this.stage.clientHeight),
      behavior,
    });
  }

  // Steps back behind another page's viewer.
  rest() {
    this.from = null;
    if (this.docked) this.undock();
    this.box = null;
    this.outline.hidden = true;
  }

  // On a telephone the scan comes to the upper edge while figures are looked at. Once it was sent away it comes back
  // when it is asked for, and not at the next field.
  dock(isAsked) {
    if (isAsked) this.sentAway = false;
    if (this.docked || this.sentAway || !NARROW.matches) return;
    this.docked = true;
    this.root.classList.add("is-docked");
    document.documentElement.classList.add("has-docked-scan");
    this.root.querySelector(".viewer-close").hidden = false;
    // Pictures are loaded as they come near; this one is wanted now.
    this.picture.loading = "eager";
    this.place();
  }

  undock() {
    this.docked = false;
    this.box = null;
    this.outline.hidden = true;
    this.root.classList.remove("is-docked");
    document.documentElement.classList.remove("has-docked-scan");
    this.root.querySelector(".viewer-close").hidden = true;
    this.scale = 1;
    this.place();
    if (this.from) this.from.focus();
  }

  say(words) {
    this.said.textContent = words;
  }
}

function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function size(element, wide, high) {
  element.style.width = `${wide}px`;
  element.style.height = `${high}px`;
}

// The figures of one protocol and the viewers of its scans: what is in focus among the former is outlined in the latter.
function join(scope) {
  const viewers = Array.from(scope.querySelectorAll("[data-viewer]"), (root) => new Viewer(root));
  const places = new Map();
  viewers.forEach((viewer) => {
    const told = document.getElementById(viewer.root.dataset.boxes || "");
    const boxes = told ? JSON.parse(told.textContent) : {};
    Object.entries(boxes).forEach(([key, box]) => { if (!places.has(key)) places.set(key, { viewer, box }); });
  });
  callFrom(scope, viewers[0]);
  if (!places.size) return;
  scope.querySelectorAll("td[data-figure]").forEach((cell) => { if (places.has(cell.dataset.figure)) makeButton(cell); });
  const show = (event) => {
    const holder = event.target.closest("[data-figure], [data-key]");
    const found = holder && places.get(holder.dataset.figure || holder.dataset.key);
    if (!found) return;
    const { viewer, box } = found;
    viewers.forEach((other) => { if (other !== viewer) other.rest(); });
    viewer.from = event.target;
    viewer.dock(event.type === "click");
    viewer.show(box, nameOf(holder));
  };
  scope.addEventListener("focusin", show);
  scope.addEventListener("click", (event) => { if (event.target.closest(".to-scan")) show(event); });
}

// On a telephone the scan stands below the figures; a button that stays in sight while they are read brings it up.
function callFrom(scope, viewer) {
  const figures = scope.firstElementChild;
  if (figures.contains(viewer.root)) return;
  const button = made("button", "viewer-call");
  button.type = "button";
  button.textContent = viewer.root.dataset.call;
  button.addEventListener("click", () => {
    viewer.from = button;
    viewer.dock(true);
    viewer.stage.focus();
  });
  figures.append(button);
}

// A figure of a table is made something that a finger and a keyboard can reach.
function makeButton(cell) {
  const button = made("button", "to-scan");
  button.type = "button";
  button.append(...cell.childNodes);
  cell.append(button);
}

function nameOf(holder) {
  const named = (holder.closest("tr") && holder.closest("tr").querySelector("th[scope=row]")) || holder.querySelector("label, legend");
  return named ? named.textContent.trim().replace(/\s+/g, " ") : "";
}

const scopes = new Set(Array.from(document.querySelectorAll("[data-viewer]"), (root) => root.closest("[data-scan-scope]") || root.parentElement));
scopes.forEach(join);
