"""What became of a protocol, as everybody sees it: marks, versions, old beside new, and nothing erased."""

import csv
import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.cli.main import main
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import Scan
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.places.test_printed import words_of
from tests.web.protocols.desk.life_desk import DECISION, SWAPPED, Desk
from tests.web.tiny_election import picture, sound_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db) -> Desk:
    return Desk("entries = 2")


@pytest.fixture
def early(db) -> Desk:
    """The one entry of P001 is public before the chair confirms it."""
    desk = Desk('preliminary = true\nconfirmed_by = "person"')
    desk.enter(desk.aigul)
    return desk


def page() -> Element:
    return read_page(Client().get("/en/e/tiny/a/P001/"))


def sheet() -> Element:
    return page().one("section", id="party")


def correct(desk: Desk, **more: object) -> None:
    sent = typed(sound_figures() | SWAPPED, **DECISION) | more
    assert desk.head.post(address(step="correct"), sent).status_code == 302


def test_a_preliminary_protocol_is_marked_wherever_it_is_shown(early):
    assert "Preliminary" in sheet().one("div", cls="is-preliminary").text
    assert "preliminary" in page().one("ul", cls="jump").text
    client = Client()
    district = client.get("/en/e/tiny/a/D11/").content.decode()
    assert district.count('<span class="mark doubt">preliminary</span>') == 1
    assert district.count("Preliminary, not confirmed yet: 1") == 2
    assert "Preliminary, not confirmed yet: 1" in client.get("/en/e/tiny/a/R1/").content.decode()
    for there in ("", "results/party/", "a/P001/receipt/party/"):
        shown = client.get(f"/en/e/tiny/{there}").content.decode().lower()
        assert '<span class="mark doubt">preliminary' in shown
    table = client.get("/data/tiny/protocols.csv")
    told = b"".join(table.streaming_content) if table.streaming else table.content
    assert b",preliminary," in told


def test_a_confirmed_one_is_not(early):
    early.chair.post(address(step="confirm"))
    assert not page().all("div", cls="is-preliminary")
    steps = sheet().one("section", id="life-party").all("h4")
    assert [step.text for step in steps] == ["Confirmed", "First entry, preliminary · version 1"]
    assert "not confirmed yet" not in Client().get("/en/e/tiny/a/D11/").content.decode()


def test_a_correction_shows_old_and_new_cell_by_cell_with_its_grounds_and_both_scans(desk):
    old = SimpleUploadedFile("old.png", picture(200), "image/png")
    desk.aigul.post(address(), typed(scan=old))
    desk.enter(desk.berik)
    files = {
        "scan": SimpleUploadedFile("new.png", picture(60), "image/png"),
        "document": SimpleUploadedFile("decision.png", picture(90), "image/png"),
    }
    correct(desk, note="Екі қатар ауысқан.", **files)
    part = sheet()
    assert part.one("td", **{"data-figure": "votes[dala]"}).text == "371", "the current version counts"
    step = part.one("section", id="life-party").all("li", cls="life-step")[0]
    assert step.one("h4").text == "Correction · version 2"
    assert step.one("table", cls="difference").rows()[1:] == [
        ["V", "Dala party", "370", "371"],
        ["V", "Özen party", "200", "199"],
    ]
    assert step.one("caption").text == "2 fields differ from the version before"
    assert "a court's decision" in step.text and "Екі қатар ауысқан." in step.text
    assert "court, No. 12, 20 March 2023" in step.text
    before, after = step.all("figure")
    shown = [re.search(r"/scans/([0-9a-f]{64})", image.attributes["src"]) for image in step.all("img")]
    assert len(before.all("img")) == len(after.all("img")) == 1
    assert len({found.group(1) for found in shown if found}) == 2
    document = step.links["File of the decision"]
    assert Client().get(document).content == picture(90)
    # Beside the figures that stand their own paper is first; of the other it is said that it is not theirs.
    papers = part.one("div", id="party-scan")
    pictures = [re.sub(".*/([0-9a-f]{64}).*", r"\1", image.attributes["src"]) for image in papers.all("img")]
    assert pictures == [hashlib.sha256(picture(size)).hexdigest() for size in (60, 200)]
    alone = "This scan came with an earlier version of the protocol. What changed since, and why"
    assert papers.links[alone] == "#life-party"
    assert papers.text.count(alone) == 1 and papers.text.index(alone) > papers.text.index("SHA-256")


def test_each_step_says_by_which_norm_it_is_theirs_to_decide_and_in_which_role_it_was_recorded(desk):
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    desk.reviewer.post(address(step="investigate"), {"reason": "complaint", "action": "submit"})
    desk.central.post(address(step="annul"), DECISION | {"reason": "court_decision", "action": "submit"})
    annulled, opened = sheet().one("section", id="life-party").all("li", cls="life-step")[:2]
    assert annulled.one("h4").text == "Invalidation"
    assert "art. 20(9)" in annulled.text.replace("article", "art.") and "our reading" in annulled.text
    assert "head of the central commission · Republic" in annulled.text
    assert "Investigation opened" in opened.text
    assert "reviewer of a territorial commission · Almaty region" in opened.text


def old_paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("old.png", picture(200), "image/png")


def scanned_and_corrected(desk: Desk, reason: str, **more: object) -> tuple[Element, Element]:
    """P001 came with a scan, and is corrected, without one unless `more` has it: what stands beside its
    figures, and its life."""
    desk.aigul.post(address(), typed(scan=old_paper()))
    desk.enter(desk.berik)
    correct(desk, reason=reason, **more)
    return sheet().one("div", id="party-scan"), sheet().one("section", id="life-party").all("li")[0]


def figures_of(name: str) -> dict[str, str]:
    table = Client().get(f"/data/tiny/{name}")
    told = b"".join(table.streaming_content) if table.streaming else table.content
    return next(csv.DictReader(io.StringIO(told.decode())))


def test_a_scan_of_an_earlier_paper_is_no_certified_copy_until_one_of_the_new_paper_comes(desk):
    papers, step = scanned_and_corrected(desk, "counting_error")
    assert "No certified copy" in papers.text and len(papers.all("img")) == 1
    before, after = step.all("figure")
    assert (len(before.all("img")), len(after.all("img"))) == (1, 0)
    for there, words in (("a/D11/", "<small>no copy</small>"), ("", "no certified copy")):
        assert words in Client().get(f"/en/e/tiny/{there}").content.decode()
    assert figures_of("protocols.csv")["scans"] == ""
    printed = words_of(Client().get("/data/tiny/areas/P001/party.en.pdf").content)
    assert "Correction · version 2" in printed and "No certified copy" in printed
    (scan,) = Client().get("/api/v1/elections/tiny/protocols/P001/party").json()["scans"]
    assert scan["earlier"] is True
    new = SimpleUploadedFile("new.png", picture(60), "image/png")
    assert desk.aigul.post(address(step="scan"), {"scan": new}).status_code == 302
    assert "No certified copy" not in sheet().one("div", id="party-scan").text
    assert figures_of("protocols.csv")["scans"] == hashlib.sha256(picture(60)).hexdigest()


def test_the_scan_stays_that_of_figures_that_were_copied_from_it_anew(desk):
    papers, step = scanned_and_corrected(desk, "transcription_error")
    assert "No certified copy" not in papers.text and "earlier version" not in papers.text
    assert [len(part.all("img")) for part in step.all("figure")] == [1, 1]
    scan = hashlib.sha256(picture(200)).hexdigest()
    assert figures_of("protocols.csv")["scans"] == scan
    printed = words_of(Client().get("/data/tiny/areas/P001/party.en.pdf").content)
    assert scan in re.sub("[ \u200b]", "", printed) and "No certified copy" not in printed


@pytest.mark.parametrize("with_it", [True, False])
def test_the_same_file_sent_again_is_a_copy_of_the_corrected_figures(desk, with_it, capsys):
    papers, step = scanned_and_corrected(desk, "counting_error", **{"scan": old_paper()} if with_it else {})
    if not with_it:
        assert "No certified copy" in papers.text
        assert desk.aigul.post(address(step="scan"), {"scan": old_paper()}).status_code == 302
        papers = sheet().one("div", id="party-scan")
        step = sheet().one("section", id="life-party").all("li")[0]
    assert "No certified copy" not in papers.text and "earlier version" not in papers.text
    assert [len(part.all("img")) for part in (papers, *step.all("figure"))] == [1, 1, 1]
    scan = hashlib.sha256(picture(200)).hexdigest()
    assert figures_of("protocols.csv")["scans"] == scan
    told = Client().get("/api/v1/elections/tiny/protocols/P001/party").json()["scans"]
    assert [(one["sha256"], one["earlier"]) for one in told] == [(scan, True), (scan, False)]
    refused = desk.aigul.post(address(step="scan"), {"scan": old_paper()})
    assert "This very file stands beside the protocol already" in refused.content.decode()
    rebuild_published(ElectionRow.objects.get())
    assert figures_of("protocols.csv")["scans"] == scan
    refresh_bundle("tiny")
    status = main(["verify", str(public_store("tiny").folder), "--scans", "--lang", "en"])
    assert status in (0, 3), capsys.readouterr().out


@pytest.mark.parametrize("file", [200, 60])
def test_an_error_in_copying_keeps_the_paper_where_the_very_same_file_is_sent(desk, file):
    scan = SimpleUploadedFile("again.png", picture(file), "image/png")
    scanned_and_corrected(desk, "transcription_error", scan=scan)
    assert figures_of("protocols.csv")["scans"] == hashlib.sha256(picture(file)).hexdigest()
    told = Client().get("/api/v1/elections/tiny/protocols/P001/party").json()["scans"]
    assert len(told) == 1 + (file == 60)


def test_an_invalid_protocol_keeps_its_figures_says_whose_decision_and_leaves_the_sums(desk):
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    sent = DECISION | {"action": "submit", "reason": "court_decision", "authority": "court"}
    assert desk.head.post(address(step="annul"), sent).status_code == 302
    part = sheet()
    banner = part.one("div", cls="is-annulled")
    assert "Declared invalid: counts nowhere" in banner.text
    assert "court" in banner.text and "No. 12" in banner.text
    assert banner.links["Totals with and without it"] == "/en/e/tiny/results/party/"
    assert part.one("td", **{"data-figure": "votes[dala]"}).text == "370"
    district = Client().get("/en/e/tiny/a/D11/").content.decode()
    assert '<span class="mark broken">declared invalid</span>' in district


def test_an_investigation_is_shown_while_it_is_open_and_stays_in_the_list(desk):
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    desk.reviewer.post(address(step="investigate"), {"reason": "complaint", "action": "submit"})
    assert "a complaint was made" in sheet().one("div", cls="is-investigated").text
    russian = Client().get("/ru/e/tiny/a/P001/").content.decode()
    assert "<h3>Проверяется</h3>" in russian, "one protocol is looked into, not many"
    assert "under investigation" in Client().get("/en/e/tiny/a/D11/").content.decode()
    desk.head.post(address(step="close-investigation"), {"reason": "stands", "action": "submit"})
    assert not page().all("div", cls="is-investigated")
    heads = [step.text for step in sheet().one("section", id="life-party").all("h4")]
    assert heads[:2] == ["Investigation closed", "Investigation opened"]


def test_a_protocol_to_which_nothing_happened_has_no_list_of_what_happened(db):
    desk = Desk("entries = 2")
    desk.published()
    assert not page().all("section", id="life-party")


def test_the_file_of_a_decision_that_was_not_taken_is_not_given_away(desk):
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    document = SimpleUploadedFile("decision.png", picture(90), "image/png")
    desk.head.post(address(step="annul"), DECISION | {"action": "review", "document": document})
    held = Scan.objects.get()
    assert Client().get(f"/scans/{held.pk}").status_code == 404
    desk.head.post(address(step="annul"), DECISION | {"action": "submit"})
    assert Client().get(f"/scans/{held.pk}").status_code == 200
