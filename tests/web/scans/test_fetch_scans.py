"""Scans that a source shows at its own addresses: fetched slowly, within bounds, once, trusted in nothing."""

import datetime
import http.server
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.utils import timezone

from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.protocols.take_snapshot import SourceFile, take_snapshot
from hattama.web.scans.fetch_scans import Bounds, Clock, FetchRun, wanted_scans
from hattama.web.scans.tables import ScanFetch, ScanReadingRow
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny, picture, protocol, sound_figures

pytestmark = pytest.mark.django_db

ROBOTS = b"User-agent: *\nCrawl-delay: 3\nDisallow: /closed\n"


class Source(http.server.BaseHTTPRequestHandler):
    """Shows scans as the path says, and remembers what it was asked."""

    asked: ClassVar[list[str]] = []
    busy = 0
    has_robots = True

    def do_GET(self) -> None:
        Source.asked.append(self.path)
        where = self.path.rpartition("/")[2]
        if where == "robots.txt":
            self._say(200, ROBOTS) if Source.has_robots else self._say(404)
        elif where.startswith("busy") and Source.busy:
            Source.busy -= 1
            self._say(429, more={"Retry-After": "30"})
        elif where.startswith("moved"):
            self._say(302, more={"Location": "/1.png?from=moved"})
        elif where.startswith("inside"):
            self._say(302, more={"Location": "http://169.254.169.254/latest"})
        elif where.startswith("gone"):
            self._say(404)
        elif where.startswith("page"):
            self._say(200, b"<!doctype html><script>alert(1)</script>")
        elif where.startswith("large"):
            self._say(200, b"x" * 1_000_000)
        else:
            shade = where[0] if where[0].isdecimal() else "7"
            self._say(200, picture(int(shade) * 20))

    def _say(self, status: int, body: bytes = b"", more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Waiting:
    """A clock that moves only by waiting."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shown(origin, monkeypatch):
    """An election whose source shows scans at these paths of one host, for P001 and so on."""
    Source.asked, Source.busy, Source.has_robots = [], 0, True
    tiny = open_tiny()

    def show(*paths: str, host: str = origin) -> None:
        incoming = [
            Incoming(protocol(f"P00{number}"), "feed", links={"scan": host + path})
            for number, path in enumerate(paths, 1)
        ]
        import_protocols(tiny, incoming, now=NIGHT)
        advance_log(ELECTION_ID, now=NIGHT)

    show.election = tiny
    return show


def fetch(show, **more: object) -> tuple[dict[str, int], Waiting]:
    clock = Waiting()
    bounds = Bounds(
        **{"count": 100, "total_bytes": 10**9, "seconds": 3600, "pause": 2, "private": True} | more
    )
    run = FetchRun(bounds, Clock(lambda: clock.seconds, clock.wait), lambda *_: None)
    counts = run.fetch(wanted_scans(show.election, "scan"))
    advance_log(ELECTION_ID, now=NIGHT)
    return dict(counts), clock


def test_a_scan_is_fetched_once_stands_in_the_log_with_its_address_and_waits_to_be_read(
    shown, origin, client
):
    shown("/1.png?station=1", "/2.png")
    counts, clock = fetch(shown)
    assert counts == {"fetched": 2}
    # The host's own pause of three seconds holds, between robots.txt and the scans as well.
    assert clock.seconds == 6
    assert Source.asked == ["/robots.txt", "/1.png?station=1", "/2.png"]
    said = [entry.act for entry in LogEntry.objects.filter(kind="scan").order_by("index")]
    assert [act.body["address"] for act in said] == [f"{origin}/1.png?station=1", f"{origin}/2.png"]
    assert {(act.actor, act.role) for act in said} == {(None, "system")}
    assert [row.address for row in PublishedScan.objects.all()] == [act.body["address"] for act in said]
    assert ScanReadingRow.objects.filter(state=ScanReadingRow.WAITING).count() == 2
    assert all(row.has_scan for row in PublishedProtocol.objects.all())
    page = client.get("/e/tiny/a/P001/").content.decode()
    assert "Дереккөздің өз скан-көшірмесі" in page and f'href="{origin}/1.png?station=1"' in page
    assert fetch(shown)[0] == {} and len(Source.asked) == 3


def test_the_unchanged_picture_of_figures_that_their_source_changed_is_fetched_once_more(shown, origin):
    shown("/1.png", "/2.png")
    fetch(shown)
    later = timezone.now() + datetime.timedelta(minutes=1)
    links = {"scan": f"{origin}/1.png"}
    figures = sound_figures() | {"votes[dala]": 371, "votes[ozen]": 199}
    rows = [Incoming(protocol("P001", figures=figures), "feed", links=links)]
    file = SourceFile("feed", "ab" * 32, 9, "cd" * 32, later, frozenset({PARTY}))
    take_snapshot(shown.election, file, lambda: rows, {("P002", PARTY)}, now=later)
    advance_log(ELECTION_ID, now=later)
    assert not PublishedProtocol.objects.get(area__code="P001").has_scan
    assert fetch(shown)[0] == {"fetched": 1}
    assert PublishedProtocol.objects.get(area__code="P001").has_scan
    assert fetch(shown)[0] == {}


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/page", "no_scan", "ScanOfUnknownKind"),
        ("/gone", "status", "404"),
        ("/large", "too_large", ""),
        ("/closed/4.png", "robots", ""),
    ],
)
def test_what_is_no_scan_is_left_and_not_asked_for_again(shown, settings, path, outcome, detail):
    settings.MAX_SCAN_BYTES = 500_000
    shown(path, "/5.png")
    assert fetch(shown)[0] == {outcome: 1, "fetched": 1}
    assert ScanFetch.objects.get(area__code="P001").detail == detail
    assert wanted_scans(shown.election, "scan") == []
    assert (path in Source.asked) == (outcome != "robots")


def test_the_same_picture_for_two_stations_stands_beside_the_first_alone(shown):
    shown("/1.png", "/1.png?again")
    assert fetch(shown)[0] == {"fetched": 1, "other_place": 1}
    assert PublishedScan.objects.count() == 1


def test_private_addresses_are_not_asked_unless_that_is_allowed(shown):
    shown("/1.png")
    assert fetch(shown, private=False)[0] == {"private": 1}
    assert Source.asked == [] == wanted_scans(shown.election, "scan")
    assert len(wanted_scans(shown.election, "scan", ["private"])) == 1


@pytest.mark.parametrize(
    ("path", "allowed", "outcome"),
    [("/moved", False, "redirect"), ("/moved", True, "fetched"), ("/inside", True, "redirect")],
)
def test_redirects_are_followed_on_the_same_host_alone_and_only_where_allowed(shown, path, allowed, outcome):
    Source.has_robots = False
    shown(path)
    assert fetch(shown, redirects=allowed)[0] == {outcome: 1}


def test_a_host_that_asks_for_patience_is_waited_for(shown):
    shown("/busy.png", "/2.png")
    Source.busy = 1
    counts, clock = fetch(shown)
    assert clock.seconds >= 30 and Source.asked.count("/busy.png") == 2
    assert counts == {"fetched": 2}


def test_a_host_that_goes_on_asking_for_patience_is_left_and_has_its_turn_in_the_next_run(shown):
    shown("/busy", "/2.png")
    Source.busy = 2
    assert fetch(shown)[0] == {"later": 1}
    assert [one.address[-5:] for one in wanted_scans(shown.election, "scan")] == ["/busy", "2.png"]


def test_a_run_ends_at_its_bounds_and_the_next_goes_on(shown):
    shown("/1.png", "/2.png", "/3.png")
    assert fetch(shown, count=1)[0] == {"fetched": 1}
    assert fetch(shown, total_bytes=1)[0] == {"fetched": 1}
    assert fetch(shown, seconds=0)[0] == {}
    assert fetch(shown)[0] == {"fetched": 1}


@pytest.mark.parametrize("host", ["http://a:b@127.0.0.1", "http://127.0.0.1:99999", "http://[::1"])
def test_what_is_no_address_is_said_to_be_none(shown, host):
    shown("/1.png", host=host)
    assert fetch(shown)[0] == {"address": 1}
