"""The seals of an election as its log has them, the files that were opened, and what they come to."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hattama.core.entries import SAMPLE, SEAL_KINDS, Seal, SealStanding, fold_seal
from hattama.core.observation import Sample
from hattama.core.outcomes import AGAINST_ALL, votes_from_total
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.formats.samples import parse_results, parse_sample
from hattama.phrases.of_rooms.quick_count import beside_official, count_from, official_figures
from hattama.publish.views import render_json
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import LogEntry, WrittenEntry
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.made_files import LASTING, find_or_make, made_home

CHUNK = 500


@dataclass(frozen=True, slots=True)
class SealedSample:
    """A sample, and each set of its results, in the order of the log."""

    seal: Seal
    results: tuple[Seal, ...]

    @property
    def newest(self) -> Seal | None:
        """Of the results that are open those that were sealed last: they know most."""
        opened = [one for one in self.results if one.opening is not None]
        return opened[-1] if opened else None


def load_seals(election: ElectionRow, size: int = sys.maxsize) -> SealStanding:
    """What the seals of the first `size` entries come to. Raises BrokenLifeCycle where rules are broken."""
    standing = SealStanding()
    rows = LogEntry.objects.filter(election=election, kind__in=SEAL_KINDS, index__lt=size)
    # Put in order here: SQLite, told to do it, reads the whole log in order instead of finding them by kind.
    for index, body in sorted(rows.values_list("index", "body")):
        fold_seal(standing, index, json.loads(bytes(body)))
    return standing


def load_samples(election: ElectionRow) -> list[SealedSample]:
    """Every sample, the newest first."""
    standing = load_seals(election)
    sealed = [one for one in standing.seals.values() if one.about == SAMPLE]
    return [SealedSample(one, tuple(standing.results(one.name))) for one in reversed(sealed)]


def find_sample(election: ElectionRow, name: str) -> SealedSample | None:
    """The sample of this name."""
    return next((one for one in load_samples(election) if one.seal.name == name), None)


def refuse_broken_seals(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Raise BrokenLifeCycle where a seal of `entries` contradicts those before it."""
    if any(entry.kind in SEAL_KINDS for entry in entries):
        load_seals(election, entries[-1].index + 1)


def opened_before(election: ElectionRow, about: str, size: int) -> list[Seal]:
    """What was sealed of this kind and opened by one of the first `size` entries, in the order of seals."""
    return load_seals(election, size).opened(about)


def opened_files(election: ElectionRow) -> set[str]:
    """SHA-256 of the files that were opened."""
    seals = load_seals(election).seals.values()
    return {one.opening.sha256 for one in seals if one.opening is not None}


def count_of(election: ElectionRow, sample: SealedSample) -> dict[str, Any] | None:
    """The quick count from the newest results; None where none are open. It is made once for two files.

    Raises MakersBusy.
    """
    listed, newest = sample.seal.opening, sample.newest
    if listed is None or newest is None or newest.opening is None:
        return None
    list_sha256, results_sha256 = listed.sha256, newest.opening.sha256

    def make() -> Iterator[bytes]:
        drawn = parse_sample(get_content(list_sha256), list_sha256)
        figures = parse_results(get_content(results_sha256), results_sha256, drawn)
        yield render_json(count_from(drawn, figures))

    name = f"{list_sha256}-{results_sha256}.json"
    made = find_or_make(made_home(election.pk), LASTING, name, make)
    document: dict[str, Any] = json.loads(made.place.read_bytes())
    return document


def contest_of(definition: Definition, document: Mapping[str, Any]) -> Contest | None:
    """The contest that the choices of the results are of; None where none has them all, or several do: held
    against another contest, a right count would seem wrong."""
    told = {one["choice"] for base in document["bases"][:1] for one in base["choices"]} - {AGAINST_ALL}
    of = [(one, {choice.code for choice in one.choices}) for one in definition.election.contests if told]
    found = [one for one, codes in of if codes == told] or [one for one, codes in of if told <= codes]
    return found[0] if len(found) == 1 else None


def area_of(election: ElectionRow, contest: Contest, drawn: Sample) -> tuple[AreaRow, Total] | None:
    """The area of whose stations the sample speaks, with the log's sums of the contest there: all that were
    drawn lie in it, and it has as many stations as could be drawn. None where no area is of the same
    stations: held against another sum, a right count would seem wrong."""
    codes = list(drawn.stations)
    rows = [row for n in range(0, len(codes), CHUNK) for row in _named(election, codes[n : n + CHUNK])]
    if len(rows) < len(codes):
        return None
    shared = set.intersection(*(set(row.reach_ids()) for row in rows))
    totals = totals_of(AreaRow.objects.filter(pk__in=shared))
    of_as_many = {
        pk: told[contest.code]
        for pk, told in totals.items()
        if contest.code in told and told[contest.code].expected == drawn.of_stations
    }
    # Of areas with the very same stations the uppermost: a country of one region is the country.
    found = AreaRow.objects.filter(pk__in=of_as_many).order_by("depth").first()
    return None if found is None else (found, of_as_many[found.pk])


def _named(election: ElectionRow, codes: list[str]) -> QuerySet[AreaRow]:
    return AreaRow.objects.filter(election=election, code__in=codes).only("code", "ancestry", "beside")


def with_official(
    definition: Definition, contest: Contest, total: Total, document: Mapping[str, Any]
) -> dict[str, Any]:
    """The count beside the log's own sums; as it was while a protocol is missing there."""
    if total.missing:
        return dict(document)
    votes = votes_from_total(definition.rules[contest.code], contest, total).votes
    return beside_official(document, official_figures(votes))
