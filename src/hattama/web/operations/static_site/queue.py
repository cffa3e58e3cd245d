"""What is still to be copied, growing while pages name further addresses."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve
from django.utils.translation import override

from hattama.web.operations.static_site.addresses import COPIED
from hattama.web.operations.static_site.copying import Done, Task
from hattama.web.operations.static_site.folder import State
from hattama.web.operations.static_site.links import language_of, name_of
from hattama.web.operations.static_site.places import file_of

PAGES_A_TASK = 30


@dataclass
class Queue:
    """The tasks of one election, in groups that share what is read from the database.

    `standing`: files that are there and may stay unless new entries speak of them; `touched`: the areas that
    they speak of (None: all). `known`: addresses that are listed beforehand, which need not be remembered.
    """

    election_id: str
    old: State
    standing: Collection[str]
    touched: frozenset[str] | None
    known: set[str]
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
        for link in further:
            self._take(link, self._may_have_changed)

    def _take(self, address: str, may_have_changed: Callable[[str], bool]) -> None:
        if address in self._seen:
            return
        self._seen.add(address)
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
