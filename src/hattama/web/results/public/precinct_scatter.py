"""Turnout against the leader's share, precinct by precinct: what a reader sees at once and no sum shows.

Each dot is the published protocol of one precinct, by the very rules by which pages state turnout and shares.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Share
from hattama.web.kernel.elections.loading import load_contribution, load_reaches
from hattama.web.kernel.elections.tables import AreaRow, below
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.results.public.contest_results import ChoiceLine, ContestResults, results_of

SIDE = 400
"""How wide and high the drawing is; 100 % at its right and its upper edge."""

MOST_DOTS = 1500
"""So many protocols are drawn while a reader waits (0.8 ms each); the statistical questions draw more."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A precinct; both shares may exceed one where the protocol is broken, and are drawn at the edge."""

    precinct: str
    turnout: Share
    share: Share


@dataclass(frozen=True, slots=True)
class Scatter:
    """The dots of an area; `without`: protocols that count there and do not give both shares."""

    leader: ChoiceLine
    dots: tuple[Dot, ...]
    without: int
    side: int = SIDE

    @property
    def path(self) -> str:
        """Every dot as a line of no length; precincts at one place are one dot."""
        places = {(_along(dot.turnout), SIDE - _along(dot.share)) for dot in self.dots}
        return "".join(f"M{x} {y}h0" for x, y in sorted(places))


def _along(share: Share) -> int:
    return min(SIDE, round(share.fraction * SIDE))


def has_scatter(total: Total) -> bool:
    """Whether there is anything to draw, and not too much."""
    return 0 < total.counted <= MOST_DOTS


def load_scatter(page: ElectionPage, area: AreaRow, contest: Contest) -> Scatter | None:
    """The precincts of an area, by the choice that leads there; None before any counts, or of too many."""
    total = totals_of([area]).get(area.pk, {}).get(contest.code)
    if total is None or not has_scatter(total):
        return None
    leader = next(iter(results_of(page.definition, contest, total).choices), None)
    if leader is None:
        return None
    rows = PublishedProtocol.objects.filter(below(area, "area__"), contest=contest.code, annulled_by=None)
    reach = load_reaches(page.definition, contest.code)
    counted = 0
    dots: list[Dot] = []
    for row in rows.select_related("area").defer("explanation").order_by("area__code"):
        counted += 1
        of_precinct = Total(expected=1)
        of_precinct.add(load_contribution(row, page.definition, reach(row.area)), 1)
        dots.extend(_dots(row.area.code, results_of(page.definition, contest, of_precinct), leader.code))
    return Scatter(leader, tuple(dots), counted - len(dots))


def _dots(precinct: str, results: ContestResults, leader: str) -> Iterable[Dot]:
    share = next((choice.share for choice in results.choices if choice.code == leader), None)
    if share is not None and results.turnout_share is not None:
        yield Dot(precinct, results.turnout_share, share)
