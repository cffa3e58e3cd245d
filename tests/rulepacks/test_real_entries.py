"""Three readings of the same paper, as three people's entries, through the very code of a protocol's life."""

import csv

from hattama.core.protocols import EnteredTwice, EntriesDiffer, Expected, Protocol, compare_entries, enter
from hattama.core.vocabulary import EntryRules
from tests.shared_material import shared_path

FILE = "ge_2024_parliament_protocols.csv"
PARTIES = (3, 4, 5, 6, 8, 9, 10, 12, 16, 17, 20, 21, 23, 25, 26, 27, 36, 41)
VOLUNTEER, COMMISSION, MACHINE = 1, 2, 3


def lives(first, second, seconds_column):
    """The state of each precinct after both entries; precincts that lack either reading are left out."""
    with shared_path("data", FILE).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            readings = [votes(row, pattern) for pattern in (first, second)]
            if not all(readings) or not row[seconds_column]:
                continue
            area = f"{row['district']}-{row['precinct']}"
            state = Expected()
            for by, figures in enumerate(readings, start=1):
                state = enter(state, Protocol(area, "party_list", figures), by, EntryRules(entries=2))
            yield state


def votes(row, pattern):
    given = {party: row[pattern.format(party)].strip() for party in PARTIES}
    return {f"votes[p{party}]": int(text) for party, text in given.items() if text}


def differing(states):
    return [state for state in states if isinstance(state, EntriesDiffer)]


def test_two_readings_of_the_paper_differ_in_four_precincts_of_georgia():
    states = list(lives("hand_p_{}", "cec_CAND{}", "cec_CAND41"))
    found = differing(states)
    apart = [compare_entries(state.first.protocol, state.second.protocol) for state in found]
    assert len(found) == 4
    assert sum(difference.distance for keys in apart for difference in keys) == 89
    assert all(isinstance(state, EnteredTwice) for state in states if state not in found)
    assert [state.keys for state in found] == [tuple(d.key for d in keys) for keys in apart]


def test_the_electronic_count_differs_from_the_paper_in_a_third_of_its_precincts():
    states = list(lives("el_CAND{}", "cec_CAND{}", "el_total_votes"))
    assert len(states) == 2256
    assert len(differing(states)) == 685
