"""What cites norms in a rule pack, rule by rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.norms import Citations
from hattama.core.outcomes import told_rules
from hattama.core.protocols import RulePack
from hattama.core.vocabulary import Message, Severity, Text
from hattama.formats.outcome_rules import OutcomePack


class UseKind(StrEnum):
    """What rests on a norm."""

    LINE = "line"
    QUANTITY = "quantity"
    RELATION = "relation"
    OUTCOME = "outcome"
    STEP = "step"
    LIMIT = "limit"
    REASON = "reason"
    POWER = "power"
    BODY = "body"
    PUBLICATION = "publication"
    HOURS = "hours"
    REGISTER = "register"


USE_WORDS = {
    UseKind.LINE: Message("lines of the form"),
    UseKind.QUANTITY: Message("derived quantities"),
    UseKind.RELATION: Message("control relations"),
    UseKind.OUTCOME: Message("rules of the outcome"),
    UseKind.STEP: Message("steps of counting night"),
    UseKind.LIMIT: Message("time limits of steps"),
    UseKind.REASON: Message("reasons to change a protocol"),
    UseKind.POWER: Message("powers over protocols"),
    UseKind.BODY: Message("commissions and what they establish"),
    UseKind.PUBLICATION: Message("duties to publish"),
    UseKind.HOURS: Message("hours of polls"),
    UseKind.REGISTER: Message("kinds of registers, their deeds and time limits"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One rule with what it rests on. `pack_id` is a pack's, or names a record of publication or a register.
    `where` is the form or kind of contest, or empty.

    `is_ours`: the reading of the norms is our own. `severity` is a relation's.
    """

    pack_id: str
    kind: UseKind
    code: str
    words: Text
    cited: Citations
    is_ours: bool
    where: str = ""
    severity: Severity | None = None


def uses_of(pack: RulePack, outcomes: OutcomePack) -> tuple[Use, ...]:
    """All uses, forms that say the same in several contests once."""
    return tuple(
        dict.fromkeys(
            (
                *_form_uses(pack),
                *_outcome_uses(outcomes),
                *_night_uses(pack),
                *_power_uses(pack),
                *_publication_uses(pack),
                *_body_uses(pack),
            )
        )
    )


def _form_uses(pack: RulePack) -> Iterator[Use]:
    for rules in pack.rules:
        for figure in rules.form.figures:
            yield Use(pack.pack_id, UseKind.LINE, figure.code, figure.label, figure.cited, figure.inferred)
        for quantity in rules.derived:
            kind = UseKind.QUANTITY
            yield Use(pack.pack_id, kind, quantity.code, quantity.label, quantity.cited, quantity.inferred)
    for rules in pack.rules:
        for relation in rules.relations:
            words, cited, severity = relation.words, relation.cited, relation.severity
            kind = UseKind.RELATION
            yield Use(pack.pack_id, kind, relation.code, words, cited, relation.inferred, severity=severity)


def _outcome_uses(outcomes: OutcomePack) -> Iterator[Use]:
    for kind, rules in outcomes.rules.items():
        for rule in told_rules(rules):
            yield Use(
                outcomes.pack_id, UseKind.OUTCOME, rule.code, rule.names, rule.cited, rule.inferred, kind
            )


def _night_uses(pack: RulePack) -> Iterator[Use]:
    if pack.polls is not None:
        words = USE_WORDS[UseKind.HOURS]
        yield Use(pack.pack_id, UseKind.HOURS, "polls", words, pack.polls.cited, is_ours=False)
    for step in pack.steps:
        if step.cited:
            yield Use(pack.pack_id, UseKind.STEP, step.code, step.words, step.cited, step.inferred)
    for step in pack.steps:
        if step.limit is not None:
            limit = step.limit
            yield Use(pack.pack_id, UseKind.LIMIT, step.code, step.words, limit.cited, limit.inferred)
    for reason in pack.change_reasons:
        yield Use(pack.pack_id, UseKind.REASON, reason.code, reason.words, reason.cited, is_ours=False)


def _publication_uses(pack: RulePack) -> Iterator[Use]:
    for duty in pack.publication:
        yield Use(pack.pack_id, UseKind.PUBLICATION, duty.code, duty.words, duty.cited, is_ours=False)


def _power_uses(pack: RulePack) -> Iterator[Use]:
    for power in pack.powers.stated:
        if power.cited:
            code = f"{power.deed}: {', '.join(power.by)}"
            cited = Citations.together((power.cited, power.until_cited))
            yield Use(pack.pack_id, UseKind.POWER, code, power.note, cited, power.inferred)


def _body_uses(pack: RulePack) -> Iterator[Use]:
    for body in pack.bodies.stated:
        for remit in body.remits:
            code = f"{body.code}: {', '.join(remit.extents)}"
            cited = Citations.together((remit.cited, remit.due_cited))
            yield Use(pack.pack_id, UseKind.BODY, code, body.names, cited, remit.inferred)
