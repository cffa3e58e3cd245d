"""What cameras saw: on pages of a precinct and of its area, in files, on its card, by `hattama judge`."""

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.core.records import Document, Statement
from hattama.web.cards.tables import PrecinctCard
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.night.record_step import IncomingSteps, import_steps
from hattama.web.registers.record import record_told
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row

pytestmark = pytest.mark.django_db

PAGE = f"/en/e/{ELECTION_ID}/a/P001/video/"
DATA = f"/data/{ELECTION_ID}/video/coverage"
ORIGINAL = "ab" * 32


def at(minute: int) -> datetime.datetime:
    """Minutes after the first step."""
    return NIGHT + datetime.timedelta(minutes=minute)


def say(kind: str, record: str, **values: Any) -> Statement:
    """A statement of the commission of P001."""
    document = Document(sha256=ORIGINAL) if kind == "recording" else None
    values = {"area": "P001", **values}
    return Statement("video", "2023", kind, record, "commission", values, document=document)


def tell(*told: Statement) -> None:
    record_told(ELECTION_ID, told, now=NIGHT + datetime.timedelta(days=1))


def two_cameras(until: int = 60) -> None:
    """The first step at 0, the last after an hour; one camera for 20 minutes, another from 37 on."""
    stated = [
        IncomingSteps("P001", contest, {code: at(minute) for code, minute in times.items()})
        for contest, times in (
            ("", {"closed": 0, "boxes_opened": 30}),
            (PARTY, {"counted": 50, "signed": 60}),
        )
    ]
    import_steps(area_row("P001").election, stated, now=at(90), method="typed")
    advance_log(ELECTION_ID, now=at(91))
    tell(
        say("camera", "camera-table", view="count_table", legible="yes", booth_in_view="yes"),
        say("camera", "camera-hall", view="hall"),
        record_of("rec-table", "camera-table", -10, 20),
        record_of("rec-hall", "camera-hall", 37, until),
    )


def record_of(name: str, camera: str, begun: int, ended: int) -> Statement:
    return say("recording", name, camera=camera, medium="recording", begun_at=at(begun), ended_at=at(ended))


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def card() -> dict[str, Any]:
    row = PrecinctCard.objects.get(area__code="P001", contest=PARTY)
    return next(one.facts() for one in row.card("P001").answers if one.criterion == "video")


def test_a_gap_is_told_on_every_page_in_files_on_the_card_and_by_the_command(
    night: ElectionRow, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert card()["reason"] == "no_camera"
    two_cameras()
    page = text_of(client, PAGE)
    assert "Steps that some camera saw: 3 of 4" in page and "gaps: 1, minutes: 17" in page
    assert "counting table" in page and ORIGINAL in page and "voting booth is in the picture" in page
    assert "The file is not public" in page and "<video" not in page
    assert "gaps: 1, minutes: 17" in text_of(client, f"/en/e/{ELECTION_ID}/a/P001/")
    above = text_of(client, f"/en/e/{ELECTION_ID}/a/D11/video/")
    assert "cameras: 2; steps seen: 3 of 4" in above and "Stations with gaps: 1" in above
    (row,) = csv.DictReader(io.StringIO(text_of(client, f"{DATA}.csv")))
    assert (
        row == dict(zip(row, ("P001", "2", "2", "4", "3", "0", "1", "17"), strict=True))
        and list(row)[-1] == "minutes_missing"
    )
    (told,) = json.loads(text_of(client, f"{DATA}.json"))
    assert {one["step"]: one["cameras"] for one in told["by_step"]} == {
        "closed": ["camera-table"],
        "boxes_opened": [],
        "counted": ["camera-hall"],
        "signed": ["camera-hall"],
    }
    assert (card()["reason"], card()["values"]) == ("video_gap", {"gaps": 1, "minutes": 17})
    export_bundle(night, tmp_path / "bundle")
    main(["--lang", "en", "verify", str(tmp_path / "bundle")])
    assert capsys.readouterr().out.startswith("TRUE;")
    assert (
        main(
            ["judge", str(tmp_path / "bundle"), "--precinct", "P001", "--contest", PARTY, "--format", "json"]
        )
        == 0
    )
    (judged,) = json.loads(capsys.readouterr().out)["cards"]
    answer = next(one for one in judged["answers"] if one["criterion"] == "video")
    assert {key: answer[key] for key in card()} == card()


def test_one_more_recording_closes_the_gap_and_the_card_changes_with_it(
    night: ElectionRow, client: Client
) -> None:
    two_cameras()
    tell(record_of("rec-more", "camera-table", 20, 40))
    assert "no gap" in text_of(client, PAGE)
    assert (card()["state"], card()["reason"]) == ("open", "times_lacking")
    outage = say("outage", "outage-1", recording="rec-more", begun_at=at(25), ended_at=at(31))
    tell(outage)
    assert card()["values"] == {"gaps": 1, "minutes": 6}


def test_a_station_without_cameras_says_so_and_is_in_no_file(night: ElectionRow, client: Client) -> None:
    assert "No camera of this station" in text_of(client, PAGE)
    assert json.loads(text_of(client, f"{DATA}.json")) == []
    assert "No station here has a camera" in text_of(client, f"/en/e/{ELECTION_ID}/a/D11/video/")
    assert client.get(PAGE + "?play=nothing-such").status_code == 200
    two_cameras()
    assert client.get(PAGE + "?play=rec-hall").status_code == 404
