"""The page of statistical questions: from published protocols, in three languages, with files."""

import csv
import datetime
import io
import json
import random
import runpy
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from hattama.cli.main import main
from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.forensics import METHODS, Asked, ask
from hattama.core.vocabulary import Contest
from hattama.formats.turnout_tables import StatedTurnout
from hattama.phrases import LANGUAGES
from hattama.phrases.of_rooms.forensics import forensics_document
from hattama.publish.views import render_json
from hattama.web.forensics.answer_questions import (
    PAUSE,
    SIMULATIONS,
    answer_election,
    answer_job,
    ask_for_answers,
)
from hattama.web.forensics.reading import latest_answers, load_answers, load_earlier, load_readings
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.turnout.record import record_turnout
from tests.core.forensics.made import clean_figures
from tests.web.kernel.pages.reading import read_page
from tests.web.open_night import hold_night
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    open_another,
    open_tiny,
    protocol,
    publish,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]


def party(row: ElectionRow) -> Contest:
    return load_definition(row).election.contest(PARTY)


@pytest.fixture
def answered(night: ElectionRow) -> ElectionRow:
    """The night with its answers."""
    answer_election(night)
    return night


def answers(row: ElectionRow) -> dict[str, Any]:
    """What was answered last, by question."""
    told = load_answers(row, PARTY)
    assert told is not None
    return {answer["code"]: answer for answer in told["answers"]}


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "Айтуға болмайтыны"), ("ru", "Чего сказать нельзя"), ("en", "What may not be said")],
)
def test_the_page_says_first_what_may_not_be_said(
    answered: ElectionRow, client: Client, language: str, said: str
) -> None:
    before = "" if language == "kk" else f"/{language}"
    page = client.get(f"{before}/e/{answered.pk}/forensics/")
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert text.index(said) < text.index("<h2")


def test_while_nobody_has_answered_the_page_says_so_and_files_say_when_to_come_again(
    night: ElectionRow, client: Client
) -> None:
    page = client.get(f"/en/e/{night.pk}/forensics/")
    assert page.status_code == 200
    assert "have not been answered yet" in page.content.decode()
    for path in (f"{PARTY}.json", f"{PARTY}/last_digits/digits.csv"):
        file = client.get(f"/data/{night.pk}/forensics/{path}")
        assert file.status_code == 503
        assert int(file["Retry-After"]) > 0
    answer_election(night)
    assert "have not been answered yet" not in client.get(f"/en/e/{night.pk}/forensics/").content.decode()


def test_whoever_keeps_the_log_asks_once_for_a_mark_of_it_and_pauses_before_the_next(
    night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = DBTaskResult.objects.filter(task_path=answer_job.module_path)
    for _ in range(2):
        ask_for_answers(night.pk, now=datetime.datetime.now(datetime.UTC))
    assert [job.args_kwargs["args"] for job in jobs] == [[night.pk]]
    answer_job.func(night.pk)
    jobs.update(status="SUCCESSFUL")
    publish(protocol("P201"))
    ask_for_answers(night.pk, now=datetime.datetime.now(datetime.UTC))
    assert jobs.count() == 1
    later = datetime.datetime.now(datetime.UTC) + 2 * PAUSE
    with monkeypatch.context() as patched:
        patched.setattr("hattama.web.forensics.answer_questions.MANY_PRECINCTS", 1)
        ask_for_answers(night.pk, now=later)
    assert jobs.count() == 1
    ask_for_answers(night.pk, now=later)
    assert jobs.count() == 2


def test_a_precinct_whose_protocol_was_annulled_is_asked_nothing(night: ElectionRow) -> None:
    before = {station.code for station in load_readings(night, party(night)).last.stations}
    annul("P001")
    after = {station.code for station in load_readings(night, party(night)).last.stations}
    assert before - after == {"P001"}


def test_stations_stand_in_the_order_of_the_published_list_whatever_they_are_called(db: None) -> None:
    """Sums of chances differ in their last digits by the order, and what is drawn falls to other stations:
    nobody would come to the answers of the page from the bundle or the open data."""
    lines = AREAS_CSV.decode().splitlines()
    first, last = (next(line for line in lines if line.startswith(f"{one},")) for one in ("P001", "P003"))
    turned = [{first: last, last: first}.get(line, line) for line in lines]
    row = open_tiny(ELECTION_TOML, "\n".join([*turned, ""]).encode())
    publish(*(protocol(one) for one in ("P001", "P002", "P003")))
    stations = load_readings(row, party(row)).last.stations
    assert [one.code for one in stations] == ["P003", "P002", "P001"]


def test_corrections_are_the_change_from_the_first_reading_to_the_last(client: Client, db: None) -> None:
    hold_night()
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    readings = load_readings(row, party(row))
    changed = [
        last.code
        for first, last in zip(readings.first.stations, readings.last.stations, strict=True)
        if first != last
    ]
    assert changed == ["P001"]
    answer_election(row)
    answer = answers(row)["preliminary_final"]
    assert answer["state"] != "not_applicable"
    assert [line[:2] for line in answer["tables"][0]["rows"]] == [["D11", "P001"]]
    page = client.get(f"/en/e/{row.pk}/forensics/?contest={PARTY}").content.decode()
    assert f'<a href="/en/e/{row.pk}/a/P001/">Polling station No. 1</a>' in page


def test_turnout_stated_through_the_day_ends_with_the_protocol_and_portable_boxes_are_known(
    night: ElectionRow,
) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=6))
    said = [
        TurnoutPoint(area, Notion.BALLOTS_ISSUED, datetime.datetime(2023, 3, 19, hour, tzinfo=zone), voters)
        for area, hour, voters in (("P001", 12, 200), ("P001", 18, 500), ("P002", 12, 210), ("P002", 18, 190))
    ]
    record_turnout(night.pk, [StatedTurnout(0, "", point, None) for point in said], "press", now=NIGHT)
    by_hour = {station.code: station.by_hour for station in load_readings(night, party(night)).last.stations}
    assert by_hour["P001"] == (200, 500, 620)
    answer_election(night)
    course = answers(night)["day_course"]
    fell = next(table for table in course["tables"] if table["code"] == "fell")
    assert [line[2] for line in fell["rows"]] == ["P002"]


def test_the_last_election_at_the_same_precincts_stands_beside_a_later_one(
    night: ElectionRow, client: Client
) -> None:
    later = ElectionRow.objects.get(pk=open_another("later"))
    at = NIGHT + datetime.timedelta(days=3 * 366 + 7)
    import_protocols(later, [Incoming(replace(protocol("P001"), signed_at=at))], now=at)
    advance_log("later", now=at)
    earlier = load_earlier(later, party(later))
    assert earlier is not None
    assert (earlier.election, earlier.contest.code) == (night, PARTY)
    assert {station.code for station in earlier.figures.stations} == {"P001", "P002", "P101"}
    assert load_earlier(night, party(night)) is None
    answer_election(later)
    page = client.get("/en/e/later/forensics/").content.decode()
    assert f'<a href="/en/e/{night.pk}/">Tiny election</a>, Party lists.' in page


def test_the_votes_of_another_kind_of_contest_are_no_earlier_election(
    night: ElectionRow, client: Client
) -> None:
    later = ElectionRow.objects.get(pk=open_another("later"))
    single = load_definition(later).election.contest(SINGLE)
    for contest, found in (
        (party(later), PARTY),
        (replace(party(later), code="lists"), PARTY),
        (replace(single, code="mayor"), SINGLE),
        (replace(single, kind="president"), None),
        (replace(single, code=PARTY, kind="president"), None),
    ):
        earlier = load_earlier(later, contest)
        assert (earlier and earlier.contest.code) == found


def test_the_answers_are_a_file_of_the_state_of_the_log(answered: ElectionRow, client: Client) -> None:
    told = json.loads(b"".join(client.get(f"/data/{answered.pk}/forensics/{PARTY}.json")))
    assert told["tree_size"] == told["seed"] > 0
    assert {answer["state"] for answer in told["answers"]} >= {"not_applicable"}
    assert told["of_contests"] == len(load_definition(answered).election.contests)
    assert set(told["statement"]) == set(LANGUAGES)


def test_the_page_says_who_leads_and_of_what_turnout_and_shares_are(
    answered: ElectionRow, client: Client
) -> None:
    page = read_page(client.get(f"/en/e/{answered.pk}/forensics/?contest={PARTY}")).text
    assert "the choice with most votes: Dala party." in page
    assert "Turnout here is “Voters who received ballots” as a share of registered voters." in page


def test_a_region_of_enough_stations_is_asked_apart(
    answered: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/en/e/{answered.pk}/forensics/?contest={PARTY}"
    assert "Each region apart" not in client.get(page).content.decode()
    publish(protocol("P201"))
    stations = load_readings(answered, party(answered)).last.stations
    assert len({station.region for station in stations}) > 1
    region = stations[0].region
    few = sum(station.region == region for station in stations)
    monkeypatch.setattr("hattama.core.forensics.asking.FEWEST_STATIONS_OF_A_REGION", few)
    answer_election(answered)
    told = load_answers(answered, PARTY, region)
    assert told is not None
    assert (told["region"], told["stations"]) == (region, few)
    assert "Each region apart" in client.get(page).content.decode()
    apart = client.get(f"{page}&region={region}")
    assert "corrected for all regions asked" in apart.content.decode()
    whole = load_answers(answered, PARTY)
    assert whole is not None
    asked = len(whole["regions"])
    assert told["of_regions"] >= asked >= 1
    assert f"Regions asked: {asked}; those where" in client.get(page).content.decode()
    assert f"/data/{answered.pk}/forensics/{PARTY}/region/{region}.json" in apart.content.decode()
    held = json.loads(b"".join(client.get(f"/data/{answered.pk}/forensics/{PARTY}/region/{region}.json")))
    assert held == told
    place = f"/data/{answered.pk}/forensics/{PARTY}/region"
    answer, table = next((a["code"], t["code"]) for a in told["answers"] for t in a["tables"])
    assert client.get(f"{place}/{region}/{answer}/{table}.csv").status_code == 200
    for strange in (
        f"{page}&region=nowhere",
        f"{place}/nowhere.json",
        f"{place}/nowhere/{answer}/{table}.csv",
    ):
        assert client.get(strange).status_code == 404


def test_a_drawing_has_labelled_axes_a_legend_and_words_for_whoever_cannot_see_it(
    answered: ElectionRow, client: Client
) -> None:
    place = latest_answers(answered, PARTY)
    assert place is not None
    many = ask(Asked(clean_figures(240), random.Random(1)), ["last_digits", "spikes", "turnout_share"])
    place.write_bytes(render_json(json.loads(place.read_bytes()) | forensics_document(*many, 1)))
    page = client.get(f"/en/e/{answered.pk}/forensics/?contest={PARTY}").content.decode()
    digits, spikes, heat = page.split('<figure class="figure-block">')[1:4]
    for drawing in (digits, spikes):
        assert "Observed</li>" in drawing and "Expected</li>" in drawing
    for label in "0123456789":
        assert f"<span>{label}</span>" in digits
    observed = {table.code: table for table in many[0][0].tables}["digits"].rows
    digit, most, _ = max(observed, key=lambda row: int(row[1] or 0))
    assert f"To the right: Digit; upward: Stations. The highest bar: {most} at {digit}." in digits
    top = int(digits.partition("<span>")[2].partition("</span>")[0])
    assert int(most or 0) <= top <= int(most or 0) + 2
    assert [f"<span>{label}</span>" in spikes for label in (1, 25, 50, 74, 98)] == [True] * 5
    assert "upward: the leader&#x27;s share" in heat or "upward: the leader's share" in heat
    assert "<span>50 %</span>" in heat


def test_every_table_can_be_downloaded_and_a_made_up_one_is_not_found(
    answered: ElectionRow, client: Client
) -> None:
    told = json.loads(b"".join(client.get(f"/data/{answered.pk}/forensics/{PARTY}.json")))
    for answer in told["answers"]:
        for table in answer["tables"]:
            file = client.get(f"/data/{answered.pk}/forensics/{PARTY}/{answer['code']}/{table['code']}.csv")
            rows = list(csv.reader(io.StringIO(b"".join(file).decode())))
            assert len(rows) == 1 + len(table["rows"])
    assert client.get(f"/data/{answered.pk}/forensics/{PARTY}/last_digits/nothing.csv").status_code == 404
    assert client.get(f"/data/{answered.pk}/forensics/nothing.json").status_code == 404


def test_the_notebook_and_the_command_come_to_the_answers_of_the_page_from_what_is_published(
    opened: Path,
    db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hold_night()
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    monkeypatch.setattr("hattama.core.forensics.asking.FEWEST_STATIONS_OF_A_REGION", 1)
    answer_election(row)
    place = latest_answers(row, PARTY)
    assert place is not None
    page = json.loads(place.read_bytes())
    for file in (*opened.glob("*.csv"), place):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(sys, "argv", ["notebook", str(tmp_path)])
    runpy.run_path(str(ROOT / "docs/observer/forensics_notebook.py"))
    said = capsys.readouterr().out.splitlines()[1:]
    assert len(said) == len(METHODS) + len(page["regions"])
    assert len(page["regions"]) > 1
    assert [line for line in said if not line.endswith(" – as on the page")] == []
    bundle, seed = str(opened.parent / "bundle"), str(page["seed"])
    asked = ["forensics", bundle, "--contest", PARTY, "--seed", seed, "--simulations", str(SIMULATIONS)]
    assert main([*asked, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == page["answers"]
    assert page["asked"] >= 2
    region = page["regions"][0]["region"]
    assert main([*asked, "--format", "json", "--region", region]) == 0
    of_region, theirs = json.loads(capsys.readouterr().out), load_answers(row, PARTY, region)
    assert theirs is not None and of_region.items() <= theirs.items()
