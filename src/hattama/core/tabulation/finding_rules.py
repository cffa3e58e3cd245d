"""Every rule that a finding may speak of, whoever states it: the one place that says what a code means.

A relation is entered by standing in a rule pack, a rule of ours by standing in `OWN_RULES`. A log may hold
codes that are neither, from a later version: such a rule is known by its code alone, and told all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hattama.core.protocols import (
    CUSTODY_RULES,
    DEED_RULES,
    FORM_RULES,
    OF_COMMISSIONS,
    SECOND_LOOK_RULES,
    STEP_LATE,
    STEP_PLACE,
    STEP_RULES,
    FormRule,
    ProtocolRules,
    Relation,
    Scope,
    names_in,
)
from hattama.core.tabulation.claims import PLAIN_LEVEL
from hattama.core.tabulation.turnout_rules import TURNOUT_RULES
from hattama.core.vocabulary import NO_WORDS, Severity, Text, Words


class RuleKind(StrEnum):
    """What a rule is asked of, and so where its findings are told."""

    RELATION = "relation"
    """A control relation of a pack: protocols of one precinct."""
    FORM = "form"
    """Any protocol, whatever its form."""
    DEED = "deed"
    """How a protocol came about."""
    LOOK = "look"
    """A protocol while it is typed; nothing of it is published."""
    LEVEL = "level"
    """A commission's table and the protocols below it."""
    TURNOUT = "turnout"
    STEP = "step"
    PAPER = "paper"
    UNKNOWN = "unknown"


_OF_PROTOCOLS = frozenset({RuleKind.RELATION, RuleKind.FORM, RuleKind.DEED})
_OF_LAW = frozenset({RuleKind.RELATION, RuleKind.FORM, RuleKind.DEED, RuleKind.LOOK})


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A rule as pages and commands tell it. `words`: the sentence when it is broken, empty where unknown.

    `by_law`: a hard one rests on the law; else on what can be at all. `passing` and `failing` are examples of
    a rule of ours, in English. `relation` and the form `stated_in` are those of a rule of a pack.
    """

    code: str
    severity: Severity
    words: Text
    kind: RuleKind
    by_law: bool = True
    passing: str = ""
    failing: str = ""
    relation: Relation | None = None
    stated_in: ProtocolRules | None = None

    @property
    def is_hard(self) -> bool:
        """Whether it must hold; else it asks for a second look."""
        return self.severity is Severity.HARD

    @property
    def is_known(self) -> bool:
        """Whether this version knows more of it than its code."""
        return self.kind is not RuleKind.UNKNOWN

    @property
    def is_switched_off(self) -> bool:
        """Whether the pack keeps the code and does not ask."""
        return self.relation is not None and not self.relation.enabled

    @property
    def is_of_protocols(self) -> bool:
        """Whether its findings stand in the entries of protocols."""
        return self.kind in _OF_PROTOCOLS

    @property
    def operands(self) -> tuple[tuple[str, Words], ...]:
        """The figures of which a relation speaks, with what the form calls them."""
        relation, rules = self.relation, self.stated_in
        if relation is None or rules is None:
            return ()
        labels = {figure.code: figure.label for figure in rules.form.figures}
        labels.update((quantity.code, quantity.label) for quantity in rules.derived)
        parts = [relation.statement] if relation.when is None else [relation.when, relation.statement]
        names = dict.fromkeys(name.name for part in parts for name in names_in(part))
        return tuple((name, labels[name]) for name in names if name in labels)


class RuleBook(dict[str, FindingRule]):
    """Rules by code. A code that nobody states is answered as well, by a rule that says that much."""

    def __missing__(self, code: str) -> FindingRule:
        return FindingRule(code, Severity.SOFT, NO_WORDS, RuleKind.UNKNOWN)

    def of_protocols(self, recorded: Iterable[str] = (), *, civic: bool = False) -> list[FindingRule]:
        """The rules that entries of protocols may speak of, in a `civic` count those that ask no commission
        where and on whose decision; and those of the codes that were `recorded`."""
        unasked = OF_COMMISSIONS if civic else ()
        rules = (rule for rule in self.values() if rule.is_of_protocols and rule.code not in unasked)
        known = dict.fromkeys(rule.code for rule in rules)
        return [self[code] for code in known | dict.fromkeys(recorded)]


def _own_rules() -> Iterator[FindingRule]:
    own: dict[RuleKind, Iterable[FormRule]] = {
        RuleKind.FORM: FORM_RULES.values(),
        RuleKind.DEED: DEED_RULES.values(),
        RuleKind.LOOK: SECOND_LOOK_RULES.values(),
        RuleKind.TURNOUT: TURNOUT_RULES.values(),
        RuleKind.STEP: STEP_RULES.values(),
        RuleKind.PAPER: CUSTODY_RULES.values(),
    }
    for kind, rules in own.items():
        for rule in rules:
            by_law = kind in _OF_LAW or rule in (STEP_LATE, STEP_PLACE)
            said = (rule.code, rule.severity, rule.words, kind, by_law)
            yield FindingRule(*said, rule.passing, rule.failing)
    yield FindingRule(
        PLAIN_LEVEL.code,
        PLAIN_LEVEL.severity,
        PLAIN_LEVEL.words,
        RuleKind.LEVEL,
        by_law=False,
        passing="the table says 600 took part, and the protocols below it add up to 600",
        failing="the table says 600 took part, and the protocols below it add up to 599",
    )


OWN_RULES = MappingProxyType({rule.code: rule for rule in _own_rules()})
"""The rules that no pack states, by code: they hold in every country."""


def rule_book(rules: Iterable[ProtocolRules]) -> RuleBook:
    """Every rule of an election whose protocols follow `rules`: of every form, the pack's, then ours."""
    book = RuleBook((code, rule) for code, rule in OWN_RULES.items() if rule.kind is RuleKind.FORM)
    for of_form in rules:
        for relation in of_form.relations:
            kind = RuleKind.LEVEL if relation.scope is Scope.LEVELS else RuleKind.RELATION
            said = (relation.code, relation.severity, relation.words, kind)
            book.setdefault(relation.code, FindingRule(*said, relation=relation, stated_in=of_form))
    for code, rule in OWN_RULES.items():
        book.setdefault(code, rule)
    return book
