"""A civic count in public: whose copies, of how many polling stations, and the official figures beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from hattama.core.entries import NOBODY_SAID
from hattama.core.protocols import figure_key, split_key
from hattama.core.tabulation import CopyPrecinct, cover
from hattama.core.vocabulary import Contest, Count, Election, Words
from hattama.phrases import say
from hattama.web.claims.public.claim_views import SOURCES, STAGES
from hattama.web.claims.tables import PublishedClaim, standing_claims
from hattama.web.kernel.elections.beside_files import load_comparisons
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.protocols.reading import load_copy_sources

MOST_STATIONS = 50
"""Stations that differ and are listed; all of them `hattama compare` tells, cell by cell."""


@dataclass(frozen=True, slots=True)
class CivicLine:
    """A choice: votes on the copies with their part of all, and what is officially stated."""

    names: Words
    copies: Count
    share: Fraction | None
    official: Count
    official_share: Fraction | None


@dataclass(frozen=True, slots=True)
class StationsBeside:
    """Copies held against the protocols that the authority published at last, station by station.

    `both`: stations of which there are both; `differing`: those where a figure that both give differs, each
    with how many do, the most first.
    """

    official: Election
    both: int
    differing: tuple[tuple[AreaRow, int], ...]


@election_page
@asking("contest")
def civic(page: ElectionPage) -> HttpResponse:
    """Coverage by region with whose copies there are, why that may mislead, and both sets of figures."""
    if not page.definition.election.civic:
        raise Http404(page.row.election_id)
    contests = page.definition.election.contests
    chosen = page.contest_of_all()
    found = cover(_precincts(page, chosen))
    regions = {row.code: row for row in AreaRow.objects.filter(election=page.row, code__in=found.regions)}
    # What was last stated of the whole; the final before what was preliminary.
    stated = [row for row in standing_claims(page.row, chosen.code) if row.area.is_root]
    claim = max(stated, key=lambda row: (row.stage == "final", row.entry_index), default=None)
    context = {
        "contests": contests,
        "chosen": chosen,
        "found": found,
        "unread": _standing(page, chosen).filter(preliminary=True).count(),
        "regions": [(row, found.regions[row.code]) for row in in_page_order(regions.values())],
        "sources": found.sources.most_common(),
        "extremes": [(regions[code], found.regions[code]) for code in found.extremes or ()],
        "claim": claim,
        "said_by": claim and (gettext(SOURCES.get(claim.source, claim.source)), gettext(STAGES[claim.stage])),
        "lines": list(_lines(page, chosen, claim)),
        "stations": _stations(page, chosen),
        "most": MOST_STATIONS,
    }
    return page.render("claims/civic.html", "results", context)


def _precincts(page: ElectionPage, contest: Contest) -> Iterator[CopyPrecinct]:
    rows = AreaRow.objects.filter(election=page.row)
    held = set(rows.filter(code__in=contest.areas).values_list("pk", flat=True))
    sources = load_copy_sources(page.row, contest.code)
    with_copy = set(_standing(page, contest).exclude(preliminary=True).values_list("area", flat=True))
    names = {source: say(source.words, page_language()) for source in set(sources.values())}
    nobody = say(NOBODY_SAID, page_language())
    codes = dict(rows.filter(depth__lte=1).values_list("pk", "code"))
    for area in rows.exclude(kind="unit").only("pk", "ancestry", "beside", "kind", "voters_registered"):
        reach = area.reach_ids()
        if held and not held.intersection(reach):
            continue
        region = next((codes[pk] for pk in reach[1:] if pk in codes), codes[reach[0]])
        found = sources.get(area.pk)
        source = None if area.pk not in with_copy else nobody if found is None else names[found]
        yield CopyPrecinct(region, area.voters_registered, source)


def _standing(page: ElectionPage, contest: Contest) -> QuerySet[PublishedProtocol]:
    return PublishedProtocol.objects.filter(election=page.row, contest=contest.code, annulled_by=None)


def _stations(page: ElectionPage, contest: Contest) -> StationsBeside | None:
    """Copies beside the protocols of the first official election that comparisons.toml names."""
    opened = {row.pk: row for row in page.opened}
    named = [one for one in load_comparisons(page.row.election_id) if one.contest == contest.code]
    for one in (one for one in named if one.election in opened):
        official = load_definition(opened[one.election]).election
        if official.civic:
            continue
        rows = PublishedProtocol.objects.filter(election=one.election, contest=one.there, annulled_by=None)
        there = dict(rows.exclude(preliminary=True).values_list("area__code", "figures"))
        copies = _standing(page, contest).exclude(preliminary=True).select_related("area")
        both = [(row.area, row.figures, there[row.area.code]) for row in copies if row.area.code in there]
        counted = [(area, _differing(ours, theirs, one.choices)) for area, ours, theirs in both]
        differing = sorted((pair for pair in counted if pair[1]), key=lambda pair: (-pair[1], pair[0].pk))
        return StationsBeside(official, len(both), tuple(differing))
    return None


def _differing(ours: Mapping[str, int], theirs: Mapping[str, int], choices: Mapping[str, str]) -> int:
    """How many figures that both give differ; what one side does not give is no difference."""
    there = {key: figure_key(code, choices.get(row, row)) for key in ours for code, row in [split_key(key)]}
    return sum(theirs.get(there[key], value) != value for key, value in ours.items())


def _lines(page: ElectionPage, contest: Contest, claim: PublishedClaim | None) -> Iterator[CivicLine]:
    form = page.definition.rules[contest.code].form
    total = PublishedTotal.objects.filter(
        election=page.row, area__parent=None, area__beside="", contest=contest.code
    ).first()
    summed = {key: told[0] for key, told in (total.figures if total else {}).items()}
    keys = {choice.code: figure_key(form.role("votes") or "", choice.code) for choice in contest.choices}
    against = form.role("against_all") or ""
    rows = [(choice.names, keys[choice.code]) for choice in contest.choices]
    counted = [*keys.values(), *([against] if against else [])]
    stated = claim.figures if claim else {}
    sums = [_whole(figures, counted) for figures in (summed, stated)]
    for names, key in rows:
        copies, official = summed.get(key), stated.get(key)
        yield CivicLine(names, copies, _share(copies, sums[0]), official, _share(official, sums[1]))


def _whole(figures: Mapping[str, int], counted: Sequence[str]) -> Count:
    """All votes; None where a choice has no figure, which is not zero."""
    return sum(figures[key] for key in counted) if all(key in figures for key in counted) else None


def _share(part: Count, whole: Count) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None
