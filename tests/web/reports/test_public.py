"""Anyone reports a differing paper: what is kept, what is shown to all, what is refused."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import content_path, get_content
from hattama.web.reports import report_difference as usecase
from hattama.web.reports.review_report import ReportState, review_report
from hattama.web.reports.tables import DifferenceReport, ReportContact, ReportStep
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.tiny_election import NIGHT, picture

pytestmark = pytest.mark.django_db
ADDRESS = "/en/e/tiny/a/P001/report/party/"
REPORTS = "/en/e/tiny/a/P001/reports/"
SECRET_PLACE = "Nikon of a frightened person"


def photograph() -> bytes:
    """A JPEG with what a telephone writes beside it: the place, the device, the way it was held."""
    exif = Image.Exif()
    exif[0x0110] = SECRET_PLACE
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (43.0, 14.0, 33.0)
    out = io.BytesIO()
    Image.new("RGB", (80, 40), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(client: Client, **sent: object):
    return client.post(ADDRESS, {"send": "1", **sent})


def test_a_report_keeps_the_rows_that_differ_and_leads_to_its_number(client: Client, night: object) -> None:
    answer = send(client, **{"votes[dala]": "371", "votes[ozen]": "200"})
    (report,) = DifferenceReport.objects.all()
    assert report.rows == [{"key": "votes[dala]", "shown": 370, "paper": 371}]
    assert answer["Location"] == f"{REPORTS}?sent={report.pk}#r{report.pk}"
    assert not answer.cookies, "nothing marks who reported"


def test_whoever_comes_without_a_comparison_is_told_what_to_type(client: Client, night: object) -> None:
    page = client.get(ADDRESS).content.decode()
    assert "What your paper says otherwise" in page and "Other rows of the paper" not in page
    assert "type that of your paper where it is another" in page and "On the paper" in page
    assert "Other rows of the paper" in client.post(ADDRESS, {"votes[dala]": "371"}).content.decode()


def test_coming_from_the_comparison_records_nothing_yet(client: Client, night: object) -> None:
    page = read_page(client.post(ADDRESS, {"votes[dala]": "371"}))
    assert page.one("input", name="votes[dala]").attributes["value"] == "371"
    assert not DifferenceReport.objects.exists()


def test_the_photograph_is_stored_without_place_device_or_time(client: Client, night: object) -> None:
    sent = photograph()
    assert SECRET_PLACE.encode() in sent
    send(client, photo=SimpleUploadedFile("IMG_20230319_2344.jpg", sent))
    (report,) = DifferenceReport.objects.all()
    kept = get_content(report.photo_sha256)
    assert SECRET_PLACE.encode() not in kept
    picture_kept = Image.open(io.BytesIO(kept))
    assert not picture_kept.getexif()
    assert picture_kept.size == (40, 80), "it stands upright although nothing says how it was held"


def test_what_is_sent_is_shown_to_nobody_but_reviewers(client: Client, night: object) -> None:
    send(
        client,
        message="Көшірмеде басқа сан",
        photo=SimpleUploadedFile("a.jpg", photograph()),
        contact="me@example.org",
    )
    report = DifferenceReport.objects.get()
    body = client.get(REPORTS).content.decode()
    assert f"No. {report.pk}" in body and "new" in body
    for secret in ("Көшірмеде", "example.org", report.photo_sha256):
        assert secret not in body
    assert client.get(f"/reports/{report.pk}/photo.jpg").status_code == 404
    assert client.get(f"/scans/{report.photo_sha256}").status_code == 404


def test_the_answer_is_public_and_so_is_the_photograph_that_the_reviewer_made(
    client: Client, night: object
) -> None:
    send(client, photo=SimpleUploadedFile("a.jpg", photograph()))
    report = DifferenceReport.objects.get()
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11")
    answered = (reviewer, report, ReportState.PAPER_DIFFERS, "The copy on the wall says 371.")
    review_report(*answered, released=picture(90), now=NIGHT)
    page = read_page(client.get(REPORTS))
    assert "The copy on the wall says 371." in page.one("div", cls="answer").text
    assert "the papers differ" in page.text
    shown = client.get(page.one("ol", cls="reports").one("img").attributes["src"])
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.content != get_content(report.photo_sha256)


def test_the_way_to_reach_a_person_stands_apart_and_can_be_forgotten(client: Client, night: object) -> None:
    send(client, message="x", contact="me@example.org")
    report = DifferenceReport.objects.get()
    assert "example" not in str(list(DifferenceReport.objects.values()))
    usecase.forget_contact(report)
    assert not ReportContact.objects.exists()
    assert DifferenceReport.objects.get() == report


def test_reports_and_steps_only_grow(client: Client, night: object) -> None:
    send(client, message="x")
    report = DifferenceReport.objects.get()
    review_report(person(Role.TERRITORIAL_REVIEWER, "D11"), report, ReportState.LOOKED_AT, "", now=NIGHT)
    for table in (DifferenceReport, ReportStep):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            table.objects.update(**{"message": "y"} if table is DifferenceReport else {"answer": "y"})


def test_a_report_that_says_nothing_is_refused(client: Client, night: object) -> None:
    answer = send(client, **{"votes[dala]": "370"})
    assert answer.status_code == 400
    assert "Nothing differs" in read_page(answer).one("p", role="alert").text
    assert not DifferenceReport.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"%PDF-1.4 %%EOF"), ("a.jpg", b""), ("a.jpg", b"\xff\xd8\xff cut"), ("a.tif", b"II*\0rest")],
)
def test_a_file_that_is_no_photograph_is_refused_and_leaves_nothing(
    client: Client, night: object, name: str, data: bytes
) -> None:
    answer = send(client, message="x", photo=SimpleUploadedFile(name, data))
    assert answer.status_code == 400
    assert not DifferenceReport.objects.exists()


def test_a_file_that_is_too_large_is_not_read(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.reports.public.MOST_PHOTO_BYTES", 100)
    assert send(client, photo=SimpleUploadedFile("a.jpg", photograph())).status_code == 400


def test_one_place_takes_so_many_reports_an_hour(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "MOST_AN_HOUR", 2)
    assert [send(client, message="x").status_code for _ in range(3)] == [302, 302, 429]
    later = NIGHT + datetime.timedelta(days=9000)
    row = DifferenceReport.objects.first()
    assert row is not None
    shown = PublishedProtocol.objects.get(area=row.area, contest="party")
    assert usecase.report_difference(shown, {}, message="x", now=later).pk


def test_one_network_address_sends_so_many_reports_an_hour(
    client: Client, night: object, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"report": "2/h/ip"}  # type: ignore[attr-defined]
    assert [send(client, message="x").status_code for _ in range(3)] == [302, 302, 429]


def test_the_number_on_the_page_of_thanks_is_a_number(client: Client, night: object) -> None:
    assert "Call" not in read_page(client.get(f"{REPORTS}?sent=Call 8800")).one("main").text


def test_a_photograph_that_is_gone_is_said_to_be_gone(client: Client, night: object) -> None:
    send(client, message="x")
    report = DifferenceReport.objects.get()
    step = review_report(
        person(Role.TERRITORIAL_REVIEWER, "D11"),
        report,
        ReportState.OUR_ERROR,
        "x",
        released=picture(90),
        now=NIGHT,
    )
    content_path(step.released_sha256).unlink()
    assert client.get(f"/reports/{report.pk}/photo.jpg").status_code == 410
