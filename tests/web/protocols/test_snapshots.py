"""A feed of cumulative snapshots replays as a night: each is held against the one before, none is lost."""

import json

import pytest

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.prepared import built_once
from tests.web.protocols.test_imports import MAPPING
from tests.web.tiny_election import NIGHT, protocol

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HEADER = "station,on list,issued,Dala,Ozen"
AT_20 = ("P001,900,500,300,200", "P002,800,400,300,100")
AT_21 = ("P001,900,500,200,300", "P002,800,400,300,100", "P003,700,300,200,100")
AT_22 = ("P001,900,500,200,300", "P003,700,300,200,100")
AT_23 = (*AT_22, "P002,800,401,300,101")


@pytest.fixture
def feed(run, tmp_path, tiny, monkeypatch):
    """Take in a snapshot of these rows, published at this moment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mapping.toml").write_text(MAPPING, "utf-8")

    def command(moment: str, *rows: str, options: tuple[str, ...] = ()):
        table = tmp_path / f"{moment.replace(':', '-')}.csv"
        table.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
        words = ("import", table, "--mapping", tmp_path / "mapping.toml", "--election", "tiny")
        return run(*words, "--snapshot", moment, *options)

    return command


@pytest.fixture
def night(feed):
    """Four snapshots: two stations; one corrected and one more; one gone; it is back with other figures."""

    @built_once
    def four_snapshots() -> None:
        for hour, rows in ((20, AT_20), (21, AT_21), (22, AT_22), (23, AT_23)):
            assert feed(f"2023-03-19T{hour}:00", *rows).code == 0

    four_snapshots()


def entries(*kinds: str) -> list[dict]:
    rows = LogEntry.objects.filter(kind__in=kinds).order_by("index")
    return [json.loads(bytes(row.body)) for row in rows]


def test_each_snapshot_says_what_it_changed_with_its_time_and_hash(night):
    told = entries("snapshot")
    names = ("new", "unchanged", "changed", "removed", "returned")
    assert [[one[name] for name in names] for one in told] == [
        [2, 0, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 2, 0, 1, 0],
        [0, 2, 0, 0, 1],
    ]
    assert told[0]["taken_at"] == "2023-03-19T20:00:00+06:00"
    changes = entries("correction", "annulment")
    assert [(one["kind"], one["area"], one["reason"]) for one in changes] == [
        ("correction", "P001", "source"),
        ("annulment", "P002", "source"),
        ("correction", "P002", "source"),
    ]
    assert [one["decision"]["number"] for one in changes] == [one["sha256"] for one in told[1:]]


def test_sums_follow_the_feed(night):
    total = PublishedTotal.objects.get(area__code="KZ", contest="party")
    assert (total.received, total.annulled) == (3, 0)
    assert total.figures["votes[dala]"][0] == 200 + 300 + 200


def test_a_stations_page_shows_how_its_figures_changed(night, client):
    page = client.get("/e/tiny/a/P002/").content.decode()
    assert "Дереккөз алып тастады" in page and "Дереккөз түзетті" in page
    assert "<del>400</del>" in page and "<ins>401</ins>" in page
    assert "2023-03-19T23-00.csv · 2023-03-19T23:00:00+06:00, 4" in page


def test_the_log_of_such_a_night_verifies(night, run, tmp_path):
    assert run("export", "tiny", tmp_path / "out").code == 0
    assert run("verify", tmp_path / "out").out.startswith("TRUE;")


def test_a_snapshot_of_a_moment_to_come_is_refused_and_shuts_out_no_later_one(feed):
    ran = feed("2999-03-19T20:00", *AT_20, options=("--lang", "en"))
    assert ran.code == 2 and "2999-03-19T20:00:00+05:00, has not come yet." in ran.told
    assert feed("2023-03-19T20:00", *AT_20).code == 0


def test_an_older_snapshot_is_refused(night, feed):
    ran = feed("2023-03-19T21:30", *AT_20, options=("--lang", "en"))
    assert ran.code == 2
    assert "A snapshot of 2023-03-19T23:00:00+06:00 was taken in before." in ran.told


def test_a_faulty_row_is_not_a_station_that_is_gone(night, feed):
    rows = ("P001,900,500,2x,300", *AT_23[1:])
    assert feed("2023-03-19T23:30", *rows, options=("--keep-faulty",)).code == 0
    assert [entries("snapshot")[-1][name] for name in ("removed", "left_out")] == [0, 1]
    assert PublishedProtocol.objects.get(area__code="P001").annulled_by is None


def test_protocols_that_did_not_come_from_the_source_are_left_alone(feed):
    import_protocols(ElectionRow.objects.get(), [Incoming(protocol("P101"))], now=NIGHT, method="typed")
    feed("2023-03-19T20:00", *AT_20)
    assert PublishedProtocol.objects.get(area__code="P101").annulled_by is None
