"""Registers in a copy: its lists and records are all there, and what only a server can do is said."""

import pytest

from hattama.core.records import NamedFile, Statement
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.operations.static_site import mark_complete
from hattama.web.registers.erase import erase_text
from hattama.web.registers.tables import OpenedText
from tests.web.operations.static_site.copies import file_meant, links_at, page_at
from tests.web.registers.complaints import COMPLAINT, FIRST, LATER, say, three_complaints

LIST = "e/tiny/registers/complaints/complaint/index.html"
MINUTES = b"the minutes of a meeting"


@pytest.fixture
def kept(tiny, only_pages):
    only_pages("registers", "records", "record")
    three_complaints()
    sha256 = put_content(MINUTES)
    Scan.objects.create(
        sha256=sha256, media_type="text/plain", size_bytes=len(MINUTES), pages=1, received_at=LATER
    )
    minutes = NamedFile(sha256, "minutes.txt", "text/plain")
    say(Statement("administration", "2023", "meeting", "meeting-one", "commission", {"minutes": minutes}))


@pytest.mark.parametrize("live", ["", "https://live.example"])
def test_a_list_of_a_copy_leads_to_its_records_and_says_what_needs_the_live_site(kept, copy_of, site, live):
    copy_of(live=live)
    page = page_at(site, LIST)
    meant = {file_meant(LIST, link) for _, link in links_at(site, LIST)} - {None}
    records = [file for file in meant if "/records/" in file]
    states = [file for file in meant if "state=" in file]
    assert len(records) == 3 and states
    assert all((site / file).is_file() for file in records + states)
    told = "".join((site / file).read_text("utf-8") for file in records)
    assert "17/А" in told and COMPLAINT["complainant"] not in told
    assert not page.all("form")
    note = page.one("p", **{"data-copy": "", "class": "note searching"})
    led = "https://live.example/e/tiny/registers/complaints/complaint/"
    (search,) = (link.attributes["href"] for link in note.all("a"))
    assert search == (led if live else "../../../../../copy/index.html#live")


def test_a_file_of_a_record_is_the_one_in_the_copy(kept, copy_of, site):
    copy_of()
    file = "e/tiny/records/meeting-one/index.html"
    meant = {file_meant(file, link) for _, link in links_at(site, file)} - {None}
    (minutes,) = (one for one in meant if "/scans/" in one)
    assert (site / minutes).read_bytes() == MINUTES


@pytest.mark.parametrize("is_complete", [False, True])
def test_what_was_erased_leaves_the_copy_with_its_next_run(kept, copy_of, site, admin_user, is_complete):
    def holding() -> set[str]:
        number = COMPLAINT["number"].encode()
        files = (path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).parts[0] for path in files if number in path.read_bytes()}

    copy_of()
    if is_complete:
        mark_complete(site)
    assert holding() == {"data", "e"}
    for text in OpenedText.objects.filter(record_id=FIRST, field="number"):
        erase_text(admin_user, text.election, text.digest, ground="Сұралды", now=LATER)
    copy_of()
    assert not holding()
