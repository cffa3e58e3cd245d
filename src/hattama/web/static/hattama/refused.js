// A form that came back refused: whoever hears the page or holds a keyboard begins at the reason, not at the top, and is
// led from it to each field.

const notice = document.querySelector("main :is(.notice-refusal, .is-refusal)[role=alert]:not([hidden])");
const marked = Array.from(document.querySelectorAll("main [aria-invalid=true]"));
// Those that lack or cannot be read at all, where there are any: a figure is marked where it agrees with no other line, too.
const says = (field) => (field.getAttribute("aria-describedby") || "").split(" ").some((id) => id.endsWith("-fault"));
const unread = marked.filter((field) => says(field) || (field.closest(".cell") && field.closest(".cell").querySelector(".fault")));
const fields = unread.length ? unread : marked;

// Without what explains it.
function bareText(part) {
  const bare = part.cloneNode(true);
  bare.querySelectorAll(".hint, .row-sum").forEach((hint) => hint.remove());
  return bare.textContent.replace(/\s+/g, " ").trim();
}

function nameOf(field) {
  const rows = field.closest(".line-rows, .ruling");
  const parts = [rows && rows.querySelector("legend"), field.labels && field.labels[0]].filter(Boolean);
  return parts.map(bareText).join(", ") || field.getAttribute("aria-label");
}

function linkTo(field) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${field.id}`;
  link.textContent = nameOf(field);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
  });
  line.append(link);
  return line;
}

if (notice) {
  const list = document.createElement("ul");
  list.className = "plain-list";
  list.append(...fields.filter((field) => field.id).map(linkTo));
  if (list.children.length && !notice.querySelector("a[href^='#']")) notice.append(list);
  // A place in the address, from a link that was followed before the form was sent, would take the focus again.
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  notice.tabIndex = -1;
  notice.focus();
} else if (fields.length && document.querySelector("main .fault")) {
  fields[0].focus();
}
