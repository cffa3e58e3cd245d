"""Two readings of the same papers: which changed, and in whose favour."""

from dataclasses import replace

import pytest

from hattama.core.forensics.calibrated import ask_preliminary_final
from hattama.core.forensics.two_readings import compare_readings
from hattama.core.vocabulary import Message
from hattama.phrases import say
from tests.core.forensics import made
from tests.core.forensics.elections import agree, georgian_rows, reading, vector


@pytest.mark.parametrize(
    ("key", "prefix"), [("electronic_to_final", "el_CAND"), ("hand_typed_to_final", "hand_p_")]
)
def test_one_reading_of_georgias_papers_beside_another(key: str, prefix: str) -> None:
    rows = georgian_rows()
    found = compare_readings(reading(rows, prefix), reading(rows, "cec_CAND"))
    assert found is not None
    published = vector("ge_2024")[key]
    assert max(change.size for change in found.changed) == published["largest_change_in_one_station"]
    agree((found.stations, len(found.changed), found.absolute), published, "stations changed absolute_change")
    net = dict(zip(reading(rows, "cec_CAND").choices, found.net, strict=True))
    assert {party: gain for party, gain in net.items() if gain} == published["net_by_choice"]
    agree(
        (found.net[found.leader], found.up, found.down, found.p_sign),
        published["leader"],
        "net stations_up stations_down sign_test_two_sided",
    )
    lean = published["leader_minus_all_others"]
    agree((sum(found.differences), found.root, found.lean), lean, "sum root_sum_of_squares z")
    assert sorted(found.differences, key=abs)[-3:][::-1] == lean["largest_three"]


def test_a_reading_without_the_leader_is_not_compared() -> None:
    final = made.clean_figures(30)
    copy = replace(final, choices=("first", *final.choices[1:]))
    assert compare_readings(copy, final) is None
    answer = ask_preliminary_final(copy, final)
    assert not answer.is_applicable
    assert "leads" in say(answer.reason or Message(""), "en")
