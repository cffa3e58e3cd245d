"""An open list election as files: its definition, its rule pack, and its counts as EML and back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from hattama.core.entries import summable_figures
from hattama.core.outcomes import PartyListRules, PersonTies, PreferenceBase, PreferenceRule
from hattama.core.protocols import Protocol, check_protocol, split_key
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Tally
from hattama.formats.contest_counts import ContestCounts, Reading
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.election_folder import load_election_folder
from hattama.formats.eml_counts import render_eml_counts
from hattama.formats.faults import InputFaults
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.nist_results import render_nist_precincts, render_nist_summary
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.xlsx_sums import render_sums_xlsx
from tests.shared_material import shared_path

FOLDER = Path(__file__).parents[2] / "examples" / "zz-open-lists"
DEFINITION = (FOLDER / "election.toml").read_bytes()
PACK = (FOLDER / "rulepack.toml").read_bytes()
FIGURES = {
    **{"listed": 900, "participants": 510, "spoiled": 10},
    **{"votes[plough]": 300, "votes[lantern]": 150, "votes[anchor]": 50},
    **{"preferences[ada]": 20, "preferences[ben]": 10, "preferences[cora]": 90, "preferences[dan]": 0},
    **{"preferences[eva]": 100, "preferences[finn]": 14, "preferences[gwen]": 15},
    **{"preferences[hugo]": 3, "preferences[iris]": 50},
}


def test_a_definition_with_persons_is_written_back_as_it_was_read() -> None:
    election = parse_election(DEFINITION, "election.toml")
    contest = election.contests[0]
    assert [one.code for one in contest.choices[2].persons] == ["hugo", "iris"]
    assert parse_election(render_election(election), "again.toml") == election


def test_a_person_may_have_left_and_have_a_lot() -> None:
    left = b'code = "ada", lot = 2, withdrawn = { on = 2025-06-02, norms = ["zz-act/10"], decision = "1" }'
    election = parse_election(DEFINITION.replace(b'code = "ada"', left), "election.toml")
    ada = election.contests[0].persons[0]
    assert ada.lot == 2
    assert ada.withdrawn is not None and ada.withdrawn.after_vote
    assert parse_election(render_election(election), "again.toml") == election


@pytest.mark.parametrize("taken", [b"plough", b"ben"])
def test_one_code_is_one_row_of_the_form(taken: bytes) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_election(DEFINITION.replace(b'"iris"', b'"%s"' % taken), "election.toml")
    (fault,) = refused.value.faults
    assert (fault.code, fault.found) == ("ELECTION-CODE", taken.decode())


def test_the_rule_about_persons_is_read_and_its_words_are_checked() -> None:
    rules = parse_outcome_rules(PACK, "rulepack.toml").rules["party_list"]
    assert isinstance(rules, PartyListRules) and rules.preferences is not None
    assert rules.preferences.value == PreferenceRule(
        rules.preferences.value.threshold, PreferenceBase.LIST_VOTES, PersonTies.LIST_ORDER
    )
    with pytest.raises(InputFaults) as refused:
        parse_outcome_rules(PACK.replace(b'"list_order"', b'"age"'), "rulepack.toml")
    assert refused.value.faults[0].expected == "list_order, lot"


def test_within_is_for_persons_alone() -> None:
    with pytest.raises(InputFaults) as refused:
        parse_rulepack(PACK.replace(b"within(preferences) <=", b"within(votes) <="), "rulepack.toml")
    assert refused.value.faults[0].code == "PACK-PERSONS"
    asked_once = PACK.replace(b'each = "choices"\n', b"")
    with pytest.raises(InputFaults) as refused:
        parse_rulepack(asked_once, "rulepack.toml")
    assert "PACK-PERSONS" in {fault.code for fault in refused.value.faults}


def counts() -> ContestCounts:
    folder = load_election_folder(FOLDER)
    rules = parse_rulepack(PACK, "rulepack.toml").rules[0]
    first = Protocol("zz-1", "assembly", FIGURES)
    assert check_protocol(rules, folder.election.contests[0], first) == ()
    total = Total(2, 1, 0, 0, {k: Tally(v, 1) for k, v in summable_figures(rules.form, FIGURES).items()})
    return ContestCounts(
        folder.election,
        folder.election.contests[0],
        rules,
        "ZZ",
        folder.areas,
        {"zz-1": Reading(first)},
        {"zz": total},
        "example.org/zz",
        3,
        "2025-06-02T00:00:00+00:00",
    )


def test_eml_has_the_persons_after_their_list_and_is_read_back_as_it_was(tmp_path: Path) -> None:
    written = b"".join(render_eml_counts(counts()))
    path = tmp_path / "counts.eml.xml"
    path.write_bytes(written)
    folder = load_election_folder(FOLDER)
    mapping = parse_mapping((FOLDER / "eml.toml").read_bytes(), "eml.toml")
    form = parse_rulepack(PACK, "rulepack.toml").rules[0].form
    rows = read_protocols(path, mapping, folder.election, folder.areas, {"assembly": form})
    read = collect_protocols(rows, path.name)
    assert read.faults == ()
    assert [(one.protocol.area_id, dict(one.protocol.figures)) for one in read.protocols] == [
        ("zz-1", FIGURES)
    ]


def test_nist_has_the_persons_as_candidates_of_their_party_with_the_votes_of_each() -> None:
    import jsonschema

    schema = shared_path("vectors", "nist", "NIST_V2_election_results_reporting.json")
    for written, unit in ((render_nist_precincts, "unit-zz-1"), (render_nist_summary, "unit-zz")):
        said = json.loads(written(counts()))
        assert list(jsonschema.Draft4Validator(json.loads(schema.read_bytes())).iter_errors(said)) == []
        (election,) = said["Election"]
        parties = {one["@id"]: one["PartyId"] for one in election["Candidate"]}
        assert parties["candidate-hugo"] == "party-anchor" and len(parties) == 9
        found = {}
        for one in election["Contest"][0]["ContestSelection"]:
            (votes,) = one["VoteCounts"]
            assert votes["GpUnitId"] == unit
            found[one["@id"].removeprefix("selection-")] = votes["Count"]
            if "CandidateIds" in one:
                assert one["EndorsementPartyIds"] == [parties[one["CandidateIds"][0]]]
        assert found == {split_key(key)[1]: number for key, number in FIGURES.items() if "[" in key}


def test_a_workbook_says_of_a_list_and_its_persons_alike_that_they_are_not_on_the_ballot() -> None:
    import openpyxl

    whole = counts()
    first, lantern, third = whole.contest.choices
    contest = replace(whole.contest, choices=(first, replace(lantern, areas=("zz-2",)), third))
    figures = {key: value for key, value in FIGURES.items() if key != "preferences[dan]"}
    for code in ("votes[lantern]", "preferences[eva]", "preferences[finn]", "preferences[gwen]"):
        del figures[code]
    told = replace(whole, contest=contest, readings={"zz-1": Reading(Protocol("zz-1", "assembly", figures))})
    book = openpyxl.load_workbook(io.BytesIO(render_sums_xlsx(told)))
    heads, _, row, *_rest = book["Precincts"].iter_rows(values_only=True)
    cells = dict(zip(heads, row, strict=True))
    assert (cells["votes[lantern]"], cells["preferences[eva]"]) == ("not_on_ballot", "not_on_ballot")
    assert cells["preferences[dan]"] is None and cells["preferences[iris]"] == 50


def test_eml_with_persons_fits_the_published_schema() -> None:
    import xmlschema

    schema = shared_path("vectors", "eml", "xsd", "510-count-kiesraad-strict.xsd")
    # The published schema restricts an attribute in a way that the specification of XSD does not allow.
    written = b"".join(render_eml_counts(counts())).decode()
    assert list(xmlschema.XMLSchema(str(schema), validation="lax").iter_errors(written)) == []


def test_a_precinct_that_lacks_a_person_is_not_carried_to_eml() -> None:
    whole = counts()
    figures = {key: value for key, value in FIGURES.items() if key != "preferences[dan]"}
    lacking = replace(whole, readings={"zz-1": Reading(Protocol("zz-1", "assembly", figures))})
    assert b"".join(render_eml_counts(lacking)) == b""
