"""Strangers ask again and again for files that are costly to make: each is made once, and pages go on."""

import fcntl
import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import IO, Any
from unittest.mock import Mock

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages import file_answers, remembered_pages
from hattama.web.kernel.pages.file_answers import made_state
from hattama.web.kernel.stores import made_files
from hattama.web.kernel.stores.made_files import LASTING, MadeFile, MakersBusy, find_or_make, made_home
from hattama.web.open_data.public import bundle_views, data_views
from hattama.web.operations.keep_log import keep_log
from hattama.web.places.public import printed_views
from tests.real import PATIENCE
from tests.web.public_night import night
from tests.web.tiny_election import NIGHT, PARTY, protocol, publish

__all__ = ["night"]

pytestmark = pytest.mark.django_db

COSTLY = {
    "/data/tiny/protocols.csv": (data_views, "render_protocols_csv"),
    "/data/tiny/areas/KZ.csv": (data_views, "render_whole_csv"),
    f"/data/tiny/areas/R1/{PARTY}.xlsx": (bundle_views, "render_sums_xlsx"),
    f"/data/tiny/areas/R1/{PARTY}.ru.pdf": (printed_views, "render_area_sheet"),
    "/data/tiny/cards/R1.ru.png": (printed_views, "render_card"),
}
TABLE = "/data/tiny/protocols.csv"


@pytest.mark.parametrize("address", COSTLY)
def test_a_file_is_made_once_however_it_is_asked_for(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    module, name = COSTLY[address]
    make = Mock(wraps=getattr(module, name))
    monkeypatch.setattr(module, name, make)
    first = client.get(address)
    assert not first["ETag"].startswith("W/") and int(first["Content-Length"]) == len(first.content)
    for question in ("", "?x=1", "?contest=party&x=2", "?" + "9" * 500):
        again = client.get(address + question)
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert make.call_count == 1


@pytest.fixture
def another_makes(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[bytes]]:
    monkeypatch.setattr(made_files, "WAIT_SECONDS", 0.1)
    folder = Path(settings.DATA_DIR) / "made"
    folder.mkdir(exist_ok=True)
    with (folder / ".maker").open("ab") as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        yield maker


def test_while_another_makes_files_the_earlier_one_is_given_out_and_says_of_what_it_is(
    night: ElectionRow, client: Client, request: pytest.FixtureRequest
) -> None:
    first = client.get(TABLE)
    size = load_log_size(night)
    publish(protocol("P003"))
    request.getfixturevalue("another_makes")
    earlier = client.get(TABLE)
    assert (earlier.content, earlier["Hattama-Log-Size"]) == (first.content, str(size))
    assert load_log_size(night) > size
    refused = client.get("/data/tiny/votes.csv", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert int(refused["Retry-After"]) >= 1 and refused["Cache-Control"] == "no-store"
    assert json.loads(refused.content)["code"] == "file_not_ready"
    assert client.get("/data/tiny/open/votes.csv").status_code == 503, "written once more, or waited for"
    assert client.get("/e/tiny/").status_code == 200


def test_a_file_for_which_the_log_moved_on_is_made_of_the_state_under_whose_name_it_lies(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get(TABLE)
    old, size = made_state(night), load_log_size(night)
    shutil.rmtree(made_home("tiny"))
    coming = iter(["P003"])

    def after_an_entry(*told: Any) -> Any:
        for precinct in coming:
            publish(protocol(precinct))
        return find_or_make(*told)

    monkeypatch.setattr(file_answers, "find_or_make", after_an_entry)
    moved = client.get(TABLE)
    assert moved.status_code == 200 and moved.content != before.content
    assert int(moved["Hattama-Log-Size"]) == load_log_size(night) > size
    assert not (made_home("tiny") / old / "protocols.csv").exists(), "figures of later under an earlier name"


def test_two_wait_for_the_one_maker_and_nobody_else(
    night: ElectionRow, another_makes: IO[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = made_home("tiny")
    monkeypatch.setattr(made_files, "WAIT_SECONDS", PATIENCE)

    def ask() -> MadeFile:
        return find_or_make(home, "7-x", "a.csv", lambda: [b""])

    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(ask) for _ in range(5)]
        refused = list(islice(as_completed(asked), 3))
        assert [type(one.exception()) for one in refused] == [MakersBusy] * 3
        assert sum(one.done() for one in asked) == 3, "two wait as long as the other makes"
        fcntl.flock(another_makes, fcntl.LOCK_UN)
        assert {one.result().state for one in asked if one not in refused} == {"7-x"}


def test_who_waited_for_a_file_takes_what_the_other_made(night: ElectionRow) -> None:
    home = made_home("tiny")
    began = threading.Event()
    made: list[int] = []

    def make() -> list[bytes]:
        made.append(1)
        began.set()
        time.sleep(0.2)
        return [b"x"]

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(find_or_make, home, "7-x", "a.csv", make)
        assert began.wait(PATIENCE)
        second = threads.submit(find_or_make, home, "7-x", "a.csv", make)
        assert first.result() == second.result()
    assert len(made) == 1


def test_what_nginx_gives_out_by_itself_is_of_no_earlier_state_once_the_log_has_been_looked_after(
    night: ElectionRow, client: Client
) -> None:
    given_out = made_home("tiny") / "current/protocols.csv"
    first = client.get(TABLE)
    assert given_out.read_bytes() == first.content
    publish(protocol("P003"))
    keep_log("tiny", now=NIGHT)
    assert not given_out.exists(), "the site is asked, and makes it"
    assert client.get(TABLE).content == given_out.read_bytes() != first.content


def test_all_making_takes_its_part_of_a_core_and_no_more(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_files, "BURST_SECONDS", 1e-6)
    now = Mock(wraps=made_files.time, return_value=None)
    now.time = Mock(return_value=1_000_000.0)
    monkeypatch.setattr(made_files, "time", now)
    assert client.get(TABLE).status_code == 200
    refused = client.get("/data/tiny/votes.csv")
    assert refused.status_code == 503, "what was made took more than there was"
    now.time.return_value += int(refused["Retry-After"])
    assert client.get("/data/tiny/votes.csv").status_code == 200


def test_files_of_states_before_the_last_go_and_none_takes_the_disk(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for precinct in ("P003", "P201", "P202"):
        client.get(TABLE)
        publish(protocol(precinct))
    latest = client.get(TABLE)
    folders = [path for path in made_home("tiny").iterdir() if not path.is_symlink()]
    assert len(folders) == 2
    assert (made_home("tiny") / "current/protocols.csv").read_bytes() == latest.content
    monkeypatch.setattr(made_files, "MOST_BYTES", 200_000)
    for area in ("P001", "P002", "P003", "P101", "P201", "P202"):
        assert client.get(f"/data/tiny/cards/{area}.ru.png").status_code == 200
    held = sum(path.stat().st_size for path in (made_home("tiny") / LASTING).iterdir())
    assert 0 < held <= 200_000


def test_a_file_that_took_long_is_good_for_many_who_ask_while_the_log_moves_and_then_is_made_again(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Mock(wraps=data_views.render_protocols_csv)
    monkeypatch.setattr(data_views, "render_protocols_csv", made)
    now, size = Mock(wraps=made_files.time), load_log_size(night)
    now.time = Mock(return_value=time.time())
    # Each look at the processor's clock is five seconds later than the one before.
    now.thread_time = Mock(side_effect=range(0, 5000, 5))
    monkeypatch.setattr(made_files, "time", now)
    first = client.get(TABLE)
    for precinct in ("P003", "P201", "P202"):
        publish(protocol(precinct))
        keep_log("tiny", now=NIGHT)
        for _ in range(50):
            again = client.get(TABLE)
            assert (again.content, again["Hattama-Log-Size"]) == (first.content, str(size))
    assert made.call_count == 1
    now.time.return_value += made_files.RESTS * 5
    latest = client.get(TABLE)
    assert latest.content != first.content and int(latest["Hattama-Log-Size"]) == load_log_size(night)
    assert made.call_count == 2


@pytest.mark.parametrize("page", ["", "night/", "findings/", "turnout/", f"results/{PARTY}/", "openness/"])
def test_made_up_questions_make_no_pages_of_their_own(night: ElectionRow, client: Client, page: str) -> None:
    first = client.get(f"/e/tiny/{page}")
    held = len(remembered_pages._kept)
    for question in ("?x=1", "?utm_source=feed", "?page2=7&x=%63"):
        assert client.get(f"/e/tiny/{page}{question}").content == first.content
    assert len(remembered_pages._kept) == held


def test_an_answer_for_programs_is_made_once_for_what_may_be_asked(
    night: ElectionRow, client: Client
) -> None:
    address = "/api/v1/elections/tiny/protocols"
    first = client.get(f"{address}?limit=3&contest={PARTY}")
    with CaptureQueriesContext(connection) as asked:
        again = client.get(f"{address}?contest={PARTY}&limit=3")
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert len(asked) <= 3
    for question in (f"limit=3&contest={PARTY}&x=1", f"limit=1&limit=3&contest={PARTY}"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{address}?{question}").status_code == 422, question
        assert len(asked) <= 3, question
    assert client.get(f"{address}?limit=2&contest={PARTY}").content != first.content
    publish(protocol("P003"))
    assert client.get(f"{address}?limit=3&contest={PARTY}")["ETag"] != first["ETag"]
