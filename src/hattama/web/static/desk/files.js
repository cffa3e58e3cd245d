// Browsers name their own button in their own language: here it has the page's, and says what was chosen.

const choice = document.getElementById("file-choice");

document.querySelectorAll("input[type=file]:not([data-part])").forEach((field) => {
  const ours = choice.content.cloneNode(true);
  const chosen = ours.querySelector("[data-chosen]");
  const none = chosen.textContent;
  ours.querySelector("label").htmlFor = field.id;
  field.addEventListener("change", () => { chosen.textContent = Array.from(field.files, (file) => file.name).join(", ") || none; });
  field.classList.add("is-ours");
  field.after(ours);
});
