"""The demonstration put together: an election, its areas, and the protocols of its night as they arrive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Area, AreaKind, Election
from hattama.demonstration import published
from hattama.demonstration.apportionment import apportion
from hattama.demonstration.contests import PARTY_CONTEST, make_election, single_contest
from hattama.demonstration.counts import Count, count_candidates, count_parties
from hattama.demonstration.draws import Draws
from hattama.demonstration.mistakes import Draft, make_mistakes
from hattama.demonstration.night import Moment, moments
from hattama.demonstration.places import Precinct, make_places, scaled

# Made up, of the size reported for the referendum of 5 June 2022: 21,465 certificates issued, 14,538 used.
_CERTIFICATES_OUT = 21_465
_CERTIFICATES_IN = 14_538
# Here nobody votes outside the premises: the one portable box stays empty.
_AT_HAND = frozenset({AreaKind.SHIP, AreaKind.ABROAD})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledgers of one precinct, the same for every contest.

    `list_before` + `additions` + `certificates_in` - `certificates_out` are the voters listed.
    `by_certificate` counts those who voted by certificate, `requests` and `outside` the applications to vote
    outside the premises and the ballots found, box by box; `shares` is how the members divided the issuing
    of ballots.
    """

    list_before: int
    additions: int
    certificates_in: int
    certificates_out: int
    by_certificate: int
    ballots_received: int
    requests: tuple[int, ...]
    outside: tuple[int, ...]
    shares: tuple[int, ...]


def make_ledgers(precincts: Sequence[Precinct], seed: int) -> list[Ledger]:
    """A ledger for every precinct; the lists begin with the voters there were on 26 February 2023."""
    draws = Draws(seed, "ledgers")
    voters = [precinct.voters for precinct in precincts]
    count = len(precincts)
    net = sum(voters) - scaled(published.REGISTERED_BEFORE, count)
    taken_out = scaled(_CERTIFICATES_OUT, count)
    taken_in = scaled(_CERTIFICATES_IN, count)
    half = [voter // 2 for voter in voters]
    out = apportion(taken_out, [voter * draws.below(100) for voter in voters], half)
    brought = apportion(taken_in, [_guests(precinct) * draws.below(100) for precinct in precincts], half)
    added = apportion(net + taken_out - taken_in, [voter * draws.below(100) for voter in voters], half)
    return [
        _ledger(precinct, changes, draws)
        for precinct, *changes in zip(precincts, out, brought, added, strict=True)
    ]


def _guests(precinct: Precinct) -> int:
    """Those away from home vote in towns and where they are treated."""
    return precinct.voters * (3 if precinct.site.in_town or precinct.site.kind is AreaKind.HOSPITAL else 1)


def _ledger(precinct: Precinct, changes: Sequence[int], draws: Draws) -> Ledger:
    out, brought, added = changes
    voters = precinct.voters
    # At most one per cent more ballots than voters, rounded up (article 37(2)-(3)); often rounded down.
    delivered = voters + (voters // 100 if draws.happens(7000) else -(-voters // 100))
    boxes = 1 + (voters > 1500) + draws.happens(1500)
    at_hand = precinct.site.kind in _AT_HAND or voters < 60
    requests = (0,) if at_hand else tuple(1 + draws.below(8 + voters // 90) for _ in range(boxes))
    members = 1 + min(4, voters // 450) + draws.happens(4000)
    return Ledger(
        list_before=voters - added - brought + out,
        additions=added,
        certificates_in=brought,
        certificates_out=out,
        by_certificate=brought - (1 if brought and draws.happens(600) else 0),
        ballots_received=delivered,
        requests=requests,
        outside=tuple(asked - (draws.below(3) if asked > 4 else 0) for asked in requests),
        shares=tuple(draws.between(60, 140) for _ in range(members)),
    )


def figures_of(count: Count, ledger: Ledger) -> dict[str, int]:
    """The figures of a protocol in which everything adds up, by their keys on the form."""
    figures = {
        "voters_listed": count.listed,
        "list_before": ledger.list_before,
        "list_additions": ledger.additions,
        "certificates_in": ledger.certificates_in,
        "certificates_out": ledger.certificates_out,
        "ballots_received": ledger.ballots_received,
        "ballots_issued": count.issued,
    }
    issued_by = apportion(count.issued, ledger.shares)
    figures.update((f"issued_by_member[{row}]", given) for row, given in enumerate(issued_by, start=1))
    figures["ballots_cancelled"] = ledger.ballots_received - count.issued
    found = count.participants + count.invalid
    outside = _outside(ledger, found)
    figures.update((f"box_requests[{row}]", asked) for row, asked in enumerate(ledger.requests, start=1))
    figures.update((f"box_ballots[{row}]", ballots) for row, ballots in enumerate(outside, start=1))
    figures["participants"] = count.participants
    for choice, votes in count.votes.items():
        figures["against_all" if choice == published.AGAINST_ALL else f"votes[{choice}]"] = votes
    figures["invalid"] = count.invalid
    figures["by_certificate"] = min(ledger.by_certificate, count.issued)
    figures["outside_premises"] = sum(outside)
    figures["lines_words_differ"] = 0
    return figures


def _outside(ledger: Ledger, found: int) -> Sequence[int]:
    """Ballots in the portable boxes: no more than were found in all."""
    if sum(ledger.outside) <= found:
        return ledger.outside
    return apportion(found, ledger.outside)


SILENT_IN_TEN_THOUSAND = 30
"""Precincts from which no protocol ever arrives."""

_SECOND_MISSING_IN_TEN_THOUSAND = 10


@dataclass(frozen=True, slots=True)
class DemonstrationProtocol:
    """A protocol and when it arrives: seconds after polls closed at 20:00 in the capital."""

    protocol: Protocol
    arrives_after: int


@dataclass(frozen=True)
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
        return iter(self._night)

    @cached_property
    def _night(self) -> list[DemonstrationProtocol]:
        return _night(self.precincts, self.seed)


def demonstration_election(precincts: int, seed: int) -> Demonstration:
    """The demonstration with this many precincts: 10,223 is full size, any number from 1 is possible.

    Raises ValueError for fewer than 1.
    """
    if precincts < 1:
        raise ValueError(f"{precincts} precincts")
    places = make_places(precincts, seed)
    return Demonstration(
        make_election(precincts, places.constituencies), places.areas, places.precincts, seed
    )


def _night(precincts: Sequence[Precinct], seed: int) -> list[DemonstrationProtocol]:
    draws = Draws(seed, "night")
    # Those that never report: in proportion, and at least one of twenty or more.
    never = max(len(precincts) * SILENT_IN_TEN_THOUSAND // 10_000, int(len(precincts) >= 20))
    silent = frozenset(draws.sample(never, len(precincts)))
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
            drafts.append(Draft(single_contest(*precinct.area.also_in), figures_of(candidate, ledger)))
            arrivals.append((precinct.area.area_id, second))
    make_mistakes(drafts, seed)
    night = [_finished(draft, *arrival) for draft, arrival in zip(drafts, arrivals, strict=True)]
    night.sort(key=lambda made: (made.arrives_after, made.protocol.area_id, made.protocol.contest))
    return night


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
