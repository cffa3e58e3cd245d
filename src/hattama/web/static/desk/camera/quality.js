// What can be seen of a picture before it is sent. Nothing here forbids: it warns, and a person decides.

const WIDE = 900;
const THIRD = 0.34;
const LIMITS = { sharpness: 0.03, brightness: 70, glare: 0.02, ink: 0.004 };

// Grey levels (0 to 255) of `source` (a picture or a canvas), at most WIDE pixels across, row by row.
export function greyOf(source, width, height) {
  const scale = Math.min(1, WIDE / Math.max(1, Math.min(width, height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const levels = new Float32Array(canvas.width * canvas.height);
  for (let place = 0; place < levels.length; place += 1) {
    levels[place] = 0.299 * data[4 * place] + 0.587 * data[4 * place + 1] + 0.114 * data[4 * place + 2];
  }
  return { levels, width: canvas.width, height: canvas.height, canvas };
}

// `sharpness`: variance of the Laplacian over that of the levels themselves, so that a pale page is not called blurred.
// `glare`: share of pixels burnt out white where the page about them is not. `ink`: share much darker than around them.
export function measure(grey) {
  const { levels } = grey;
  const around = blocks(grey);
  const spread = variance(levels);
  const dark = darkPixels(grey, around);
  return {
    sharpness: spread ? variance(laplacian(grey)) / spread : 0,
    brightness: quantile(levels, 0.75),
    glare: glareOf(grey),
    ink: inkOf(dark, grey.width, grey.height),
    corners: cornersSeen(dark, grey.width, grey.height),
  };
}

// Codes of what a person should look at, the gravest first.
export function warningsOf(seen) {
  const told = [];
  if (seen.brightness < LIMITS.brightness) told.push("dark");
  if (seen.ink < LIMITS.ink) told.push("blank");
  else if (seen.sharpness < LIMITS.sharpness) told.push("blurred");
  if (seen.glare > LIMITS.glare) told.push("glare");
  if (seen.ink >= LIMITS.ink && seen.corners < 4) told.push("corners");
  return told;
}

function laplacian({ levels, width, height }) {
  const found = new Float32Array((width - 2) * (height - 2));
  let to = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += 1, at += 1) {
      found[to++] = levels[at - 1] + levels[at + 1] + levels[at - width] + levels[at + width] - 4 * levels[at];
    }
  }
  return found;
}

function variance(values) {
  let sum = 0;
  let squares = 0;
  for (const value of values) { sum += value; squares += value * value; }
  const mean = sum / values.length;
  return squares / values.length - mean * mean;
}

function quantile(levels, share) {
  const counts = new Uint32Array(256);
  for (const level of levels) counts[Math.min(255, Math.round(level))] += 1;
  let left = share * levels.length;
  let level = 0;
  while (level < 255 && left > counts[level]) left -= counts[level++];
  return level;
}

// A burnt spot is white on a page that is not: where all paper is that white, a scanner made it.
function glareOf({ levels }) {
  if (quantile(levels, 0.6) > 238) return 0;
  let burnt = 0;
  for (const level of levels) if (level > 250) burnt += 1;
  return burnt / levels.length;
}

// Brightest common level of squares, by which uneven light is told from ink.
function blocks({ levels, width, height }) {
  const side = Math.max(8, Math.round(width / 16));
  const across = Math.ceil(width / side);
  const sums = new Float32Array(across * Math.ceil(height / side));
  const counts = new Uint32Array(sums.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const block = Math.floor(y / side) * across + Math.floor(x / side);
      sums[block] += levels[y * width + x];
      counts[block] += 1;
    }
  }
  return { means: sums.map((sum, place) => sum / counts[place]), across, side };
}

function darkPixels({ levels, width, height }, { means, across, side }) {
  const dark = new Uint8Array(levels.length);
  const paper = quantile(levels, 0.75);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const mean = means[Math.floor(y / side) * across + Math.floor(x / side)];
      dark[y * width + x] = levels[y * width + x] < Math.min(0.75 * Math.max(mean, 0.55 * paper), 0.7 * paper) ? 1 : 0;
    }
  }
  return dark;
}

// Share of dark pixels in the middle of the picture: about the page may lie a dark table.
function inkOf(dark, width, height) {
  let sum = 0;
  let count = 0;
  for (let y = Math.round(0.2 * height); y < 0.8 * height; y += 1) {
    for (let x = Math.round(0.2 * width); x < 0.8 * width; x += 1) { sum += dark[y * width + x]; count += 1; }
  }
  return sum / count;
}

// In how many corners of the picture a mark of the form stands: a dark square of a twentieth of the page or so.
export function cornersSeen(dark, width, height) {
  const seen = new Uint8Array(dark);
  const short = Math.min(width, height);
  const corners = new Set();
  for (let start = 0; start < seen.length; start += 1) {
    if (!seen[start]) continue;
    const box = flood(seen, start, width, height);
    const [wide, high] = [box.right - box.left + 1, box.bottom - box.top + 1];
    const isMark = Math.min(wide, high) > 0.025 * short && Math.max(wide, high) < 0.11 * short
      && wide / high > 0.6 && wide / high < 1.67 && box.count > 0.33 * wide * high;
    if (!isMark) continue;
    const [x, y] = [(box.left + box.right) / 2 / width, (box.top + box.bottom) / 2 / height];
    if ((x < THIRD || x > 1 - THIRD) && (y < THIRD || y > 1 - THIRD)) corners.add(`${x < 0.5}${y < 0.5}`);
  }
  return corners.size;
}

// The size of the dark spot at `start`, which is wiped out.
function flood(seen, start, width, height) {
  const box = { left: width, right: 0, top: height, bottom: 0, count: 0 };
  const stack = [start];
  seen[start] = 0;
  while (stack.length) {
    const at = stack.pop();
    const x = at % width;
    const y = (at - x) / width;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
    box.count += 1;
    const beside = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width];
    for (const next of beside) if (next >= 0 && next < seen.length && seen[next]) { seen[next] = 0; stack.push(next); }
  }
  return box;
}
