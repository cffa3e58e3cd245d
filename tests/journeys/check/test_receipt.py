"""A receipt on paper, read back from its code: it holds while the log holds what the receipt says."""

import base64
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from hattama.core.transparency_log import leaf_hash
from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import LANGUAGES, ORIGIN, RECEIPT, MadePages
from tests.journeys.check.precinct_site import BUNDLE, PAGE, STEPS, PrecinctSite, concluded, states

# For the pages that `made_pages` makes once: pytest-django makes the databases that marked tests ask for.
pytestmark = pytest.mark.django_db

MORE = [b'{"kind":"later","number":%d}' % number for number in range(300)]
SOUND = dict.fromkeys([*STEPS[:3], "paper", *STEPS[3:]], "good") | {"history": "plain"}


def fragment_of(pages: MadePages, language: str = "en") -> str:
    """The part of the receipt's code after the address of the page."""
    sheet = pages.pages[f"{LANGUAGES[language]}{RECEIPT}"].decode()
    [address] = set(re.findall(r'href="(http[^"]*#receipt=[^"]*)"', sheet))
    place, _, fragment = address.partition("#")
    assert place == f"http://testserver{LANGUAGES[language]}/e/tiny/a/P001/"
    return f"#{fragment}"


def scan(page: Page, precinct: PrecinctSite, fragment: str) -> Locator:
    """Open the page as the code does; the panel with its verdict."""
    precinct.open(page, fragment)
    return concluded(page.locator("[data-check-log]"))


def test_a_receipt_holds_in_the_log_that_gave_it_and_in_every_later_one(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    count = len(made_pages.entries)
    panel = scan(page, precinct, fragment_of(made_pages))
    assert states(panel) == SOUND
    expect(panel.locator("[data-step=paper]")).to_contain_text(f"now: {count}")
    precinct.publish_log(MadeLog(ORIGIN, [*made_pages.entries, *MORE]))
    panel = scan(page, precinct, fragment_of(made_pages))
    assert states(panel) == SOUND | {"history": "good"}
    expect(panel.locator("[data-step=paper]")).to_contain_text(f"Entries then: {count}, now: {count + 300}")


def test_the_figures_are_listed_to_compare_with_the_paper(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    panel = scan(page, precinct, fragment_of(made_pages))
    table = panel.locator("table")
    expect(table.locator("caption")).to_have_text("What the entry says. Compare it with your paper.")
    rows = table.locator("tr").all_text_contents()
    assert "Dala party370" in rows
    assert "Total number of voters at the polling station1,000" in rows
    assert len(rows) == 11


def test_a_log_that_was_rewritten_since_does_not_hold_the_receipt(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    # Another protocol was changed; the one of the receipt still stands in the log.
    entries = list(made_pages.entries)
    other = made_pages.index_of("P101")
    entries[other] = entries[other].replace(b'"participants":600', b'"participants":601')
    forked = MadeLog(ORIGIN, [*entries, *MORE])
    precinct.publish_log(forked)
    panel = scan(page, precinct, fragment_of(made_pages))
    assert states(panel) == SOUND | {"paper": "broken"}
    notes = panel.locator("[data-step=paper] pre").all_text_contents()
    assert notes == [signed.encoded().decode() for signed in (precinct.log.checkpoint(), forked.checkpoint())]


def test_a_log_that_lost_its_last_entries_does_not_hold_the_receipt(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    count = len(made_pages.entries)
    precinct.publish_log(MadeLog(ORIGIN, made_pages.entries[:-1]))
    panel = scan(page, precinct, fragment_of(made_pages))
    assert states(panel) == SOUND | {"paper": "broken"}
    expect(panel.locator("[data-step=paper]")).to_contain_text(f"it had {count} and has {count - 1}")


@pytest.mark.parametrize("part", ["leaf", "root", "signature"])
def test_a_receipt_with_one_altered_byte_does_not_pass(
    page: Page, precinct: PrecinctSite, made_pages: MadePages, part: str
) -> None:
    fragment = fragment_of(made_pages)
    parts = fragment.split(".")
    place = {"leaf": 1, "root": 3, "signature": 4}[part]
    text = parts[place]
    parts[place] = text[:9] + ("A" if text[9] != "A" else "B") + text[10:]
    panel = scan(page, precinct, ".".join(parts))
    if part == "leaf":
        assert states(panel) == SOUND | {"entry": "broken", "inclusion": "broken", "figures": "doubt"}
    else:
        assert states(panel) == SOUND | {"paper": "broken"}
        expect(panel.locator("[data-step=paper]")).to_contain_text("is not signed by this log")


def test_a_receipt_that_is_cut_off_is_told_as_such(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    for cut in ("#receipt=", fragment_of(made_pages)[:-5], fragment_of(made_pages) + "."):
        panel = scan(page, precinct, cut)
        assert states(panel) == {"paper": "broken"}
        expect(panel).to_contain_text("does not hold a whole receipt")


def test_a_receipt_of_a_version_that_was_replaced_says_so(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    index = made_pages.index_of("P001")
    precinct.alter_page(f'data-check="party" data-index="{index}"', 'data-check="party" data-index="70"')
    panel = scan(page, precinct, fragment_of(made_pages))
    assert states(panel) == SOUND | {"figures": "plain"}
    told = f"The receipt is of entry {index}, this page shows entry 70"
    expect(panel.locator("[data-step=figures]")).to_contain_text(told)


def test_a_receipt_of_another_precinct_is_not_one_of_this_page(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    parts = fragment_of(made_pages).split(".")
    other = made_pages.index_of("P002")
    parts[0] = f"#receipt={other}"
    parts[1] = base64.urlsafe_b64encode(leaf_hash(made_pages.entries[other])).decode().rstrip("=")
    panel = scan(page, precinct, ".".join(parts))
    assert states(panel) == SOUND | {"figures": "broken"}


def test_the_site_is_not_told_which_receipt_is_checked(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(f"{request.url} {request.all_headers()} {request.post_data}")
    )
    scan(page, precinct, fragment_of(made_pages))
    secret = fragment_of(made_pages).split(".")[4]
    assert len(sent) > 10
    # Playwright shows the whole address of the page itself; what a server was asked for is in `asked`.
    assert not [one for one in sent if secret in one and f"{PAGE}#" not in one]
    assert not [path for path in precinct.site.asked if "receipt=" in path]


@pytest.mark.usefixtures("in_style")
def test_the_sheet_fits_one_page_of_paper(page: Page, precinct: PrecinctSite) -> None:
    for language in LANGUAGES.values():
        page.goto(f"{precinct.site.address}{language}{RECEIPT}")
        data = page.pdf(format="A4")
        assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page/") + data.count(b"/Type/Page/") == 1


def test_the_sheet_carries_all_that_a_check_by_hand_needs(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    page.goto(f"{precinct.site.address}/en{RECEIPT}")
    index = made_pages.index_of("P001")
    sheet = page.locator("main")
    expect(sheet.locator("pre")).to_have_text(precinct.log.checkpoint().encoded().decode())
    expect(sheet).to_contain_text(leaf_hash(made_pages.entries[index]).hex())
    assert sheet.get_by_role("row", name="Dala party").inner_text().split()[-1] == "370"
    proof = sheet.get_by_role("link", name=re.compile("tlog-proof"))
    expect(proof).to_have_attribute("href", f"/data/tiny/log/{index}.tlog-proof")
    assert BUNDLE not in sheet.inner_text()
    code = sheet.locator("svg.qr").bounding_box()
    assert code is not None and code["width"] >= 250
