// In the page of whoever embeds: makes each frame marked `data-hattama` as high as its content says.
// A message counts only when it comes from such a frame, and only as a height within bounds.
// In a block of its own: a page with several frames has the script several times.

{
  const LEAST = 80;
  const MOST = 20_000;

  window.addEventListener("message", (event) => {
    if (event.data?.hattama !== "height") return;
    for (const frame of document.querySelectorAll("iframe[data-hattama]")) {
      if (frame.contentWindow !== event.source) continue;
      const height = Number(event.data.height);
      if (height >= LEAST && height <= MOST) frame.style.height = `${Math.ceil(height) + 2}px`;
    }
  });
}
