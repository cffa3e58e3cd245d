"""The sheet with the receipt of a protocol: which checkpoint it shows, and what its code says."""

import base64
import re
import shutil

import pytest
from django.test import Client
from pytest_django import Settings

from hattama.core.transparency_log import leaf_hash, parse_checkpoint, parse_receipt
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, public_store
from hattama.web.kernel.published.tables import PublishedProtocol
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db

SHEET = "/en/e/tiny/a/P001/receipt/party/"


def sheet(client: Client, address: str = SHEET) -> Element:
    return read_page(client.get(address)).one("main")


def code_of(page: Element) -> tuple[str, list[str]]:
    """Address and parts of the receipt that the code holds."""
    address, _, fragment = page.one("a", cls="receipt-code").attributes["href"].partition("#receipt=")
    return address, fragment.split(".")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_code_holds_the_entry_and_the_signed_checkpoint(client: Client, night: object) -> None:
    page = sheet(client)
    address, (index, leaf, size, root, signature) = code_of(page)
    assert address == "http://testserver/en/e/tiny/a/P001/"
    body = client.get(f"/data/tiny/log/{index}").content
    assert decoded(leaf) == leaf_hash(body)
    signed = parse_checkpoint(page.one("pre").parts[0].encode())  # type: ignore[union-attr]
    assert (int(size), decoded(root)) == (signed.checkpoint.size, signed.checkpoint.root)
    [own] = [one for one in signed.note.signatures if one.name == signed.checkpoint.origin]
    assert decoded(signature) == own.key_id + own.signature


def test_the_sheet_and_the_file_carry_the_same_checkpoint(client: Client, night: object) -> None:
    # Witnesses have signed a checkpoint that the log has outgrown since.
    store = public_store("tiny")
    store.put(COSIGNED, store.read(CHECKPOINT))
    before = store.checkpoint()
    publish(protocol("P003"))
    assert before is not None and store.size() > before.checkpoint.size
    page = sheet(client)
    [proof] = [link for words, link in page.links.items() if "tlog-proof" in words]
    kept = parse_receipt(client.get(proof).content)
    assert kept.checkpoint == before
    assert page.one("pre").parts == [before.encoded().decode()]
    assert code_of(page)[1][0] == str(kept.index)


def test_the_code_leads_to_the_address_that_the_site_is_known_by(
    client: Client, night: object, settings: Settings
) -> None:
    settings.BASE_URL = "https://results.example"
    assert code_of(sheet(client))[0] == "https://results.example/en/e/tiny/a/P001/"
    assert code_of(sheet(client, SHEET.removeprefix("/en")))[0] == "https://results.example/e/tiny/a/P001/"


def test_the_code_is_drawn_in_black_on_white_without_styles(client: Client, night: object) -> None:
    drawing = sheet(client).one("svg", cls="qr")
    paths = drawing.all("path")
    assert [path.attributes.get("fill") for path in paths] == ["#fff", None]
    assert paths[1].attributes["stroke"] == "#000"
    # As wide as the code and its quiet zone of four modules on each side: 17 + 4 × version + 8.
    [width] = re.fullmatch(r"0 0 (\d+) \1", drawing.attributes["viewbox"]).groups()  # type: ignore[union-attr]
    assert (int(width) - 25) % 4 == 0


def test_until_a_checkpoint_covers_the_entry_the_sheet_says_so(client: Client, night: object) -> None:
    (public_store("tiny").folder / CHECKPOINT).unlink()
    page = sheet(client)
    assert "There is no checkpoint over this entry yet" in page.text
    assert not page.all("svg")
    assert not [words for words in page.links if "tlog-proof" in words]
    row = PublishedProtocol.objects.get(area__code="P001", contest="party")
    assert row.leaf_hash in page.text


def test_the_sheet_needs_no_file_of_the_tree(client: Client, night: object) -> None:
    shutil.rmtree(public_store("tiny").folder / "tile")
    assert code_of(sheet(client))


def test_blank_illegible_and_zero_are_three_things_on_the_sheet_too(client: Client, night: object) -> None:
    figures = {
        row[0]: row[2]
        for row in sheet(client, SHEET.replace("P001", "P101")).one("table").rows()[1:]
        if len(row) == 3
    }
    assert (figures["VA"], figures["NI"]) == ("left blank", "illegible")


@pytest.mark.parametrize(
    "address", ["P003/receipt/party/", "P001/receipt/mayor/", "P999/receipt/party/", "D11/receipt/party/"]
)
def test_what_is_not_published_has_no_receipt(client: Client, night: object, address: str) -> None:
    assert client.get(f"/en/e/tiny/a/{address}").status_code == 404


def test_only_an_open_election_gives_receipts(client: Client, draft: object) -> None:
    assert client.get(SHEET).status_code == 404
