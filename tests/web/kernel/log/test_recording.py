"""Areas and acts as rows."""

import pytest

from hattama.formats.area_lists import render_areas
from hattama.web.kernel.elections.loading import load_accepted, load_areas, load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.tables import Act, PendingAct
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.tiny_election import AREAS_CSV, NIGHT, PARTY, SINGLE, area_row, protocol, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_areas_come_back_as_they_were_defined(draft):
    areas = {area.area_id: area for area in load_areas(draft)}
    assert len(areas) == 12
    precinct = areas["P201"]
    assert (precinct.parent_id, precinct.time_zone, precinct.voters_registered) == ("D21", "Asia/Aqtau", 1000)
    assert precinct.address["ru"] == "улица Кобыланды батыра, 5"
    assert (areas["P101"].kind, areas["P101"].number) == ("hospital", "101")
    assert areas["KZ"].parent_id is None


def test_parents_come_before_children(draft):
    seen: set[str | None] = {None}
    for area in load_areas(draft):
        assert area.parent_id in seen
        seen.add(area.area_id)
    assert len(render_areas(load_areas(draft)).splitlines()) == len(AREAS_CSV.splitlines())


def test_a_path_leads_from_the_root_to_the_precinct(draft, django_assert_num_queries):
    precinct = area_row("P101")
    with django_assert_num_queries(1):
        assert [row.code for row in load_path(precinct)] == ["KZ", "R1", "D12", "P101"]


def test_an_area_lies_within_those_above_it_and_not_within_its_like(draft):
    precinct = area_row("P101")
    around = [
        name for name in ("KZ", "R1", "D12", "P101", "D11", "R2") if precinct.lies_within(area_row(name))
    ]
    assert around == ["KZ", "R1", "D12", "P101"]


def test_rows_are_written_in_batches_and_each_is_told(db, monkeypatch):
    import tests.web.tiny_election as tiny_election

    told = []
    monkeypatch.setattr("hattama.web.kernel.log.recording.BATCH", 2)
    original = tiny_election.load_election
    monkeypatch.setattr(
        tiny_election, "load_election", lambda files, now: original(files, now=now, advance=told.append)
    )
    tiny_election.load_tiny()
    assert sum(told) == AreaRow.objects.count() == 12
    assert max(told) == 2


def test_an_act_is_put_into_the_queue_when_it_is_recorded(tiny):
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT)
    assert PendingAct.objects.get().act == Act.objects.get(kind="protocol")


def test_accepted_protocols_are_those_recorded_whether_the_log_has_them_or_not(tiny, monkeypatch):
    monkeypatch.setattr("hattama.web.kernel.elections.loading.CHUNK", 1)
    odd = protocol(
        "P002", SINGLE, figures=sound_figures(SINGLE, invalid=0), illegible=frozenset({"box_ballots[1]"})
    )
    import_protocols(tiny, [Incoming(protocol("P001")), Incoming(odd)], now=NIGHT)
    accepted = load_accepted([area_row("P001"), area_row("P002"), area_row("P003")])
    assert accepted.keys() == {"P001", "P002"}
    assert accepted["P001"][PARTY].figures == sound_figures()
    assert accepted["P002"][SINGLE].figures["invalid"] == 0
    assert accepted["P002"][SINGLE].illegible == {"box_ballots[1]"}
