"""The table of a protocol's life as life.md shows it: a diagram and a plain table of the same rows."""

from typing import Final

from hattama.core.protocols.life_table import STATES, TRANSITIONS, state_code
from hattama.core.vocabulary import KEPT_FROM, Deed

_DONE_BY: Final = {
    Deed.IMPORT: "the operator, from an official file",
    Deed.PUBLISH: "the log",
    Deed.RETYPE: "one of the two who entered it",
    Deed.CONFIRM: "anybody whose role allows it, or the election's rule",
}


def render_life_diagram() -> str:
    """The life of a protocol as a Mermaid state diagram, one arrow for each state a deed may lead to."""
    lines = ["stateDiagram-v2", f"    [*] --> {state_code(STATES[0])}"]
    lines += [
        f"    {state_code(row.state)} --> {state_code(after)}: {row.deed}"
        for row in TRANSITIONS
        for after in row.to
    ]
    return "\n".join(lines) + "\n"


def render_life_table() -> str:
    """The same as a Markdown table, one row for each deed in each state."""
    lines = ["| in | deed | leads to | done by | never by |", "|---|---|---|---|---|"]
    for row in TRANSITIONS:
        state = f"`{state_code(row.state)}`" + (f" of {row.entries}" if row.entries else "")
        after = " or ".join(f"`{state_code(after)}`" for after in row.to)
        who = _DONE_BY.get(row.deed, "anybody whose role allows it")
        lines.append(
            f"| {state} | `{row.deed}` | {after} | {who} | {'; '.join(KEPT_FROM.get(row.deed, ()))} |"
        )
    return "\n".join(lines) + "\n"
