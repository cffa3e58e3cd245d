"""What the log took in about an area, entry by entry and in words: for whoever follows it by feed or by
letter.
"""

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from hattama.core.entries import AMENDMENT, CHOICE_KINDS, RECOUNT_ORDER, VERSION_KINDS, entry_message
from hattama.core.vocabulary import Election, Message, isolated
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition, path_codes
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, in_order
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.published.browsing import ancestors_of

FOLLOWED = (*VERSION_KINDS, "confirmation", "investigation", "annulment", "scan", *sorted(CHOICE_KINDS))
"""Kinds of entries that change what is published of a protocol, and who can win."""

TOLD = (*FOLLOWED, AMENDMENT, RECOUNT_ORDER.name)
"""Those that feeds and letters tell of: of decisions about polling stations and of ordered recounts, too."""

_MOST_NAMED = 10
"""Stations that a sentence names."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log about a protocol, about choices of a contest held in all of `area`, about a
    polling station, of no `contest` then, or about stations in `area` whose ballots are counted again.

    `says`: what happened, in a sentence. `choices`: whom it speaks of, in the order that a lot drew.
    `recount`: the number of the recount that it orders, 0 where it orders none; `places`: where, of several,
    each with what it lies in below `area`.
    """

    index: int
    says: Message
    leaf_hash: str
    area: AreaRow
    contest: str
    published_at: datetime.datetime
    choices: tuple[str, ...] = ()
    recount: int = 0
    places: tuple[tuple[AreaRow, ...], ...] = ()

    @property
    def page(self) -> str:
        """The address of the page that tells of it: of the area, there of the contest; or of the recount."""
        if self.recount:
            return reverse("public:audits", args=[self.area.election_id]) + f"#audit-{self.recount}"
        page = reverse("public:area", args=[self.area.election_id, self.area.code])
        if not self.contest:
            return page
        return f"{page}#{self.contest}" if self.area.is_precinct else f"{page}#contest-{self.contest}"

    def of_contest(self, election: Election, language: str) -> str:
        """The contest by its name; empty where it is of none."""
        return say(election.contest(self.contest).names, language) if self.contest else ""

    def sentence(self, election: Election, language: str) -> str:
        """What happened, and to whom or where."""
        what = say(self.says, language)
        if self.places:
            named = [" · ".join(map(area_name, chain)) for chain in self.places[:_MOST_NAMED]]
            return f"{what}: {', '.join(named)}{', …' if len(self.places) > _MOST_NAMED else ''}"
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
    if within is not None and not within.is_root:
        told = told | _of_choices_in(rows, within) | rows.filter(pk__in=_recounts_in(within))
    rows = told
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


def _recounts_in(within: AreaRow) -> list[int]:
    """The entries (row ids) that order a recount in an area: one may name stations of several."""
    orders = LogEntry.objects.filter(election=within.election_id, kind=RECOUNT_ORDER.name)
    named = {pk: json.loads(bytes(body))["areas"] for pk, body in orders.values_list("pk", "body")}
    if not named:
        return []
    codes = set().union(*named.values())
    rows = AreaRow.objects.filter(below(within), election=within.election_id, code__in=codes)
    here = set(rows.values_list("code", flat=True))
    return [pk for pk, areas in named.items() if here.intersection(areas)]


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
    area, is_recount = row.act.area, row.kind == RECOUNT_ORDER.name
    places: tuple[tuple[AreaRow, ...], ...] = ()
    assert area is not None  # _entries asks for nothing else
    if is_recount and len(body["areas"]) > 1:
        area, places = _around(area, body["areas"])
    return Change(
        index=row.index,
        says=entry_message(body),
        leaf_hash=row.leaf_hash,
        area=area,
        # An act has a contest where it is about a precinct's protocol; what is about all of one says it.
        contest=row.act.contest or body.get("contest", ""),
        published_at=row.published_at,
        choices=tuple(body.get("order") or (body["choice"],)) if row.kind in CHOICE_KINDS else (),
        recount=body["number"] if is_recount else 0,
        places=places,
    )


def _around(first: AreaRow, codes: Collection[str]) -> tuple[AreaRow, tuple[tuple[AreaRow, ...], ...]]:
    """The narrowest area in which all of these precincts lie, and they, district after district."""
    rows = AreaRow.objects.filter(election=first.election_id).defer("search_text")
    places = list(rows.filter(code__in=codes).order_by("pk"))
    around = rows.filter(pk__in=first.path_ids(), pk__lte=places[0].pk, after__gt=places[-1].pk)
    area, above = around.order_by("-pk")[0], ancestors_of(places)
    chains = ((*(one for one in above[place.pk] if one.depth > area.depth), place) for place in places)
    return area, tuple(chains)
