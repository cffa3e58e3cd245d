"""The store for scans is away: nothing is half recorded, what was typed stands, readers get a sentence."""

import errno
import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from PIL import Image

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.show_files import read_mark
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedScan, Scan
from hattama.web.kernel.stores import content_store, file_store
from hattama.web.kernel.stores.content_store import content_key, get_content
from hattama.web.reports.tables import DifferenceReport
from hattama.web.scans import scan_jobs
from hattama.web.scans.tables import ScanReadingRow
from hattama.web.scans.work_on_scans import ScanWorker, unread_scans
from tests.web.away_store import AwayStore
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import ELECTION_ID, PARTY, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings, monkeypatch, typist):
    store = AwayStore(settings.DATA_DIR)
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    # As in a bucket: nothing to be linked.
    settings.STORE_BUCKET = "kept"
    return store


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.png", data, "image/png")


def submit(client, area_id: str = "P001"):
    return client.post(address(area_id), typed(scan=upload(picture())))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("", "Файлдар сақталатын жер қазір жауап бермейді."),
        ("/ru", "Хранилище файлов сейчас не отвечает."),
        ("/en", "The place where files are kept does not answer just now."),
    ],
)
def test_a_protocol_whose_scan_cannot_be_kept_is_refused_as_a_whole(typist, store, language, sentence):
    store.away = True
    answer = typist.post(language + address("P001").removeprefix("/en"), typed(scan=upload(picture())))
    assert answer.status_code == 503
    page = read_page(answer)
    assert sentence in page.text
    assert not Act.objects.filter(kind="protocol").exists()
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    ("language", "sentence", "again"),
    [
        ("", "Сайттың дискісіне жазу мүмкін емес.", "Файлды қайта таңдап, бір минуттан кейін жіберіңіз."),
        ("/ru", "На диск сайта нельзя записать.", "Выберите его снова и отправьте через минуту."),
        ("/en", "The site’s disk takes nothing in.", "Choose it again and send it in a minute."),
    ],
)
def test_a_scan_for_which_the_disk_has_no_room_is_refused_in_words_of_the_disk(
    typist, monkeypatch, caplog, language, sentence, again
):
    def full(descriptor: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    scan = language + address("P001", step="scan").removeprefix("/en")
    typist.post(address("P001"), typed())
    with monkeypatch.context() as patch:
        patch.setattr(file_store, "write_all", full)
        answer = typist.post(scan, {"scan": upload(picture())})
        assert answer.status_code == 503
        assert sentence in read_page(answer).text
        assert again in read_page(answer).text
    assert "P001: a scan was not taken in: [Errno 28]" in caplog.text
    assert not Scan.objects.exists()
    assert typist.post(scan, {"scan": upload(picture())}).status_code == 302


def test_what_was_typed_stands_on_the_page_and_arrives_when_it_is_sent_again(typist, store):
    store.away = True
    page = read_page(submit(typist))
    shown = {field.attributes.get("name"): field.attributes.get("value") for field in page.all("input")}
    sent = typed()
    figures = [name for name in sent if name in shown and sent[name]]
    assert figures
    assert {name: shown[name] for name in figures} == {name: sent[name] for name in figures}
    store.away = False
    assert submit(typist).status_code == 302
    assert PublishedScan.objects.count() == 1


def test_the_protocol_may_go_without_its_scan_and_the_scan_follows(typist, store):
    store.away = True
    assert typist.post(address("P001"), typed()).status_code == 302
    assert Act.objects.filter(kind="protocol").count() == 1
    assert typist.post(address("P001", step="scan"), {"scan": upload(picture())}).status_code == 503
    store.away = False
    assert typist.post(address("P001", step="scan"), {"scan": upload(picture())}).status_code == 302
    assert PublishedScan.objects.count() == 1


def test_a_decision_whose_paper_cannot_be_kept_may_be_sent_without_it(typist, log_in, store):
    typist.post(address("P001"), typed())
    store.away = True
    paper = {"action": "review", "document": upload(picture())}
    answer = log_in(Role.TERRITORIAL_HEAD, "R1").post(address("P001", step="annul"), paper)
    assert answer.status_code == 503
    assert "in a minute, or without the file." in read_page(answer).text


def test_a_reader_of_a_scan_is_told_to_come_again(typist, client, store):
    submit(typist)
    sha256 = PublishedScan.objects.get().scan_id
    store.away = True
    client.raise_request_exception = False
    answer = client.get(f"/scans/{sha256}")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "сақталатын жер қазір жауап бермейді" in read_page(answer).text


def test_a_damaged_scan_is_not_shown_and_the_reader_is_told_why(typist, client, store):
    submit(typist)
    sha256 = PublishedScan.objects.get().scan_id
    store.replace(content_key(sha256), b"something else")
    client.raise_request_exception = False
    answer = client.get(f"/scans/{sha256}")
    assert answer.status_code == 410
    assert b"something else" not in answer.content
    assert "бүлінген" in read_page(answer).text


def test_an_act_is_published_though_its_scan_cannot_be_had_for_the_bundle(typist, store, monkeypatch):
    refresh_bundle(ELECTION_ID)
    before = public_store(ELECTION_ID).size()
    _put_then_go_away(store, monkeypatch)
    assert submit(typist).status_code == 302
    assert public_store(ELECTION_ID).size() == before + 1
    sha256 = PublishedScan.objects.get().scan_id
    assert not public_store(ELECTION_ID).scan_path(sha256).exists()
    assert read_mark(ELECTION_ID) == before
    store.away = False
    refresh_bundle(ELECTION_ID)
    assert public_store(ELECTION_ID).scan_path(sha256).read_bytes() == picture()


def _put_then_go_away(store, monkeypatch) -> None:
    def put(key, data, told=None):
        done = AwayStore.put(store, key, data)
        store.away = True
        return done

    monkeypatch.setattr(store, "put", put)


def test_a_scan_that_cannot_be_read_now_is_read_later(typist, store):
    submit(typist)
    sha256 = PublishedScan.objects.get().scan_id
    DBTaskResult.objects.all().delete()
    store.away = True
    scan_jobs.read_scan_job.call(sha256)
    again = DBTaskResult.objects.get()
    assert again.run_after > again.enqueued_at
    assert again.args_kwargs["args"] == [sha256]


def test_whoever_reads_imported_scans_waits_for_the_store_and_gives_none_up(
    typist, store, caplog, monkeypatch
):
    submit(typist)
    ScanReadingRow.objects.all().delete()
    DBTaskResult.objects.all().delete()
    (scan,) = unread_scans()
    store.away = True
    worker = ScanWorker(imported=2)
    # The queue is empty, and looking would end the connection that this test's transaction lives on.
    monkeypatch.setattr(worker._queue, "run", lambda: None)
    assert [worker.work_once() for _ in range(3)] == [False] * 3
    assert list(unread_scans()) == [scan]
    assert caplog.text.count("is read later") == 3, "one try, and a pause before the next"


def test_a_report_with_a_photograph_is_recorded_whole_or_not_at_all(typist, client, store):
    assert typist.post(address("P001"), typed()).status_code == 302
    out = io.BytesIO()
    Image.new("RGB", (40, 80), "white").save(out, "JPEG")
    store.away = True
    place = f"/en/e/{ELECTION_ID}/a/P001/report/{PARTY}/"
    sent = {"send": "1", "message": "Look", "photo": SimpleUploadedFile("a.jpg", out.getvalue())}
    answer = client.post(place, sent)
    assert answer.status_code == 503
    assert "Nothing of what you sent was recorded" in read_page(answer).text
    assert "Look" in read_page(answer).text
    assert not DifferenceReport.objects.exists()
    store.away = False
    client.post(place, sent | {"photo": SimpleUploadedFile("a.jpg", out.getvalue())})
    assert get_content(DifferenceReport.objects.get().photo_sha256)
