"""The rules that documents are held to: one code for life, what it says, an innocent and a guilty example.

The examples are whole little documents, made up: the tests run every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hattama.core.documents.sources import Place
from hattama.core.vocabulary import Message


class Weight(StrEnum):
    """CONTRADICTION: both statements cannot be right. QUESTION: a reader should look; it may be meant so."""

    CONTRADICTION = "contradiction"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A rule. `about` says in a line what it asks; `passing` and `failing` are documents."""

    code: str
    weight: Weight
    about: Message
    passing: str
    failing: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not agree: `found` and `expected` as they are read aloud; the doubtful place is the first."""

    rule: DocumentRule
    words: Message
    found: str
    expected: str
    places: tuple[Place, ...]
    weight: Weight


SHARE = DocumentRule(
    "DOC-SHARE",
    Weight.CONTRADICTION,
    Message("A percentage agrees with the part and the whole that stand beside it."),
    "The list had 200 candidates, including 58 women (29 per cent).",
    "The list had 200 candidates, including 56 women (29 per cent).",
)
FRACTION = DocumentRule(
    "DOC-FRACTION",
    Weight.QUESTION,
    Message("A fraction said in words agrees with the number in brackets and the whole."),
    "The council has 90 members. Two thirds of the council (60 members) are elected by lists.",
    "The council has 90 members. Two thirds of the council (70 members) are elected by lists.",
)
OVER = DocumentRule(
    "DOC-OVER",
    Weight.CONTRADICTION,
    Message("Shares of one whole that names the others, too, make 100 %."),
    "В комиссиях работали казахи (81 %), русские (11 %) и другие (8 %).",
    "В комиссиях работали казахи (81 %), русские (11 %) и другие (18 %).",
)
PARTS = DocumentRule(
    "DOC-PARTS",
    Weight.CONTRADICTION,
    Message("Parts that are listed one by one make the number before them."),
    "34 іс-шараны партиялар өткізді (20 - «Алма», 10 - «Алмұрт», 4 - «Өрік»).",
    "34 іс-шараны партиялар өткізді (20 - «Алма», 10 - «Алмұрт», 5 - «Өрік»).",
)
TABLE = DocumentRule(
    "DOC-TABLE",
    Weight.CONTRADICTION,
    Message("The rows of a table make its row of totals."),
    "Север 120\nЮг 80\nЗапад 50\nИтого 250",
    "Север 120\nЮг 80\nЗапад 50\nИтого 260",
)

RULES: dict[str, DocumentRule] = {
    rule.code: rule
    for rule in (
        SHARE, FRACTION, OVER, PARTS, TABLE,
    )
}  # fmt: skip
"""Every rule by its code."""
