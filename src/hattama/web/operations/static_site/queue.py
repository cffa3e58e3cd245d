"""What is still to be copied: areas that new entries of a log speak of, with those above them, are made anew,
and pages name further addresses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve
from django.utils.translation import override

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.operations.static_site.addresses import COPIED
from hattama.web.operations.static_site.copying import Done, Task
from hattama.web.operations.static_site.folder import State
from hattama.web.operations.static_site.links import language_of, name_of
from hattama.web.operations.static_site.places import file_of
from hattama.web.scans.tables import PaperFinding, ScanPage

LOCAL = frozenset(
    {
        *("protocol", "correction", "recount", "scan", "annulment", "confirmation", "investigation"),
        *("redaction", "steps", "custody"),
    }
)
"""Kinds of entries that change nothing but the pages of their area, of those above it, and lists.

Any other kind (a new key, stated turnout, a claim, the end of the election) makes every page of the election
anew, and so does a kind that is not known here.
"""


def touched_areas(election: ElectionRow, since: int) -> frozenset[str] | None:
    """Identifiers of the areas that entries from the index `since` speak of, with all above; None: of all."""
    entries = LogEntry.objects.filter(election=election, index__gte=since)
    told = set(entries.order_by().values_list("kind", "act__area").distinct())
    if any(kind not in LOCAL or area is None for kind, area in told):
        return None
    return _with_all_above(election, set(entries.order_by().values_list("act__area__pk", flat=True)))


def last_reading(election: ElectionRow) -> list[int]:
    """How far pages of scans have been read: row ids of the last page and of the last odd thing found.

    Reading goes on beside the log, and what it finds stands on the pages of precincts.
    """
    pages = ScanPage.objects.filter(scan__published__protocol__election=election)
    found = PaperFinding.objects.filter(election=election)
    return [rows.order_by("-pk").values_list("pk", flat=True).first() or 0 for rows in (pages, found)]


def areas_read_since(election: ElectionRow, last: list[int]) -> frozenset[str]:
    """Identifiers of the areas whose scans have been read since `last_reading` said so, with all above."""
    page, finding = last
    read = PublishedScan.objects.filter(scan__page_rows__pk__gt=page, protocol__election=election)
    keys = set(read.values_list("protocol__area__pk", flat=True))
    found = PaperFinding.objects.filter(election=election, pk__gt=finding)
    return _with_all_above(election, keys | set(found.values_list("area__pk", flat=True)))


def _with_all_above(election: ElectionRow, keys: set[int]) -> frozenset[str]:
    if not keys:
        return frozenset()
    rows = AreaRow.objects.filter(election=election)
    units = dict(rows.filter(kind="unit").values_list("pk", "code"))
    touched: set[str] = set()
    for row in rows.only("code", "ancestry", "beside").iterator(chunk_size=5000):
        if row.pk in keys:
            touched.add(row.code)
            touched.update(units[key] for key in row.reach_ids() if key in units)
    return frozenset(touched)


PAGES_A_TASK = 60


@dataclass
class Queue:
    """The tasks of one election, in groups that share what is read from the database.

    `standing`: files that are there and may stay unless new entries speak of them; `touched`: the areas that
    they speak of (None: all). `known`: addresses that are listed beforehand, which need not be remembered.
    `owner_of`: the election whose queue an address is for, empty where any will do; what pages link to of
    another is told in `elsewhere`.
    """

    election_id: str
    old: State
    standing: Collection[str]
    touched: frozenset[str] | None
    known: set[str]
    owner_of: Callable[[str], str]
    elsewhere: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    found: dict[str, list[str]] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    written: int = 0
    made: int = 0
    _seen: set[str] = field(default_factory=set)
    _tasks: deque[Task] = field(default_factory=deque)
    _pages: deque[str] = field(default_factory=deque)
    _lost: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._lost = frozenset(self.old.nowhere)

    def add_task(self, task: Task) -> None:
        """Something that is made in one go."""
        self._tasks.append(task)

    def add_pages(self, addresses: Iterable[str], area_id: str = "") -> None:
        """Addresses known beforehand, which belong to an area or, without one, to the whole election."""
        spoken_of = self._speaks_of(area_id) if area_id else self._has_grown
        for address in addresses:
            self._take(address, lambda _: spoken_of)

    def add_named(self, addresses: Iterable[str]) -> None:
        """Addresses that pages of other elections link to."""
        for address in addresses:
            self._take(address, self._may_have_changed)

    def take(self, done: Done) -> None:
        """What a task did; what its pages link to is copied as well."""
        self.files.update(done.files)
        self.written += done.written
        self.made += len(done.files)
        self.nowhere += done.nowhere
        self.lost |= done.lost
        for address, links in done.found.items():
            self._remember(address, links)

    def __iter__(self) -> Queue:
        return self

    def __next__(self) -> Task:
        if self._tasks:
            return self._tasks.popleft()
        if not self._pages:
            raise StopIteration
        members = [self._pages.popleft() for _ in range(min(PAGES_A_TASK, len(self._pages)))]
        return Task("pages", self.election_id, tuple(members))

    def __len__(self) -> int:
        return len(self._pages)

    def _remember(self, address: str, links: Iterable[str]) -> None:
        further = [link for link in links if link not in self.known]
        if further:
            self.found[address] = further
        self.add_named(further)

    def _take(self, address: str, may_have_changed: Callable[[str], bool]) -> None:
        if address in self._seen:
            return
        self._seen.add(address)
        if self.owner_of(address) not in ("", self.election_id):
            self.elsewhere.add(address)
            return
        file = file_of(address)
        lost = address in self._lost
        if (not lost and file not in self.standing) or may_have_changed(address):
            self._pages.append(address)
        elif lost:
            self.nowhere.append(address)
        else:
            self.files.add(file)
            self._remember(address, self.old.found.get(address, ()))

    def _may_have_changed(self, address: str) -> bool:
        """Whether new entries may have changed an address that a page named."""
        if address.startswith("/scans/"):
            return False
        if not self._has_grown:
            return False
        path, _, question = address.partition("?")
        copied = COPIED.get(name_of(path))
        if "area=" in question or copied is None or copied.of_the_log:
            # A list of one area says something of the whole country as well.
            return True
        if copied.of_the_program:
            return False
        with override(language_of(path)):
            try:
                area_id = resolve(path).kwargs.get("area_id", "")
            except Resolver404:
                return True
        return not area_id or self._speaks_of(area_id)

    @property
    def _has_grown(self) -> bool:
        return self.touched is None or bool(self.touched)

    def _speaks_of(self, area_id: str) -> bool:
        return self.touched is None or area_id in self.touched
