"""The copy is written: every election at one moment of its log, what did not change is left as it stands."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from hattama.verification.scans import scan_path
from hattama.web.kernel.elections.beside_files import beside_state, load_comparisons
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.export_bundle import Exported, export_bundle
from hattama.web.kernel.log.served import tables_state
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.kernel.published.browsing import opened_elections
from hattama.web.operations.static_site.copying import Copier, Task, link_open_data
from hattama.web.operations.static_site.folder import Folder, State, stood_of
from hattama.web.operations.static_site.links import LinkWriter, election_of
from hattama.web.operations.static_site.listing import (
    ENTRIES_A_TASK,
    OF_THE_SITE,
    PRECINCTS_A_TASK,
    Listing,
    groups,
    in_every_language,
)
from hattama.web.operations.static_site.places import Options, Scans, file_of
from hattama.web.operations.static_site.queue import Queue, areas_read_since, last_reading, touched_areas
from hattama.web.operations.static_site.signposts import (
    LOST_TXT,
    MIRROR_TXT,
    Stated,
    copy_page,
    lost_txt,
    mirror_txt,
    missing_page,
    unfinished_txt,
)
from hattama.web.operations.static_site.workers import Team, team
from hattama.web.registers.tables import count_erased

FOLDERS = ("handbooks", "hattama")
"""Of the static files, those that public pages use; the desk's stay at home."""


class HashedFiles(ManifestStaticFilesStorage):
    """Django's hashing of names, with the imports of scripts followed, too."""

    support_js_module_import_aggregation = True


@cache
def hashed_files() -> tuple[dict[str, str], dict[str, bytes]]:
    """Names with their hashed ones, and the files by their hashed names; read once in a process."""
    with tempfile.TemporaryDirectory() as place:
        storage = HashedFiles(location=place)
        names = dict(_copied(Path(place)))
        for _, _, trouble in storage.post_process({name: (storage, name) for name in names}):
            if isinstance(trouble, Exception):
                raise trouble
        hashed = {name: storage.hashed_files[storage.hash_key(name)] for name in names}
        return hashed, {told: (Path(place) / told).read_bytes() for told in hashed.values()}


def _copied(place: Path) -> Iterator[tuple[str, Path]]:
    for root in map(Path, settings.STATICFILES_DIRS):
        for folder in FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file():
                    name = path.relative_to(root).as_posix()
                    (place / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, place / name)
                    yield name, path


WRITER_LOCK_SECONDS = 600.0
PACKAGE = Path(__file__).resolve().parents[3]
_SHAPING = frozenset((".py", ".html", ".txt", ".mo", ".css", ".js", ".svg", ".toml", ".woff2"))
_NOTHING_TOLD: Callable[[int, int], None] = lambda done, all: None  # noqa: E731


class NothingOpen(Exception):
    """No election is open: there is no public site to copy."""


@dataclass
class Written:
    """What a run did: files that stand in the copy, those that were made, written anew and removed.

    `nowhere`: addresses that pages link to and that lead nowhere on the live site either. `lost`: addresses
    that were left out since the store lost a file: its hash, and how it was lost. `was_complete`: nothing is
    new since `mark_complete`.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    files: int = 0
    made: int = 0
    written: int = 0
    removed: int = 0
    nowhere: list[str] = field(default_factory=list)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    was_complete: bool = False


def write_static_site(
    place: Path,
    options: Options,
    *,
    jobs: int = 1,
    whole: bool = False,
    advance: Callable[[int, int], None] = _NOTHING_TOLD,
) -> Written:
    """Write the public site into the folder `place`, or bring the copy there to the present.

    `whole` makes every page anew; so does another choice of `options` or another edition of the program.
    `advance` is told how many files were made and how many more are known of. Raises NotOurFolder,
    NothingOpen and what `export_bundle` raises.
    """
    opened = opened_elections()
    if not opened:
        raise NothingOpen
    folder = Folder(place, pressed=options.gzip, again=whole)
    run = _Run(folder, options, opened, folder.take(), whole, advance)
    return run.write(jobs)


class _Run:
    def __init__(
        self,
        folder: Folder,
        options: Options,
        opened: list[ElectionRow],
        old: State,
        whole: bool,
        advance: Callable[[int, int], None],
    ) -> None:
        self.folder = folder
        self.options = options
        self.opened = opened
        self.advance = advance
        self.whole = whole
        self.basis = basis_of(options, opened)
        # Where a run with other choices was cut short, its pages may stand among those of the last whole one.
        same = old.basis == self.basis and old.running in (None, self.basis) and not whole
        self.old = old if same else State(tops=old.tops)
        self.state = State(basis=self.basis, tops=["404.html", MIRROR_TXT, "data", "search", "static"])
        self.is_same = same
        self.standing = set(folder.files(old.tops)) if same else set()
        self.is_complete = same and old.stood == stood_of(self.standing)
        self.left = old
        self.files: set[str] = set()
        self.elsewhere: set[str] = set()
        self.of_the_newest = {address for name in OF_THE_SITE for address in in_every_language(name)}
        self.done = Written()

    def write(self, jobs: int) -> Written:
        left = self.left
        if self.is_complete and all(map(self._is_as_it_was, self.opened)):
            files = sum(not file.endswith(".gz") for file in self.standing)
            return Written(left.sizes, files, nowhere=left.nowhere, was_complete=True)
        # Until the end the state is the last one, so that a run that is cut short is done again from there.
        left.running, left.stood = self.basis, ""
        left.tops = sorted({*left.tops, *self.state.tops, *self._tops_of_pages()})
        self.folder.leave(left)
        if self.old.sizes != {row.pk: _log_size(row) for row in self.opened}:
            self._put(MIRROR_TXT, unfinished_txt())
        hashed, statics = hashed_files()
        for name, data in statics.items():
            self._put(f"static/{name}", data)
        links = LinkWriter(self.options, hashed)
        stated: dict[str, Stated] = {}
        asked: set[str] = set()
        # The oldest first: who is compared with another election speaks of it as it was then, or later.
        due = self.opened[::-1]
        while due:
            for row in due:
                with team(jobs, partial(Copier, self.folder, self.options, hashed)) as workers:
                    stated[row.pk] = self._write_election(row, workers)
            # An older election may have been named by a newer one: from here on it is a renewal.
            self.old, self.standing = self.state, self.standing | self.files
            answered = {*self.state.nowhere, *self.done.lost}
            owed = {file_of(one): self._owner_of(one) for one in self.elsewhere - answered - asked}
            # Each is asked for once more and not again: what never comes must not keep a run for ever.
            asked |= self.elsewhere
            lacking = {owner for file, owner in owed.items() if file not in self.files}
            due = [row for row in self.opened if row.pk in lacking]
        self.done.nowhere = self.state.nowhere
        self._write_signposts([stated[row.pk] for row in self.opened], links)
        self.done.removed = self.folder.remove_all_but(self.files, left.tops)
        self.done.files = len(self.files)
        self.done.sizes = self.state.sizes
        self.state.tops = sorted({file.partition("/")[0] for file in self.files})
        self.folder.leave(self.state)
        return self.done

    def _is_as_it_was(self, row: ElectionRow) -> bool:
        """Whether nothing of an election is new since the last run, its bundle and open data brought to the
        present: what witnesses sign, and what is erased, changes without the log."""
        with hold_writer_lock(row.pk, WRITER_LOCK_SECONDS):
            is_new = self.old.sizes.get(row.pk) != _log_size(row) or self.old.readings[
                row.pk
            ] != last_reading(row)
            if is_new or self._export(row).lost:
                return False
        link_open_data(self.folder, self.options, row.pk)
        self._press_bundle(row)
        return True

    def _export(self, row: ElectionRow) -> Exported:
        scans = self.options.scans
        return export_bundle(
            row,
            self.folder.path / f"data/{row.pk}/bundle",
            with_scans=scans is not Scans.NONE,
            linked=scans is Scans.LINK,
            whole=False,
            again=self.whole,
            anew=not self.is_same,
        )

    def _write_election(self, row: ElectionRow, workers: Team) -> Stated:
        bundle = f"data/{row.pk}/bundle"
        with hold_writer_lock(row.pk, WRITER_LOCK_SECONDS):
            exported = self._export(row)
            reading = last_reading(row)
            size = workers.begin(row.pk)
        self._press_bundle(row)
        since = self.old.sizes.get(row.pk)
        touched = self._touched(row, since)
        queue = self._queue(row, Listing(row, row == self.opened[0]), touched, size)
        for done in workers.do(queue):
            queue.take(done)
            self.advance(queue.made, len(queue))
        self.files |= queue.files
        self.elsewhere |= queue.elsewhere
        self.files.update(file for file in self.folder.files([bundle]) if not file.endswith(".gz"))
        self.state.sizes[row.pk] = size
        self.state.readings[row.pk] = reading
        self.state.found |= queue.found
        self.state.nowhere = list(dict.fromkeys([*self.state.nowhere, *queue.nowhere]))
        self.done.made += queue.made
        self.done.written += queue.written
        lost = {f"/{bundle}/{scan_path(sha256)}": (sha256, how) for sha256, how in exported.lost.items()}
        self.done.lost |= lost | queue.lost
        return self._stated(row, size)

    def _stated(self, row: ElectionRow, size: int) -> Stated:
        moment = LogEntry.objects.values_list("published_at", flat=True).get(election=row, index=size - 1)
        by_district = self.options.by_district(Listing(row, False).count_stations())
        return Stated(load_definition(row).election, size, moment, by_district)

    def _touched(self, row: ElectionRow, since: int | None) -> frozenset[str] | None:
        compared = {one.election for one in load_comparisons(row.pk)}
        others = (other for other in self.opened if other.pk in compared)
        if since is None or any(self.old.sizes.get(other.pk) != _log_size(other) for other in others):
            return None
        told = touched_areas(row, since)
        return None if told is None else told | areas_read_since(row, self.old.readings[row.pk])

    def _owner_of(self, address: str) -> str:
        if address.partition("?")[0] in self.of_the_newest:
            return self.opened[0].pk
        found = election_of(address)
        return found if any(row.pk == found for row in self.opened) else ""

    def _queue(self, row: ElectionRow, listing: Listing, touched: frozenset[str] | None, size: int) -> Queue:
        by_district = self.options.by_district(listing.count_stations())
        small_files = not by_district or self.options.files
        places = [*listing.of_units(), *(listing.of_districts() if by_district else listing.of_precincts())]
        known = set(listing.of_the_election())
        known.update(address for _, addresses in places for address in addresses)
        if small_files:
            known.update(listing.files_of_precincts())
            known.update(f"/data/{row.pk}/log/{index}" for index in range(size))
        queue = Queue(row.pk, self.old, self.standing, touched, known, self._owner_of)
        queue.add_pages(listing.of_the_election())
        for area_id, addresses in places:
            queue.add_pages(addresses, area_id)
        queue.add_named(one for one in self.elsewhere if self._owner_of(one) == row.pk)
        if small_files:
            self._add_small_files(queue, row, listing, touched, size)
        self._add_groups(queue, row, touched)
        return queue

    def _add_small_files(
        self, queue: Queue, row: ElectionRow, listing: Listing, touched: frozenset[str] | None, size: int
    ) -> None:
        """Files of single precincts and entries, made in one go."""
        place = f"data/{row.pk}"
        due = []
        for key, area_id in listing.precincts:
            files = [f"{place}/areas/{area_id}.json", f"{place}/areas/{area_id}.csv"]
            if touched is None or area_id in touched or not self.standing.issuperset(files):
                due.append(key)
            else:
                queue.files.update(files)
        for keys in groups(due, PRECINCTS_A_TASK):
            queue.add_task(Task("precincts", row.pk, keys))
        missing = [index for index in range(size) if f"{place}/log/{index}" not in self.standing]
        queue.files.update(f"{place}/log/{index}" for index in range(size))
        for indexes in groups(missing, ENTRIES_A_TASK):
            queue.add_task(Task("entries", row.pk, (indexes[0], indexes[-1] + 1)))  # type: ignore[operator]

    def _add_groups(self, queue: Queue, row: ElectionRow, touched: frozenset[str] | None) -> None:
        """What is made in one go: open data, the search."""
        queue.add_task(Task("open", row.pk, ()))
        search = {file for file in self.standing if file.startswith(f"search/{row.pk}/")}
        if touched is None or not search:
            queue.add_task(Task("search", row.pk, ()))
        else:
            queue.files.update(search)
            queue.add_task(Task("received", row.pk, ()))

    def _press_bundle(self, row: ElectionRow) -> None:
        bundle = f"data/{row.pk}/bundle"
        for path in sorted((self.folder.path / bundle).iterdir()):
            if path.is_file():
                self.folder.press(f"{bundle}/{path.name}")

    def _write_signposts(self, stated: list[Stated], links: LinkWriter) -> None:
        for home in in_every_language("public:home"):
            address = f"{home}copy/"
            file = file_of(address)
            page = copy_page(address, stated, self.done.lost, self.options)
            self._put(file, links.write(page, address, file).encode())
        self._put("404.html", missing_page(self.options))
        if self.done.lost:
            self._put(LOST_TXT, lost_txt(self.done.lost))
        self._put(MIRROR_TXT, mirror_txt(stated, self.options))

    def _put(self, file: str, data: bytes) -> None:
        self.files.add(file)
        self.done.written += self.folder.put(file, data)

    def _tops_of_pages(self) -> set[str]:
        homes = in_every_language("public:home")
        tops = {"index.html", "e", "about", "copy", "help", "norms", "scans", "_"}
        return tops | {home.strip("/") for home in homes} - {""}


def mark_complete(place: Path) -> None:
    """Say that the copy in this folder lacks nothing, and its logs keep their rules: the next run leaves it
    as it is if nothing is new.
    """
    folder = Folder(place)
    state = folder.take()
    state.stood = stood_of(folder.files(state.tops))
    folder.leave(state)


def basis_of(options: Options, opened: list[ElectionRow]) -> Mapping[str, Any]:
    """What every page follows from besides the logs."""
    return {
        "options": options.as_state(),
        "elections": [row.pk for row in opened],
        "base_url": settings.BASE_URL,
        "program": program_digest(),
        "erased": count_erased(),
        "tables": tables_state(),
        "beside": [beside_state(row.pk) for row in opened],
    }


@cache
def program_digest() -> str:
    """A digest of the program that runs: whatever it is made of, it may shape a page."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in _SHAPING and path.is_file():
            digest.update(f"{path.relative_to(PACKAGE)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _log_size(row: ElectionRow) -> int:
    last = LogEntry.objects.filter(election=row).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else int(last) + 1
