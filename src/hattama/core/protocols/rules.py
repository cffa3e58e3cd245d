"""The rules that hold for one protocol: its form and its control relations, as a rule pack states them."""

import datetime
from dataclasses import dataclass, replace
from enum import StrEnum

from hattama.core.norms import Citations, Deadline, Edition, Law
from hattama.core.protocols.bodies import Bodies
from hattama.core.protocols.chronometry import StepDefinition
from hattama.core.protocols.forms import Form
from hattama.core.protocols.life_reasons import ChangeReason
from hattama.core.protocols.powers import Powers
from hattama.core.protocols.relations import Expression, Statement
from hattama.core.protocols.second_look import SecondLook
from hattama.core.vocabulary import NO_WORDS, AreaKind, Contest, PollingHours, Severity, Text, Words

Figures = tuple[tuple[str, int], ...]
"""Figures by key as a hashable value, in the order in which the pack writes them."""

ExamplePersons = tuple[tuple[str, tuple[str, ...]], ...]
"""The lists that an example names, each with the codes of its persons."""


class Scope(StrEnum):
    """What a relation speaks of: one protocol, those of one precinct, or a commission and those below it."""

    PROTOCOL = "protocol"
    PRECINCT = "precinct"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True)
class DerivedQuantity:
    """A quantity that the paper does not give but the law names, as a formula over figures."""

    code: str
    label: Words
    cited: Citations
    formula: str
    expression: Expression
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class RelationExample:
    """Figures for which a relation holds, and figures for which it and nothing else is broken.

    Each side is one set of figures for a protocol, several for the protocols of one precinct, and for
    levels two: what the commission claims, then what the protocols below it sum to.
    """

    passing: tuple[Figures, ...]
    failing: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """One control relation. `text` is the relation as the pack writes it; `statement` is the same, parsed.

    `each` is the code of the group row by row of which the relation is asked, or empty. `when`, if given,
    must hold for the relation to be asked at all. `tolerance` is the largest absolute difference that
    still counts as agreement for `==` and `same`. `enabled` False keeps the code for life while the pack
    switches the relation off; `instead_of` names the relation of which this one is another reading.
    """

    code: str
    severity: Severity
    cited: Citations
    words: Text
    text: str
    statement: Statement
    scope: Scope = Scope.PROTOCOL
    each: str = ""
    when: Statement | None = None
    when_text: str = ""
    tolerance: int = 0
    inferred: bool = False
    enabled: bool = True
    instead_of: str = ""
    note: Words = NO_WORDS
    example: RelationExample | None = None


@dataclass(frozen=True, slots=True)
class ProtocolRules:
    """What a pack says about protocols of one form: the form, its derived quantities, its relations.

    `example` is a whole protocol of this form in which every enabled relation holds; `example_persons` tells
    which persons stand on which of its lists.
    """

    form: Form
    derived: tuple[DerivedQuantity, ...]
    relations: tuple[Relation, ...]
    example: Figures = ()
    example_persons: ExamplePersons = ()

    def relation(self, code: str) -> Relation:
        """The relation with this code; KeyError when the form has none such."""
        for relation in self.relations:
            if relation.code == code:
                return relation
        raise KeyError(code)


_NO_BOUNDS = SecondLook()
_NO_POWERS = Powers()
_NO_BODIES = Bodies()


@dataclass(frozen=True, slots=True)
class LawfulHours:
    """The hours of polls that the law sets where nobody sets others. `may_end_early`: the kinds of precincts
    at which voting may be ended once everybody on the list has voted."""

    hours: PollingHours
    may_end_early: tuple[AreaKind, ...]
    cited: Citations


@dataclass(frozen=True, slots=True)
class PublicationDuty:
    """What the law asks to publish of a protocol: it, within a `deadline` of its signing, or its `figure`."""

    code: str
    words: Words
    cited: Citations
    deadline: Deadline | None = None
    figure: str = ""


@dataclass(frozen=True, slots=True)
class RulePack:
    """The law on protocols as it stood on one day, `law_on`.

    `country` is its ISO 3166-1 code of two letters. `law` is the law that is most cited, in its `edition` of
    that day; citations of others name them. `languages` are those in which the country's own papers are
    written. `sources` are documents that are no norms. `sha256` is the hex digest of the pack's bytes.
    `steps` are those of counting night, in their order; `change_reasons` those reasons of this law for which
    a published protocol is changed; `powers` whose decision the law makes a deed;
    `bodies` whose protocol the results of what are; `polls` the hours of polls where a definition says none;
    `publication` what of each protocol is to be made public, and by when.
    """

    pack_id: str
    names: Words
    country: str
    law_on: datetime.date
    law: Law
    edition: Edition
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    rules: tuple[ProtocolRules, ...]
    sha256: str
    steps: tuple[StepDefinition, ...] = ()
    change_reasons: tuple[ChangeReason, ...] = ()
    second_look: SecondLook = _NO_BOUNDS
    powers: Powers = _NO_POWERS
    bodies: Bodies = _NO_BODIES
    polls: LawfulHours | None = None
    publication: tuple[PublicationDuty, ...] = ()

    def hours_at(self, kind: AreaKind) -> PollingHours | None:
        """The hours of polls by law at a precinct of this kind; None where the pack states none."""
        if self.polls is None:
            return None
        return replace(self.polls.hours, may_end_early=kind in self.polls.may_end_early)

    def rules_for(self, contest: Contest) -> ProtocolRules:
        """The rules of the form that `contest` uses (the pack's first form when it names none).

        Raises KeyError when the contest names a form that the pack does not have.
        """
        if not contest.form:
            return self.rules[0]
        for rules in self.rules:
            if rules.form.code == contest.form:
                return rules
        raise KeyError(contest.form)
