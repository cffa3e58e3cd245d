"""One part of the check: a stretch of the log's files, and a share of the precincts.

Parts know nothing of one another and can be worked through by several processes at once.
"""

from dataclasses import dataclass, replace

from hattama.core.entries import LOT
from hattama.core.transparency_log import TileRefused
from hattama.publish.nights import NightRecord
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event
from hattama.verification.nights import check_nights
from hattama.verification.places import FileProblem, Limits, Place
from hattama.verification.precincts import PrecinctWalk
from hattama.verification.rights import Deciders
from hattama.verification.sorting import Share, Sorter, shares
from hattama.verification.sums import Ledger, Schedule
from hattama.verification.tables import Chunk, Digests, digest_tables, render_table
from hattama.verification.totals import sizes_everywhere
from hattama.verification.trees import Stretch, StretchCheck, bundle_names, read_entries
from hattama.verification.trouble_kinds import BUNDLE_REFUSED, file_trouble
from hattama.verification.troubles import Trouble, Troubles


@dataclass(frozen=True, slots=True)
class Task:
    """What all parts work on."""

    foundation: Foundation
    place: Place
    origin: str
    limits: Limits


@dataclass(slots=True)
class PartResult:
    """What a part found.

    `has_gap`: entries could not be read, so that nothing more was asked. `frame`: the entries that speak of
    no precinct (those of the roster are with the first part alone, without their precincts). `roster`: in
    what these differ first from the list of areas. `nights`: what the tables of counting night show, in the
    order of areas. `versions`: entries with figures that the log held when the tables were made, by contest.
    `scans`, `shown`: as ScanCheck knows them. `explanations`: the paths of those that are shown.
    `deciders`: in which roles it was decided.
    """

    troubles: Troubles
    stretch: Stretch
    has_gap: bool
    frame: list[Event]
    roster: Trouble | None
    roster_end: int
    ledger: Ledger
    tables: Digests
    nights: list[NightRecord]
    versions: dict[str, int]
    lacks_words: bool
    scans: dict[str, int]
    shown: set[str]
    explanations: set[str]
    deciders: Deciders


def check_part(task: Task, part: int, parts: int) -> PartResult:
    """Work through part number `part` of `parts`."""
    troubles = Troubles()
    share = shares(task.foundation, parts)[part]
    sorter = Sorter(task.foundation, share, troubles)
    names = bundle_names(task.limits.size)
    own = range(len(names) * part // parts, len(names) * (part + 1) // parts)
    stretch, has_gap = _sort_log(task, own, sorter, troubles)
    walk = _walk(task, sorter, stretch, troubles)
    if part == 0:
        walk.scans.take_documents(sorter.frame)
    nights = check_nights(task.foundation, sorter.nights, task.limits, troubles, walk.scans)
    tables: Digests = {}
    if not has_gap:
        tables = digest_tables(task.foundation, walk.pages(), with_head=not share.first)
    return PartResult(
        troubles,
        stretch,
        has_gap,
        sorter.frame,
        sorter.roster.difference(),
        sorter.roster_end,
        walk.ledger,
        tables,
        nights,
        walk.versions,
        walk.lacks_words,
        walk.scans.first,
        walk.scans.shown,
        walk.explanations.shown,
        sorter.deciders,
    )


def render_again(task: Task, name: str, chunk: Chunk, *, with_head: bool) -> bytes:
    """The rows of a chunk, as they must be; everything else about them was noted before."""
    share = Share(chunk.first.encode(), chunk.last.encode() + b"\0")
    troubles = Troubles()
    sorter = Sorter(task.foundation, share, troubles)
    stretch, _ = _sort_log(task, range(0), sorter, troubles)
    alone = replace(task, limits=task.limits._replace(with_scans=False))
    pages = _walk(alone, sorter, stretch, troubles).pages()
    return render_table(task.foundation, pages, name, with_head=with_head)


def _walk(task: Task, sorter: Sorter, stretch: Stretch, troubles: Troubles) -> PrecinctWalk:
    limits = task.limits
    stated = (event for event in sorter.frame if event.body["kind"] in ("total", "close", LOT))
    schedule = Schedule(sizes_everywhere(limits, stated))
    return PrecinctWalk(task.foundation, task.place, sorter, stretch, schedule, limits, troubles)


def _sort_log(task: Task, own: range, sorter: Sorter, troubles: Troubles) -> tuple[Stretch, bool]:
    stretch = StretchCheck(task.place, troubles, with_facts=task.limits.table_size is not None)
    has_gap = False
    for name in bundle_names(task.limits.size):
        try:
            entries = read_entries(name, task.place)
        except (FileProblem, TileRefused) as refusal:
            has_gap = True
            if name.number in own:
                troubles.add(
                    file_trouble(refusal)
                    if isinstance(refusal, FileProblem)
                    else BUNDLE_REFUSED.at(name.path(), found=f"{refusal.code} ({refusal})")
                )
            continue
        if name.number in own:
            stretch.take(name, entries)
        for index, entry in enumerate(entries, start=name.number << 8):
            sorter.take(index, entry)
    return stretch.stretch(), has_gap
