"""What a commission writes down beside the count: changes of the voter list, ballots, portable boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import AreaKind
from hattama.demonstration import published
from hattama.demonstration.apportionment import apportion
from hattama.demonstration.counts import Count
from hattama.demonstration.draws import Draws
from hattama.demonstration.places import Precinct, scaled

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
