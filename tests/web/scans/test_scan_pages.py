"""Pages of scans beside the figures, and the strip view: one line of many papers under one another."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from hattama.core.protocols import lay_out
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import AN_HOUR
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.scans.figure_boxes import page_boxes, written_box
from hattama.web.scans.tables import ScanPage
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_on_tiny
from tests.web.read_scans import PIXELS, layout_of, page_picture, read_as_form, read_without_marks
from tests.web.tiny_election import ELECTION_ID, PARTY, protocol, publish, scan_of, sound_figures

pytestmark = pytest.mark.django_db
STRIP = f"/en/e/{ELECTION_ID}/a/D11/strip/{PARTY}/invalid/"


@built_on_tiny(gives=lambda: {row.protocol.area.code: row.scan_id for row in PublishedScan.objects.all()})
def papers() -> None:
    """Three precincts: a form laid straight, a scan that was not, and no scan; SHA-256 by precinct."""
    scans = {area: scan_of(area, shade=shade) for area, shade in (("P001", 1), ("P002", 2))}
    publish(
        protocol("P001"),
        protocol("P002", figures=sound_figures(invalid=21)),
        protocol("P003"),
        scans={(area, PARTY): scan for area, scan in scans.items()},
    )
    read_as_form(scans["P001"], sound_figures())
    read_without_marks(scans["P002"])


class TestBesideTheFigures:
    def test_the_page_is_shown_with_the_boxes_of_its_form(self, client: Client, papers: dict[str, str]):
        page = read_page(client.get(f"/en/e/{ELECTION_ID}/a/P001/"))
        picture = page.one("img")
        assert picture.attributes["src"] == f"/scans/{papers['P001']}/pages/1.jpg?small"
        assert picture.attributes["data-full"] == f"/scans/{papers['P001']}/pages/1.jpg"
        boxes = json.loads(
            page.one("script", type="application/json", id=f"boxes-{papers['P001'][:12]}-1").text
        )
        place = layout_of().figure("invalid")
        assert place is not None and place.words is not None
        assert boxes["invalid"][0] == pytest.approx(place.digits[0].left / 2100, abs=1e-4)
        right = boxes["invalid"][0] + boxes["invalid"][2]
        assert right == pytest.approx(place.words.right / 2100, abs=2e-4)
        assert page.one("a", cls="scan").attributes["href"] == f"/scans/{papers['P001']}"

    def test_a_page_that_lies_askew_says_that_nothing_can_be_outlined(
        self, client: Client, papers: dict[str, str]
    ):
        answer = client.get(f"/en/e/{ELECTION_ID}/a/P002/")
        assert "could not be laid straight" in answer.content.decode()
        assert "data-boxes" not in answer.content.decode()

    def test_who_holds_the_page_gets_it_anew_once_a_scan_has_been_read(
        self, client: Client, papers: dict[str, str]
    ):
        held = client.get(f"/e/{ELECTION_ID}/a/P003/").headers["ETag"]
        again = {"if-none-match": held}
        assert client.get(f"/e/{ELECTION_ID}/a/P003/", headers=again).status_code == 304
        read_without_marks(scan_of("P003", shade=7))
        assert client.get(f"/e/{ELECTION_ID}/a/P003/", headers=again).status_code == 200

    def test_a_form_of_another_layout_has_no_boxes(self, client: Client, papers: dict[str, str]):
        ScanPage.objects.filter(scan=papers["P001"]).update(paper_layout="00000000")
        assert "data-boxes" not in client.get(f"/en/e/{ELECTION_ID}/a/P001/").content.decode()


class TestThePictures:
    def test_a_page_and_a_figure_are_kept_by_readers_for_an_hour_since_a_scan_may_be_withdrawn(
        self, client: Client, papers: dict[str, str]
    ):
        page = client.get(f"/scans/{papers['P001']}/pages/1.jpg")
        assert page.content == page_picture(layout_of(), sound_figures())
        figure = client.get(f"/scans/{papers['P001']}/pages/1/invalid.jpg")
        small = client.get(f"/scans/{papers['P001']}/pages/1.jpg?small")
        assert Image.open(io.BytesIO(small.content)).size == (PIXELS[0] // 2, PIXELS[1] // 2)
        assert len({answer.headers["ETag"] for answer in (page, figure, small)}) == 3
        whole = client.get(f"/scans/{papers['P001']}")
        assert whole.headers["Cache-Control"] == AN_HOUR
        for answer in (page, figure, small):
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Cache-Control"] == AN_HOUR
        place = layout_of().figure("invalid")
        assert place is not None
        box = written_box(place)
        size = Image.open(io.BytesIO(figure.content)).size
        assert abs(size[0] - (box.width + 30) * PIXELS[0] / 2100) < 2
        assert abs(size[1] - (box.height + 30) * PIXELS[1] / 2970) < 2

    @pytest.mark.parametrize("address", ["pages/2.jpg", "pages/1/nothing.jpg", "pages/1/votes[none].jpg"])
    def test_what_is_not_there_is_not_found(self, client: Client, papers: dict[str, str], address: str):
        assert client.get(f"/scans/{papers['P001']}/{address}").status_code == 404

    def test_no_page_of_a_scan_that_was_withdrawn_or_not_published_is_shown(
        self, client: Client, papers: dict[str, str]
    ):
        hidden = scan_of("P003", shade=9)
        read_without_marks(hidden)
        PublishedScan.objects.filter(scan=papers["P001"]).update(withdrawn_by=99)
        for sha256 in (hidden.pk, papers["P001"]):
            assert client.get(f"/scans/{sha256}/pages/1.jpg").status_code == 404
            assert client.get(f"/scans/{sha256}/pages/1/invalid.jpg").status_code == 404

    def test_a_picture_is_nothing_that_a_browser_could_run(self, client: Client, papers: dict[str, str]):
        for address in ("1.jpg", "1.jpg?small", "1/invalid.jpg"):
            answer = client.get(f"/scans/{papers['P001']}/pages/{address}")
            assert answer.status_code == 200
            assert answer["Content-Type"] == "image/jpeg"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]


class TestTheStrip:
    def test_each_precinct_has_its_figure_and_its_picture_or_why_not(
        self, client: Client, papers: dict[str, str]
    ):
        rows = read_page(client.get(STRIP)).one("table", cls="strip").rows()[1:]
        assert [row[1] for row in rows] == ["12", "21", "12"]
        page = client.get(STRIP).content.decode()
        assert f"/scans/{papers['P001']}/pages/1/invalid.jpg" in page
        assert "not laid straight" in rows[1][2] and "no scan yet" in rows[2][2]

    def test_protocols_with_findings_come_first_when_asked(self, client: Client, papers: dict[str, str]):
        rows = read_page(client.get(f"{STRIP}?first=findings")).one("table", cls="strip").rows()[1:]
        assert [row[1] for row in rows] == ["21", "12", "12"]
        assert "KZ-" in rows[0][0]

    @pytest.mark.parametrize("figure", ["invalid", "votes[dala]", "issued_by_member[1]"])
    def test_any_figure_can_be_looked_at_in_any_area_and_language(
        self, client: Client, papers: dict[str, str], figure: str
    ):
        for language in ("", "/ru", "/en"):
            for area in ("KZ", "D11", "P001"):
                assert client.get(f"{language}/e/tiny/a/{area}/strip/{PARTY}/{figure}/").status_code == 200

    @pytest.mark.parametrize(
        "address", ["D11/strip/party/nothing/", "D99/strip/party/invalid/", "D11/strip/x/invalid/"]
    )
    def test_what_is_no_figure_is_not_found(self, client: Client, papers: dict[str, str], address: str):
        assert client.get(f"/en/e/tiny/a/{address}").status_code == 404

    def test_the_page_of_the_district_leads_to_the_first_choice_on_the_ballot(
        self, client: Client, papers: dict[str, str]
    ):
        there = f"/en/e/tiny/a/D11/strip/{PARTY}/"
        assert f'href="{there}"' in client.get("/en/e/tiny/a/D11/").content.decode()
        first = client.get(there)
        assert (first.status_code, first.url) == (302, f"{there}votes%5Bdala%5D/")

    def test_forty_stand_on_a_page_and_cost_the_same_queries(
        self, client: Client, papers: dict[str, str], django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12):
            assert client.get(STRIP).status_code == 200


def test_every_figure_of_the_form_has_its_box_on_the_page_it_stands_on(papers: dict[str, str]):
    definition = load_definition(ElectionRow.objects.get(pk=ELECTION_ID))
    contest = definition.election.contest(PARTY)
    boxes = page_boxes(definition, contest, ScanPage.objects.get(scan=papers["P001"]))
    layout = lay_out(definition.rules[PARTY].form, contest, definition.pack.languages)
    assert set(boxes) == {figure.key for figure in layout.figures if figure.row.page == 0}
    assert len(boxes) > 10


def test_the_viewer_is_small_and_needs_no_other_file():
    files = [Path(settings.STATICFILES_DIRS[0]) / "hattama" / name for name in ("viewer.js", "viewer.css")]
    assert sum(len(file.read_bytes()) for file in files) < 15_000
    assert not any(re.search(r"\bimport\b|url\(", file.read_text()) for file in files)
