// The player's bar: where the recording is, and steps of the count that are shown without the page being loaded again.

const video = document.querySelector("video[data-length]");
const bar = document.getElementById("video-marks");
const head = bar.querySelector(".video-head");
// As stated: the marks of the steps stand where the stated times are.
const length = Number(video.dataset.length);

function show(second) {
  video.currentTime = second;
  video.play().catch((refused) => { if (refused.name !== "NotAllowedError" && refused.name !== "AbortError") throw refused; });
}

video.addEventListener("timeupdate", () => head.setAttribute("transform", `translate(${Math.min(1, video.currentTime / length) * 1000} 0)`));
bar.addEventListener("click", (event) => {
  const { left, width } = bar.getBoundingClientRect();
  show(((event.clientX - left) / width) * length);
});
document.querySelectorAll("[data-second]").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  show(Number(link.dataset.second));
}));
