"""Volunteers look at what strangers sent: it becomes an ordinary first entry, or its sender is told why."""

import json
from typing import Any

import pytest
from django.test import Client

from hattama.core.entries import Bringer, CopySource
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import PersonalRead
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from hattama.web.reports.tables import DifferenceReport
from hattama.web.sent_copies.reading import CopyState, standing_of
from hattama.web.sent_copies.review_copy import set_reception
from hattama.web.sent_copies.send_copy import send_copy
from hattama.web.sent_copies.tables import CopyReception, CopyStep, SentCopy, SentPicture
from tests.web.civic_count import CIVIC, area, open_civic, volunteer
from tests.web.tiny_election import NIGHT, PARTY, picture, protocol, sound_figures

pytestmark = pytest.mark.django_db
QUEUE = f"/en/desk/{CIVIC}/sent-copies/"
FORM = f"/en/desk/{CIVIC}/P001/{PARTY}/"
STRANGER = "a person who gave no name"


@pytest.fixture
def copy(tiny: ElectionRow) -> SentCopy:
    """A copy of P001 with some figures typed, in a count that takes them."""
    open_civic()
    organiser = volunteer("ada", Role.ADMINISTRATOR, "KZ")
    set_reception(organiser, ElectionRow.objects.get(pk=CIVIC), is_open=True, now=NIGHT)
    return send()


def send(shade: int = 200, where: str = "P001", **figures: int) -> SentCopy:
    figures = figures or {"votes[dala]": 371, "invalid": 12}
    send_copy(area(where), PARTY, picture(shade), figures, now=NIGHT)
    return SentCopy.objects.latest("pk")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def figures() -> dict[str, str]:
    return {key: str(value) for key, value in sound_figures().items()}


def press(client: Client, copy: SentCopy, action: str, **sent: str) -> Any:
    return client.post(f"{QUEUE}{copy.pk}/", {"action": action, **sent})


def publish_another() -> None:
    """The protocol stands, read from an observer's copy."""
    people = volunteer("one"), volunteer("two")
    enter_protocol(people[0], area(), protocol("P001"), now=NIGHT, source=CopySource(Bringer.OBSERVER))
    enter_protocol(people[1], area(), protocol("P001"), now=NIGHT)
    advance_log(CIVIC, now=NIGHT)


def test_it_stands_on_the_first_page_of_whoever_may_take_it(copy: SentCopy) -> None:
    client = client_of(volunteer("aigul"))
    assert QUEUE in client.get(f"/en/desk/{CIVIC}/").content.decode()
    assert f"{QUEUE}{copy.pk}/" in client.get(QUEUE).content.decode()
    elsewhere = client_of(volunteer("berik", where="P101"))
    assert QUEUE not in elsewhere.get(f"/en/desk/{CIVIC}/").content.decode()
    assert f"{QUEUE}{copy.pk}/" not in elsewhere.get(QUEUE).content.decode()


def test_many_copies_of_one_protocol_keep_none_of_another_waiting(copy: SentCopy) -> None:
    second, of_another = send(2), send(3, where="P002")
    page = client_of(volunteer("aigul", where="KZ")).get(QUEUE).content.decode()
    places = [page.index(f"{QUEUE}{one.pk}/") for one in (copy, of_another, second)]
    assert places == sorted(places)


def test_the_picture_is_seen_by_volunteers_and_the_senders_figures_by_none(copy: SentCopy) -> None:
    client = client_of(volunteer("aigul"))
    page = client.get(f"{QUEUE}{copy.pk}/").content.decode()
    assert "371" not in page and copy.photo_sha256 not in page
    answer = client.get(f"{QUEUE}{copy.pk}/photo")
    assert answer["Content-Type"] == "image/jpeg" and "sandbox" in answer["Content-Security-Policy"]
    assert PersonalRead.objects.get(what="sent_copy").subject == str(copy.pk)


def test_taken_it_becomes_a_first_entry_with_its_picture_and_says_where_it_came_from(copy: SentCopy) -> None:
    first, second = client_of(volunteer("aigul")), client_of(volunteer("berik"))
    assert press(first, copy, "take")["Location"] == FORM
    form = first.get(FORM).content.decode()
    assert STRANGER in form and 'name="bringer"' not in form and "371" not in form
    assert f"scans/{copy.photo_sha256}" in form or copy.photo_sha256 in form, "the picture stands beside it"
    read_back = first.post(FORM, {**figures(), "action": "review"})
    assert read_back.status_code == 200
    assert first.post(FORM, {**figures(), "action": "submit"}).status_code == 302
    assert LifeStep.objects.get(deed="enter").data["brought_by"] == ["nameless", ""]
    assert standing_of(copy).state is CopyState.READ
    assert not LogEntry.objects.filter(election=CIVIC, kind="protocol").exists()
    form = second.get(FORM).content.decode()
    assert copy.photo_sha256 in form and "370" not in form
    second.post(FORM, {**figures(), "action": "submit"})
    advance_log(CIVIC, now=NIGHT)
    assert PublishedScan.objects.filter(scan=copy.photo_sha256).exists()
    assert standing_of(copy).state is CopyState.PUBLISHED
    said = json.loads(bytes(LogEntry.objects.get(election=CIVIC, kind="copy_source").body))
    assert (said["source"], said["organisation"]) == ("nameless", None)
    assert STRANGER in Client().get(f"/en/e/{CIVIC}/a/P001/").content.decode()
    assert STRANGER in Client().get(f"/en/e/{CIVIC}/civic/").content.decode()


def test_no_volunteer_says_of_another_picture_that_a_stranger_sent_it(copy: SentCopy) -> None:
    client = client_of(volunteer("aigul"))
    answer = client.post(FORM, {**figures(), "action": "review", "bringer": "nameless"})
    assert answer.status_code == 400 and "Say who brought this copy" in answer.content.decode()
    assert 'value="nameless"' not in client.get(FORM).content.decode()


def test_whoever_takes_it_and_goes_away_leaves_it_to_others(copy: SentCopy) -> None:
    assert press(client_of(volunteer("aigul")), copy, "take").status_code == 302
    assert standing_of(copy).state is CopyState.TAKEN and not SentPicture.objects.exists()
    other = client_of(volunteer("berik"))
    assert other.get(f"{QUEUE}{copy.pk}/photo").status_code == 200
    assert press(other, copy, "take")["Location"] == FORM
    assert STRANGER in other.get(FORM).content.decode()


class TestRefused:
    def test_a_reason_is_needed_and_the_picture_is_gone(self, copy: SentCopy) -> None:
        client = client_of(volunteer("aigul"))
        for sent in ({}, {"reason": "no such"}, {"reason": "other"}):
            assert press(client, copy, "refuse", **sent).status_code == 400
        assert press(client, copy, "refuse", reason="no_protocol").status_code == 302
        assert not SentPicture.objects.exists()
        assert client.get(f"{QUEUE}{copy.pk}/photo").status_code == 404
        assert standing_of(copy).state is CopyState.REFUSED

    def test_that_a_picture_which_was_taken_stays_in_the_archive_is_said_and_nobody_is_shown_it(
        self, copy: SentCopy
    ) -> None:
        client = client_of(volunteer("aigul"))
        assert "The picture is deleted." in client.get(f"{QUEUE}{copy.pk}/").content.decode()
        press(client, copy, "take")
        said = client.get(f"{QUEUE}{copy.pk}/").content.decode()
        assert "stays in the archive" in said and "The picture is deleted." not in said
        press(client, copy, "refuse", reason="personal")
        assert get_content(copy.photo_sha256)
        for address in (f"{QUEUE}{copy.pk}/photo", f"/scans/{copy.photo_sha256}"):
            assert client.get(address).status_code == 404

    def test_nothing_more_is_done_with_it(self, copy: SentCopy) -> None:
        client = client_of(volunteer("aigul"))
        press(client, copy, "refuse", reason="no_protocol")
        for action in ("take", "keep", "report", "refuse"):
            answer = press(client, copy, action, reason="unreadable")
            assert answer.status_code == 409, action
        assert CopyStep.objects.count() == 1


class TestWhereAnotherCopyWasEntered:
    def test_it_is_no_second_entry_and_may_stand_beside_the_first(self, copy: SentCopy) -> None:
        publish_another()
        client = client_of(volunteer("aigul"))
        assert press(client, copy, "take").status_code == 409
        assert press(client, copy, "keep").status_code == 302
        advance_log(CIVIC, now=NIGHT)
        assert standing_of(copy).state is CopyState.PUBLISHED
        said = json.loads(bytes(LogEntry.objects.get(election=CIVIC, kind="copy_source").body))
        assert said["source"] == "observer", "whose figures they are does not change"

    def test_one_that_differs_is_left_waiting_until_the_protocol_is_published(self, copy: SentCopy) -> None:
        source = CopySource(Bringer.OBSERVER)
        enter_protocol(volunteer("one"), area(), protocol("P001"), now=NIGHT, source=source)
        said = client_of(volunteer("aigul")).get(f"{QUEUE}{copy.pk}/").content.decode()
        assert "leave it waiting" in said and 'value="report"' not in said

    def test_one_that_differs_becomes_a_report_with_its_photograph(self, copy: SentCopy) -> None:
        publish_another()
        assert press(client_of(volunteer("aigul")), copy, "report").status_code == 302
        report = DifferenceReport.objects.get()
        assert report.rows == [{"key": "votes[dala]", "shown": 370, "paper": 371}] and report.photo_sha256
        standing = standing_of(copy)
        assert standing.state is CopyState.REPORTED and standing.step.report == report.pk

    def test_before_anything_is_published_there_is_nothing_to_differ_from(self, copy: SentCopy) -> None:
        answer = press(client_of(volunteer("aigul")), copy, "report")
        assert answer.status_code == 409 and not DifferenceReport.objects.exists()


class TestWhoMay:
    def test_volunteers_of_another_place_and_other_roles_may_not(self, copy: SentCopy) -> None:
        for number, (role, where) in enumerate(
            ((Role.TYPIST, "P101"), (Role.TERRITORIAL_REVIEWER, "KZ"), (Role.ADMINISTRATOR, "KZ"))
        ):
            client = client_of(volunteer(f"person-{number}", role, where))
            assert client.get(f"{QUEUE}{copy.pk}/").status_code == 403
            assert client.get(f"{QUEUE}{copy.pk}/photo").status_code == 403
            assert press(client, copy, "refuse", reason="unreadable").status_code == 403
        assert not CopyStep.objects.exists()

    def test_an_organiser_opens_and_closes_a_civic_count_and_no_other(self, copy: SentCopy) -> None:
        client = client_of(volunteer("berik", Role.ADMINISTRATOR, "KZ"))
        address = f"{QUEUE}reception/"
        assert "open to everybody" in client.get(address).content.decode()
        assert client.post(address, {"action": "close"}).status_code == 302
        assert not CopyReception.objects.last().is_open
        assert client_of(volunteer("aigul")).post(address, {"action": "open"}).status_code == 403

    def test_an_election_of_commissions_is_not_opened(self, copy: SentCopy, log_in: Any) -> None:
        client = log_in(Role.ADMINISTRATOR, "KZ")
        answer = client.post("/en/desk/tiny/sent-copies/reception/", {"action": "open"})
        assert answer.status_code == 409 and CopyReception.objects.count() == 1
