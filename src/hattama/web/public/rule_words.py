"""What a rule's code means: the sentence, the relation as the pack writes it, the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hattama.core.protocols import FORM_RULES, FormRule, ProtocolRules, Relation, names_in
from hattama.core.vocabulary import Severity, Words


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as a page explains it. `text` and `article` are empty for what every form asks for."""

    code: str
    severity: Severity
    words: Words
    text: str = ""
    when: str = ""
    article: str = ""
    tolerance: int = 0
    inferred: bool = False
    enabled: bool = True
    note: Words = field(default_factory=lambda: Words(()))
    instead_of: str = ""
    operands: tuple[tuple[str, Words], ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether the law requires the relation to hold."""
        return self.severity is Severity.HARD


def rule_words(rules: Iterable[ProtocolRules], code: str) -> RuleWords | None:
    """The rule with this code in any of the election's forms, or None when there is none such."""
    if code in FORM_RULES:
        return _of_every_form(FORM_RULES[code])
    for of_form in rules:
        for relation in of_form.relations:
            if relation.code == code:
                return _of_a_pack(of_form, relation)
    return None


def all_rules(rules: Iterable[ProtocolRules]) -> list[RuleWords]:
    """Every rule that protocols are checked by, each code once: those of every form, then the pack's."""
    found = {rule.code: _of_every_form(rule) for rule in FORM_RULES.values()}
    for of_form in rules:
        for relation in of_form.relations:
            found.setdefault(relation.code, _of_a_pack(of_form, relation))
    return list(found.values())


def _of_every_form(rule: FormRule) -> RuleWords:
    return RuleWords(rule.code, rule.severity, rule.words)


def _of_a_pack(rules: ProtocolRules, relation: Relation) -> RuleWords:
    return RuleWords(
        code=relation.code,
        severity=relation.severity,
        words=relation.words,
        text=relation.text,
        when=relation.when_text,
        article=relation.article,
        tolerance=relation.tolerance,
        inferred=relation.inferred,
        enabled=relation.enabled,
        note=relation.note,
        instead_of=relation.instead_of,
        operands=_operands(rules, relation),
    )


def _operands(rules: ProtocolRules, relation: Relation) -> tuple[tuple[str, Words], ...]:
    labels = {figure.code: figure.label for figure in rules.form.figures}
    labels.update((quantity.code, quantity.label) for quantity in rules.derived)
    parts = [relation.statement] if relation.when is None else [relation.when, relation.statement]
    names = dict.fromkeys(name.name for part in parts for name in names_in(part))
    return tuple((name, labels[name]) for name in names if name in labels)
