"""A small form to hold relations against: lines that stand once, votes by choice, rows of portable boxes."""

from typing import Any

from hattama.core.norms import NOTHING_CITED
from hattama.core.protocols import (
    CHOICES,
    DerivedQuantity,
    FigureDefinition,
    Form,
    Protocol,
    ProtocolRules,
    Relation,
    RowGroup,
    parse_expression,
    parse_statement,
)
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Severity

BOXES = "boxes"


def figure(code: str, group: str = "", required: bool = True) -> FigureDefinition:
    return FigureDefinition(code, NO_WORDS, "1", required=required, group=group)


FORM = Form(
    "small",
    NO_WORDS,
    (
        figure("listed"),
        figure("issued"),
        figure("votes", CHOICES),
        figure("requests", BOXES),
        figure("papers", BOXES),
        figure("invalid"),
        figure("outside", required=False),
    ),
    (RowGroup(BOXES, NO_WORDS, 20),),
)

CONTEST = Contest("party_list", "proportional", NO_WORDS, (Choice("a", NO_WORDS), Choice("b", NO_WORDS)))

WHOLE = {"listed": 900, "issued": 500, "votes[a]": 300, "votes[b]": 150, "invalid": 20}


def relation(text: str, code: str = "ZZ-R01", **parts: Any) -> Relation:
    when = parts.pop("when", "")
    return Relation(
        code=code,
        severity=parts.pop("severity", Severity.HARD),
        cited=NOTHING_CITED,
        words=NO_WORDS,
        text=text,
        statement=parse_statement(text),
        when=parse_statement(when) if when else None,
        when_text=when,
        **parts,
    )


def derived(code: str, formula: str) -> DerivedQuantity:
    return DerivedQuantity(code, NO_WORDS, "1", formula, parse_expression(formula))


def rules(*relations: Relation, quantities: tuple[DerivedQuantity, ...] = ()) -> ProtocolRules:
    return ProtocolRules(FORM, quantities, relations)


def protocol(figures: dict[str, int] = WHOLE, illegible: tuple[str, ...] = (), **changes: int) -> Protocol:
    return Protocol("001", "party_list", {**figures, **changes}, frozenset(illegible))
