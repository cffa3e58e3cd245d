"""How typists type is for those who train them: shown within an area, forgotten, and nowhere public."""

import datetime
import json

import pytest

from hattama.web.kernel.accounts.tables import PersonalRead
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.tables import Act
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.operations.forget_personal import forget_personal
from hattama.web.protocols.desk import typing_views
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep, TypingTime
from hattama.web.protocols.typing_times import record_typing
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import LATER, People, paper, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/{ELECTION_ID}/typing/"


@pytest.fixture
def people(two) -> People:
    made: People = two
    for user, read, typed in (
        (made.aigul, paper(), "83 91 4"),
        (made.berik, swapped(), "54321 65432 76543"),
    ):
        enter_protocol(user, area_row("P001"), read, now=NIGHT)
        record_typing(user, area_row("P001"), typed, now=NIGHT)
    record_typing(made.aigul, area_row("P001"), "99 101 2", now=NIGHT)
    return made


def test_who_trains_sees_times_corrections_and_what_differed_and_is_seen_to_look(people, client):
    client.force_login(people.head)
    rows = " ".join(read_page(client.get(PAGE)).text.split())
    assert "Median time, s: 91 · Median keys: 96 · Median corrections: 3" in rows
    assert "Second entries that differed: 1 / 1" in rows and "Timed entries: 2" in rows
    assert PersonalRead.objects.get().what == "typing"
    for user, status in ((people.reviewer, 200), (people.aigul, 403), (people.auditor, 403)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_who_looks_after_very_many_protocols_sees_typists_area_by_area_in_pages(
    people, client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(people.head)
    assert [line.login for line in client.get(PAGE).context["lines"]] == ["aigul", "berik"]
    monkeypatch.setattr(typing_views, "MOST_TOGETHER", 5)
    parted = client.get(PAGE)
    assert not parted.context["lines"] and "Nobody has entered" not in parted.content.decode()
    assert [part.code for part in parted.context["parts"]] == ["D11", "D12"]
    monkeypatch.setattr(typing_views, "PAGE_SIZE", 1)
    there = f"{PAGE}?within=D11"
    seen = [client.get(f"{there}&page={number}") for number in (1, 2)]
    assert [line.login for page in seen for line in page.context["lines"]] == ["aigul", "berik"]
    assert "Timed entries: 2" in seen[0].content.decode()
    assert [client.get(f"{PAGE}?within={code}").status_code for code in ("D12", "R2", "P001")] == [
        200,
        404,
        404,
    ]
    monkeypatch.setattr(typing_views, "MOST_TOGETHER", 0)
    assert client.get(there).context["paging"].count == 2, "it has no parts"


def test_nothing_of_it_is_public(people, client, tmp_path):
    export_bundle(ElectionRow.objects.get(pk=ELECTION_ID), tmp_path / "bundle")
    folders = (tmp_path / "bundle", write_open_data(ELECTION_ID).folder)
    files = [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]
    pages = (f"/e/{ELECTION_ID}/a/P001/", f"/api/v1/elections/{ELECTION_ID}/precincts/P001")
    said = [*files, *(client.get(page).content for page in pages)]
    said += [json.dumps(list(table.objects.values()), default=str).encode() for table in (Act, LifeStep)]
    assert len(files) > 10
    assert not [one for one in said if b"65432" in one or b"76543" in one]


def test_what_no_page_counted_is_no_time_and_old_times_are_forgotten(people):
    for typed in ("", "1 2", "x", "1 2 3 4", "123456 1 1", "-1 2 3"):
        record_typing(people.aigul, area_row("P001"), typed, now=LATER)
    assert TypingTime.objects.count() == 3
    now, month = NIGHT + datetime.timedelta(days=31), datetime.timedelta(days=30)
    assert forget_personal(now=now, older_than=month)["typing_times"] == 3
    assert not TypingTime.objects.exists()
