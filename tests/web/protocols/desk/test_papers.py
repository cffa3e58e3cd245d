"""The scan that came with an entry, for the second reader: its page with boxes, and nobody's figures."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hattama.web.kernel.published.tables import Scan
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import Desk
from tests.web.read_scans import layout_of, page_picture, read_as_form
from tests.web.tiny_election import picture, sound_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Desk:
    made = Desk("entries = 2")
    made.aigul.post(address(), typed(scan=SimpleUploadedFile("scan.png", picture(), "image/png")))
    read_as_form(Scan.objects.get(), sound_figures())
    return made


def page_of(sha256: str, area_id: str = "P001") -> str:
    return address(area_id, step=f"paper/{sha256}/1")


def test_the_second_reader_has_the_page_beside_the_form_with_the_box_of_every_line(desk: Desk) -> None:
    sha256 = Scan.objects.get().pk
    form = read_page(desk.berik.get(address()))
    assert form.one("img").attributes["data-full"] == page_of(sha256)
    boxes = json.loads(form.one("script", id=form.one("div", cls="viewer").attributes["data-boxes"]).text)
    assert {"voters_listed", "votes[dala]", "invalid"} <= set(boxes)
    whole = desk.berik.get(page_of(sha256)).content
    assert whole == page_picture(layout_of(), sound_figures())
    assert len(desk.berik.get(f"{page_of(sha256)}?small").content) < len(whole)


def test_nobody_else_gets_it_and_nothing_else_is_got_by_it(desk: Desk) -> None:
    sha256 = Scan.objects.get().pk
    assert desk.stranger().get(page_of(sha256)).status_code == 302
    assert desk.berik.get(page_of("0" * 64)).status_code == 404
    assert desk.berik.get(page_of(sha256)[:-1] + "2").status_code == 404
    assert desk.berik.get(page_of(sha256, "P002")).status_code in (403, 404)
