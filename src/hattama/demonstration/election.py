"""The demonstration put together: an election, its areas, and the protocols of its night as they arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Area, Election
from hattama.demonstration.contests import PARTY_CONTEST, SINGLE_CONTEST, make_election
from hattama.demonstration.counts import count_candidates, count_parties
from hattama.demonstration.draws import Draws
from hattama.demonstration.ledgers import figures_of, make_ledgers
from hattama.demonstration.mistakes import Draft, make_mistakes
from hattama.demonstration.night import Moment, moments
from hattama.demonstration.places import Precinct, make_places

SILENT_IN_TEN_THOUSAND = 30
"""Precincts from which no protocol ever arrives."""

_SECOND_MISSING_IN_TEN_THOUSAND = 10


@dataclass(frozen=True, slots=True)
class DemonstrationProtocol:
    """A protocol and when it arrives: seconds after polls closed at 20:00 in the capital."""

    protocol: Protocol
    arrives_after: int


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration election; everything in it follows from the number of precincts and the seed."""

    election: Election
    areas: tuple[Area, ...]
    precincts: tuple[Precinct, ...]
    seed: int

    def protocols(self) -> Iterator[DemonstrationProtocol]:
        """Every protocol that arrives, in order of arrival; a few precincts never report.

        The sums of the party contest over all of them are the published ones in proportion (see
        `published`); the registered voters of precincts that never report stand in the roster only.
        """
        return iter(_night(self.precincts, self.seed))


def demonstration_election(precincts: int, seed: int) -> Demonstration:
    """The demonstration with this many precincts: 10,223 is full size, any number from 1 is possible.

    Raises ValueError for fewer than 1.
    """
    if precincts < 1:
        raise ValueError(f"{precincts} precincts")
    places = make_places(precincts, seed)
    return Demonstration(make_election(precincts), places.areas, places.precincts, seed)


def _night(precincts: Sequence[Precinct], seed: int) -> list[DemonstrationProtocol]:
    draws = Draws(seed, "night")
    silent = _silent(len(precincts), SILENT_IN_TEN_THOUSAND, draws)
    reporting = [place for place in range(len(precincts)) if place not in silent]
    present = [precincts[place] for place in reporting]
    ledgers = make_ledgers(precincts, seed)
    parties = count_parties(present, len(precincts), seed)
    candidates = count_candidates(present, parties, seed)
    drafts: list[Draft] = []
    arrivals: list[tuple[str, Moment]] = []
    for place, party, candidate in zip(reporting, parties, candidates, strict=True):
        precinct, ledger = precincts[place], ledgers[place]
        first, second = moments(precinct.site, party.participants + party.invalid, draws)
        drafts.append(Draft(PARTY_CONTEST, figures_of(party, ledger)))
        arrivals.append((precinct.area.area_id, first))
        if not draws.happens(_SECOND_MISSING_IN_TEN_THOUSAND):
            drafts.append(Draft(SINGLE_CONTEST, figures_of(candidate, ledger)))
            arrivals.append((precinct.area.area_id, second))
    make_mistakes(drafts, seed)
    night = [_finished(draft, *arrival) for draft, arrival in zip(drafts, arrivals, strict=True)]
    night.sort(key=lambda made: (made.arrives_after, made.protocol.area_id, made.protocol.contest))
    return night


def _silent(count: int, in_ten_thousand: int, draws: Draws) -> frozenset[int]:
    """The places of precincts that never report: in proportion, and at least one of twenty or more."""
    silent = max(count * in_ten_thousand // 10_000, int(count >= 20))
    return frozenset(draws.sample(silent, count))


def _finished(draft: Draft, area_id: str, moment: Moment) -> DemonstrationProtocol:
    protocol = Protocol(
        area_id=area_id,
        contest=draft.contest,
        figures=draft.figures,
        illegible=draft.illegible,
        signed_at=moment.signed_at,
        explanation=draft.explanation,
    )
    return DemonstrationProtocol(protocol, moment.arrives_after)
