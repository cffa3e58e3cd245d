"""Time stamps of a log: asked for once an hour while it grows, published, and held against the entries."""

import base64
import datetime
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.utils import timezone

from hattama.cli.main import main
from hattama.web.kernel.log import time_stamps
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import STAMPS, public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.time_stamps import take_time_stamps
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.real.time_stamps import Authority
from tests.web.tiny_election import ELECTION_ID, protocol

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


class Served:
    """An authority behind HTTP; `spoil` may change its answers."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.spoil = lambda reply: reply
        self.asked = 0
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                served.asked += 1
                reply = served.spoil(served.authority.answer(query))
                self.send_response(200)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def tsa(tiny, settings, tmp_path) -> Iterator[Served]:
    made = Served(tmp_path)
    (settings.DATA_DIR / "time-stamps.txt").write_text(
        f"# ours\nhttp://127.0.0.1:{made.server.server_port}/tsr\n"
    )
    yield made
    made.server.shutdown()


def arrive(election, area_id: str, now: datetime.datetime) -> None:
    import_protocols(election, [Incoming(protocol(area_id))], now=now)
    advance_log(ELECTION_ID, now=now)


def verdict(capsys, *words: str) -> tuple[set[str], set[str], set[str]]:
    """Codes of what is false, of what qualifies the verdict, and of the notes."""
    refresh_bundle(ELECTION_ID)
    capsys.readouterr()
    main(["verify", str(public_store(ELECTION_ID).folder), "--json", "--lang", "en", *words])
    told = json.loads(capsys.readouterr().out)
    return tuple({one["code"] for one in told[name]} for name in ("false", "qualifies", "note"))


def sizes() -> list[int]:
    lines = public_store(ELECTION_ID).read_or_nothing(STAMPS).decode().splitlines()
    return [int(line.split()[0]) for line in lines]


def test_a_growing_log_is_stamped_once_an_hour_and_a_resting_one_once(tiny, tsa, capsys) -> None:
    now = timezone.now()
    assert [take_time_stamps(ELECTION_ID, now=now + HOUR * late) for late in (0, 2)] == [1, 0]
    arrive(tiny, "P001", now)
    assert [take_time_stamps(ELECTION_ID, now=now + HOUR * late) for late in (0.5, 2)] == [0, 1]
    assert sizes() == [3, 4]
    false, qualifies, notes = verdict(capsys, "--stamp-authorities", str(tsa.authority.folder / "root.pem"))
    assert (false, "stamp-holds" in notes) == (set(), True)
    assert not {code for code in qualifies if "stamp" in code}


def test_an_authority_that_answers_at_its_host_alone_is_asked(tiny, tsa, settings) -> None:
    (settings.DATA_DIR / "time-stamps.txt").write_text(
        f"  # ours\nhttp://127.0.0.1:{tsa.server.server_port}\n"
    )
    assert take_time_stamps(ELECTION_ID, now=timezone.now()) == 1


def test_an_answer_that_does_not_hold_is_not_published_and_asked_for_again(tiny, tsa) -> None:
    now = timezone.now()
    tsa.spoil = lambda reply: reply[:-1] + bytes([reply[-1] ^ 1])
    assert take_time_stamps(ELECTION_ID, now=now) == 0
    tsa.spoil = lambda reply: reply
    seconds = [30, 61]
    late = [take_time_stamps(ELECTION_ID, now=now + datetime.timedelta(seconds=one)) for one in seconds]
    assert (late, tsa.asked, sizes()) == ([0, 1], 2, [3])


def test_a_time_stamp_for_which_there_is_no_room_counts_for_none_and_is_told(
    tiny, tsa, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(time_stamps, "MOST_BYTES", 100)
    assert take_time_stamps(ELECTION_ID, now=timezone.now()) == 0
    assert (sizes(), "no room" in caplog.text) == ([], True)


def test_an_entry_dated_back_behind_a_time_stamp_is_named(tiny, tsa, capsys) -> None:
    now = timezone.now()
    assert take_time_stamps(ELECTION_ID, now=now) == 1
    arrive(tiny, "P001", now - datetime.timedelta(minutes=10))
    false, qualifies, _ = verdict(capsys)
    assert (false, "dated-before-stamp" in qualifies) == (set(), True)


def test_a_stamp_of_another_tree_or_of_a_strangers_authority_is_named(tiny, tsa, capsys, tmp_path) -> None:
    take_time_stamps(ELECTION_ID, now=timezone.now())
    arrive(tiny, "P001", timezone.now())
    other = tmp_path / "other"
    other.mkdir()
    Authority(other)
    assert "stamp-of-a-stranger" in verdict(capsys, "--stamp-authorities", str(other / "root.pem"))[1]
    store = public_store(ELECTION_ID)
    store.put_durably(STAMPS, store.read(STAMPS).replace(b"3 ", b"4 ", 1))
    assert verdict(capsys)[0] == {"stamp-refused"}
    store.put_durably(STAMPS, b"3 " + base64.b64encode(b"nothing") + b"\nnonsense\n")
    assert verdict(capsys)[0] == {"stamp-refused"}
