"""The table of a protocol's life as life.md shows it: a diagram and a plain table of the same rows."""

from __future__ import annotations

from typing import Final

from hattama.core.protocols.life_table import STATES, TRANSITIONS, Who, state_code

_WHO: Final = {
    Who.ANYBODY: "anybody whose role allows it",
    Who.NOT_THE_FIRST: "another person than the first",
    Who.ONE_OF_THE_TWO: "one of the two who entered it",
    Who.NOBODY_WHO_ENTERED: "a person who entered none of it",
    Who.NOBODY_WHO_ENTERED_OR_THE_RULE: "a person who entered none of it, or the election's rule",
    Who.THE_LOG: "the log",
    Who.OPERATOR: "the operator, from an official file",
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
    lines = ["| in | deed | leads to | done by |", "|---|---|---|---|"]
    lines += [
        f"| `{state_code(row.state)}` | `{row.deed}` | "
        f"{' or '.join(f'`{state_code(after)}`' for after in row.to)} | {_WHO[row.who]} |"
        for row in TRANSITIONS
    ]
    return "\n".join(lines) + "\n"
