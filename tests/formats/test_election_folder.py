import pytest

from hattama.formats.area_lists import render_areas
from hattama.formats.election_definition import render_election
from hattama.formats.election_folder import load_election_folder
from hattama.formats.faults import InputFaults
from tests.formats.small_election import AREAS, ELECTION, changed, write_folder


def refused(folder):
    with pytest.raises(InputFaults) as refusal:
        load_election_folder(folder)
    return [(fault.file, fault.code, fault.row) for fault in refusal.value.faults]


def test_a_folder_is_an_election_with_its_areas_and_the_bytes_that_defined_them(tmp_path):
    folder = load_election_folder(write_folder(tmp_path / "e"))
    assert folder.election.election_id == "trial-1"
    assert len(folder.areas) == 4
    assert (folder.definition_bytes, folder.areas_bytes) == (ELECTION.encode(), AREAS.encode())
    assert folder.rulepack_bytes is None


def test_the_election_s_time_zone_holds_where_an_area_names_none(tmp_path):
    folder = load_election_folder(write_folder(tmp_path / "e"))
    assert folder.areas.area("01-002").time_zone == "Asia/Almaty"
    assert folder.areas.area("0001").time_zone == "Asia/Qyzylorda"


def test_a_folder_may_bring_its_own_rule_pack(tmp_path):
    path = write_folder(tmp_path / "e")
    (path / "rulepack.toml").write_bytes(b"[pack]")
    assert load_election_folder(path).rulepack_bytes == b"[pack]"


def test_faults_of_all_files_are_told_together(tmp_path):
    election = changed(ELECTION, "date = 2024-03-17", "date = 'soon'")
    path = write_folder(tmp_path / "e", election, changed(AREAS, "0001,01,", "0001,02,"))
    assert refused(path) == [("election.toml", "TOML-DAY", 4), ("areas.csv", "AREA-PARENT", 5)]


def test_a_contest_in_an_area_that_does_not_exist_is_a_fault_at_its_line(tmp_path):
    path = write_folder(tmp_path / "e", changed(ELECTION, 'areas = ["01"]', 'areas = ["01", "02"]'))
    assert refused(path) == [("election.toml", "ELECTION-AREA", 32)]


def test_absent_files_are_faults(tmp_path):
    assert refused(tmp_path / "nowhere") == [
        ("election.toml", "FOLDER-FILE", 0),
        ("areas.csv", "FOLDER-FILE", 0),
    ]


def test_import_export_import_gives_the_same_election(tmp_path):
    first = load_election_folder(write_folder(tmp_path / "e"))
    again = tmp_path / "again"
    again.mkdir()
    (again / "election.toml").write_bytes(render_election(first.election))
    (again / "areas.csv").write_bytes(render_areas(first.areas.areas))
    second = load_election_folder(again)
    assert second.election == first.election
    assert second.areas == first.areas
    assert render_areas(second.areas.areas) == second.areas_bytes


def test_files_of_maps_are_taken_as_they_are_and_held_against_the_areas(tmp_path):
    path = write_folder(tmp_path / "e")
    assert load_election_folder(path).boundaries_bytes is None
    (path / "tiles.csv").write_text("area_id,column,row\nR,0,0\n", "utf-8")
    (path / "boundaries.geojson").write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    folder = load_election_folder(path)
    assert folder.tiles_bytes == (path / "tiles.csv").read_bytes()
    assert folder.boundaries_bytes == (path / "boundaries.geojson").read_bytes()


def test_faults_of_both_files_of_maps_are_said_at_once(tmp_path):
    path = write_folder(tmp_path / "e")
    (path / "tiles.csv").write_text("area_id,column,row\nR,x,0\n", "utf-8")
    (path / "boundaries.geojson").write_text("{", "utf-8")
    with pytest.raises(InputFaults) as refusal:
        load_election_folder(path)
    assert [(fault.file, fault.code) for fault in refusal.value.faults] == [
        ("boundaries.geojson", "MAP-JSON"),
        ("tiles.csv", "NUMBER-TEXT"),
    ]
