"""Files as authorities and spreadsheets spoil them, each with the exact words in which it is refused."""

import tomllib
from pathlib import Path

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.rosters import define_election
from hattama.phrases import say_fault
from tests.formats.importing_examples import MAPPING, forms
from tests.formats.small_election import ELECTION

FOLDER = Path(__file__).with_name("malformed")
SAID = tomllib.loads((FOLDER / "messages.toml").read_text("utf-8"))
ROSTER = f"""
[mapping]
election = "election.toml"

{MAPPING}

[[roster.level]]
level = "nation"
area_id = {{ constant = "kz" }}
names = {{ kk = {{ constant = "Қазақстан" }} }}

[[roster.level]]
level = "region"
area_id = {{ column = "region", pad = 2 }}
names = {{ kk = "region name" }}

[[roster.level]]
level = "precinct"
names = {{ kk = "precinct" }}
"""

TREE = """
[mapping]
election = "election.toml"

[protocol]
area = "unit"
contest = "contest"

[votes]
choice = "choice"
votes = "count"

[[roster.level]]
level = "nation"
area_id = { constant = "kz" }
names = { kk = { constant = "Қазақстан" } }

[[roster.level]]
level = "region"
area_id = { constant = "01" }
names = { kk = { constant = "Абай" } }

[[roster.level]]
level = "precinct"
names = { kk = "unit" }
"""
TREES = (".xml", ".json", ".html")


def faults_of(path, beside):
    """What is wrong with a table that is to make an election, as `hattama import` reads it."""
    text = TREE if path.suffix in TREES else ROSTER
    mapping, rows = parse_mapping(text.encode(), "mapping.toml"), {}
    try:
        folder = define_election(path, beside / "mapping.toml", mapping, row_faults=rows)
        read = read_protocols(path, mapping, folder.election, folder.areas, forms, row_faults=rows)
        return collect_protocols(read, path.name).faults
    except InputFaults as refusal:
        return refusal.faults


def test_every_file_of_the_folder_has_its_words():
    assert {path.name for path in FOLDER.iterdir()} == {*SAID, "messages.toml"}


@pytest.mark.parametrize("name", SAID)
def test_a_malformed_file_is_refused_in_these_words(tmp_path, name):
    (tmp_path / "election.toml").write_text(ELECTION, encoding="utf-8")
    faults = faults_of(FOLDER / name, tmp_path)
    told = {language: [say_fault(one, language) for one in faults] for language in ("kk", "ru", "en")}
    assert {"codes": [one.code for one in faults], **told} == SAID[name]
