"""The two rounds of one election, which stand as two: each leads to the other.

That they belong together is said by the comparisons.toml of the second, whose contest is of the kind of the
first with `_second_round` behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hattama.core.outcomes import SECOND_ROUND
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.beside_files import load_comparisons
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import find_area


@dataclass(frozen=True, slots=True)
class Round:
    """The other round of `contest`, by its code there. `is_first`: the page's own is the second.

    `is_listed`: the place that the page is about stands on the list of that round, too.
    """

    election: ElectionRow
    contest: str
    is_first: bool
    is_listed: bool


def other_rounds(page: ElectionPage, area: AreaRow, contest: str = "") -> list[Round]:
    """The other rounds that are open on this site: of `contest`, else of any contest, each election once."""
    found: dict[str, Round] = {}
    for second in page.opened:
        for first, here, there in _firsts(second, page.opened):
            ours = {second: here, first: there}
            if page.row in ours and contest in ("", ours[page.row]):
                other = first if second == page.row else second
                is_listed = not area.depth or find_area(other.pk, area.code) is not None
                found.setdefault(other.pk, Round(other, ours[other], other == first, is_listed))
    return list(found.values())


def _firsts(second: ElectionRow, opened: list[ElectionRow]) -> Iterator[tuple[ElectionRow, str, str]]:
    """The first round of each contest of `second` that is a second one; its code here, and there."""
    rows, contests = {row.pk: row for row in opened}, _contests(second)
    for one in load_comparisons(second.pk):
        here, first = contests.get(one.contest), rows.get(one.election)
        there = _contests(first).get(one.there) if first else None
        if first and here and there and here.kind == there.kind + SECOND_ROUND:
            yield first, one.contest, one.there


def _contests(row: ElectionRow) -> dict[str, Contest]:
    return {contest.code: contest for contest in load_definition(row).election.contests}
