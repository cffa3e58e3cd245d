"""Seats from every protocol of two real elections, added up and shared by their packs."""

import csv
from collections import Counter

from hattama.core.outcomes import ChoiceVotes, Status, Votes, decide
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.rulepacks import read_rulepack
from tests.shared_material import shared_path

ROMANIA = {
    "ALIANȚA ELECTORALĂ PSD PNL": 19,
    "ALIANȚA AUR": 6,
    "ALIANȚA DREAPTA UNITĂ USR - PMP - FORȚA DREPTEI": 3,
    "UNIUNEA DEMOCRATĂ MAGHIARĂ DIN ROMÂNIA": 2,
    "PARTIDUL S.O.S. ROMÂNIA": 2,
    "ȘTEFĂNUȚĂ NICOLAE-BOGDĂNEL": 1,
}
INDEPENDENTS = ("ȘTEFĂNUȚĂ", "PÎRVĂNESCU", "GHEORGHE VLAD", "ȘOȘOACĂ")
GEORGIA = {"hand_p_41": 89, "hand_p_4": 19, "hand_p_5": 16, "hand_p_9": 14, "hand_p_25": 12}


def sums_of(file: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    with shared_path("data", file).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            sums.update({column: int(text) for column, text in row.items() if text.isdecimal()})
    return sums


def seats_of(pack_id: str, votes: Votes) -> dict[str, int]:
    outcome = decide(parse_outcome_rules(read_rulepack(pack_id), pack_id).rules["party_list"], votes)
    assert outcome.status is Status.DECIDED
    return {code: seats for code, seats in outcome.seats.items() if seats}


def test_romania_2024_elects_the_33_members_that_it_elected() -> None:
    sums = sums_of("ro_2024_ep_protocols.csv")
    lists = {c.removesuffix("-voturi"): n for c, n in sums.items() if c.endswith("-voturi")}
    assert sum(lists.values()) == sums["e_valid"] == 8_942_629
    votes = Votes(
        tuple(
            ChoiceVotes(name, number, group="independent" if name.startswith(INDEPENDENTS) else "")
            for name, number in lists.items()
        )
    )
    assert seats_of("ro-2024-ep", votes) == ROMANIA


def test_georgia_2024_elects_the_150_members_that_it_elected() -> None:
    sums = sums_of("ge_2024_parliament_protocols.csv")
    lists = {column: number for column, number in sums.items() if column.startswith("hand_p_")}
    assert sum(lists.values()) == 2_076_734
    votes = Votes(tuple(ChoiceVotes(name, number) for name, number in lists.items()))
    assert seats_of("ge-2024", votes) == GEORGIA
