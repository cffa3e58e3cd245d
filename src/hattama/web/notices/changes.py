"""What the log took in about an area, entry by entry and in words: for whoever follows it by feed or by
letter.
"""

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from hattama.core.entries import AMENDMENT, CHOICE_KINDS, VERSION_KINDS, entry_message
from hattama.core.vocabulary import Election, Message, isolated
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition, path_codes
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, in_order
from hattama.web.kernel.log.tables import LogEntry

FOLLOWED = (*VERSION_KINDS, "confirmation", "investigation", "annulment", "scan", *sorted(CHOICE_KINDS))
"""Kinds of entries that change what is published of a protocol, and who can win."""

TOLD = (*FOLLOWED, AMENDMENT)
"""Those that feeds and letters tell of: of decisions about polling stations, too."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log about a protocol, about choices of a contest held in all of `area`, or about a
    polling station, of no `contest` then.

    `says`: what happened, in a sentence. `choices`: whom it speaks of, in the order that a lot drew.
    """

    index: int
    says: Message
    leaf_hash: str
    area: AreaRow
    contest: str
    published_at: datetime.datetime
    choices: tuple[str, ...] = ()

    @property
    def fragment(self) -> str:
        """Where the page of the area tells of the contest, as an address ends; empty where it is of none."""
        if not self.contest:
            return ""
        return f"#{self.contest}" if self.area.is_precinct else f"#contest-{self.contest}"

    def of_contest(self, election: Election, language: str) -> str:
        """The contest by its name; empty where it is of none."""
        return say(election.contest(self.contest).names, language) if self.contest else ""

    def sentence(self, election: Election, language: str) -> str:
        """What happened, and to whom."""
        what = say(self.says, language)
        if not self.choices:
            return what
        contest = election.contest(self.contest)
        names = {one.code: one.names for one in (*contest.choices, *contest.persons)}
        whom = ", ".join(isolated(say(names[code], language)) for code in self.choices)
        return f"{what}: {whom}"


def latest_changes(election: ElectionRow, within: AreaRow | None, most: int) -> list[Change]:
    """The last changes in an election, or in one area of it, the newest first."""
    return _changes(election, within, None, None, most, newest_first=True)


def changes_between(within: AreaRow, start: int, stop: int, most: int) -> list[Change]:
    """Changes in an area by entries from index `start` to before `stop`, in the order of the log."""
    return _changes(within.election, within, start, stop, most, newest_first=False)


def count_changes(within: AreaRow, start: int, stop: int) -> int:
    """How many changes there are in an area by entries from index `start` to before `stop`."""
    return _entries(within.election, within, start, stop).count()


def last_change(election: ElectionRow, within: AreaRow | None) -> int:
    """The index of the last change in an election, or in one area of it; -1 before the first."""
    rows = _entries(election, within, None, None).order_by("-index")
    return next(iter(rows.values_list("index", flat=True)[:1]), -1)


def changes_by_others(precincts: Collection[int], person: int, start: int) -> QuerySet[LogEntry]:
    """Entries from index `start` about these precincts (row ids) that somebody else than `person` caused."""
    # Told the election, too, a database would rather read all entries after `start`.
    rows = LogEntry.objects.filter(kind__in=FOLLOWED, index__gte=start)
    return rows.filter(act__area__in=precincts).exclude(act__actor=person)


def read_changes(rows: QuerySet[LogEntry], most: int) -> list[Change]:
    """The first of these entries, in their order."""
    # First the keys: what is sorted would else carry the bodies along.
    keys = list(rows.values_list("pk", flat=True)[:most])
    ordered = LogEntry.objects.filter(pk__in=keys).order_by(*rows.query.order_by)
    deferred = ordered.select_related("act__area").defer(
        "act__body", "act__private", "act__area__search_text", "act__area__sort_key"
    )
    return [_change(row) for row in deferred]


def _entries(
    election: ElectionRow, within: AreaRow | None, start: int | None, stop: int | None
) -> QuerySet[LogEntry]:
    rows = LogEntry.objects.filter(kind__in=TOLD, act__area__isnull=False)
    told = in_order(rows, election, within, "act__area__")
    rows = told if within is None or within.is_root else told | _of_choices_in(rows, within)
    if start is not None:
        rows = rows.filter(index__gte=start)
    return rows if stop is None else rows.filter(index__lt=stop)


def _of_choices_in(rows: QuerySet[LogEntry], within: AreaRow) -> QuerySet[LogEntry]:
    """Those about choices of a contest that is held in all of an area, and further than there."""
    codes = path_codes(within)
    above = AreaRow.objects.filter(election=within.election_id, code__in=codes[:-1]).values_list(
        "pk", flat=True
    )
    held = [one.code for one in load_definition(within.election).contests_at(codes)]
    return rows.filter(kind__in=CHOICE_KINDS, act__area__in=list(above), act__body__contest__in=held)


def _changes(
    election: ElectionRow,
    within: AreaRow | None,
    start: int | None,
    stop: int | None,
    most: int,
    *,
    newest_first: bool,
) -> list[Change]:
    rows = _entries(election, within, start, stop)
    return read_changes(rows.order_by("-index" if newest_first else "index"), most)


def _change(row: LogEntry) -> Change:
    body = json.loads(bytes(row.body))
    area = row.act.area
    assert area is not None  # _entries asks for nothing else
    return Change(
        index=row.index,
        says=entry_message(body),
        leaf_hash=row.leaf_hash,
        area=area,
        # An act has a contest where it is about a precinct's protocol; what is about all of one says it.
        contest=row.act.contest or body.get("contest", ""),
        published_at=row.published_at,
        choices=tuple(body.get("order") or (body["choice"],)) if row.kind in CHOICE_KINDS else (),
    )
