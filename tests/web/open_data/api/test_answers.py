"""What the interface answers: the figures of the log, blank and illegible apart, nothing else."""

import datetime
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.log.tables import LogEntry
from tests.web.open_data.api.conftest import Ask
from tests.web.tiny_election import NIGHT, PARTY, annul, protocol, publish, scan_of, sound_figures

pytestmark = pytest.mark.django_db

OF_THE_NIGHT = ["P001 party", "P001 single", "P002 party", "P101 party"]


def named(items: list[dict[str, Any]]) -> list[str]:
    return [f"{item['area_id']} {item['contest']}" for item in items]


def test_an_election_tells_its_size_and_its_contests(ask: Ask, night: object) -> None:
    (listed,) = ask("elections")["items"]
    assert listed == ask("elections/tiny")
    assert (listed["tree_size"], listed["contests"], listed["demonstration"]) == (
        7,
        ["party", "single"],
        True,
    )


def test_contests_name_the_keys_under_which_figures_stand(ask: Ask, night: object) -> None:
    party = ask("elections/tiny/contests")["items"][0]
    keys = {figure["code"]: figure["keys"] for figure in party["figures"]}
    assert keys["votes"] == ["votes[dala]", "votes[ozen]"]
    assert keys["voters_listed"] == ["voters_listed"]
    assert keys["issued_by_member"] == []
    assert [choice["code"] for choice in party["choices"]] == ["dala", "ozen"]


def test_areas_are_found_by_place_level_and_kind(ask: Ask, night: object) -> None:
    for question, found in {
        "parent=KZ": {"R1", "R2"},
        "within=D11": {"D11", "P001", "P002", "P003"},
        "level=district": {"D11", "D12", "D21"},
        "kind=hospital": {"P101"},
        "within=R1&level=precinct&kind=ordinary": {"P001", "P002", "P003"},
    }.items():
        items = ask(f"elections/tiny/areas?{question}")["items"]
        assert {item["area_id"] for item in items} == found, question


def test_an_area_names_its_path_and_what_lies_right_below(ask: Ask, night: object) -> None:
    district = ask("elections/tiny/areas/D11")
    assert (district["path"], district["children"]) == (["KZ", "R1", "D11"], ["P001", "P002", "P003"])
    assert ask("elections/tiny/areas/D21")["contests"] == ["party"]


def test_precincts_tell_which_protocols_came(ask: Ask, night: object) -> None:
    items = ask("elections/tiny/precincts?area=R1")["items"]
    assert {item["area_id"]: item["received"] for item in items} == {
        "P001": ["party", "single"], "P002": ["party"], "P003": [], "P101": ["party"],
    }  # fmt: skip
    assert named(ask("elections/tiny/precincts/P001")["protocols"]) == ["P001 party", "P001 single"]
    assert ask("elections/tiny/precincts/D11", 404)["code"] == "unknown_area"


def test_blank_illegible_and_written_figures_stand_apart(ask: Ask, night: object) -> None:
    half_read = ask("elections/tiny/protocols/P101/party")
    figures = half_read["figures"]
    assert (figures["against_all"], figures["invalid"], figures["participants"]) == (None, None, 600)
    assert half_read["illegible"] == ["invalid"]
    assert "against_all" in half_read["blank"] and "invalid" not in half_read["blank"]
    assert {key for key, value in figures.items() if value is None} == {
        *half_read["blank"],
        *half_read["illegible"],
    }


def test_a_written_zero_is_neither_blank_nor_illegible(ask: Ask, night: object) -> None:
    publish(protocol("P003", figures=sound_figures(against_all=0, participants=570)))
    zero = ask("elections/tiny/protocols/P003/party")
    assert zero["figures"]["against_all"] == 0
    assert "against_all" not in (*zero["blank"], *zero["illegible"])


def test_protocols_are_found_by_what_is_asked(ask: Ask, night: object) -> None:
    for question, found in {
        "": OF_THE_NIGHT,
        "area=D11": OF_THE_NIGHT[:3],
        "contest=single": ["P001 single"],
        "findings=true": ["P002 party", "P101 party"],
        "scan=true": ["P001 party"],
        "scan=false&area=D11": ["P001 single", "P002 party"],
        "code=KZ-K05A": ["P002 party", "P101 party"],
        "status=confirmed": OF_THE_NIGHT,
        "status=preliminary": [],
        "status=annulled": [],
        "changed_since=5": OF_THE_NIGHT[2:],
        "changed_since=7": [],
    }.items():
        items = ask(f"elections/tiny/protocols?{question}")["items"]
        assert sorted(named(items)) == found, question


def test_a_scan_and_an_annulment_are_changes(ask: Ask, night: object) -> None:
    size = ask("elections/tiny")["tree_size"]
    annul("P001")
    changed = ask(f"elections/tiny/protocols?changed_since={size}")["items"]
    assert named(changed) == ["P001 party"]
    assert (changed[0]["counts"], changed[0]["annulled_by"]) == (False, size)
    assert named(ask("elections/tiny/protocols?status=annulled")["items"]) == ["P001 party"]


def test_scans_and_entries_are_named_with_addresses_that_open(
    ask: Ask, client: Client, night: object
) -> None:
    found = ask("elections/tiny/protocols/P001/party")
    (scan,) = found["scans"]
    assert client.get(scan["address"]).status_code == 200
    for address in found["addresses"].values():
        assert client.get(address).status_code == 200, address
    assert found["entries"][0]["leaf_sha256"] == found["leaf_sha256"]


def test_the_life_of_a_protocol_is_told_step_by_step(ask: Ask, night: object) -> None:
    annul("P001")
    version, annulment = ask("elections/tiny/protocols/P001/party")["steps"]
    assert (version["kind"], version["version"], version["figures"]["participants"]) == ("protocol", 1, 600)
    assert (annulment["kind"], annulment["figures"]) == ("annulment", None)
    assert annulment["decision"] == {
        "authority": "court", "number": "7", "decided_on": "2023-03-19", "document": None,
    }  # fmt: skip


def test_totals_say_how_many_protocols_gave_each_figure(ask: Ask, night: object) -> None:
    party = ask("elections/tiny/areas/KZ/totals")["items"][0]
    assert (party["expected"], party["received"], party["annulled"], party["missing"]) == (6, 3, 0, 3)
    assert party["figures"]["participants"] == {"total": 1799, "contributors": 3}
    assert party["figures"]["against_all"] == {"total": 60, "contributors": 2}


def test_totals_of_the_past_are_those_of_the_first_entries(ask: Ask, night: object) -> None:
    now = ask("elections/tiny/areas/KZ/totals")
    assert ask("elections/tiny/areas/KZ/totals?tree_size=7") == now
    then = ask("elections/tiny/areas/KZ/totals?tree_size=5")["items"][0]
    assert (then["received"], then["figures"]["participants"]["total"]) == (1, 600)
    publish(protocol("P201"))
    assert ask("elections/tiny/areas/KZ/totals?tree_size=7")["items"] == now["items"]
    assert ask("elections/tiny/areas/KZ/totals?tree_size=9", 422)["code"] == "tree_size_not_reached"


def test_findings_are_those_of_the_log_entries(ask: Ask, night: object) -> None:
    items = ask("elections/tiny/findings?verdict=broken&severity=hard")["items"]
    of_entries = [
        (entry["area"], finding["code"])
        for entry in map(json.loads, (bytes(row.body) for row in LogEntry.objects.filter(kind="protocol")))
        for finding in entry["findings"]
        if finding["verdict"] == "broken" and finding["severity"] == "hard"
    ]
    assert sorted((item["area_id"], item["code"]) for item in items) == sorted(of_entries)


def test_outcomes_are_the_documents_of_the_bundle(ask: Ask, night: object) -> None:
    party, single = ask("elections/tiny/outcomes")["items"]
    assert (party["contest"], party["received"], single["contest"]) == ("party", 3, "single")
    assert party["choices"][0]["share"] == "1110/1770"


def test_what_the_desk_holds_is_not_told_before_the_log_has_it(ask: Ask, night: object) -> None:
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.protocols.import_protocols import Incoming, import_protocols

    before = ask("elections/tiny/protocols")
    row = ElectionRow.objects.get(pk="tiny")
    import_protocols(row, [Incoming(protocol("P003"))], now=NIGHT + datetime.timedelta(minutes=20))
    assert ask("elections/tiny/protocols") == before
    assert ask("elections/tiny/protocols/P003/party", 404)["code"] == "unknown_protocol"


LISTS = ("areas", "precincts", "protocols", "findings", "claims", "differences", "turnout")


def test_more_rows_do_not_cost_more_questions(client: Client, night: object) -> None:
    names = [*LISTS, "contests", "outcomes", "log", "areas/KZ/totals", "precincts/P001"]

    def questions(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/elections/tiny/{name}").status_code == 200
        return len(asked)

    before = {name: questions(name) for name in names}
    later = NIGHT + datetime.timedelta(minutes=30)
    more = [protocol("P003", figures=sound_figures(participants=598)), protocol("P201"), protocol("P202")]
    publish(*more, scans={("P003", PARTY): scan_of("P003", shade=90)}, now=later)
    assert {name: questions(name) for name in names} == before
    assert max(before.values()) <= 16
