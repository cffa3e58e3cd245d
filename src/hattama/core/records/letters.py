"""Letters about records: to whom each goes, about which of them, and which were sent already."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hattama.core.records.clocks import Reading, read_clocks
from hattama.core.records.conditions import is_true
from hattama.core.records.facts import RecordFacts
from hattama.core.records.kinds import Letter


@dataclass(frozen=True, slots=True)
class DueLetter:
    """One letter: to an organisation or a body (a code, where `is_body`), about these records.

    `sent_at`: when the last of them was written about since it became late; None where one of them was not.
    """

    letter: Letter
    to: str
    is_body: bool
    about: tuple[RecordFacts, ...]
    missed: tuple[Reading, ...]
    sent_at: datetime.datetime | None


def missed_now(facts: RecordFacts) -> list[Reading]:
    """The limits that are being missed at this moment."""
    readings = read_clocks(facts.record, facts, facts.moment)
    return [one for one in readings if one.is_missed and one.ended_at is None]


def letters_about(facts: RecordFacts, letter: Letter, every: Iterable[RecordFacts]) -> list[DueLetter]:
    """The letters of this kind about a record; `every` are the facts of all records of its register."""
    if not letter.items:
        return _of_one(facts, letter)
    groups: dict[str, list[RecordFacts]] = {}
    for one in every:
        if one.record.kind.code != letter.items or one.operand(letter.link) != facts.record.record_id:
            continue
        to = one.operand(letter.to)
        if isinstance(to, str) and (letter.where is None or is_true(letter.where, one)):
            groups.setdefault(to, []).append(one)
    return [_letter(letter, to, False, groups[to]) for to in sorted(groups)]


def _of_one(facts: RecordFacts, letter: Letter) -> list[DueLetter]:
    if letter.where is not None and not is_true(letter.where, facts):
        return []
    missed = missed_now(facts)
    if letter.deed and not missed:
        return []
    if letter.to:
        to = facts.operand(letter.to)
        return [_letter(letter, to, False, [facts])] if isinstance(to, str) else []
    bodies = dict.fromkeys(one.by for one in missed if one.by)
    return [_letter(letter, body, True, [facts]) for body in bodies]


def _letter(letter: Letter, to: str, is_body: bool, about: Sequence[RecordFacts]) -> DueLetter:
    missed = {one.record.record_id: missed_now(one) for one in about}
    late = [one for one in about if missed[one.record.record_id]] if letter.deed else list(about)
    sent = [_sent(one, letter.deed, missed[one.record.record_id]) for one in late]
    known = [at for at in sent if at is not None]
    readings = tuple(reading for one in late for reading in missed[one.record.record_id])
    sent_at = max(known) if known and len(known) == len(sent) else None
    return DueLetter(letter, to, is_body, tuple(late), readings, sent_at)


def _sent(facts: RecordFacts, deed: str, missed: Sequence[Reading]) -> datetime.datetime | None:
    """When the letter was last sent since the newest of the limits was missed."""
    late_since = max((one.due_at for one in missed if one.due_at is not None), default=None)
    times = [done.at for done in facts.record.deeds if done.deed == deed]
    return max((at for at in times if late_since is None or at >= late_since), default=None)
