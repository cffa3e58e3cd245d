"""The demonstration election and its contests: party lists, and a deputy of each single-mandate district."""

import datetime
from collections.abc import Iterable, Sequence

from hattama.core.vocabulary import Area, Choice, Contest, Election, EntryRules, PollingHours, Polls
from hattama.demonstration import published
from hattama.demonstration.counts import CANDIDATES
from hattama.demonstration.places import CONSTITUENCY
from hattama.demonstration.words import PARTIES, notice_scaled, words

ELECTION_ID = "kz-demo"
PARTY_CONTEST = "party_list"
SINGLE_MANDATE = "single_mandate"
"""The kind of the contests of single-mandate districts, and their form."""

POLLING_ON = datetime.date(2023, 3, 19)

# Article 38(1) of the law on elections: from 7 to 20 by local time.
_POLLS = Polls(PollingHours(datetime.time(7), datetime.time(20)))

# The lists of the People's Party and of the social democrats were registered first (11 and 13 February 2023),
# Amanat sixth (15 February), Respublica last; of the three between only the order in a report of 15 February
# is known (TASS), so that part is inferred.
_REGISTERED = {"ppk": 1, "nsdp": 2, "ak_zhol": 3, "auyl": 4, "baytaq": 5, "amanat": 6, "respublica": 7}


def make_election(precincts: int, constituencies: Sequence[Area]) -> Election:
    """The election; its notices say what is made up and, away from full size, that the figures are scaled."""
    notices = [words("notice_made_up")]
    if precincts != published.PRECINCTS:
        notices.append(notice_scaled(precincts, published.PRECINCTS))
    return Election(
        election_id=ELECTION_ID,
        names=words("election"),
        polling_on=POLLING_ON,
        rule_pack="kz-2023",
        contests=(_party_contest(), *(_single_contest(unit) for unit in constituencies)),
        time_zone="Asia/Almaty",
        demonstration=True,
        notices=tuple(notices),
        entry=EntryRules(entries=2),
        polls=_POLLS,
    )


def _party_contest() -> Contest:
    choices = tuple(Choice(code, names, _REGISTERED[code]) for code, names in PARTIES.items())
    return Contest(
        PARTY_CONTEST,
        "party_list",
        words("party_contest"),
        choices,
        form="party_list",
        seats=69,
        short_names=words("party_short"),
    )


def _single_contest(constituency: Area) -> Contest:
    number = int(constituency.number)
    return Contest(
        single_contest(constituency.area_id),
        SINGLE_MANDATE,
        words("single_contest", number=number),
        candidates(number, CANDIDATES),
        form=SINGLE_MANDATE,
        seats=1,
        areas=(constituency.area_id,),
        short_names=words("single_short", number=number),
    )


def single_contest(constituency_id: str) -> str:
    """The code of the contest of this single-mandate district."""
    return f"{SINGLE_MANDATE}_{constituency_id.removeprefix(CONSTITUENCY)}"


def candidates(number: int, codes: Iterable[str]) -> tuple[Choice, ...]:
    """The candidates of the single-mandate district of this number, in the order of the ballot."""
    return tuple(
        Choice(code, words("candidate", letter=f"{number}-{code[-1].upper()}"), order)
        for order, code in enumerate(codes, start=1)
    )
