"""Bring rights.md up to the policy: `python -m hattama.web.accounts.commands.rights_page [FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from hattama.core.vocabulary import KEPT_FROM, Deed
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, ALLOWED, Role

BEGIN = "<!-- written from the policy: begin -->\n"
END = "<!-- written from the policy: end -->\n"


def with_policy(page: str) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError without the marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the policy")
    return f"{before}{BEGIN}\n{render_policy()}\n{END}{after}"


def render_policy() -> str:
    """The matrix role × deed as Markdown, within one's area; then what the matrix is outside of it."""
    roles = list(Role)
    lines = [
        "| deed | " + " | ".join(role.value.replace("_", " ") for role in roles) + " | never |",
        "|---|" + ":-:|" * len(roles) + "---|",
    ]
    for deed in Deed:
        cells = ["yes" if role in ALLOWED[deed] else "–" for role in roles]
        kept = "; ".join(KEPT_FROM.get(deed, ()))
        lines.append(f"| {deed.replace('_', ' ')} | {' | '.join(cells)} | {kept} |")
    factor = ["needed" if role in ABOVE_TYPIST else "–" for role in roles]
    lines += [
        f"| second factor | {' | '.join(factor)} | |",
        "",
        "The columns hold for the area in which a person has the role, and for everything below it.",
        "Outside of it every cell is –, for every role and every deed. *Never* says who is kept from it by",
        "what they did or are, whatever their roles. Importing is the operator's, publishing the log's.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/operator/rights.md")
    file.write_text(with_policy(file.read_text("utf-8")), "utf-8")
