"""The examples must hold without the data they were written for; with it, see test_real_imports.py."""

from pathlib import Path

import pytest

from hattama.formats.election_definition import parse_election
from hattama.formats.election_rules import forms_that_lack
from hattama.formats.import_faults import refuse_foreign_mapping
from hattama.formats.mapping import parse_mapping
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/mapping.toml"))


def test_there_are_examples():
    assert [path.name for path in EXAMPLES] == ["ge-2024", "ro-2024-ep"]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_the_mapping_of_an_example_fits_its_election_and_its_rule_pack(folder):
    mapping = parse_mapping((folder / "mapping.toml").read_bytes(), "mapping.toml")
    election = parse_election((folder / mapping.definition).read_bytes(), mapping.definition)
    pack = parse_rulepack(read_rulepack(election.rule_pack), f"{election.rule_pack}.toml")
    assert forms_that_lack(election, pack) == []
    forms = {contest.code: pack.rules_for(contest).form for contest in election.contests}
    for reading in mapping.readings.values():
        refuse_foreign_mapping(mapping, reading, election, forms)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_an_example_names_everything_in_the_three_languages_of_the_interface(folder):
    election = parse_election((folder / "election.toml").read_bytes(), "election.toml")
    words = [election.names, *election.notices]
    for contest in election.contests:
        words += [contest.names, *(choice.names for choice in contest.choices)]
    assert all({"kk", "ru", "en"} <= set(each) for each in words)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_no_data_is_copied_into_an_example(folder):
    assert {path.suffix for path in folder.iterdir()} == {".toml"}
