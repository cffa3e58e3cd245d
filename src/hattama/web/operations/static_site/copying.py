"""One worker's part: addresses are answered and written, whole groups of files are made in one go."""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection

from hattama.publish.views import precinct_document, render_json
from hattama.publish.whole_protocols import Places, render_whole_csv
from hattama.web.kernel.elections.loading import load_area, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import BundleStore
from hattama.web.kernel.log.follow_log import one_moment
from hattama.web.kernel.log.snapshots import load_public_size, load_records
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import ancestors_of, opened_elections
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.kernel.stores.kept_readings import keep_readings, work_on
from hattama.web.open_data.write_open_data import open_data_files
from hattama.web.operations.static_site.folder import Folder
from hattama.web.operations.static_site.links import LinkWriter
from hattama.web.operations.static_site.listing import Listing
from hattama.web.operations.static_site.places import Options, Scans, file_of
from hattama.web.operations.static_site.rendering import answer_to, page_that_leads_to
from hattama.web.operations.static_site.search_index import received_file, search_files

_PLACE = re.compile("/(?:a|areas)/([^/?.]+)")


@dataclass(frozen=True, slots=True)
class Task:
    """`kind`: `pages` with addresses, `precincts` with row ids of areas, `entries` with two ends; `open`,
    `search` and `received` with nothing more.
    """

    kind: str
    election_id: str
    members: tuple[Any, ...]


@dataclass
class Done:
    """What a task did: addresses with what each links to, files that stand now, those that were written.

    `lost`: addresses that could not be made since the store lost a file: its hash, and how it was lost.
    """

    found: dict[str, list[str]] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    written: int = 0


class Copier:
    """Answers tasks from one moment of the database."""

    def __init__(self, folder: Folder, options: Options, hashed: Mapping[str, str]) -> None:
        self.folder = folder
        self.options = options
        self.hashed = hashed
        self.links = LinkWriter(options, hashed)
        self._moment: AbstractContextManager[Any] | None = None

    def begin(self, election_id: str) -> int:
        """Look at one moment from now on; how long the election's log is in it."""
        self.end()
        connection.ensure_connection()
        stack = ExitStack()
        stack.enter_context(one_moment())
        self._forget = stack.enter_context(keep_readings())
        self._moment = stack
        listings = {row.pk: Listing(row, False) for row in opened_elections()}
        stations = {
            key: listing.pages_of_stations
            for key, listing in listings.items()
            if self.options.by_district(listing.count_stations())
        }
        self.links = LinkWriter(self.options, self.hashed, stations=stations)
        return load_public_size(listings[election_id].election)

    def end(self) -> None:
        """Let go of the moment."""
        if self._moment is not None:
            self._moment.__exit__(None, None, None)
        self._moment = None

    def do(self, task: Task) -> Done:
        """Do a task. An unexpected exception goes through."""
        done = Done()
        if task.kind == "open":
            done.files += link_open_data(self.folder, self.options, task.election_id)
        for file, data in self._files_of(task, done):
            done.files.append(file)
            done.written += self.folder.put(file, data)
        self._forget()
        return done

    def _files_of(self, task: Task, done: Done) -> Iterator[tuple[str, bytes]]:
        if task.kind == "open":
            return iter(())
        if task.kind == "entries":
            return self._entries(task)
        if task.kind == "precincts":
            return self._precincts(task)
        if task.kind in ("search", "received"):
            return self._search(task)
        return self._pages(task, done)

    def _pages(self, task: Task, done: Done) -> Iterator[tuple[str, bytes]]:
        self._look_ahead(task)
        for address in task.members:
            try:
                if address.startswith("/scans/"):
                    self._scan(task.election_id, address, done)
                    continue
                answer = answer_to(address, self.options)
            except ContentLost as trouble:
                done.lost[address] = (str(trouble), trouble.how)
                continue
            if answer.status == 404:
                done.nowhere.append(address)
                continue
            self.links.found = set()
            body = answer.body
            if answer.status in (301, 302):
                body = page_that_leads_to(self.links.href(answer.body.decode(), address)).encode()
            elif answer.is_page:
                body = self.links.write(answer.body.decode(), address, file_of(address)).encode()
            else:
                body = self.links.named(body)
            done.found[address] = sorted(self.links.found)
            yield file_of(address), body

    def _look_ahead(self, task: Task) -> None:
        """What these pages ask of one place is asked of all their places at once."""
        codes = {named[1] for address in task.members if (named := _PLACE.search(address))}
        keys = AreaRow.objects.filter(election=task.election_id, code__in=codes).values_list("pk", flat=True)
        work_on([*codes, *keys])

    def _scan(self, election_id: str, address: str, done: Done) -> None:
        """A scan as a second name or a copy of the bundle's, which was held against its hash; or from the
        store. Raises ContentLost.
        """
        sha256, file = address.removeprefix("/scans/"), file_of(address)
        source = BundleStore(self.folder.path / f"data/{election_id}/bundle").scan_path(sha256)
        if source.is_file():
            self.folder.link(file, source, copied=self.options.scans is Scans.COPY, lasting=True)
        else:
            self.folder.put(file, get_content(sha256))
        done.files.append(file)

    def _entries(self, task: Task) -> Iterator[tuple[str, bytes]]:
        first, end = task.members
        rows = LogEntry.objects.filter(election=task.election_id, index__gte=first, index__lt=end)
        for index, body in rows.order_by().values_list("index", "body"):
            yield f"data/{task.election_id}/log/{index}", bytes(body)

    def _precincts(self, task: Task) -> Iterator[tuple[str, bytes]]:
        """JSON and CSV of many precincts, from one reading of their protocols."""
        rows = AreaRow.objects.filter(pk__in=task.members).select_related("parent", "election")
        areas = {row.code: row for row in rows}
        definition, above = load_definition(next(iter(areas.values())).election), ancestors_of(rows)
        told = load_records(PublishedProtocol.objects.filter(area__in=task.members))
        records = {key: list(own) for key, own in groupby(told, key=lambda record: record.area_id)}
        for area_id, row in areas.items():
            own = records.get(area_id, [])
            path = [*above[row.pk], row]
            parents = (None, *(one.code for one in path))
            listed = [load_area(one, parent) for one, parent in zip(path, parents, strict=False)]
            held = definition.contests_at(one.code for one in load_path(row))
            papers = [(contest, definition.rules[contest.code].form) for contest in held]
            place = f"data/{task.election_id}/areas/{area_id}"
            yield f"{place}.json", render_json(precinct_document(listed[-1], own))
            yield f"{place}.csv", b"".join(render_whole_csv(own, Places(listed), papers))

    def _search(self, task: Task) -> Iterator[tuple[str, bytes]]:
        election = ElectionRow.objects.get(pk=task.election_id)
        if task.kind == "received":
            yield received_file(election)
        else:
            languages = [code for code, _ in settings.LANGUAGES]
            yield from search_files(election, languages, self.links.stations.get(election.pk, {}))


def link_open_data(folder: Folder, options: Options, election_id: str) -> list[str]:
    """The open data at the moment of the pages, written first where nobody has yet; the files of the copy."""
    sources = {f"data/{election_id}/open/{path}": source for path, source in open_data_files(election_id)}
    for file, source in sources.items():
        folder.link(file, source, copied=options.scans is Scans.COPY, lasting=False)
    return list(sources)


def read_only() -> None:
    """Keep this process from writing into the database, on SQLite by the database itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
