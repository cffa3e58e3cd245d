"""What a territorial commission of the demonstration says its sums are; made up, as the protocols are."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable

from hattama.core.entries import Claim, Stage
from hattama.core.protocols import Protocol
from hattama.demonstration.contests import PARTY_CONTEST, POLLING_ON
from hattama.demonstration.night import CAPITAL_ZONE
from hattama.demonstration.places import Precinct

_LINES = ("voters_listed", "ballots_issued", "participants", "votes", "against_all", "invalid")
_SLIP = 10
"""Votes that are lost on the way into the table of a single-mandate contest: something to be found."""

STATED_AT = datetime.datetime.combine(
    POLLING_ON + datetime.timedelta(days=1),
    datetime.time(11, 30),
    tzinfo=CAPITAL_ZONE,
)


def stated_tables(precincts: Iterable[Precinct], protocols: Iterable[Protocol]) -> tuple[Claim, ...]:
    """The final table of each contest in one region: the first that is one single-mandate district and all of
    whose protocols arrived.

    In its single-mandate contest the first candidate has ten votes fewer than the protocols give, where there
    are as many. None where no region is whole.
    """
    region_of = {one.area.area_id: one.site.region for one in precincts}
    found: dict[str, dict[str, list[Protocol]]] = defaultdict(lambda: defaultdict(list))
    for protocol in protocols:
        region = region_of[protocol.area_id]
        if region is not None:
            found[region.area_id][protocol.contest].append(protocol)
    expected = Counter(region.area_id for region in region_of.values() if region is not None)
    for area_id, by_contest in sorted(found.items()):
        if len(by_contest) == 2 and all(len(here) == expected[area_id] for here in by_contest.values()):
            return tuple(_table(area_id, contest, here) for contest, here in sorted(by_contest.items()))
    return ()


def _table(area_id: str, contest: str, protocols: Iterable[Protocol]) -> Claim:
    sums: Counter[str] = Counter()
    for protocol in protocols:
        sums.update({key: n for key, n in protocol.figures.items() if key.partition("[")[0] in _LINES})
    figures = dict(sorted(sums.items()))
    if contest != PARTY_CONTEST:
        first = next(key for key in figures if key.startswith("votes["))
        figures[first] = max(0, figures[first] - _SLIP)
    return Claim(area_id, contest, "territorial_commission", Stage.FINAL, figures)
