// A photograph as it may leave the phone: smaller, drawn anew, so that nothing remains of where and with what it was
// taken. Its name is the SHA-256 of the picture as it was chosen, by which the original can be known later.

import { sha256 } from "./shelf.js";

const LONG_SIDE = 2048;
const QUALITY = 0.85;

// Null for what this browser cannot draw, or has no memory for: as it is it would carry its place along.
export async function reduced(file, mostPixels) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
  const scale = Math.min(1, (mostPixels || LONG_SIDE) / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  return blob && named(blob, await file.arrayBuffer(), "jpg");
}

export async function named(blob, original, ending) {
  return new File([blob], `${await sha256(original)}.${ending}`, { type: blob.type });
}
