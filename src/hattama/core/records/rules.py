"""Rules of a kind: what each record must keep, and what is seen only in many: twice the same, again, far out.

A record of which it cannot be told whether a rule concerns it, or whether it keeps it, breaks none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Final, Protocol

from hattama.core.records.conditions import Facts, Path, is_true
from hattama.core.records.kinds import Alike, KindRule, Must, Outlying, Recurring
from hattama.core.records.records import Record, RecordFinding, RecordRule

FEWEST: Final = 8
"""Among fewer records than these nothing is said to lie outside."""


class RuledFacts(Facts, Protocol):
    """Facts about a record whose rules are asked for."""

    @property
    def record(self) -> Record:
        """The record."""

    def amount(self, code: str) -> int | None:
        """The number in a field; None where none is known."""


Broken = Iterator[tuple[RuledFacts, int | None, int | None]]
"""Each record that breaks a rule, with two numbers that tell how."""


def broken_by(rule: KindRule, facts: Sequence[RuledFacts]) -> dict[str, RecordFinding]:
    """What is found by a rule of the records of its kind, by record."""
    concerned = [one for one in facts if rule.where is None or is_true(rule.where, one)]
    return {
        one.record.record_id: RecordFinding(
            RecordRule.RULE, one.record.record_id, rule.code, left=left, right=right
        )
        for one, left, right in _broken(rule.test, concerned)
    }


def _broken(test: Must | Alike | Recurring | Outlying, facts: Sequence[RuledFacts]) -> Broken:
    if isinstance(test, Must):
        yield from ((one, None, None) for one in facts if is_true(test.condition, one) is False)
    elif isinstance(test, Alike):
        yield from _too_many(test, facts)
    elif isinstance(test, Recurring):
        yield from _again(test, facts)
    else:
        yield from _far_out(test, facts)


def _groups(fields: tuple[Path, ...], facts: Sequence[RuledFacts]) -> dict[Hashable, list[RuledFacts]]:
    """Records by their values in `fields`; without those that lack one."""
    groups: dict[Hashable, list[RuledFacts]] = {}
    for one in facts:
        values = tuple(one.operand(path.names) for path in fields)
        if None not in values:
            groups.setdefault(values, []).append(one)
    return groups


def _too_many(test: Alike, facts: Sequence[RuledFacts]) -> Broken:
    wholes = _groups(test.of, facts)
    for group in _groups(test.fields, facts).values():
        whole = wholes.get(tuple(group[0].operand(path.names) for path in test.of), group)
        most = test.most if test.share is None else test.share * len(whole)
        if len(group) > most:
            yield from ((one, len(group), int(most)) for one in group)


def _again(test: Recurring, facts: Sequence[RuledFacts]) -> Broken:
    for group in _groups(test.fields, facts).values():
        times = len(_groups((test.over,), group))
        if times >= test.least:
            yield from ((one, times, test.least) for one in group)


def _far_out(test: Outlying, facts: Sequence[RuledFacts]) -> Broken:
    shares: list[tuple[Fraction, RuledFacts, int, int]] = []
    for one in facts:
        number, base = one.amount(test.number), one.amount(test.base)
        if number is not None and base is not None and base > 0:
            shares.append((Fraction(number, base), one, number, base))
    if len(shares) < FEWEST:
        return
    in_order = sorted(share for share, *_ in shares)
    low, high = in_order[len(in_order) // 4], in_order[-1 - len(in_order) // 4]
    room = test.fence * (high - low)
    for share, one, number, base in shares:
        if number >= test.least and not low - room <= share <= high + room:
            yield one, number, base
