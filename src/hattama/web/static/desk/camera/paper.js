// Whose paper the picture shows, by the code that our forms carry: read by the browser where it can, else by the reader
// of codes that lies in ./qr.

const PREFIX = "HATTAMA1/";

// Election, contest, precinct and page that the code names; null where no code of ours was read.
export async function paperOf(canvas) {
  const text = (await readByBrowser(canvas)) || (await readByOurselves(canvas));
  const parts = text && text.startsWith(PREFIX) ? text.split("/") : [];
  return parts.length === 7 ? { election: parts[1], contest: parts[2], area: parts[3], page: Number(parts[6]) } : null;
}

async function readByBrowser(canvas) {
  if (!("BarcodeDetector" in globalThis)) return "";
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return "";
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas);
  const ours = found.find((code) => code.rawValue.startsWith(PREFIX));
  return ours ? ours.rawValue : "";
}

async function readByOurselves(canvas) {
  try {
    const { decodeQR } = await import("./qr/decode.js");
    const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return decodeQR({ data, width, height });
  } catch (error) {
    // The reader says with an error that there is no code; without a network it may not be here at all.
    if (error instanceof Error) return "";
    throw error;
  }
}
