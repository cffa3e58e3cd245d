"""`hattama verify --site` asks a site for what it shows: a figure that differs from the log is named."""

import gzip
import json
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from hattama.cli import verify_fetched, verify_report
from hattama.cli.main import main
from hattama.cli.site import check_site
from hattama.cli.site.readings import differing_parquet
from hattama.core.records import NamedFile, Statement
from hattama.fetching import Answer
from hattama.verification import troubles
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.open_data.write_open_data import write_open_data
from tests.attack.test_served_figures import FALSE, alter, root
from tests.web.divided_election import SEVERAL, divided
from tests.web.public_night import night
from tests.web.registers.complaints import LATER, say, three_complaints
from tests.web.tiny_election import PARTY, SINGLE, open_tiny, protocol, publish, sound_figures
from tests.web.video.test_public import record_of, tell
from tests.web.video.test_public import say as say_of

__all__ = ["night"]

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]
Change = Callable[[str, bytes], bytes]


class SiteOfTheTest:
    """The site without a network between: what it answers, changed on the way by `change`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked: list[str] = []
        self.packs = False
        self.headers: dict[str, str] = {}
        self.change: Change = lambda path, body: body

    def ask(self, path: str, headers: Mapping[str, str], *, most_bytes: int, **bounds: float) -> Answer:
        """What the site answers, as far as it is read."""
        self.asked.append(path)
        self.headers = dict(headers)
        assert bounds["whole_seconds"] <= (60 if path.endswith("/") else 300), "it may drip"
        answer: Any = self.client.get(f"/{path}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        packed = {"Content-Encoding": "gzip"} if self.packs else {}
        body = self.change(path, body)
        return Answer(answer.status_code, (gzip.compress(body) if packed else body)[:most_bytes], packed)


@pytest.fixture
def site(night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch) -> SiteOfTheTest:
    """The tiny election's site, its bundle written."""
    return opened(client, monkeypatch)


def opened(client: Client, monkeypatch: pytest.MonkeyPatch) -> SiteOfTheTest:
    refresh_bundle("tiny")
    made = SiteOfTheTest(client)
    monkeypatch.setattr(verify_fetched, "parse_address", lambda url: made)
    monkeypatch.setattr(check_site, "PAUSE_SECONDS", 0)
    return made


def checked(*words: str) -> int:
    folder = str(public_store("tiny").folder)
    return main(["verify", "http://site.invalid/", "--site", "--bundle", folder, "--lang", "en", *words])


def test_a_site_that_shows_what_its_log_gives_is_true(site: SiteOfTheTest, capsys: Out) -> None:
    assert checked("--all") == 3
    told = capsys.readouterr().out
    assert told.startswith("TRUE; ") and "places of the site" not in told.splitlines()[0]
    assert int(re.findall(r"compared: ([0-9]+)", told)[0]) > 500
    kinds = (
        *("e/tiny/$", "e/tiny/a/P001/$", "e/tiny/a/R1/$", "areas/P001.json", "areas/R1.json"),
        *("api/.*/totals", f"api/.*/P001/{PARTY}", "tiny/votes.csv", "open/votes.csv", "open/totals.parquet"),
        *(f"nist/{PARTY}.json", f"nist/{PARTY}-summary.json"),
    )
    assert [kind for kind in kinds if not any(re.search(kind, path) for path in site.asked)] == []


def test_a_site_does_not_see_by_its_headers_who_checks_it_and_may_press_what_it_answers(
    site: SiteOfTheTest, capsys: Out
) -> None:
    """A question without a browser's name could be answered with the true page, all others with another."""
    site.packs = True
    assert checked() == 3, capsys.readouterr().out
    assert (
        site.headers["User-Agent"].startswith("Mozilla/5.0 (") and "gzip" in site.headers["Accept-Encoding"]
    )
    assert {"Accept", "Accept-Language", "Sec-Fetch-Mode", "Connection"} <= site.headers.keys()


def test_what_swells_beyond_every_page_is_no_answer(site: SiteOfTheTest, capsys: Out) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    site.ask = lambda path, headers, **bounds: Answer(200, bomb, {"content-encoding": "gzip"})
    assert checked() == 2
    assert f"> {check_site.PAGE_BYTES}" in capsys.readouterr().out


def test_altered_rows_are_named_wherever_the_site_shows_them(site: SiteOfTheTest, capsys: Out) -> None:
    alter("published_protocol", "P001")
    alter("published_total", root())
    write_open_data("tiny")
    assert checked("--all", "--json") == 1
    told = capsys.readouterr().out
    assert f"= {FALSE}; the log gives" in told
    for path in ("e/tiny/", "e/tiny/a/P001/", "data/tiny/areas/P001.json", f"/protocols/P001/{PARTY}"):
        assert re.search(rf'"path": "(ru/|en/)?[a-z0-9/]*{re.escape(path)}"', told), path


ANSWERS = (
    *("e/tiny/$", "e/tiny/a/P001/$", "e/tiny/a/R1/$", "areas/P001.json$", "areas/R1.json$", "R1/totals$"),
    *(f"P001/{PARTY}$", "tiny/protocols.csv$", "tiny/totals.csv$", "open/votes.csv$", "open/totals.parquet$"),
    *(f"nist/{PARTY}.json$", f"nist/{PARTY}-summary.json$"),
)
VOTES = re.compile(
    rb'(data-(?:figure="votes\[[^>]*|choice="[^>]*)>|"(?:Count|total|invalid|votes\[[a-z]+\])": ?)[0-9]'
)


def falsified(path: str, body: bytes) -> bytes:
    """One figure of the answer is another one; in pages in the text alone, which is what people read."""
    if path.endswith(".parquet"):
        return body[:4] + b"\0" * (len(body) - 8) + body[-4:]
    if path.endswith(".csv"):
        lines = body.splitlines(keepends=True)
        lines[1] = re.sub(rb",[0-9]+,", b",987654,", lines[1], count=1)
        return b"".join(lines)
    return VOTES.sub(rb"\g<1>98", body)


def test_one_figure_altered_on_the_way_to_people_is_found_in_whatever_shows_it(
    site: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setattr(troubles, "MOST_OF_A_KIND", 10_000)
    monkeypatch.setattr(verify_report, "SHOWN", 10_000)
    changed: dict[str, str] = {}

    def change(path: str, body: bytes) -> bytes:
        for kind in ANSWERS:
            if re.search(kind, path):
                changed[kind] = path
                other = falsified(path, body)
                assert other != body, f"nothing was altered in {path}"
                return other
        return body

    site.change = change
    assert checked("--all") == 1
    told = capsys.readouterr().out
    assert changed.keys() == set(ANSWERS)
    assert [path for path in changed.values() if path not in told] == []


@pytest.fixture
def districts(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> SiteOfTheTest:
    """A site whose first page lists districts: one with a leader, one where two are level, one still out."""
    open_tiny(SEVERAL, divided())
    level = sound_figures(SINGLE, **{"votes[asan]": 285, "votes[ulgi]": 285})
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002", "tied", figures=level))
    write_open_data("tiny")
    return opened(client, monkeypatch)


def test_a_site_that_names_who_leads_in_districts_is_true(
    districts: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    for prefix in check_site.LANGUAGES:
        monkeypatch.setattr(check_site, "LANGUAGES", (prefix,))
        assert checked("--all") == 3, capsys.readouterr().out
        assert {f"{prefix}e/tiny/", f"{prefix}e/tiny/a/S1/", f"{prefix}e/tiny/a/S2/"} <= set(districts.asked)


ON_THE_FIRST_PAGE = {
    "another leader": (rb'(data-leader="single"><a[^>]*>)[^<]*', rb"\1Asan", "single leader = Asan"),
    "another lead": (rb'(data-lead="single">)70', rb"\g<1>71", "single lead = 71"),
    "nobody": (
        rb'<tr><th[^\n]*data-lead="single".*',
        rb"",
        "single leader = \u2014; the log gives \u00dcsen",
    ),
    "one of equals": (
        rb'(<td)(>[^\n]*data-lead="tied">)0',
        rb'\1 data-leader="tied"\2',
        "tied leader = the first",
    ),
    "one who waits": (rb'(data-lead="awaited">)', rb"\g<1>5", "awaited lead = 5"),
    "other votes": (rb'(data-choice="dala">)', rb"\g<1>9", "party votes[dala] = 9"),
    "a contest less": (rb'data-choice="dala"', rb"", "party votes[dala] = \u2014"),
}


def test_a_first_page_that_says_otherwise_of_a_district_or_of_all_is_found(
    districts: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setattr(check_site, "LANGUAGES", ("en/",))
    for lie, (told, other, named) in ON_THE_FIRST_PAGE.items():
        districts.change = lambda path, body, told=told, other=other: (
            re.sub(told, other, body) if path == "en/e/tiny/" else body
        )
        assert checked() == 1, lie
        assert f"en/e/tiny/: the site shows {named}" in capsys.readouterr().out, lie


def test_votes_that_stand_on_a_districts_page_alone_are_held_there(
    districts: SiteOfTheTest, capsys: Out
) -> None:
    districts.change = lambda path, body: VOTES.sub(rb"\g<1>98", body) if path.endswith("a/S1/") else body
    assert checked("--all") == 1
    assert re.search(r"e/tiny/a/S1/: the site shows single votes\[asan\] = 98", capsys.readouterr().out)


HOSTILE = (
    b"",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"items": 7, "protocols": {"a": []}, "totals": {"party": 1}, "version": "x", "Election": [[]]}',
    b'{"figures": {"votes": {"a": {"b": {}}}}, "log_index": ' + b"9" * 5000 + b"}",
    b"<table><td data-figure='\x1b[2J'>" + b"9" * 100_000,
)


def test_a_hostile_answer_is_no_truth_and_no_trouble_of_ours(site: SiteOfTheTest, capsys: Out) -> None:
    for answers in (HOSTILE, HOSTILE[::-1]):
        site.asked.clear()
        site.change = lambda path, body, answers=answers: (
            body if path.endswith("checkpoint") else answers[len(site.asked) % len(answers)]
        )
        assert checked() == 1
        assert "\x1b" not in capsys.readouterr().out


WITHOUT_END = {
    "tags": b"<a" * 20_000,
    "comments": b"<!--" * 10_000,
    "brackets": b"<" * 40_000,
    "a declaration": b"<![<![",
    "a sign by its number": b"<td>&#" + b"9" * 5_000 + b";</td>",
    "depth": b'{"a":' + b"[" * 600 + b"]" * 600 + b"}",
    "the last day": b'{"at": "9999-12-31T23:59:59Z", "items": []}',
    "the first day": b'{"at": "0001-01-01T00:00:00Z", "items": []}',
}


def test_no_answer_keeps_the_check_from_its_end(site: SiteOfTheTest, capsys: Out) -> None:
    three_complaints()
    refresh_bundle("tiny")
    for kind, answer in WITHOUT_END.items():
        site.change = lambda path, body, it=answer: body if path.endswith("checkpoint") else it
        began = time.process_time()
        assert checked() == 1, kind
        assert time.process_time() - began < 10, f"{kind}: of 40 kB, where an answer may have 4 MB"


def test_rows_of_a_parquet_file_that_no_table_has_are_not_read_to_their_end(tmp_path: Path) -> None:
    place = tmp_path / "table.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS a, NULL AS b FROM range(300000)) TO '{place}' (FORMAT parquet)")
    found = list(differing_parquet(place.read_bytes(), b"a,b\n1,\n"))
    assert found == [(2, "a", "1", "1"), (2, "b", "", ""), (3, "", "['1', '']", "")]


def test_a_dead_site_is_asked_no_more(
    site: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    def silent(path: str, headers: Mapping[str, str], **bounds: float) -> Answer:
        site.asked.append(path)
        raise TimeoutError("timed out")

    monkeypatch.setattr(site, "ask", silent)
    assert checked("--all") == 2
    assert len(site.asked) == check_site.MOST_SILENCES
    assert "it was asked nothing more" in capsys.readouterr().out


def test_a_site_that_refuses_or_answers_without_end_is_not_called_true(
    site: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setattr(check_site, "PAGE_BYTES", 10_000)
    site.change = lambda path, body: body + b" " * 20_000 if path.endswith("/") else body
    assert checked() == 2
    assert "> 10000" in capsys.readouterr().out


def test_what_differs_since_the_log_has_grown_is_not_called_false(site: SiteOfTheTest, capsys: Out) -> None:
    copied = {path: path.read_bytes() for path in public_store("tiny").folder.rglob("*") if path.is_file()}
    folder = public_store("tiny").folder.parent / "earlier"
    for path, data in copied.items():
        place = folder / path.relative_to(public_store("tiny").folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    publish(protocol("P003"))
    words = ["verify", "http://site.invalid/", "--site", "--bundle", str(folder), "--all", "--lang", "en"]
    assert main(words) == 2
    assert "the log has grown meanwhile" in capsys.readouterr().out
    # Who answers may say any size, and only the key of the log can make it one.
    site.change = lambda path, body: (
        re.sub(rb"(?m)^[0-9]+$", b"987654", body) if path.endswith("checkpoint") else body
    )
    assert main(words) == 1


def test_a_site_whose_log_ends_earlier_is_said_to_be_behind(site: SiteOfTheTest, capsys: Out) -> None:
    earlier = (public_store("tiny").folder / "checkpoint").read_bytes()
    publish(protocol("P003"))
    refresh_bundle("tiny")
    shown = {"checkpoint": earlier}
    site.change = lambda path, body: shown.get(path.split("/")[-1], VOTES.sub(rb"\g<1>98", body))
    assert checked("--all") == 2
    assert "the site's log ends earlier" in capsys.readouterr().out


def test_of_a_bundle_that_is_false_itself_no_site_is_asked(site: SiteOfTheTest, capsys: Out) -> None:
    table = public_store("tiny").folder / "votes.csv"
    table.write_bytes(table.read_bytes().replace(b"1", b"2"))
    assert checked() == 1
    assert site.asked == []
    assert "the site was not asked" in capsys.readouterr().out


def test_the_site_is_named_by_its_bundle_or_beside_one(site: SiteOfTheTest, tmp_path: Path) -> None:
    for words in (["http://site.invalid/", "--site"], [str(tmp_path), "--site"]):
        assert main(["verify", *words, "--lang", "en"]) == 2
    assert site.asked == []


REGISTER_ANSWERS = (
    *("e/tiny/records/first-complaint/$", "api/.*/records/first-complaint$", "e/tiny/registers/complaints/$"),
    *("api/.*/complaints/measures$", "complaints/complaint/$", "bundle/scans/"),
)


def test_a_record_a_number_a_list_and_a_file_that_differ_are_found(
    site: SiteOfTheTest, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = b"the minutes of a meeting"
    sha256 = put_content(minutes)
    Scan.objects.create(
        sha256=sha256, media_type="text/plain", size_bytes=len(minutes), pages=1, received_at=LATER
    )
    three_complaints()
    named = {"minutes": NamedFile(sha256, "minutes.txt", "text/plain")}
    say(Statement("administration", "2023", "meeting", "meeting-one", "commission", named))
    refresh_bundle("tiny")
    write_open_data("tiny")
    assert checked("--all") == 3, capsys.readouterr().out
    capsys.readouterr()
    monkeypatch.setattr(troubles, "MOST_OF_A_KIND", 10_000)
    monkeypatch.setattr(verify_report, "SHOWN", 10_000)
    changed: dict[str, bool] = {}

    def change(path: str, body: bytes) -> bytes:
        for kind in REGISTER_ANSWERS:
            if re.search(kind, path):
                other = re.sub(rb"17/\xd0\x90|minutes of|third-complaint", b"something", body)
                other = re.sub(rb'("number": )1\b', rb"\g<1>7", other)
                if "registers/complaints/" in path and path.endswith("complaints/"):
                    other = re.sub(rb">[0-9]", b">9", other)
                changed[kind] = other != body
                return other
        return body

    site.change = change
    assert checked("--all", "--json") == 1
    told = capsys.readouterr().out
    assert changed == dict.fromkeys(REGISTER_ANSWERS, True)
    for kind in REGISTER_ANSWERS:
        paths = {one["path"] for one in of_kind(told, "site-differs")}
        assert any(re.search(kind, path) for path in paths), kind


def test_a_list_whose_rows_lead_to_records_of_another_kind_is_true_and_their_names_are_held(
    site: SiteOfTheTest, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    for place in ("hall", "table"):
        tell(
            say_of("camera", f"camera-{place}", view="hall"),
            record_of(f"rec-{place}", f"camera-{place}", 0, 9),
        )
    refresh_bundle("tiny")
    write_open_data("tiny")
    assert checked() == 3, capsys.readouterr().out
    monkeypatch.setattr(check_site, "LANGUAGES", ("en/",))
    recordings, camera = "en/e/tiny/registers/video/recording/", b'"/en/e/tiny/records/camera-%s/"'
    of_row, of_cell = (
        (camera % b"table", camera % b"stranger"),
        (b"records/rec-hall/", b"records/camera-hall/"),
    )
    for told, other in (of_cell, of_row):
        site.change = lambda path, body, a=told, b=other: body.replace(a, b) if path == recordings else body
        assert checked() == 1
        assert f"{recordings}: the site shows recording camera-" in capsys.readouterr().out


def of_kind(told: str, code: str) -> list[dict[str, Any]]:
    return [one for kind in json.loads(told)["false"] if kind["code"] == code for one in kind["first"]]
