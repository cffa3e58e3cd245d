"""An election opens: from now on it is known exactly what is expected."""

import io
import json

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.core.transparency_log.canonical import MAX_ENTRY_BYTES
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.open_election import (
    ElectionAlreadyOpen,
    ElectionFiles,
    load_election,
    open_election,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.stores.content_store import get_content
from tests.web.people import person
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    LOADED_AT,
    NIGHT,
    PARTY,
    SINGLE,
    area_row,
    load_tiny,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def roster() -> list[dict]:
    bodies = Act.objects.filter(kind="roster").order_by("pk").values_list("body", flat=True)
    return [precinct for body in bodies for precinct in body["precincts"]]


def test_the_roster_names_every_precinct_with_its_voters_and_contests(tiny):
    both, one = [PARTY, SINGLE], [PARTY]
    assert roster() == [
        {"area": "P001", "registered": 1000, "contests": both},
        {"area": "P002", "registered": 1000, "contests": both},
        {"area": "P003", "registered": 1000, "contests": both},
        {"area": "P101", "registered": 200, "contests": both},
        {"area": "P201", "registered": 1000, "contests": one},
        {"area": "P202", "registered": 1000, "contests": one},
    ]


@pytest.mark.parametrize(
    ("area_id", "contest", "expected"),
    [
        ("KZ", PARTY, 6),
        ("R1", PARTY, 4),
        ("D11", PARTY, 3),
        ("D12", PARTY, 1),
        ("KZ", SINGLE, 4),
        ("D11", SINGLE, 3),
    ],
)
def test_every_area_expects_the_precincts_below_it_where_the_contest_is_held(
    tiny, area_id, contest, expected
):
    assert area_row(area_id).totals.get(contest=contest).expected == expected


def test_an_area_where_a_contest_is_not_held_expects_nothing(tiny):
    assert not area_row("R2").totals.filter(contest=SINGLE).exists()


def test_the_log_opens_with_the_hashes_of_the_very_files(tiny):
    body = json.loads(bytes(LogEntry.objects.get(index=0).body))
    assert body["definition_sha256"] == tiny.definition_sha256
    assert body["rule_pack_sha256"] == tiny.rule_pack_sha256
    assert get_content(body["areas_sha256"]) == AREAS_CSV
    assert body["recorded_at"] == LOADED_AT.isoformat(timespec="seconds")


def test_an_open_election_is_not_opened_again(tiny):
    acts = Act.objects.count()
    with pytest.raises(ElectionAlreadyOpen):
        open_election(ELECTION_ID, now=NIGHT)
    assert Act.objects.count() == acts
    tiny.refresh_from_db()
    assert tiny.opened_at == LOADED_AT


def test_an_open_election_is_not_loaded_again(tiny):
    with pytest.raises(ElectionAlreadyOpen):
        load_tiny()
    assert AreaRow.objects.count() == 12


def test_a_draft_is_replaced_whole(draft):
    person(Role.TYPIST, "P001")
    without_p202 = b"".join(line for line in AREAS_CSV.splitlines(True) if not line.startswith(b"P202"))
    load_tiny_with(without_p202)
    assert AreaRow.objects.count() == 11
    assert ElectionRow.objects.get().areas_sha256 != draft.areas_sha256
    assert not Membership.objects.exists(), "a role is held for an area, and that area is gone"


def load_tiny_with(areas_csv: bytes) -> ElectionRow:
    areas = parse_areas(io.BytesIO(areas_csv), "areas.csv", time_zone="Asia/Almaty").areas
    election = parse_election(ELECTION_TOML, "election.toml")
    files = ElectionFiles(election, areas, ELECTION_TOML, areas_csv, read_rulepack("kz-2023"))
    return load_election(files, now=LOADED_AT)


def test_however_many_precincts_there_are_every_part_of_the_roster_fits_into_an_entry(db):
    def long(number: int) -> str:
        return f"{number:064d}"

    more = "".join(
        f"{long(n)},D11,precinct,{n + 1000},ordinary,,1000,№ {n + 1000},,,,,,\n" for n in range(1500)
    )
    load_tiny_with(AREAS_CSV + more.encode())
    open_election(ELECTION_ID, now=LOADED_AT)
    parts = [act.body for act in Act.objects.filter(kind="roster").order_by("pk")]
    assert [(part["part"], part["parts"]) for part in parts] == [
        (n, len(parts)) for n in range(1, len(parts) + 1)
    ]
    assert len(parts) > 1
    assert all(len(canonical_bytes(part)) <= MAX_ENTRY_BYTES for part in parts)
    assert [precinct["area"] for precinct in roster()] == [
        *(long(n) for n in range(1500)),
        *("P001", "P002", "P003", "P101", "P201", "P202"),
    ]
    assert advance_log(ELECTION_ID, now=LOADED_AT) == 2 + len(parts)
