"""The JSON documents: what is not given is absent, and the same thing is always the same bytes."""

import json
from dataclasses import replace

from hattama.core.vocabulary import NO_WORDS, Area, AreaKind, Words
from hattama.publish.views import (
    area_document,
    election_document,
    precinct_document,
    protocol_document,
    render_json,
    total_document,
)
from tests.publish.records import ELECTION, NOTHING, ODD, SOUND, TOTAL


def area(area_id: str, kind: AreaKind = AreaKind.UNIT) -> Area:
    return Area(
        area_id, None, "region", "1", Words.of({"kk": "Аймақ"}), NO_WORDS, NO_WORDS, "Asia/Almaty", None, kind
    )


def test_figures_of_a_group_stand_under_their_line():
    assert protocol_document(SOUND)["figures"] == {
        "voters": 1000,
        "issued": {"1": 7},
        "votes": {"zhuldyz": 0, "arna": 600},
        "invalid": 4,
    }


def test_what_is_blank_is_absent_and_what_is_illegible_is_named():
    document = protocol_document(ODD)
    assert "invalid" not in document["figures"]
    assert document["figures"]["voters"] == 0
    assert document["illegible"] == ["votes[zhuldyz]"]
    assert document["signed_at"] is None


def test_an_explanation_that_was_withdrawn_leaves_its_hash_alone():
    shown = protocol_document(ODD)["explanation"]
    assert shown["text"] == ODD.explanation.text and shown["salt"] == "5a17"
    gone = protocol_document(replace(ODD, explanation=replace(ODD.explanation, withdrawn_by=9)))[
        "explanation"
    ]
    assert gone == {"sha256": "77" * 32, "salt": None, "text": None, "withdrawn_by": 9}
    assert protocol_document(SOUND)["explanation"] is None


def test_every_scan_says_which_entry_brought_it():
    assert [(scan["sha256"], scan["log_index"]) for scan in protocol_document(SOUND)["scans"]] == [
        ("cd" * 32, 2),
        ("ef" * 32, 5),
    ]


def test_a_total_says_how_many_are_missing_and_how_many_gave_each_figure():
    assert total_document(TOTAL.total)["missing"] == 1
    assert total_document(TOTAL.total)["figures"] == {"voters": {"total": 1000, "contributors": 2}}
    assert total_document(NOTHING.total)["figures"] == {}


def test_an_election_carries_its_notices_and_its_choices_in_ballot_order():
    document = election_document(ELECTION, {"party": TOTAL.total}, tree_size=4)
    assert document["notices"] == [{"kk": "Ойдан шығарылған."}]
    assert document["demonstration"] is True
    assert [choice["code"] for choice in document["contests"][0]["choices"]] == ["zhuldyz", "arna"]
    assert (document["polling_on"], document["tree_size"]) == ("2023-03-19", 4)


def test_an_area_shows_its_children_with_their_own_totals():
    document = area_document(
        area("kz"), [area("r1"), area("r2")], {"party": TOTAL.total}, {("r2", "party"): NOTHING.total}
    )
    assert document["totals"]["party"]["received"] == 2
    assert [(child["area_id"], list(child["totals"])) for child in document["children"]] == [
        ("r1", []),
        ("r2", ["party"]),
    ]


def test_a_precinct_shows_its_protocols_by_contest():
    document = precinct_document(area("0001", AreaKind.HOSPITAL), [SOUND])
    assert (document["kind"], document["voters_registered"]) == ("hospital", None)
    assert [(shown["contest"], shown["log_index"]) for shown in document["protocols"]] == [("party", 2)]


def test_the_bytes_do_not_depend_on_the_order_in_which_things_were_said():
    assert render_json({"б": 1, "а": [2, {"y": None, "x": 0}]}) == render_json(
        {"а": [2, {"x": 0, "y": None}], "б": 1}
    )
    assert json.loads(render_json({"а": "ә"})) == {"а": "ә"}
    assert render_json({}) == b"{}\n"
