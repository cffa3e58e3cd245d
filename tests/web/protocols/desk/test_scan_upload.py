"""The scan of the signed paper: taken once, kept while figures are mended, refused with a reason."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, Scan
from hattama.web.kernel.stores.content_store import get_content
from tests.web.desk_clients import address, typed
from tests.web.kernel.log.test_life import act as log_act
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import PARTY, SINGLE, picture, protocol, publish, scan_of

pytestmark = pytest.mark.django_db


def upload(data: bytes = b"", name: str = "scan.png", claimed: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, claimed)


def submit(client, area_id: str = "P001", **more):
    return client.post(address(area_id), typed(**more))


def attach(client, data: bytes, area_id: str = "P001", **more):
    return client.post(address(area_id, step="scan"), {"scan": upload(data, **more)})


def scans_of(area_id: str = "P001") -> list[str]:
    return [row.scan_id for row in PublishedScan.objects.filter(protocol__area__code=area_id)]


def test_the_scan_sent_with_the_figures_is_published_byte_for_byte(typist):
    assert submit(typist, scan=upload(picture())).status_code == 302
    [sha256] = scans_of()
    assert get_content(sha256) == picture()
    assert Act.objects.get(kind="protocol").body["scans"][0]["sha256"] == sha256


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_the_name_and_the_claim_of_the_sender_count_for_nothing(typist, kind):
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).save(out, kind)
    assert submit(typist, scan=upload(out.getvalue(), "letter.exe", "text/html")).status_code == 302
    assert Scan.objects.get().media_type == f"image/{kind.lower()}"


def preview(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


REFUSED = {
    "five pixels": (preview(5, 5), "has 5 × 5 pixels: no figure can be read"),
    "a preview": (preview(160, 90, "JPEG"), "has 160 × 90 pixels: no figure can be read"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not JPEG, PNG, TIFF or PDF"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "is not JPEG, PNG, TIFF or PDF"),
    "an iPhone's own photograph": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "This is a HEIC photograph"),
    "half a picture": (picture()[:60], "damaged or incomplete"),
    "half a document": (b"%PDF-1.7\n1 0 obj", "damaged or incomplete"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_scan_is_refused_and_nothing_is_published(typist, what):
    data, reason = REFUSED[what]
    page = submit(typist, scan=upload(data))
    assert page.status_code == 400
    assert reason in page.content.decode()
    assert not PublishedProtocol.objects.exists() and not Scan.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Файл бос"), ("ru", "Файл пуст"), ("en", "The file is empty")]
)
def test_an_empty_file_is_refused_in_the_language_of_the_page(typist, language, words):
    page = typist.post(address(language=language), typed(scan=upload(b"")))
    assert page.status_code == 400
    assert words in page.content.decode()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(typist, settings, monkeypatch):
    settings.MAX_SCAN_BYTES = 1000
    monkeypatch.setattr("hattama.web.scans.desk.take_scan", lambda *args, **more: pytest.fail("it was read"))
    page = submit(typist, scan=upload(picture() + b"\0" * 1001))
    assert page.status_code == 400
    assert "At most 20 MB can be taken" in page.content.decode()


def test_the_limit_is_twenty_megabytes(settings):
    assert settings.MAX_SCAN_BYTES == 20 * 1024 * 1024


class TestWhileTheFiguresAreMended:
    def test_the_scan_is_kept_and_published_with_the_next_try(self, typist):
        page = submit(typist, **{"invalid": "21", "scan": upload(picture())})
        assert page.status_code == 400
        assert "Received and kept:" in page.content.decode()
        assert not PublishedProtocol.objects.exists()
        assert submit(typist).status_code == 302
        assert scans_of() == [scan_of("P001").pk]

    def test_a_refused_second_file_leaves_the_kept_one(self, typist):
        submit(typist, **{"invalid": "12a", "scan": upload(picture())})
        page = submit(typist, scan=upload(b"<svg/>"))
        assert page.status_code == 400
        text = page.content.decode()
        assert "Received and kept:" in text and "is not JPEG" in text
        assert 'value="1000"' in text, "what was typed is kept as well"

    def test_a_better_picture_takes_the_place_of_the_kept_one(self, typist):
        submit(typist, **{"invalid": "12a", "scan": upload(picture(1))})
        submit(typist, scan=upload(picture(2)))
        assert scans_of() == [scan_of("P001", shade=2).pk]

    def test_it_is_kept_for_this_protocol_alone(self, typist):
        submit(typist, **{"invalid": "12a", "scan": upload(picture())})
        assert "Received and kept:" not in typist.get(address("P002")).content.decode()
        assert "Received and kept:" in typist.get(address("P001")).content.decode()


class TestOneFileForOnePaper:
    def test_the_scan_of_another_precinct_is_refused_and_named(self, typist):
        publish(protocol("P002"), scans={("P002", PARTY): scan_of("P002")})
        page = submit(typist, scan=upload(picture()))
        assert page.status_code == 400
        assert "This very file is the scan of precinct No. 2 already." in page.content.decode()
        assert not PublishedProtocol.objects.filter(area__code="P001").exists()

    def test_the_scan_of_the_other_contest_is_refused_too(self, typist):
        publish(protocol("P001", SINGLE), scans={("P001", SINGLE): scan_of("P001", SINGLE)})
        page = submit(typist, scan=upload(picture()))
        assert "another protocol of this precinct" in page.content.decode()

    def test_a_file_kept_for_two_precincts_is_published_with_the_first_and_let_go_by_the_second(self, typist):
        for area_id in ("P001", "P002"):
            submit(typist, area_id, **{"invalid": "12a", "scan": upload(picture())})
        assert submit(typist, "P001").status_code == 302
        page = submit(typist, "P002")
        assert page.status_code == 400
        assert "precinct No. 1 already" in page.content.decode()
        assert submit(typist, "P002").status_code == 302, "without the file it is published"
        assert (len(scans_of("P001")), len(scans_of("P002"))) == (1, 0)


class TestAScanThatComesLater:
    def test_it_is_published_beside_the_protocol(self, typist):
        publish(protocol("P001"))
        answer = attach(typist, picture())
        assert (answer.status_code, answer.url) == (302, address(step="done"))
        act = Act.objects.get(kind="scan")
        assert (act.role, act.area.code) == ("typist", "P001")
        assert scans_of() == [scan_of("P001").pk]
        page = read_page(typist.get(address(step="done")))
        assert scans_of()[0] in page.text
        assert "The scan is added to the published protocol." in page.one("div", cls="notice-done").text

    def test_of_one_that_was_withdrawn_the_desk_says_so_and_leads_nowhere(self, typist):
        publish(protocol("P001"))
        attach(typist, picture())
        log_act("redaction", what="scan", sha256=(gone := scans_of()[0]))
        page = typist.get(address(step="done")).content.decode()
        assert "Scan withdrawn" in page and gone in page
        assert f"/scans/{gone}" not in page and "There is no scan yet" not in page

    def test_two_scans_are_both_kept(self, typist):
        publish(protocol("P001"))
        attach(typist, picture(1))
        attach(typist, picture(2))
        assert scans_of() == [scan_of("P001", shade=1).pk, scan_of("P001", shade=2).pk]

    @pytest.mark.parametrize(
        ("sent", "status", "words"),
        [
            ({}, 400, "Choose a file first."),
            ({"scan": b"<svg/>"}, 400, "is not JPEG, PNG, TIFF or PDF"),
            ({"scan": picture(1)}, 409, "This very file stands beside the protocol already"),
            ({"scan": picture(2)}, 400, "This very file is the scan of precinct No. 2 already."),
        ],
    )
    def test_what_cannot_be_attached_is_refused_with_a_reason(self, typist, sent, status, words):
        beside = {("P001", PARTY): scan_of("P001", shade=1), ("P002", PARTY): scan_of("P002", shade=2)}
        publish(protocol("P001"), protocol("P002"), scans=beside)
        files = {name: upload(data) for name, data in sent.items()}
        page = typist.post(address(step="scan"), files)
        assert page.status_code == status
        assert words in page.content.decode()
        assert len(scans_of()) == 1
        assert not Act.objects.filter(kind="scan").exists()

    def test_there_must_be_a_protocol_first(self, typist):
        page = attach(typist, picture())
        assert page.status_code == 409
        assert "Enter the protocol first" in page.content.decode()

    def test_the_address_of_a_refused_upload_can_be_loaded_again_in_any_language(self, typist):
        publish(protocol("P001"))
        assert attach(typist, b"<svg/>").status_code == 400
        again = typist.get(address(step="scan", language="ru"))
        assert (again.status_code, again.url) == (302, address(step="done", language="ru"))


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "PNG суреті, "), ("ru", "Изображение PNG, "), ("en", "PNG picture, ")]
)
def test_a_file_that_came_is_named_in_words_and_not_by_its_media_type(typist, language, words):
    kept = read_page(typist.post(address(language=language), typed(scan=upload(picture()), action="check")))
    assert words in kept.one("p", cls="held").text
    submit(typist, scan=upload(picture(60)))
    done = read_page(typist.get(address(step="done", language=language)))
    shown = done.one("ul", cls="scan-list").text
    assert words in shown and "image/" not in shown


def test_files_that_go_ahead_of_their_form_are_held_and_nothing_is_recorded(typist):
    answer = typist.post(address(), typed(scan=upload(picture()), action="hold"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Act.objects.filter(kind="protocol").exists()
    assert "Received and kept" in typist.get(address()).content.decode()
    submit(typist)
    assert scans_of() == [scan_of("P001").pk]
    ahead = typist.post(address(step="scan"), {"scan": upload(picture(60)), "action": "hold"})
    assert ahead.status_code == 204 and len(scans_of()) == 1
    page = read_page(typist.get(address(step="done")))
    assert "required" not in page.one("input", id="scan").attributes
    assert typist.post(address(step="scan")).status_code == 302 and len(scans_of()) == 2


@pytest.mark.parametrize("step", ["", "scan"])
def test_a_file_that_cannot_be_held_is_refused_as_with_its_form(typist, step):
    publish(protocol("P001"))
    answer = typist.post(address(step=step), typed(scan=upload(b"<svg/>"), action="hold"))
    assert answer.status_code == 400 and "is not JPEG, PNG, TIFF or PDF" in answer.content.decode()
