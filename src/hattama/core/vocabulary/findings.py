"""What a check says about figures (a finding), and what is wrong with an input file (a fault).

Both are values that are returned, many at once, never exceptions; their sentences are messages, said in the
language of the reader by any shell.
"""

from dataclasses import dataclass
from enum import StrEnum

from hattama.core.vocabulary.words import Message


class Severity(StrEnum):
    """How much a relation weighs: HARD when the law requires it, SOFT when it asks for a second look."""

    HARD = "hard"
    SOFT = "soft"


class Verdict(StrEnum):
    """What came out of a check that did not simply hold."""

    BROKEN = "broken"
    CANNOT_BE_CHECKED = "cannot_be_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One relation that does not hold, or could not be checked, for one protocol.

    `code` is the rule's code for life. `fields` are the figure keys involved, as written on the form
    (`voters_listed`, `issued_by_member[2]`, `votes[amanat]`). `left` and `right` are the two sides as
    exact integers where the relation could be evaluated; both None where it could not. `row` is the
    row key of a repeated group for relations checked row by row, else the empty string.
    """

    code: str
    severity: Severity
    verdict: Verdict
    fields: tuple[str, ...]
    left: int | None = None
    right: int | None = None
    row: str = ""

    @property
    def difference(self) -> int | None:
        """Left minus right, or None where the relation could not be evaluated."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect of an input. `row` is 1-based as an editor or spreadsheet shows it, 0 when none applies.

    `words` is the sentence with the placeholders `{found}` and `{expected}`.
    """

    code: str
    words: Message
    file: str = ""
    row: int = 0
    field: str = ""
    found: str = ""
    expected: str = ""
