"""The pages on elections and mappings, held to the program: their examples are run as they are printed."""

import json
import re
from pathlib import Path

import pytest

from hattama.formats.election_folder import load_election_folder
from hattama.formats.election_rules import pin_rules
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.rosters import define_election

DOCS = Path(__file__).parents[2] / "docs/format"
FORMATS = Path(__file__).parents[2] / "src/hattama/formats"


def blocks(page, language):
    """The printed blocks of a language, in the order of the page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """The election of the pages, as a folder."""
    (tmp_path / "rulepack.toml").write_text(blocks("packs.md", "toml")[0], encoding="utf-8")
    election = next(block for block in blocks("elections.md", "toml") if block.startswith("[election]"))
    (tmp_path / "election.toml").write_text(election, encoding="utf-8")
    (tmp_path / "areas.csv").write_text(blocks("elections.md", "csv")[0], encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(blocks("mappings.md", "toml")[0], encoding="utf-8")
    (tmp_path / "results.csv").write_text(blocks("mappings.md", "csv")[0], encoding="utf-8")
    return tmp_path


def imported(folder, election, mapping, table="results.csv", **options):
    rules = pin_rules(election).pack
    forms = {contest.code: rules.rules_for(contest).form for contest in election.election.contests}
    rows = read_protocols(folder / table, mapping, election.election, election.areas, forms, **options)
    return collect_protocols(rows, table)


def mapping_of(text):
    return parse_mapping(text.encode(), "mapping.toml")


def test_the_election_of_the_page_can_be_loaded_with_its_rules(folder):
    election = load_election_folder(folder)
    assert [area.area_id for area in election.areas.precincts()] == ["01-0001", "01-0002", "02-0001"]
    assert election.areas.area("02-0001").voters_registered == 0
    assert election.areas.area("01-0002").voters_registered is None
    assert pin_rules(election).pack.pack_id == "zz-2024"


def test_the_mapping_of_the_page_imports_the_table_of_the_page(folder):
    result = imported(folder, load_election_folder(folder), mapping_of(blocks("mappings.md", "toml")[0]))
    assert result.faults == ()
    first, second, third = (one.protocol for one in result.protocols)
    assert first.figures == {
        "voters_listed": 1480,
        "voters_came": 612,
        "votes[plough]": 401,
        "votes[lantern]": 199,
        "spoiled": 12,
    }
    assert (second.area_id, second.figure("voters_listed")) == ("01-0002", None)
    assert (third.figure("voters_listed"), third.figure("votes[lantern]")) == (2012, None)
    assert third.signed_at.isoformat() == "2024-05-13T00:10:00+06:00"
    assert result.protocols[0].links == {"scan": "https://example.org/1-1.pdf"}
    assert result.protocols[1].notes == {"remark": "list torn"}


def test_the_mapping_of_the_page_makes_the_areas_too(folder):
    mapping = mapping_of(blocks("mappings.md", "toml")[0])
    election = define_election(folder / "results.csv", folder / "mapping.toml", mapping)
    assert [area.area_id for area in election.areas.areas] == [
        "zz",
        "01",
        "01-0001",
        "01-0002",
        "02",
        "02-0001",
    ]
    assert election.areas.area("02-0001").voters_registered == 2012
    assert imported(folder, election, mapping).faults == ()


PROTOCOL = """
[protocol]
contest = { constant = "assembly" }
area = "station"
"""


@pytest.mark.parametrize(
    ("index", "table"),
    [
        (1, "station,list 1 votes,list 2 votes\n01-0001,401,199\n"),
        (
            2,
            "station,party,votes\n01-0001,Registered Voters,1480\n"
            "01-0001,The Plough,401\n01-0001,The Lantern,199\n",
        ),
    ],
)
def test_the_other_ways_of_giving_votes_work_as_printed(folder, index, table):
    (folder / "t.csv").write_text(table, encoding="utf-8")
    mapping = mapping_of(PROTOCOL + blocks("mappings.md", "toml")[index])
    (only,) = imported(folder, load_election_folder(folder), mapping, "t.csv").protocols
    assert (only.protocol.figure("votes[plough]"), only.protocol.figure("votes[lantern]")) == (401, 199)
    assert only.protocol.figure("voters_listed") == (1480 if index == 2 else None)


@pytest.mark.parametrize(("index", "lantern"), [(1, 199), (2, None)])
def test_a_row_for_each_figure_and_figures_inside_json_work_as_printed(folder, index, lantern):
    (folder / "t.csv").write_text(blocks("mappings.md", "csv")[index], encoding="utf-8")
    mapping = mapping_of(PROTOCOL + blocks("mappings.md", "toml")[index + 2])
    (only,) = imported(folder, load_election_folder(folder), mapping, "t.csv").protocols
    told = [only.protocol.figure(key) for key in ("voters_listed", "votes[plough]", "votes[lantern]")]
    assert told == [1480, 401, lantern]


def test_the_rows_of_the_page_are_chosen_as_printed(folder):
    rows = "station,kind of row,office,on list\n01-0001,station,President,5\n01-0002,TOTAL,President,9\n"
    (folder / "t.csv").write_text(rows + "02-0001,station,Senate,7\n", encoding="utf-8")
    mapping = mapping_of(
        PROTOCOL + '[figures]\nvoters_listed = "on list"\n' + blocks("mappings.md", "toml")[5]
    )
    found = imported(folder, load_election_folder(folder), mapping, "t.csv").protocols
    assert [one.protocol.area_id for one in found] == ["01-0001"]


def test_the_page_reads_a_report_of_nist_as_printed(folder):
    selections = [
        {"@id": f"selection-{code}", "VoteCounts": [{"GpUnitId": "unit-1", "Type": "total", "Count": votes}]}
        for code, votes in (("plough", 401), ("lantern", 199))
    ]
    contest = {"@id": "contest-assembly", "ElectionDistrictId": "unit-1", "ContestSelection": selections}
    code = {"Type": "other", "OtherType": "area_id", "Value": "01-0001"}
    unit = {"@id": "unit-1", "Type": "precinct", "ExternalIdentifier": [code], "VotersRegistered": 1480}
    report = {
        "@type": "ElectionResults.ElectionReport",
        "GpUnit": [unit],
        "Election": [{"Contest": [contest]}],
    }
    (folder / "t.csv").write_text(json.dumps(report), encoding="utf-8")
    mapping = mapping_of(blocks("mappings.md", "toml")[-1])
    (only,) = imported(folder, load_election_folder(folder), mapping, "t.csv").protocols
    assert only.protocol.figures == {"voters_listed": 1480, "votes[plough]": 401, "votes[lantern]": 199}


def test_the_readings_of_the_page_work_as_printed(folder):
    table = "station,hand_f1,hand_f4,hand_p1,hand_p2,site_1,site_2\n01-0001,1480,12,401,199,400,199\n"
    (folder / "t.csv").write_text(table + "01-0002,90,1,2,3,,\n", encoding="utf-8")
    mapping = mapping_of(PROTOCOL + blocks("mappings.md", "toml")[6])
    election = load_election_folder(folder)
    hand = imported(folder, election, mapping, "t.csv")
    site = imported(folder, election, mapping, "t.csv", reading="site")
    assert [one.protocol.figure("votes[plough]") for one in hand.protocols] == [401, 2]
    assert [one.protocol.figure("votes[plough]") for one in site.protocols] == [400]
    assert len(site.blank) == 1


def test_every_code_of_the_page_is_one_that_the_program_has():
    source = "".join(path.read_text(encoding="utf-8") for path in FORMATS.glob("*.py"))
    page = (DOCS / "mappings.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"`([A-Z]+-[A-Z]+)`", page))
    assert len(codes) > 30
    assert {code for code in codes if f'"{code}"' not in source} == set()


def test_every_fault_of_numbers_and_rows_is_on_the_page():
    page = (DOCS / "mappings.md").read_text(encoding="utf-8")
    for module in ("whole_numbers.py", "import_faults.py"):
        for code in re.findall(
            r'"((?:NUMBER|IMPORT)-[A-Z]+)"', (FORMATS / module).read_text(encoding="utf-8")
        ):
            assert f"`{code}`" in page, code
