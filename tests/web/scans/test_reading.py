"""From an upload to its pages: read in a queue, made straight, without a word about who took it where."""

import datetime
import hashlib
import io
import os
import signal
import sqlite3

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from hattama.scanning.alignment import HEIGHT, WIDTH
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.notices.webhooks import tell_job
from hattama.web.operations.static_site.places import Options
from hattama.web.operations.static_site.rendering import answer_to
from hattama.web.scans import scan_jobs
from hattama.web.scans.find_odd_papers import find_odd_papers
from hattama.web.scans.read_scan import read_scan
from hattama.web.scans.scan_jobs import (
    DESK_LOOK,
    LEASE,
    MOST_ATTEMPTS,
    PAUSE,
    PUBLIC_LOOK,
    ask_for_reading,
    bring_forward,
    read_scan_job,
    return_lost_jobs,
)
from hattama.web.scans.tables import PaperFinding, ScanPage, ScanReadingRow
from hattama.web.scans.take_scan import claim_scan, take_scan
from hattama.web.scans.work_on_scans import ScanWorker, scan_status
from tests.web.desk_clients import address, log_in, typed, typist
from tests.web.protocols.desk.life_desk import Desk
from tests.web.scans.papers import paper_photo, read_what_waits
from tests.web.threads import all_at_once
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    area_row,
    open_tiny,
    picture,
    protocol,
    publish,
)

__all__ = ["log_in", "typist"]

pytestmark = pytest.mark.django_db


def blank_picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (400, 600), shade).save(out, "PNG")
    return out.getvalue()


def picture_without_rows() -> bytes:
    """A JPEG whose header and end arrived, and nothing of what is drawn."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).save(out, "JPEG")
    data = out.getvalue()
    return data[: data.index(b"\xff\xda")] + b"\xff\xda\x00\x02\xff\xd9"


def send(client, data: bytes, area_id: str = "P001", contest: str = PARTY, **more):
    file = SimpleUploadedFile("scan.jpg", data, "image/jpeg")
    return client.post(address(area_id, contest), typed(scan=file, **more))


def take(data: bytes, area_id: str = "P001", contest: str = PARTY, **more) -> Scan:
    return take_scan(data, area=area_row(area_id), contest=contest, now=NIGHT, **more)


def test_a_photograph_becomes_its_page_made_straight(tiny):
    scan = take(paper_photo())
    assert ScanReadingRow.objects.get(scan=scan).state == ScanReadingRow.WAITING
    read_what_waits()
    assert ScanReadingRow.objects.get(scan=scan).state == ScanReadingRow.READ
    page = ScanPage.objects.get(scan=scan)
    assert (page.state, page.form_page, page.marks, page.paper_area) == ("aligned", 0, 4, "P001")
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert page.signature is not None
    shown = Image.open(io.BytesIO(get_content(page.shown)))
    assert (shown.format, shown.size) == ("JPEG", (WIDTH, HEIGHT))
    assert dict(shown.getexif()) == {}
    assert not PaperFinding.objects.exists()


def test_after_each_reading_it_is_asked_how_long_to_rest(tiny):
    for shade in (200, 210):
        take(blank_picture(shade))
    worked: list[float] = []

    def rest(seconds: float) -> float:
        worked.append(seconds)
        return 0.0

    ScanWorker(rest=rest).work_once()
    assert len(worked) == 2 and all(worked)


def test_what_came_is_kept_byte_for_byte_under_its_hash(tiny):
    scan = take(paper_photo())
    assert scan.sha256 == hashlib.sha256(paper_photo()).hexdigest()
    read_what_waits()
    assert get_content(scan.sha256) == paper_photo()


def test_place_time_and_device_are_taken_out_unless_the_sender_keeps_them(tiny):
    told = Image.Exif()
    told[0x0110] = "A telephone"
    told.get_ifd(0x8825).update({1: "N", 2: (51.0, 10.0, 0.0)})
    out = io.BytesIO()
    Image.open(io.BytesIO(paper_photo())).save(out, "JPEG", exif=told)
    plain, kept = take(out.getvalue()), take(out.getvalue(), keep_details=True)
    assert kept.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    assert plain.sha256 != kept.sha256
    assert b"telephone" not in get_content(plain.sha256)
    read_what_waits()
    assert b"telephone" not in get_content(ScanPage.objects.get(scan=kept).shown)


def test_a_picture_that_is_no_form_of_ours_goes_to_a_person_and_is_shown_as_it_came(tiny):
    scan = take(picture())
    read_what_waits()
    page = ScanPage.objects.get(scan=scan)
    assert (page.state, page.reason) == ("to_a_person", "no_marks")
    assert Image.open(io.BytesIO(get_content(page.shown))).size == (120, 160)


class TestWhatOnlyThePictureTells:
    """It is no refusal of what has been received: a finding beside the protocol, and a task."""

    @pytest.mark.parametrize(
        ("paper", "other"),
        [
            ({"area_id": "P002"}, (ELECTION_ID, "P002", PARTY)),
            ({"contest": SINGLE}, (ELECTION_ID, "P001", SINGLE)),
            ({"election": "another"}, ("another", "P001", PARTY)),
            ({"area_id": "P999"}, (ELECTION_ID, "P999", PARTY)),
        ],
    )
    def test_the_sheet_of_another_place_is_found_beside_the_protocol(self, typist, paper, other):
        assert send(typist, paper_photo(**paper)).status_code == 302
        read_what_waits()
        finding = PaperFinding.objects.get()
        assert (finding.kind, finding.area.code, finding.contest) == ("other_paper", "P001", PARTY)
        assert (finding.other_election, finding.other_area, finding.other_contest) == other

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (picture_without_rows(), "The file is damaged or incomplete."),
            (blank_picture(250), "The pages of the file are blank"),
            (blank_picture(5), "Nothing can be made out in the picture"),
        ],
    )
    def test_what_shows_no_paper_is_a_task_with_what_to_do_about_it(self, typist, data, words):
        assert send(typist, data).status_code == 302
        read_what_waits()
        page = typist.get(address("P001", step="done")).content.decode()
        assert words in page
        assert PaperFinding.objects.get().is_public


class TestOnePaperUnderTwoPrecincts:
    def two(self, second_hand: int = 1):
        first = take(paper_photo("P001", shot=1))
        second = take(paper_photo("P001", hand=second_hand, shot=2), "P002")
        publish(
            protocol("P001"),
            protocol("P002"),
            scans={("P001", PARTY): first, ("P002", PARTY): second},
        )
        read_what_waits()
        same = PaperFinding.objects.filter(kind=PaperFinding.SAME_PAPER)
        return (
            [(finding.area.code, finding.other_area, finding.scan_id) for finding in same],
            first,
            second,
        )

    def test_it_is_found_at_both(self, tiny):
        found, first, second = self.two()
        assert found == [("P001", "P002", first.pk), ("P002", "P001", second.pk)]

    def test_where_its_code_belongs_nobody_is_told_that_something_is_wrong_with_it(self, tiny, client):
        same = "the same handwriting as the scan of precinct"
        self.two()
        first, second = (client.get(f"/en/e/{ELECTION_ID}/a/{code}/") for code in ("P001", "P002"))
        page = first.content.decode()
        assert "stands as the scan of precinct No. 2, too: the code there is of this one." in page
        assert same not in page and "odd-paper broken-text" not in page
        assert f"{same} No. 1" in second.content.decode()

    def test_another_hand_with_figures_of_its_own_is_another_paper(self, tiny):
        found, _, _ = self.two(second_hand=2)
        assert found == []

    def test_looking_again_finds_nothing_twice(self, tiny):
        _, first, _ = self.two()
        before = PaperFinding.objects.count()
        find_odd_papers(first, now=NIGHT)
        assert PaperFinding.objects.count() == before


def test_the_same_file_again_is_refused_with_the_way_to_the_first_that_its_sender_may_go(log_in):
    def led(client) -> str:
        answer = send(client, picture()).content.decode()
        assert "the scan of precinct No. 2 already. Choose the picture of this protocol." in answer
        return answer

    there, both = log_in(Role.TYPIST, "P001"), log_in(Role.TYPIST, "P001", "P002")
    desk = f'href="{address("P002", step="done")}">Look at the first one</a>'
    claim_scan(take(picture(), "P002"), area_row("P002"), PARTY)
    assert "Look at the first one" not in led(there), "the public is shown nothing of it yet"
    assert desk in led(both)
    publish(protocol("P002"), scans={("P002", PARTY): take(picture(), "P002")})
    assert f'href="/en/e/{ELECTION_ID}/a/P002/">Look at the first one</a>' in led(there)


@pytest.mark.both_engines
class TestTheQueue:
    def test_a_job_done_twice_changes_nothing_the_second_time(self, tiny):
        scan = take(paper_photo())
        first = read_scan(scan, now=NIGHT)
        again = read_scan(scan, now=NIGHT + datetime.timedelta(hours=1))
        assert first.read_at == again.read_at
        assert ScanPage.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_of_twenty_uploads_at_once_none_is_lost_and_they_are_read_in_order(self):
        open_tiny()
        shades = range(60, 80)
        scans = all_at_once(*(lambda shade=shade: take(picture(shade)) for shade in shades))
        hashes = {hashlib.sha256(picture(shade)).hexdigest() for shade in shades}
        assert {scan.sha256 for scan in scans} == hashes
        assert {job.args_kwargs["args"][0] for job in DBTaskResult.objects.ready()} == hashes
        read_what_waits()
        assert ScanReadingRow.objects.filter(state=ScanReadingRow.READ).count() == 20
        done = DBTaskResult.objects.successful()
        in_order = [job.pk for job in done.order_by("enqueued_at")]
        assert [job.pk for job in done.order_by("started_at")] == in_order
        scan_status_now = dict(scan_status())
        assert (scan_status_now["jobs_waiting"], scan_status_now["scans_read"]) == (0, 20)

    @pytest.mark.django_db(transaction=True)
    def test_a_worker_killed_in_the_middle_is_followed_by_another(self, monkeypatch):
        open_tiny()
        scan = take(paper_photo())
        connections.close_all()
        child = os.fork()
        if child == 0:
            # Killed as by the system: nothing is rolled up, nobody is told.
            monkeypatch.setattr(
                "hattama.web.scans.read_scan.read_scan",
                lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL),
            )
            read_what_waits()
            os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        read_what_waits()
        assert ScanReadingRow.objects.get(scan=scan).state == ScanReadingRow.WAITING
        assert return_lost_jobs(timezone.now() + 2 * LEASE) == 1
        read_what_waits()
        assert ScanReadingRow.objects.get(scan=scan).state == ScanReadingRow.READ
        assert len(DBTaskResult.objects.get().worker_ids) == 2

    def test_a_job_that_kills_every_worker_is_left_for_the_operator(self, tiny):
        take(picture())
        job = DBTaskResult.objects.get()
        for attempt in range(MOST_ATTEMPTS):
            job.claim(f"worker {attempt}")
        assert return_lost_jobs(timezone.now() + 2 * LEASE) == 0
        assert dict(scan_status())["jobs_failed"] == 1

    def test_a_job_in_hand_is_not_taken_away(self, tiny):
        take(picture())
        DBTaskResult.objects.get().claim("a worker")
        assert return_lost_jobs(timezone.now()) == 0

    def test_a_job_begun_before_the_clock_went_back_is_given_back(self, tiny):
        take(picture())
        DBTaskResult.objects.get().claim("a worker")
        assert return_lost_jobs(timezone.now() - 2 * LEASE) == 1

    @pytest.mark.parametrize(
        ("trouble", "given_back"),
        [(OSError(28, "No space left on device"), 1), (OperationalError("gone"), 1), (ValueError("bad"), 0)],
    )
    def test_a_job_that_failed_for_what_passes_is_tried_again(self, tiny, trouble, given_back):
        take(picture())
        job = DBTaskResult.objects.get()
        job.claim("a worker")
        job.set_failed(trouble)
        assert return_lost_jobs(timezone.now()) == 0
        assert return_lost_jobs(timezone.now() + 2 * PAUSE) == given_back
        assert DBTaskResult.objects.ready().count() == given_back

    def test_an_upload_that_is_refused_asks_for_nothing(self, tiny, monkeypatch):
        def broken(*_: object) -> None:
            raise RuntimeError("the database is gone")

        monkeypatch.setattr("hattama.web.scans.take_scan.ask_for_reading", broken)
        with pytest.raises(RuntimeError):
            take(picture())
        assert not Scan.objects.exists()
        assert not ScanReadingRow.objects.exists()

    def test_the_job_has_a_name_that_other_processes_find(self):
        assert read_scan_job.module_path == f"{scan_jobs.__name__}.read_scan_job"


def jobs_in_order() -> list[str]:
    return [job.args_kwargs["args"][0] for job in DBTaskResult.objects.ready()]


@pytest.mark.both_engines
class TestWhatPeopleLookAtIsReadFirst:
    @pytest.fixture
    def scans(self, tiny) -> list[str]:
        return [take(picture(shade)).pk for shade in range(60, 64)]

    def test_before_anybody_looks_they_are_read_as_they_came(self, scans):
        assert jobs_in_order() == scans

    def test_what_more_people_look_at_comes_first(self, scans):
        first, second, third, fourth = scans
        for looked_at in (third, fourth, third):
            bring_forward([looked_at], PUBLIC_LOOK)
        assert jobs_in_order() == [third, fourth, first, second]

    def test_who_decides_comes_before_any_number_of_others(self, scans):
        first, second, third, fourth = scans
        for _ in range(30):
            bring_forward([fourth], PUBLIC_LOOK)
        for looked_at in (second, third, second):
            bring_forward([looked_at], DESK_LOOK)
        assert jobs_in_order() == [second, third, fourth, first]

    def test_looks_without_end_keep_to_what_the_queue_allows(self, scans):
        for _ in range(30):
            bring_forward(scans, DESK_LOOK)
            bring_forward(scans, PUBLIC_LOOK)
        assert set(DBTaskResult.objects.values_list("priority", flat=True)) == {99}

    def test_what_subscribers_are_told_waits_for_no_scan(self):
        assert tell_job.priority > DESK_LOOK.most > PUBLIC_LOOK.most

    def test_one_in_hand_and_one_that_is_read_are_left_as_they_are(self, scans):
        DBTaskResult.objects.ready().first().claim("a worker")
        bring_forward(scans, PUBLIC_LOOK)
        assert jobs_in_order() == scans[1:]
        read_what_waits()
        bring_forward(scans, PUBLIC_LOOK)
        assert list(DBTaskResult.objects.order_by("priority").values_list("priority", flat=True)) == [
            0,
            1,
            1,
            1,
        ]

    def test_a_scan_asked_for_again_has_both_jobs_done(self, scans):
        ask_for_reading(scans[0])
        assert jobs_in_order() == [*scans, scans[0]]
        read_what_waits()
        assert DBTaskResult.objects.successful().count() == 5

    def test_a_page_is_shown_though_nothing_can_be_written(self, scans, monkeypatch):
        def full(*_: object, **__: object) -> None:
            raise OperationalError from psycopg.errors.DiskFull()

        monkeypatch.setattr("django.db.models.QuerySet.update", full)
        bring_forward(scans, PUBLIC_LOOK)
        assert jobs_in_order() == scans

    def test_a_mistake_of_ours_is_not_hidden(self, scans, monkeypatch):
        def wrong(*_: object, **__: object) -> None:
            raise OperationalError from sqlite3.OperationalError("no such column")

        monkeypatch.setattr("django.db.models.QuerySet.update", wrong)
        with pytest.raises(OperationalError):
            bring_forward(scans, PUBLIC_LOOK)


WAITS = "The machine has not read this scan yet."


class TestPagesOfScansThatWait:
    def test_the_public_page_says_so_and_has_it_read_before_others(self, tiny, client):
        first = take(picture(60), "P002")
        shown = take(paper_photo())
        publish(protocol("P001"), scans={("P001", PARTY): shown})
        page = f"/en/e/{ELECTION_ID}/a/P001/"
        assert WAITS in client.get(page).content.decode()
        assert jobs_in_order() == [shown.pk, first.pk]
        read_what_waits()
        assert WAITS not in client.get(page).content.decode()

    def test_a_page_made_while_a_refused_scan_is_in_hand_does_not_say_that_it_waits(self, tiny, client):
        shown = take(picture_without_rows())
        publish(protocol("P001"), scans={("P001", PARTY): shown})
        DBTaskResult.objects.get().claim("a worker")
        read_scan(shown, now=NIGHT)
        assert WAITS not in client.get(f"/en/e/{ELECTION_ID}/a/P001/").content.decode()

    def test_who_types_from_it_is_told_so_and_has_it_read_before_others(self, db):
        desk = Desk("entries = 2")
        take(picture(60), "P002")
        send(desk.aigul, paper_photo())
        assert len(jobs_in_order()) == 2
        assert WAITS in desk.berik.get(address()).content.decode()
        assert jobs_in_order()[0] == hashlib.sha256(paper_photo()).hexdigest()
        read_what_waits()
        assert WAITS not in desk.berik.get(address()).content.decode()

    def test_nobody_looks_while_a_copy_is_written(self, tiny):
        first = take(picture(60), "P002")
        shown = take(picture(61))
        publish(protocol("P001"), scans={("P001", PARTY): shown})
        there = f"/en/e/{ELECTION_ID}/a/P001/"
        assert WAITS in answer_to(there, Options()).body.decode()
        assert jobs_in_order() == [first.pk, shown.pk]
