"""Pictures of pages and sheets to print: the same bytes each time, with the figures and letters in them."""

import io

import pypdfium2
import pytest
from django.test import Client
from PIL import Image

from hattama.web.kernel.published.tables import PublishedProtocol
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import annul, protocol, publish

pytestmark = pytest.mark.django_db


def words_of(data: bytes) -> str:
    """The text of a PDF with single spaces; a space of any kind counts as one."""
    document = pypdfium2.PdfDocument(data)
    pages = (document[number].get_textpage().get_text_range() for number in range(len(document)))
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("areas/P001/party.kk.pdf", ("№ 1 сайлау учаскесі", "Қаскелең ауданы", "«Дала» партиясы", "370")),
        ("areas/R1/party.kk.pdf", ("Алматы облысы", "«Өзен» партиясы", "Талғар ауданы")),
        ("areas/R1/party.ru.pdf", ("Алматинская область", "Партия «Дала»", "Талгарский район")),
        ("areas/KZ/party.en.pdf", ("Republic", "Dala party", "Qostanai region", "Root of the checkpoint")),
    ],
)
def test_a_sheet_holds_the_letters_and_the_figures_and_is_the_same_each_time(
    client: Client, night: object, address: str, parts: tuple[str, ...]
) -> None:
    first = client.get(f"/data/tiny/{address}")
    assert first["Content-Type"] == "application/pdf"
    text = words_of(first.content)
    assert [part for part in parts if part not in text] == []
    assert client.get(f"/data/tiny/{address}").content == first.content


def test_the_sheet_of_an_area_says_its_sums_and_of_how_many_protocols(client: Client, night: object) -> None:
    text = words_of(client.get("/data/tiny/areas/D11/party.en.pdf").content)
    assert "Sum of 2 protocols of 3" in text
    assert "740" in text and "400" in text, "370 and 200 votes, twice"
    assert "Polling station No. 10" in text and "not received" in text


def test_the_sheet_says_of_an_annulled_protocol_that_it_is_in_no_sum(client: Client, tiny: object) -> None:
    publish(protocol("P101"))
    annul("P101")
    text = words_of(client.get("/data/tiny/areas/D12/party.en.pdf").content)
    assert "Sum of 0 protocols of 1" in text
    assert (
        text.partition("Which protocols are in these sums")[2].count("Declared invalid: counts nowhere") == 1
    )
    above = words_of(client.get("/data/tiny/areas/R1/party.en.pdf").content)
    assert "of 1 expected. Annulled, not counted: 1" in above


def test_the_sheet_of_a_precinct_tells_what_does_not_add_up_and_the_explanation(
    client: Client, night: object
) -> None:
    text = words_of(client.get("/data/tiny/areas/P002/party.en.pdf").content)
    assert "What does not add up" in text
    assert "Бір бюллетень екі рет саналған." in text


def test_the_sheet_tells_times_by_the_paper_s_clock_too_and_that_a_commission_looks_into_it(
    client: Client, tiny: object
) -> None:
    publish(protocol("P201"))
    PublishedProtocol.objects.filter(area__code="P201").update(investigation=3)
    text = words_of(client.get("/data/tiny/areas/P201/party.en.pdf").content)
    assert "19 March 2023, 23:00 UTC+6 · local time 19 March 2023, 22:00, UTC+5" in text
    assert "A commission is looking into this protocol. It counts meanwhile." in text
    assert "Certified copy No certified copy" in text
    receipt = client.get("/en/e/tiny/a/P201/receipt/party/").content.decode()
    assert "local time 19 March 2023, 22:00, UTC+5" in receipt


def test_the_sheet_changes_with_the_log_and_not_without_it(client: Client, night: object) -> None:
    address = "/data/tiny/areas/R1/party.kk.pdf"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    publish(protocol("P003"))
    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200 and after.content != first.content


@pytest.mark.parametrize("address", ["P003/party.kk", "P201/single.kk", "R1/party.xx", "no/party.kk"])
def test_a_sheet_of_nothing_is_not_there(client: Client, night: object, address: str) -> None:
    assert client.get(f"/data/tiny/areas/{address}.pdf").status_code == 404


@pytest.mark.parametrize("place", ["KZ.kk", "R1.ru", "P001.en", "P003.kk", "P002/party.kk", "R1/single.en"])
def test_every_page_has_its_picture(client: Client, night: object, place: str) -> None:
    answer = client.get(f"/data/tiny/cards/{place}.png")
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert client.get(f"/data/tiny/cards/{place}.png").content == answer.content


def test_the_picture_changes_with_the_protocol_and_not_with_those_of_others(
    client: Client, night: object
) -> None:
    address = "/data/tiny/cards/P003.kk.png"
    before = client.get(address)["ETag"]
    publish(protocol("P201"))
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304
    publish(protocol("P003"))
    assert client.get(address, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("e/tiny/", "Tiny election"),
        ("e/tiny/a/R1/", "Almaty region"),
        ("e/tiny/a/P001/", "Polling station No. 1"),
        ("e/tiny/a/R1/results/party/", "Almaty region"),
        ("e/tiny/results/party/", "Republic"),
    ],
)
def test_a_page_names_its_card_and_the_card_is_there(
    client: Client, night: object, settings: object, page: str, title: str
) -> None:
    settings.BASE_URL = "https://results.example.org"  # type: ignore[attr-defined]
    head = read_page(client.get(f"/en/{page}?contest=party"))
    told = {
        tag.attributes["property"]: tag.attributes["content"]
        for tag in head.all("meta")
        if "property" in tag.attributes
    }
    assert told["og:title"] == title
    assert told["og:url"] == f"https://results.example.org/en/{page}"
    assert told["og:locale"] == "en_GB"
    picture = told["og:image"].removeprefix("https://results.example.org")
    assert client.get(picture)["Content-Type"] == "image/png"
    assert head.one("meta", name="twitter:card").attributes["content"] == "summary_large_image"
