"""Rows about observers become values: the keys that some entries speak of, and what the copies of each
protocol say beside it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hattama.core.entries import OBSERVER_COPY, CopyPlace, ObserverStanding
from hattama.core.transparency_log import LogRefusal, NoteSignature, VerifierKey, parse_note, parse_vkey
from hattama.core.vocabulary import Count, Words
from hattama.web.kernel.elections.loading import load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.stores.kept_readings import kept_by_key, rows_by_area
from hattama.web.reports.tables import PublishedCopy, PublishedObserverKey


def claim_of(signed: VerifierKey | NoteSignature) -> str:
    """How rows name the key, by what its signatures say of it."""
    return f"{signed.name}+{signed.key_id.hex()}"


def load_standing(election: ElectionRow, bodies: Iterable[Mapping[str, Any]]) -> ObserverStanding:
    """What the log says of the keys that these bodies speak of, and which copies of their precincts it
    holds."""
    claims: set[str] = set()
    precincts: set[str] = set()
    for body in bodies:
        if body["kind"] == OBSERVER_COPY.name:
            claims.update(_claims_in(body["note"]))
            precincts.add(body["precinct"])
        else:
            claims.add(claim_of(parse_vkey(body["vkey"])))
    standing = ObserverStanding()
    for row in PublishedObserverKey.objects.filter(election=election, claim__in=claims):
        standing.enrol(row.vkey, row.within)
        if row.revoked_by is not None:
            del standing.enrolled[row.vkey]
    copies = PublishedCopy.objects.filter(election=election, area__code__in=precincts)
    standing.taken.update(copies.values_list("vkey", "digest"))
    return standing


def _claims_in(note: str) -> Iterable[str]:
    try:
        return [claim_of(one) for one in parse_note(note.encode()).signatures]
    except LogRefusal:
        return ()


def copy_places(election: ElectionRow) -> Callable[[str], CopyPlace | None]:
    """What copies are held against, by identifier of the precinct."""
    definition = load_definition(election)

    @cache
    def place_of(area_id: str) -> CopyPlace | None:
        row = AreaRow.objects.filter(election=election, code=area_id).first()
        if row is None or not row.is_precinct:
            return None
        path = [one.code for one in load_path(row)]
        contests = [one.code for one in definition.contests_at(path)]
        return CopyPlace(path, contests, definition.counted_from(path, row))

    return place_of


@dataclass(frozen=True, slots=True)
class DifferingFigure:
    """A figure of a copy that the protocol says otherwise. `shown`: on the protocol, None where it has none;
    `label` is None for one that its form does not have."""

    key: str
    label: Words | None
    copied: int
    shown: Count


@dataclass(frozen=True, slots=True)
class CopyBeside:
    """The newest copy that a key signed of a protocol. `earlier`: how many before it; `is_revoked`: the key
    signs nothing more; `differing` is None where there is no protocol to hold it against."""

    row: PublishedCopy
    earlier: int
    is_revoked: bool
    differing: tuple[DifferingFigure, ...] | None


@dataclass(frozen=True, slots=True)
class CopiesBeside:
    """Copies of one protocol, and for how many organisations they agree with it in every figure that they
    give, or differ: what weighs is who observes, and not how many keys they have."""

    copies: tuple[CopyBeside, ...]
    agreeing: int
    differing: int


Shown = Mapping[str, tuple[Words, Count]]
"""What a protocol shows, by key of the figure: its label and its value."""


def copies_beside(area: AreaRow, shown: Mapping[str, Shown]) -> dict[str, CopiesBeside]:
    """The copies that stand in the log of a precinct's protocols, by contest; `shown` of those that came."""
    newest: dict[tuple[str, str], list[PublishedCopy]] = {}
    for row in kept_by_key({area.pk}, rows_by_area(PublishedCopy)).get(area.pk, ()):
        newest.setdefault((row.contest, row.vkey), []).append(row)
    if not newest:
        return {}
    keys = PublishedObserverKey.objects.filter(election=area.election_id, vkey__in={key for _, key in newest})
    revoked = set(keys.filter(revoked_by__isnull=False).values_list("vkey", flat=True))
    found: dict[str, list[CopyBeside]] = {}
    for (contest, vkey), rows in newest.items():
        differing = _differing(rows[-1], shown[contest]) if contest in shown else None
        beside = CopyBeside(rows[-1], len(rows) - 1, vkey in revoked, differing)
        found.setdefault(contest, []).append(beside)
    return {contest: _weighed(copies) for contest, copies in found.items()}


def _differing(row: PublishedCopy, shown: Shown) -> tuple[DifferingFigure, ...]:
    figures = ((key, copied, *shown.get(key, (None, None))) for key, copied in row.figures.items())
    return tuple(
        DifferingFigure(key, label, copied, value) for key, copied, label, value in figures if copied != value
    )


def _weighed(copies: Sequence[CopyBeside]) -> CopiesBeside:
    judged = [one for one in copies if one.differing is not None and one.row.figures]
    differing = {one.row.organisation for one in judged if one.differing}
    agreeing = {one.row.organisation for one in judged} - differing
    return CopiesBeside(tuple(copies), len(agreeing), len(differing))
