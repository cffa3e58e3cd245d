"""Published results of two countries, imported through the example mappings."""

import csv
import io
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from hattama.core.protocols import check_protocol, figure_key
from hattama.core.vocabulary import AreaKind, Tally, Verdict, tally
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_rules import pin_rules
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.readings import compare_readings
from hattama.formats.rosters import define_election
from tests.formats.table_files import write_parquet, write_xlsx
from tests.shared_material import shared_path

GEORGIA = ("ge-2024", "ge_2024_parliament_protocols.csv")
ROMANIA = ("ro-2024-ep", "ro_2024_ep_protocols.csv")


class RealImport:
    """An example mapping with the file it was written for."""

    def __init__(self, example, file):
        self.path = shared_path("data", file)
        mapping_path = Path(__file__).parents[2] / "examples" / example / "mapping.toml"
        self.mapping = parse_mapping(mapping_path.read_bytes(), "mapping.toml")
        self.folder = define_election(self.path, mapping_path, self.mapping)
        self.election, self.areas = self.folder.election, self.folder.areas
        self.pack = pin_rules(self.folder).pack
        self.forms = {c.code: self.pack.rules_for(c).form for c in self.election.contests}

    def rows(self, path=None, reading=None):
        arguments = (path or self.path, self.mapping, self.election, self.areas, self.forms)
        return read_protocols(*arguments, reading=reading)

    def collected(self, reading=None):
        return collect_protocols(self.rows(reading=reading), self.path.name)

    def broken(self, protocols):
        (contest,) = self.election.contests
        rules = self.pack.rules_for(contest)
        findings = (found for one in protocols for found in check_protocol(rules, contest, one.protocol))
        return Counter(found.code for found in findings if found.verdict is Verdict.BROKEN)


@cache
def real(example, file):
    return RealImport(example, file)


@pytest.fixture
def georgia():
    shared_path("data", GEORGIA[1])
    return real(*GEORGIA)


@pytest.fixture
def romania():
    shared_path("data", ROMANIA[1])
    return real(*ROMANIA)


def total(protocols, *keys):
    return tally(one.protocol.figure(key) for one in protocols for key in keys)


def test_georgia_is_imported_whole_with_the_published_sums(georgia):
    result = georgia.collected()
    votes = [figure_key("votes", choice.code) for choice in georgia.election.contests[0].choices]
    assert (len(result.protocols), result.faulty, result.blank) == (3110, (), ())
    assert total(result.protocols, "voters_listed") == Tally(3_494_146, 3110)
    assert total(result.protocols, "participants") == Tally(2_112_216, 3110)
    assert total(result.protocols, *votes) == Tally(2_076_734, 3110 * 18)
    assert total(result.protocols, "invalid") == Tally(34_955, 3110)
    assert total(result.protocols, "votes[p41]") == Tally(1_120_016, 3110)


def test_the_one_figure_that_georgia_s_file_lacks_stays_missing(georgia):
    protocols = georgia.collected().protocols
    assert total(protocols, "ballots_received").contributors == 3109
    assert [one.protocol.area_id for one in protocols if one.protocol.figure("ballots_received") is None] == [
        "81.12"
    ]


def test_georgia_s_protocols_break_the_rules_that_they_are_known_to_break(georgia):
    broken = georgia.broken(georgia.collected().protocols)
    assert [broken[code] for code in ("GE-P01", "GE-P02", "GE-P03", "GE-P04")] == [235, 4, 1, 8]


def test_georgia_s_impossible_hours_are_left_out_and_told(georgia):
    result = georgia.collected()
    assert [fault.found[-5:] for fault in result.left_out] == ["00:00", "56:56", "31:00"]
    abroad, without_a_time, impossible = 67, 25, 3
    missing = sum(one.protocol.signed_at is None for one in result.protocols)
    assert missing == abroad + without_a_time + impossible
    moments = [one.protocol.signed_at for one in result.protocols if one.protocol.signed_at]
    assert all(moment.utcoffset().total_seconds() == 4 * 3600 for moment in moments)


def test_georgia_s_roster_comes_from_the_file(georgia):
    assert len(georgia.areas.children("ge")) == 74
    assert georgia.areas.registered() == Tally(3_494_146, 3095)
    kinds = Counter(area.kind for area in georgia.areas.precincts())
    assert kinds == {AreaKind.ORDINARY: 3043, AreaKind.ABROAD: 67}
    assert georgia.areas.path("01.07") == ("ge", "01", "01.07")


def test_hand_and_commission_differ_in_four_precincts_by_89_votes(georgia):
    comparison = compare_readings(
        georgia.path, georgia.mapping, georgia.election, georgia.areas, georgia.forms, "hand", "cec"
    )
    assert [paper.area_id for paper in comparison.differing] == ["10.07", "87.28", "87.39", "87.53"]
    assert comparison.distance == 89
    assert (comparison.compared, len(comparison.only_first), comparison.only_second) == (3095, 15, ())


def test_the_electronic_count_differs_from_the_commission_in_685_of_2256_precincts(georgia):
    comparison = compare_readings(
        georgia.path, georgia.mapping, georgia.election, georgia.areas, georgia.forms, "el", "cec"
    )
    assert (len(comparison.differing), comparison.compared) == (685, 2256)


def test_romania_is_imported_whole_and_breaks_the_rules_that_it_is_known_to_break(romania):
    result = romania.collected()
    assert (len(result.protocols), result.faulty, result.left_out) == (19_870, (), ())
    broken = romania.broken(result.protocols)
    assert (broken["RO-P01"], broken["RO-P02"]) == (1008, 644)
    assert total(result.protocols, "registered") == Tally(18_025_329, 19_870)
    assert total(result.protocols, "valid").total == 8_942_629


def test_romania_s_roster_leaves_the_commune_out_abroad(romania):
    tree = romania.areas
    assert len(tree.children("ro")) == 48
    assert tree.path("01-0001") == ("ro", "01", "siruta-1017", "01-0001")
    assert tree.path("43-0001") == ("ro", "43", "43-0001")
    assert tree.area("43-0001").kind is AreaKind.ABROAD
    assert sum(area.kind is AreaKind.ABROAD for area in tree.precincts()) == 915


@pytest.mark.parametrize("country", ["georgia", "romania"])
def test_the_roster_written_and_read_again_is_the_same(country, request):
    folder = request.getfixturevalue(country).folder
    tree = parse_areas(io.BytesIO(folder.areas_bytes), "areas.csv")
    assert tree.areas == folder.areas.areas


def test_the_same_rows_as_spreadsheet_and_parquet_give_the_same_protocols(georgia, tmp_path):
    with georgia.path.open(encoding="utf-8", newline="") as stream:
        header, *rows = [row for row, _ in zip(csv.reader(stream), range(301), strict=False)]
    typed = [
        [int(cell) if cell.isdecimal() and str(int(cell)) == cell else cell for cell in row] for row in rows
    ]
    book = write_xlsx(tmp_path / "t.xlsx", [header, *typed])
    columns = {name: ("VARCHAR", [row[index] or None for row in rows]) for index, name in enumerate(header)}
    parquet = write_parquet(tmp_path / "t.parquet", columns)
    expected = [one.protocol for one, _ in zip(georgia.rows(), range(300), strict=False)]
    for path in (book, parquet):
        assert [one.protocol for one in georgia.rows(path)] == expected
