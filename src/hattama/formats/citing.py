"""Everything that cites norms: rules of packs, registers, and duties that records of publication quote."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from hattama.core.norms import Citations, Cited
from hattama.core.outcomes import told_rules
from hattama.core.protocols import RulePack
from hattama.core.records import Clock
from hattama.core.vocabulary import NO_WORDS, Message, Severity, Text, Words
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.publication_records import parse_publication_record
from hattama.formats.register_packs import load_register
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import publication_records, read_rulepack, register_ids


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


def shipped_uses(pack_id: str) -> tuple[Use, ...]:
    """The uses of norms in a pack that comes with the program. Raises UnknownRulePack."""
    data = read_rulepack(pack_id)
    file = f"{pack_id}.toml"
    return uses_of(parse_rulepack(data, file), parse_outcome_rules(data, file))


def publication_uses() -> Iterator[Use]:
    """The uses of norms in the records of publication that come with the program."""
    for name, data in publication_records():
        for duty in parse_publication_record(data, name).duties:
            yield Use(
                f"publication/{name}", UseKind.PUBLICATION, duty.code, duty.asks, duty.cited, duty.inferred
            )


def register_uses() -> Iterator[Use]:
    """The uses of norms in the registers that come with the program."""
    for name in register_ids():
        register = load_register(name)
        uses = (
            Use(f"register/{name}", UseKind.REGISTER, *said) for said in _cited_in(register, register.law_on)
        )
        yield from dict.fromkeys(uses)


def _cited_in(part: object, day: datetime.date) -> Iterator[tuple[str, Text, Citations, bool]]:
    """Code, words and norms of everything in a register that cites any, whether it is our own reading."""
    if isinstance(part, Clock):
        norms = (Cited.of(norm, day) for norm in part.norms)
        yield part.code, part.words, Citations(tuple(one for one in norms if one)), part.inferred
        return
    cited = getattr(part, "cited", None)
    if isinstance(cited, Citations) and cited:
        yield (
            getattr(part, "code", ""),
            getattr(part, "words", NO_WORDS),
            cited,
            bool(getattr(part, "inferred", False)),
        )
    if isinstance(part, tuple):
        yield from (said for one in part for said in _cited_in(one, day))
    elif is_dataclass(part) and not isinstance(part, Citations | Words):
        yield from (said for one in fields(part) for said in _cited_in(getattr(part, one.name), day))


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
