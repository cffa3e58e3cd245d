"""Two people type what was counted by hand, each blind to the other; where they agree, it is an entry."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from hattama.core.audits import NOT_FOUND, AuditBook, counted_figures
from hattama.core.entries import MOST_IN_ONE, AuditMethod, Stop, entry_body
from hattama.core.protocols import entered_by
from hattama.core.vocabulary import Deed, Message, NotYours, Tie, refuse_joined_duty
from hattama.web.audits.conduct import record_step
from hattama.web.audits.reading import BY_PLACE, TableLost, load_book, waiting
from hattama.web.audits.tables import BatchCount
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import areas_for, held_for, place_now, precinct_people
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.recording import done_by, lock_areas
from hattama.web.protocols.reading import load_life

MOST_COUNTERS: Final = 6
"""Counts of one batch at the most; where no two of them agree, the papers themselves are the matter."""
MOST_OF_A_PILE: Final = 10**9


class NotToBeCounted(SubmissionRefused):
    """The batch was not drawn nor ordered, has been counted, or too many counted it and no two agreed."""

    sentence = Message(
        "Nothing of yours was recorded: two people have counted this alike already, it was not drawn, or no "
        "two of six counts agree."
    )
    is_mendable = False


class CountIncomplete(SubmissionRefused):
    """A pile has no number, an impossible one, or a ballot is not said to be anything."""

    sentence = Message("Every pile needs a whole number, 0 where it is empty; every ballot what it is.")


def codes_of(book: AuditBook, number: int) -> tuple[str, ...]:
    """What is asked of a count: the piles of a batch, or what a single ballot can be."""
    audit = book.audits[number]
    if audit.method is AuditMethod.BALLOTS and audit.stop is not Stop.FULL_COUNT:
        return (*book.plan(number).codes(audit.method), NOT_FOUND)
    return tuple(counted_figures(book.committed(number).votes))


def wanted_of(book: AuditBook, number: int, area: str) -> list[int] | None:
    """The ballots to be read at a precinct next, none for the whole batch; None: nothing is to be counted."""
    sheets = waiting(book, number).get(area) if number in book.audits else None
    return sheets[0] if sheets else None


def may_count(
    user: Any, area: AreaRow, contest: str, number: int, ballots: Sequence[int]
) -> tuple[Role, str]:
    """The role in which the person counts, and for which area they hold it.

    Raises NotYours, CountsOwnPrecinct or CountsTwice.
    """
    held = place_now(user, Deed.COUNT_BATCH, area)
    tied = {
        Tie.ENTERED: entered_by(load_life(area, contest)),
        Tie.PRECINCT: precinct_people(area),
        Tie.COUNTED: {one.counter_id for one in counts_so_far(area, number, ballots)},
    }
    refuse_joined_duty(Deed.COUNT_BATCH, user.pk, tied)
    return held


def counts_so_far(area: AreaRow, number: int, ballots: Sequence[int]) -> list[BatchCount]:
    """What was typed of this batch, or of these very ballots of it."""
    rows = BatchCount.objects.filter(election=area.election_id, number=number, area=area)
    return [one for one in rows if one.ballots == list(ballots)]


def typed_of(
    row: ElectionRow, number: int, awaited: Mapping[str, Sequence[Sequence[int]]]
) -> dict[str, list[int]]:
    """Who has typed the sheet that is counted next, by the codes of the places `awaited`."""
    typed: dict[str, list[int]] = defaultdict(list)
    for one in BatchCount.objects.filter(election=row, number=number).select_related("area"):
        if one.area.code in awaited and one.ballots == awaited[one.area.code][0]:
            typed[one.area.code].append(one.counter_id)
    return typed


def counts_asked_of(user: Any, row: ElectionRow) -> Iterator[tuple[int, AreaRow, int]]:
    """The places whose count is awaited and that this person may count: the audit, the place, how many have
    counted it; those first that wait for the second count."""
    if not held_for(user, Deed.COUNT_BATCH, row):
        # Nothing of an audit is read for the many who count in none.
        return
    book = load_book(row)
    for number, audit in book.audits.items():
        try:
            awaited = waiting(book, number)
        except TableLost:
            # That audit stands still; whoever comes to the desk has other work.
            continue
        typed = typed_of(row, number, awaited)
        codes = [code for code in awaited if len(typed.get(code, ())) < MOST_COUNTERS]
        areas = areas_for(user, Deed.COUNT_BATCH, row).filter(code__in=codes).order_by(*BY_PLACE)
        listed = areas.select_related("election", "parent")[:MOST_IN_ONE]
        for area in sorted(listed, key=lambda one: one.code not in typed):
            with suppress(NotYours):
                may_count(user, area, audit.contest, number, awaited[area.code][0])
                yield number, area, len(typed.get(area.code, ()))


def type_count(
    user: Any,
    book: AuditBook,
    number: int,
    area: AreaRow,
    told: Mapping[str, int | str],
    *,
    now: datetime.datetime,
) -> bool:
    """Record what one person found; whether another had found the same, so that it is an entry now.

    `told`: a number by pile, or by the number of a ballot what it is. Raises NotYours, CountsOwnPrecinct,
    CountsTwice, NotToBeCounted, CountIncomplete, and what steps of audits raise.
    """
    ballots = wanted_of(book, number, area.code)
    if ballots is None:
        raise NotToBeCounted(area.code)
    _refuse_incomplete(book, number, ballots, told)
    typed = _Typed(user, area, number, book.audits[number].contest, ballots, dict(told), now)
    with transaction.atomic():
        lock_areas([area])
        if typed.agreeing() is None:
            typed.keep()
            return False
    typed.publish()
    return True


@dataclass(frozen=True, slots=True)
class _Typed:
    """One count as it was typed."""

    user: Any
    area: AreaRow
    number: int
    contest: str
    ballots: list[int]
    told: dict[str, int | str]
    now: datetime.datetime

    def agreeing(self) -> BatchCount | None:
        """Who found the same before. Raises NotToBeCounted where too many have counted."""
        before = counts_so_far(self.area, self.number, self.ballots)
        if len(before) >= MOST_COUNTERS:
            raise NotToBeCounted(self.area.code)
        return next((one for one in before if one.told == self.told), None)

    def keep(self) -> BatchCount:
        """Keep it. Raises NotYours, CountsOwnPrecinct or CountsTwice."""
        role, held_for = may_count(self.user, self.area, self.contest, self.number, self.ballots)
        return BatchCount.objects.create(
            election=self.area.election,
            number=self.number,
            area=self.area,
            ballots=self.ballots,
            told=self.told,
            role=role.value,
            held_for=held_for,
            counter=self.user,
            counted_at=self.now,
        )

    def publish(self) -> None:
        """Append the entry, and keep the count with it or not at all."""
        row = ElectionRow.objects.get(pk=self.area.election_id)
        record_step(self.user, row, Deed.COUNT_BATCH, [self.area], self._body, now=self.now)

    def _body(self, book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        lock_areas([self.area])
        first = self.agreeing()
        if wanted_of(book, self.number, self.area.code) is None or first is None:
            raise NotToBeCounted(self.area.code)
        both = [done_by(Deed.COUNT_BATCH, one.role, one.held_for) for one in (first, self.keep())]
        said = {
            "area": self.area.code,
            "figures": {} if self.ballots else self.told,
            "ballots": [[one, self.told[str(one)]] for one in self.ballots],
            "done_by": both,
        }
        return entry_body("audit_count", self.now, number=self.number, **said)


def _refuse_incomplete(
    book: AuditBook, number: int, ballots: Sequence[int], told: Mapping[str, int | str]
) -> None:
    codes = set(codes_of(book, number))
    asked = {str(one) for one in ballots} or codes
    if not told.keys() <= asked:
        # The sheet of another round, whose ballots two others have read meanwhile.
        raise NotToBeCounted(f"{number}")
    if ballots:
        sound = set(told.values()) <= codes
    else:
        sound = all(type(one) is int and 0 <= one <= MOST_OF_A_PILE for one in told.values())
    if not sound or told.keys() != asked:
        raise CountIncomplete(f"{number}")
