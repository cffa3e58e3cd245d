"""A stranger sends the first copy of a protocol: only where it is wanted, kept without a trace of the sender,
shown to nobody before it was read, and answered by a code.
"""

import io
import logging
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.protocols.enter import enter_protocol
from hattama.web.sent_copies import send_copy
from hattama.web.sent_copies.review_copy import refuse_sent, set_reception
from hattama.web.sent_copies.tables import CopyReception, CopyStep, SentCopy, SentPicture
from tests.web.civic_count import CIVIC, area, open_civic, volunteer
from tests.web.reports.test_public import SECRET_PLACE, photograph
from tests.web.tiny_election import LOADED_AT, NIGHT, PARTY, picture, protocol

pytestmark = pytest.mark.django_db
ADDRESS = f"/en/e/{CIVIC}/a/P001/send/{PARTY}/"
ASK = f"/en/e/{CIVIC}/sent/"
LANDING = f"/en/e/{CIVIC}/send/"
MARKUP = '<script>alert("қ")</script>'


@pytest.fixture
def count(tiny: ElectionRow) -> None:
    """A civic count that nobody has opened for strangers yet."""
    open_civic()


@pytest.fixture
def open_count(count: None) -> Any:
    """The same, opened by its organiser, who is returned."""
    organiser = volunteer("ada", Role.ADMINISTRATOR, "KZ")
    set_reception(organiser, ElectionRow.objects.get(pk=CIVIC), is_open=True, now=NIGHT)
    return organiser


def send(client: Client, photo: bytes | None = None, address: str = ADDRESS, **sent: str) -> Any:
    file = SimpleUploadedFile("IMG_20230319.jpg", picture() if photo is None else photo)
    return client.post(address, {"photo": file, **sent})


def code_in(answer: Any) -> str:
    found = re.search(r"receipt-code\">([^<]+)<", answer.content.decode())
    assert found is not None
    return found[1]


def told(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestOnlyWhereItIsWanted:
    def test_a_count_takes_none_before_its_organiser_says_so(self, client: Client, count: None) -> None:
        assert "takes no copies over the site" in told(client.get(LANDING))
        assert "Send a copy of this protocol" not in told(client.get(f"/en/e/{CIVIC}/a/P001/"))
        answer = send(client)
        assert answer.status_code == 409 and not SentCopy.objects.exists()

    def test_it_is_offered_on_the_page_of_a_station_while_it_is_open(
        self, client: Client, open_count: Any
    ) -> None:
        assert f'href="{ADDRESS}"' in client.get(f"/en/e/{CIVIC}/a/P001/").content.decode()
        set_reception(open_count, ElectionRow.objects.get(pk=CIVIC), is_open=False, now=NIGHT)
        assert f'href="{ADDRESS}"' not in client.get(f"/en/e/{CIVIC}/a/P001/").content.decode()
        assert send(client).status_code == 409

    def test_no_other_election_and_no_other_contest_has_such_a_page(
        self, client: Client, open_count: Any
    ) -> None:
        for address in (
            "/en/e/tiny/send/",
            "/en/e/tiny/sent/",
            f"/en/e/tiny/a/P001/send/{PARTY}/",
            f"/en/e/{CIVIC}/a/D11/send/{PARTY}/",
            f"/en/e/{CIVIC}/a/P201/send/single/",
            f"/en/e/{CIVIC}/a/P999/send/{PARTY}/",
        ):
            assert client.get(address).status_code == 404, address
            assert send(client, address=address).status_code in (404, 405), address
        assert not SentCopy.objects.exists()

    def test_nothing_is_taken_in_before_polls_close(
        self, client: Client, open_count: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hattama.web.sent_copies.public.timezone.now", lambda: LOADED_AT)
        answer = send(client)
        assert answer.status_code == 409 and "Polls have not closed" in told(answer)

    def test_where_a_protocol_stands_the_page_leads_to_the_comparison(
        self, client: Client, open_count: Any
    ) -> None:
        from hattama.core.entries import Bringer, CopySource

        people = volunteer("aigul"), volunteer("berik")
        enter_protocol(people[0], area(), protocol("P001"), now=NIGHT, source=CopySource(Bringer.OBSERVER))
        enter_protocol(people[1], area(), protocol("P001"), now=NIGHT)
        advance_log(CIVIC, now=NIGHT)
        page = client.get(ADDRESS).content.decode()
        assert f"/en/e/{CIVIC}/a/P001/compare/{PARTY}/" in page and 'type="file"' not in page
        assert send(client).status_code == 409


class TestWhatIsKept:
    def test_the_picture_is_drawn_anew_and_nothing_tells_who_sent_it(
        self, client: Client, open_count: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        answer = send(client, photograph())
        code = code_in(answer)
        copy = SentCopy.objects.get()
        kept = bytes(SentPicture.objects.get().data)
        assert SECRET_PLACE.encode() not in kept and not Image.open(io.BytesIO(kept)).getexif()
        row = str(list(SentCopy.objects.values()))
        assert code not in row and code.replace("-", "") not in row and "127.0.0.1" not in row
        assert code not in caplog.text and code.replace("-", "") not in caplog.text
        assert not answer.cookies and answer["Cache-Control"] == "no-store"
        assert copy.size_bytes == len(kept)

    def test_figures_are_kept_and_nothing_else_that_is_sent(self, client: Client, open_count: Any) -> None:
        sent = {"votes[dala]": "3 70", "words:invalid": "он екі", "explanation": MARKUP, "other": "1"}
        assert send(client, **sent).status_code == 400
        assert not SentCopy.objects.exists()
        send(client, **(sent | {"votes[dala]": "370"}))
        assert SentCopy.objects.get().figures == {"votes[dala]": 370}

    def test_what_was_sent_only_grows(self, client: Client, open_count: Any) -> None:
        send(client)
        refuse_sent(volunteer("aigul"), SentCopy.objects.get(), "unreadable", "", now=NIGHT)
        for table, change in (
            (SentCopy, {"contest": "x"}),
            (CopyStep, {"note": "x"}),
            (CopyReception, {"is_open": False}),
        ):
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                table.objects.update(**change)

    def test_nothing_of_it_is_public(self, client: Client, open_count: Any) -> None:
        send(client, **{"votes[dala]": "371777"})
        sha256 = SentCopy.objects.get().photo_sha256
        assert client.get(f"/scans/{sha256}").status_code == 404
        for address in (f"/en/e/{CIVIC}/a/P001/", f"/en/e/{CIVIC}/", LANDING, f"/en/e/{CIVIC}/civic/"):
            page = client.get(address).content.decode()
            assert sha256 not in page and "371777" not in page and "371,777" not in page
        assert not LogEntry.objects.filter(election=CIVIC, kind="copy_source").exists()


class TestFloods:
    @pytest.mark.parametrize(
        ("name", "data"),
        [("a.pdf", b"%PDF-1.4 %%EOF"), ("a.jpg", b""), ("a.jpg", b"\xff\xd8\xff cut"), ("a.svg", b"<svg/>")],
    )
    def test_a_file_that_is_no_photograph_is_refused_and_leaves_nothing(
        self, client: Client, open_count: Any, name: str, data: bytes
    ) -> None:
        answer = client.post(ADDRESS, {"photo": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400 and not SentCopy.objects.exists()

    def test_figures_without_a_photograph_are_refused(self, client: Client, open_count: Any) -> None:
        assert client.post(ADDRESS, {"invalid": "1"}).status_code == 400
        assert not SentCopy.objects.exists()

    def test_a_file_that_is_too_large_is_not_read(
        self, client: Client, open_count: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hattama.web.reports.public.MOST_PHOTO_BYTES", 100)
        assert send(client).status_code == 400

    def test_the_same_picture_is_taken_once_wherever_it_is_sent(
        self, client: Client, open_count: Any
    ) -> None:
        assert send(client).status_code == 200
        for address in (ADDRESS, ADDRESS.replace("P001", "P002")):
            answer = send(client, address=address)
            assert answer.status_code == 409 and "sent already" in told(answer)
        assert SentCopy.objects.count() == 1

    def test_whoever_chose_the_wrong_station_sends_the_picture_to_the_right_one(
        self, client: Client, open_count: Any
    ) -> None:
        send(client)
        refuse_sent(volunteer("aigul"), SentCopy.objects.get(), "other_place", "", now=NIGHT)
        assert send(client).status_code == 409
        assert send(client, address=ADDRESS.replace("P001", "P002")).status_code == 200

    def test_one_protocol_and_the_disk_have_their_bounds(
        self, client: Client, open_count: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(send_copy, "MOST_OF_PROTOCOL", 2)
        assert [send(client, picture(shade)).status_code for shade in (1, 2, 3)] == [200, 200, 429]
        other = ADDRESS.replace("P001", "P002")
        monkeypatch.setattr(send_copy, "MOST_KEPT_BYTES", 100)
        assert send(client, picture(4), other).status_code == 429
        monkeypatch.undo()
        refuse_sent(volunteer("aigul"), SentCopy.objects.first(), "unreadable", "", now=NIGHT)
        assert SentPicture.objects.count() == 1, "what was refused takes no room"

    @pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_WAITING_BYTES"])
    def test_whoever_floods_the_count_keeps_nobody_from_sending_the_first_copy_of_another_station(
        self, client: Client, open_count: Any, monkeypatch: pytest.MonkeyPatch, bound: str
    ) -> None:
        assert [send(client, picture(shade)).status_code for shade in (1, 2)] == [200, 200]
        monkeypatch.setattr(send_copy, bound, 2)
        assert "one copy of each protocol is taken" in told(client.get(LANDING))
        assert send(client, picture(3)).status_code == 429
        other = ADDRESS.replace("P001", "P002")
        assert send(client, picture(4), other).status_code == 200
        assert send(client, picture(5), other).status_code == 429
        assert SentPicture.objects.count() == 3, "nothing that waited is dropped"
        refuse_sent(volunteer("aigul", where="P002"), SentCopy.objects.last(), "unreadable", "", now=NIGHT)
        assert send(client, picture(5), other).status_code == 200

    def test_while_many_wait_one_address_sends_less(
        self, client: Client, open_count: Any, monkeypatch: pytest.MonkeyPatch, settings: object
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"sent_copy": "9/h/ip", "sent_copy_crowded": "1/h/ip"}  # type: ignore[attr-defined]
        send(client)
        monkeypatch.setattr(send_copy, "MOST_WAITING", 1)
        others = [ADDRESS.replace("P001", code) for code in ("P002", "P003")]
        assert [send(client, picture(2), other).status_code for other in others] == [200, 429]

    def test_one_sender_and_one_who_guesses_codes_are_slowed_down(
        self, client: Client, open_count: Any, settings: object
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"sent_copy": "2/h/ip", "copy_code": "2/h/ip"}  # type: ignore[attr-defined]
        assert [send(client, picture(shade)).status_code for shade in (1, 2, 3)] == [200, 200, 429]
        asked = [client.post(ASK, {"code": "x"}).status_code for _ in range(3)]
        assert asked == [404, 404, 429]


class TestTheReceipt:
    def test_a_code_says_where_the_copy_stands_however_it_is_typed(
        self, client: Client, open_count: Any
    ) -> None:
        code = code_in(send(client))
        misread = code.replace("0", "O").replace("1", "l")
        for typed in (code, code.lower(), f" {code.replace('-', ' ')} ", misread):
            assert "waits for a volunteer" in told(client.post(ASK, {"code": typed}))
        assert client.post(ASK, {"code": MARKUP}).status_code == 404
        assert client.post(ASK, {"code": "Қ\0" * 500}).status_code == 404
        assert client.get(f"{ASK}?code={code}")["Location"] == LANDING, "no address carries a code"

    def test_a_refusal_is_told_with_its_reason_and_its_words_are_no_markup(
        self, client: Client, open_count: Any
    ) -> None:
        code = code_in(send(client))
        refuse_sent(volunteer("aigul"), SentCopy.objects.get(), "other", MARKUP, now=NIGHT)
        answer = client.post(ASK, {"code": code})
        assert "not taken" in told(answer) and "another reason" in told(answer)
        assert MARKUP not in answer.content.decode() and "&lt;script&gt;" in answer.content.decode()

    def test_a_code_of_one_count_says_nothing_in_another(self, client: Client, open_count: Any) -> None:
        code = code_in(send(client))
        assert client.post(reverse("public:sent", args=["tiny"]), {"code": code}).status_code == 404

    def test_how_many_were_sent_and_refused_everybody_sees(self, client: Client, open_count: Any) -> None:
        send(client)
        send(client, picture(3))
        refuse_sent(volunteer("aigul"), SentCopy.objects.first(), "unreadable", "", now=NIGHT)
        assert "Sent so far: 2. Of these wait or are being read: 1; were refused: 1." in told(
            client.get(LANDING)
        )
