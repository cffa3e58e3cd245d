"""Rules of a kind: what each record must keep, and what is seen only in many: twice the same, again, far out.

A record of which it cannot be told whether a rule concerns it, or whether it keeps it, breaks none.
"""

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from hattama.core.protocols import holds
from hattama.core.records.conditions import Path, is_true
from hattama.core.records.formulas import CountedFacts, Reckoning, both_sides
from hattama.core.records.pack_numbers import Alike, KindRule, Must, Outlying, Recurring, Related
from hattama.core.records.records import RecordFinding, RecordRule

FEWEST: Final = 8
"""Among fewer records than these nothing is said to lie outside."""


Broken = Iterator[tuple[CountedFacts, int | None, int | None]]
"""Each record that breaks a rule, with two numbers that tell how."""


def broken_by(rule: KindRule, reckoning: Reckoning[CountedFacts]) -> dict[str, RecordFinding]:
    """What is found by a rule of the records of its kind, which are those of `reckoning`, by record."""
    if not rule.covers(reckoning.polling_on):
        return {}
    facts = reckoning.every
    concerned = [one for one in facts if rule.where is None or is_true(rule.where, one)]
    return {
        one.record.record_id: RecordFinding(
            RecordRule.RULE, one.record.record_id, rule.code, left=left, right=right
        )
        for one, left, right in _broken(rule.test, concerned, reckoning)
    }


def _broken(
    test: Must | Alike | Recurring | Outlying | Related,
    facts: Sequence[CountedFacts],
    reckoning: Reckoning[CountedFacts],
) -> Broken:
    if isinstance(test, Must):
        yield from ((one, None, None) for one in facts if is_true(test.condition, one) is False)
    elif isinstance(test, Alike):
        yield from _too_many(test, facts)
    elif isinstance(test, Recurring):
        yield from _again(test, facts)
    elif isinstance(test, Outlying):
        yield from _far_out(test, facts)
    else:
        yield from _unrelated(test, facts, reckoning)


def _groups(fields: tuple[Path, ...], facts: Sequence[CountedFacts]) -> dict[Hashable, list[CountedFacts]]:
    """Records by their values in `fields`; without those that lack one."""
    groups: dict[Hashable, list[CountedFacts]] = {}
    for one in facts:
        values = tuple(one.operand(path.names) for path in fields)
        if None not in values:
            groups.setdefault(values, []).append(one)
    return groups


def _too_many(test: Alike, facts: Sequence[CountedFacts]) -> Broken:
    for group in _groups(test.fields, facts).values():
        if len(group) > test.most:
            yield from ((one, len(group), test.most) for one in group)


def _again(test: Recurring, facts: Sequence[CountedFacts]) -> Broken:
    for group in _groups(test.fields, facts).values():
        times = len(_groups((test.over,), group))
        if times >= test.least:
            yield from ((one, times, test.least) for one in group)


def _unrelated(test: Related, facts: Sequence[CountedFacts], reckoning: Reckoning[CountedFacts]) -> Broken:
    groups = _groups(test.fields, facts).values() if test.fields else [[one] for one in facts]
    for group in groups:
        pair = both_sides(test.relation, group, reckoning)
        if pair is not None and not holds(test.relation.comparison.operator, *pair):
            yield from ((one, *pair) for one in group)


def _far_out(test: Outlying, facts: Sequence[CountedFacts]) -> Broken:
    shares: list[tuple[Fraction, CountedFacts, int, int]] = []
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
