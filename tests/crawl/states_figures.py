"""States by what the figures are: none, zero, unread, equal, odd, as large as can be."""

import random

from hattama.core.entries import Claim, Stage
from hattama.formats.claim_tables import StatedClaim
from hattama.rulepacks import rulepack_ids
from hattama.web.claims.record import record_claims
from tests.crawl.made import areas_csv, contest, open_made, open_with_every_code, precincts, publish_all
from tests.crawl.states import Site, state
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    open_tiny,
    protocol,
    publish,
    sound_figures,
)

LARGEST = 10**15 - 1
"""The largest figure that fifteen digits can say; twelve of them add up to more than 2^53."""

EXACT = 2**53 - 1


@state("nothing received")
def nothing_received(site: Site) -> None:
    open_tiny()


@state("no figures at all")
def no_figures(site: Site) -> None:
    open_tiny()
    publish_all({})


@state("everything illegible")
def everything_illegible(site: Site) -> None:
    open_tiny()
    publish_all({}, illegible=frozenset(sound_figures()))


@state("one figure of each paper")
def one_figure_each(site: Site) -> None:
    open_tiny()
    figures = sound_figures()
    publish(
        *(
            protocol(area, figures={key: figures[key]})
            for area, key in zip(precincts(), figures, strict=False)
        )
    )


@state("votes missing")
def votes_missing(site: Site) -> None:
    open_tiny()
    publish_all({key: value for key, value in sound_figures().items() if not key.startswith("votes")})


@state("zeros everywhere")
def zeros(site: Site) -> None:
    open_tiny()
    publish_all(dict.fromkeys(sound_figures(), 0))
    publish(protocol("P001", SINGLE, figures=dict.fromkeys(sound_figures(SINGLE), 0)))


@state("everybody has one vote")
def ones(site: Site) -> None:
    open_tiny()
    publish_all(dict.fromkeys(sound_figures(), 1))


@state("ties everywhere")
def ties(site: Site) -> None:
    open_tiny()
    publish_all(sound_figures(**{"votes[dala]": 285, "votes[ozen]": 285}))
    single = sound_figures(SINGLE, **{"votes[asan]": 285, "votes[ulgi]": 285})
    publish(*(protocol(area, SINGLE, figures=single) for area in precincts()[:4]))


@state("the largest figures")
def largest(site: Site) -> None:
    open_tiny()
    publish_all(dict.fromkeys(sound_figures(), LARGEST))
    publish(protocol("P001", SINGLE, figures={"votes[asan]": EXACT}))


@state("sums beyond 2^53", dense=True)
def beyond(site: Site) -> None:
    votes = ("dala", "ozen")
    open_made(
        [contest(PARTY, "party_list", "party_list", votes, seats=5)],
        areas=areas_csv(12, units=("R1", "R2")),
    )
    figures = dict.fromkeys(sound_figures(), LARGEST)
    publish(*(protocol(f"P{number:03}", figures=figures) for number in range(1, 13)))
    claim = Claim("KZ", PARTY, "central_commission", Stage.FINAL, {"votes[dala]": LARGEST})
    record_claims(ELECTION_ID, [StatedClaim(2, claim, NIGHT)], "ab" * 32, now=NIGHT)


@state("sums of exactly 2^53")
def at_the_edge(site: Site) -> None:
    open_tiny()
    publish(protocol("P001", figures={"votes[dala]": EXACT}))
    publish(protocol("P002", figures={"votes[dala]": 1}))


@state("more votes than voters")
def more_votes(site: Site) -> None:
    open_tiny()
    publish_all(sound_figures(participants=999_999, **{"votes[dala]": 999_999}))


@state("figures by chance")
def by_chance(site: Site) -> None:
    open_tiny()
    chance = random.Random(7)
    publish(
        *(
            protocol(
                area, figures={key: chance.choice((0, 1, 9, 600, 10**6, 10**9)) for key in sound_figures()}
            )
            for area in precincts()
        )
    )


@state("figures without a line on the form, and rows beyond the form")
def unknown_figures(site: Site) -> None:
    open_tiny()
    publish(
        protocol("P001", figures=sound_figures(**{"issued_by_member[40]": 1, "issued_by_member[41]": 2})),
        protocol("P002", figures=sound_figures(**{"votes[nobody]": 9, "no_such_line": 3})),
        protocol("P003", figures=sound_figures(**{"box_ballots[30]": 5, "box_requests[1]": 9})),
    )


def _every_code(pack: str) -> None:
    @state(f"every code of {pack} fired", dense=pack == "kz-2023")
    def fired(site: Site) -> None:
        open_with_every_code(pack)


for _pack in rulepack_ids():
    _every_code(_pack)
