"""Looks at what is personal are recorded for good and shown to administrators; what is over is forgotten."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.test import Client

from hattama.cli.main import main
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import PaperCode, PersonalRead, Session
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.notices.subscriptions import ask_to_be_told
from hattama.web.notices.tables import SubscriberAddress, Subscription
from hattama.web.operations.forget_personal import forget_personal
from hattama.web.reports.report_difference import report_difference
from hattama.web.reports.review_report import ReportState, review_report
from hattama.web.reports.tables import DifferenceReport, ReportContact
from tests.web.people import person
from tests.web.tiny_election import NIGHT, area_row, picture, protocol, publish

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def report(area_id: str = "P001") -> DifferenceReport:
    publish(protocol(area_id))
    shown = PublishedProtocol.objects.get(area=area_row(area_id))
    said = {"message": "Басқаша", "photo": picture(), "contact": "8 700"}
    return report_difference(shown, {}, **said, now=NIGHT)


def told() -> list[tuple[str, str, str, str]]:
    return [(row.actor.username, row.what, row.area_id, row.subject) for row in PersonalRead.objects.all()]


def test_whoever_opens_a_report_its_photograph_or_the_accounts_is_written_down(log_in) -> None:
    number = report().pk
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    reviewer.get(f"/en/desk/tiny/reports/{number}/")
    reviewer.get(f"/en/desk/tiny/reports/{number}/photo")
    keeper = log_in(Role.ADMINISTRATOR, "D11")
    keeper.get("/en/account/rights/tiny/")
    who = "territorial_reviewer-of-D11"
    assert told() == [
        (who, "report", "P001", str(number)),
        (who, "report_photo", "P001", str(number)),
        ("administrator-of-D11", "accounts", "", ""),
    ]
    page = keeper.get("/en/account/rights/tiny/reads").content.decode()
    assert who in page and "a report, perhaps with a contact" in page
    assert "8 700" not in page and "Басқаша" not in page, "what was read is not kept again"


def test_whoever_is_shown_them_since_something_is_refused_is_written_down_too(log_in) -> None:
    number = report().pk
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    shown = reviewer.post(f"/en/desk/tiny/reports/{number}/", {"state": "", "answer": ""})
    assert shown.status_code == 400 and "8 700" in shown.content.decode()
    keeper = log_in(Role.ADMINISTRATOR, "D11")
    refused = keeper.post("/en/account/rights/tiny/give", {"login": "nobody", "role": "none", "area": "D11"})
    assert refused.status_code == 400
    assert told() == [
        ("territorial_reviewer-of-D11", "report", "P001", str(number)),
        ("administrator-of-D11", "accounts", "", ""),
    ]


def test_an_administrator_of_another_area_sees_no_looks_of_this_one(log_in) -> None:
    number = report().pk
    log_in(Role.TERRITORIAL_REVIEWER, "D11").get(f"/en/desk/tiny/reports/{number}/")
    page = log_in(Role.ADMINISTRATOR, "D12").get("/en/account/rights/tiny/reads").content.decode()
    assert "territorial_reviewer-of-D11" not in page


def test_who_is_refused_has_seen_nothing(log_in) -> None:
    number = report().pk
    log_in(Role.TERRITORIAL_REVIEWER, "D12").get(f"/en/desk/tiny/reports/{number}/")
    Client().get("/en/account/rights/tiny/")
    assert told() == []


def test_the_list_of_looks_only_grows(log_in) -> None:
    log_in(Role.ADMINISTRATOR, "KZ").get("/en/account/rights/tiny/")
    for change in (lambda rows: rows.update(what="report"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(PersonalRead.objects.all())
    assert len(told()) == 1


@pytest.fixture
def aged(tiny: object) -> DifferenceReport:
    """Something of every kind that is past its time, and beside it something that is not."""
    person(Role.CHAIR, "P001", username="chair")
    head = person(Role.TERRITORIAL_HEAD, "D11", username="head")
    made, waiting = report(), report("P002")
    review_report(head, made, ReportState.OUR_ERROR, "Иә.", now=NIGHT)
    review_report(head, waiting, ReportState.LOOKED_AT, "", now=NIGHT)
    ask_to_be_told(area_row("P001"), "a@example.org", "kk", now=NIGHT)
    kept = ask_to_be_told(area_row("P001"), "b@example.org", "kk", now=NIGHT)
    assert kept is not None
    Subscription.objects.filter(pk=kept.pk).update(confirmed_at=NIGHT)
    Session.objects.create(session_key="over", session_data="", expire_date=NIGHT + DAY)
    Session.objects.create(session_key="lasts", session_data="", expire_date=NIGHT + 90 * DAY)
    for key, seen in (("old", NIGHT), ("new", NIGHT + 59 * DAY)):
        place = UserSession.objects.create(user=head, ip="192.0.2.1", user_agent="x", session_key=key)
        UserSession.objects.filter(pk=place.pk).update(last_seen_at=seen)
    for sha, until in (("a", NIGHT + DAY), ("b", NIGHT + 90 * DAY)):
        times = {"valid_from": NIGHT, "valid_until": until, "printed_at": NIGHT}
        PaperCode.objects.create(user=head, sha256=sha, **times)
    return waiting


def test_what_is_past_its_time_is_forgotten_and_nothing_else(aged: DifferenceReport) -> None:
    then = {"now": NIGHT + 60 * DAY, "older_than": 30 * DAY}
    once = dict.fromkeys(("sessions", "session_places", "unconfirmed", "contacts", "paper_codes"), 1)
    assert forget_personal(**then, only_count=True) == once | {"failed_logins": 0, "typing_times": 0}
    assert ReportContact.objects.count() == 2, "only counted"
    assert forget_personal(**then) == once | {"failed_logins": 0, "typing_times": 0}
    assert [row.report_id for row in ReportContact.objects.all()] == [aged.pk], "it waits for an answer"
    assert [row.email for row in SubscriberAddress.objects.all()] == ["b@example.org"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasts"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(PaperCode.objects.values_list("sha256", flat=True)) == ["b"]
    assert DifferenceReport.objects.count() == 2, "reports stay"
    assert set(forget_personal(**then).values()) == {0}


def test_the_command_counts_and_then_deletes(aged: DifferenceReport, capsys: pytest.CaptureFixture) -> None:
    assert main(["privacy", "purge", "--dry-run", "--lang", "en"]) == 0
    assert "Contacts of answered reports: 1." in capsys.readouterr().err
    assert ReportContact.objects.count() == 2
    assert main(["privacy", "purge", "--older-than", "30", "--lang", "en"]) == 0
    assert "Deleted." in capsys.readouterr().err
    assert ReportContact.objects.count() == 1
