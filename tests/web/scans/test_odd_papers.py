"""What is odd about a paper is told to whoever reviews, and to everyone once the paper is published."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.published.tables import PublishedScan, Scan
from hattama.web.scans.tables import PaperFinding, ScanReadingRow
from hattama.web.scans.take_scan import attach_scan, record_scan
from tests.web.desk_clients import address, log_in
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, picture, protocol, publish, scan_of

__all__ = ["log_in"]

pytestmark = pytest.mark.django_db

PRINTED_FOR_ANOTHER = "is of precinct No. 2: the sheet was printed for it."
ONE_HAND = "the same handwriting as the scan of precinct No. 2"


def found_at_first(scan: Scan, kind: str, other_scan: Scan | None = None) -> None:
    PaperFinding.objects.create(
        election_id=ELECTION_ID,
        area=area_row("P001"),
        contest=PARTY,
        scan=scan,
        page=1,
        kind=kind,
        other_election=ELECTION_ID,
        other_area="P002",
        other_contest=PARTY,
        other_scan=other_scan,
        found_at=NIGHT,
    )


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def public_page() -> str:
    return page_of(Client(headers={"accept-language": "en"}), f"/en/e/{ELECTION_ID}/a/P001/")


@pytest.fixture
def first(tiny) -> Scan:
    scan = scan_of("P001", shade=10)
    publish(protocol("P001"), scans={("P001", PARTY): scan})
    return scan


def test_everyone_reads_that_a_published_sheet_was_printed_for_another_precinct(first):
    assert PRINTED_FOR_ANOTHER not in public_page()
    found_at_first(first, PaperFinding.OTHER_PAPER)
    assert PRINTED_FOR_ANOTHER in public_page()


def test_nobody_outside_learns_of_a_paper_that_is_not_published_yet(first, log_in):
    second = scan_of("P002", shade=20)
    found_at_first(first, PaperFinding.SAME_PAPER, second)
    assert ONE_HAND not in public_page()
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    assert ONE_HAND in page_of(reviewer, address("P001", step="done"))
    publish(protocol("P002"), scans={("P002", PARTY): second})
    assert ONE_HAND in public_page()


def test_the_public_list_of_findings_names_published_papers_alone(first):
    path = f"/en/e/{ELECTION_ID}/findings/"
    reader = Client(headers={"accept-language": "en"})
    before = reader.get(path)
    assert "Papers to look at" not in before.content.decode()
    found_at_first(first, PaperFinding.OTHER_PAPER)
    # Whoever holds the page from before is given the new one.
    after = reader.get(path, headers={"if-none-match": before["ETag"]})
    assert PRINTED_FOR_ANOTHER in after.content.decode()
    second = scan_of("P002", shade=20)
    found_at_first(first, PaperFinding.SAME_PAPER, second)
    assert ONE_HAND not in page_of(reader, path)


def test_the_list_of_whoever_oversees_names_the_papers_to_look_at(first, log_in):
    found_at_first(first, PaperFinding.OTHER_PAPER)
    shown = page_of(log_in(Role.TERRITORIAL_REVIEWER, "D11"), f"/en/desk/{ELECTION_ID}/")
    assert "Papers to look at" in shown
    assert PRINTED_FOR_ANOTHER in shown
    assert address("P001", step="done") in shown
    assert "Papers to look at" not in page_of(
        log_in(Role.TERRITORIAL_REVIEWER, "D21"), f"/en/desk/{ELECTION_ID}/"
    )


def test_whoever_sent_a_blank_sheet_reads_it_on_their_first_page_until_another_scan_comes(first, log_in):
    home = f"/en/desk/{ELECTION_ID}/"
    secretary, neighbour = log_in(Role.TYPIST, "P001"), log_in(Role.TYPIST, "P002")
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    assert "Papers to look at" not in page_of(secretary, home)
    record_scan(first)
    ScanReadingRow.objects.filter(pk=first.pk).update(state=ScanReadingRow.REFUSED, reason="ScanIsBlank")
    found_at_first(first, PaperFinding.UNREADABLE)
    for client in (secretary, reviewer):
        assert "The pages of the file are blank" in page_of(client, home)
        assert address("P001", step="done") in page_of(client, home)
    assert "Papers to look at" not in page_of(neighbour, home)
    later = record_scan(scan_of("P001", shade=20))
    Scan.objects.filter(pk=later.pk).update(received_at=first.received_at + timedelta(minutes=5))
    attach_scan(User.objects.get(username="typist-of-P001"), area_row("P001"), PARTY, later, now=NIGHT)
    for client in (secretary, reviewer):
        assert "Papers to look at" not in page_of(client, home)


def test_a_paper_that_was_withdrawn_is_no_longer_to_be_looked_at(first, log_in):
    second = scan_of("P002", shade=20)
    publish(protocol("P002"), scans={("P002", PARTY): second})
    found_at_first(first, PaperFinding.OTHER_PAPER)
    found_at_first(second, PaperFinding.SAME_PAPER, first)
    PublishedScan.objects.filter(scan=first).update(withdrawn_by=1)
    shown = page_of(log_in(Role.TERRITORIAL_REVIEWER, "D11"), f"/en/desk/{ELECTION_ID}/")
    assert "Papers to look at" not in shown


def test_a_file_sent_for_a_second_precinct_is_shown_to_whoever_looks_after_the_first_until_that_has_its_own(
    log_in,
):
    here = scan_of("P001", shade=10)
    publish(protocol("P001"), protocol("P002"), scans={("P001", PARTY): here})
    reviewer, sender = log_in(Role.TERRITORIAL_REVIEWER, "D11"), log_in(Role.TYPIST, "P002")
    said = "This very file was sent for precinct No. 2, too: look whose paper it shows."
    for _ in range(2):
        assert (
            sender.post(
                address("P002", step="scan"), {"scan": SimpleUploadedFile("a.png", picture(10), "image/png")}
            ).status_code
            == 400
        )
    assert PaperFinding.objects.get(kind=PaperFinding.SENT_TWICE).area.code == "P001"
    assert said in page_of(reviewer, "/en/desk/tiny/")
    assert said in page_of(reviewer, address(step="done"))
    assert said not in public_page() + page_of(sender, f"/en/e/{ELECTION_ID}/findings/")
    assert (
        sender.post(
            address("P002", step="scan"), {"scan": SimpleUploadedFile("b.png", picture(20), "image/png")}
        ).status_code
        == 302
    )
    assert said not in page_of(reviewer, "/en/desk/tiny/")
