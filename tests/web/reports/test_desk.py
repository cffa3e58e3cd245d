"""The reviewers' queue of what people report: who sees it, what an answer needs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.reports.report_difference import report_difference
from hattama.web.reports.tables import DifferenceReport, ReportStep
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT, area_row, picture, protocol, publish

pytestmark = pytest.mark.django_db
QUEUE = "/en/desk/tiny/reports/"


@built_on_tiny(gives=DifferenceReport.objects.get)
def report() -> None:
    """A report about P001, with a row, a message, a photograph and a contact."""
    publish(protocol("P001"))
    shown = PublishedProtocol.objects.get()
    said = {"message": "Басқаша", "photo": picture(), "contact": "8 700"}
    report_difference(shown, {"votes[dala]": 371}, **said, now=NIGHT)


def answer(client: Client, report: DifferenceReport, **sent: object):
    return client.post(f"{QUEUE}{report.pk}/", sent)


def test_a_reviewer_finds_the_report_with_all_that_was_sent(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    assert f"№ {report.pk}" in client.get(QUEUE).content.decode()
    page = client.get(f"{QUEUE}{report.pk}/").content.decode()
    for part in ("Басқаша", "8 700", "Dala party", "371", "370"):
        assert part in page
    assert client.get(f"{QUEUE}{report.pk}/photo")["Content-Type"] == "image/jpeg"


def test_the_first_page_counts_the_reports_that_nobody_has_answered(log_in, report: DifferenceReport) -> None:
    def news(client: Client) -> str:
        shown = read_page(client.get("/en/desk/tiny/")).all("section", **{"aria-labelledby": "reports-news"})
        return " ".join(one.text for one in shown)

    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    assert "Await an answer: 1, the oldest since 19 March 2023" in news(client)
    answer(client, report, state="looked_at")
    assert "Await an answer: 1" in news(client)
    assert 'data-line="№ ' in client.get(QUEUE).content.decode()
    assert "data-list" in client.get(f"{QUEUE}{report.pk}/").content.decode(), "and leads on to the next"
    answer(client, report, state="our_error", answer="Түзетілді")
    assert news(client) == ""
    assert news(log_in(Role.TERRITORIAL_REVIEWER, "D12")) == ""


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.TERRITORIAL_REVIEWER, "D12"),
        (Role.CHAIR, "P001"),
        (Role.TYPIST, "P001"),
        (Role.AUDITOR, "KZ"),
    ],
)
def test_nobody_else_sees_it(log_in, report: DifferenceReport, role: Role, area: str) -> None:
    client = log_in(role, area)
    for address in (f"{QUEUE}{report.pk}/", f"{QUEUE}{report.pk}/photo"):
        assert client.get(address).status_code == 403
    assert answer(client, report, state="our_error", answer="x").status_code == 403
    assert not ReportStep.objects.exists()


def test_who_works_in_the_precinct_does_not_answer_for_it(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_HEAD, "D11")
    head = Membership.objects.get()
    Membership.objects.create(user=head.user, area=area_row("P001"), role=Role.CHAIR.value)
    assert answer(client, report, state="not_confirmed", answer="x").status_code == 403
    assert not ReportStep.objects.exists()


def test_what_was_found_is_said_in_words(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    assert answer(client, report, state="our_error", answer=" ").status_code == 400
    assert answer(client, report, answer="x").status_code == 400
    assert answer(client, report, state="new", answer="x").status_code == 400
    assert not ReportStep.objects.exists()
    assert answer(client, report, state="looked_at").status_code == 302
    assert answer(client, report, state="our_error", answer="Түзетілді").status_code == 302
    assert [step.state for step in ReportStep.objects.all()] == ["looked_at", "our_error"]


def test_a_released_photograph_must_be_one(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    for content in (b"%PDF-1.4 %%EOF", b""):
        file = SimpleUploadedFile("a.pdf", content)
        assert answer(client, report, state="our_error", answer="x", released=file).status_code == 400
    assert not ReportStep.objects.exists()


def test_the_way_to_reach_the_person_is_deleted_by_a_button(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    answer(client, report, action="forget")
    assert "8 700" not in client.get(f"{QUEUE}{report.pk}/").content.decode()


def test_what_waits_stands_before_what_is_answered(log_in, report: DifferenceReport) -> None:
    client = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    second = report_difference(PublishedProtocol.objects.get(), {}, message="y", now=NIGHT)
    answer(client, second, state="not_confirmed", answer="x")
    body = client.get(QUEUE).content.decode()
    assert body.index(f"№ {report.pk} ") < body.index(f"№ {second.pk} ")
