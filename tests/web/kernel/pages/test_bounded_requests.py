"""Whatever an address, a question or a form holds is answered: what is no number, code or text is refused."""

import json
from io import BytesIO
from urllib.parse import urlencode

import pytest

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.protocols.tables import LifeStep
from tests.attack.addresses import named_addresses
from tests.drawn import DAY, drawn
from tests.web.desk_clients import address, typed
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db

LONG = ("9" * 16, "9" * 20, "9" * 5000)
OF_NUMBERS = {
    *("data:sitemap", "data:log_entry", "data:receipt", "data:scan_page", "data:figure_picture"),
    *("data:report_photo", "desk:report", "desk:report_photo", "desk:paper_page"),
}
TEXTS = ("\0", "a\0b", "../..", "9" * 5000, "9999-12-31T23:59", "٣" * 30, "%", "A" * 5000)


@pytest.fixture
def chair(log_in):
    return log_in(Role.CHAIR, "P001")


def test_every_number_and_hash_in_an_address_is_bounded():
    bare = {
        named.name
        for named in named_addresses()
        if {"number", "index", "part", "pk", "sha256"}.intersection(named.parameters) and not named.is_bounded
    }
    assert bare == set()


@pytest.mark.parametrize("number", LONG)
def test_a_number_that_no_column_holds_is_no_address(chair, tiny, number):
    for named in named_addresses():
        if named.name in OF_NUMBERS:
            place = named.at().replace("/1", f"/{number}").replace("-1.xml", f"-{number}.xml")
            place = place.replace("/log/0", f"/log/{number}")
            assert number in place, named.name
            assert chair.get(place).status_code == 404, place


@pytest.mark.parametrize("lost", [0, 1, 2, 20])
def test_a_form_whose_sender_went_away_in_the_middle_of_a_figure_is_recorded_by_nobody(db, lost):
    desk = Desk("entries = 2")
    desk.differ()
    whole = urlencode({"votes[dala]": "370", "votes[ozen]": "200"}).encode()
    came = {"wsgi.input": BytesIO(whole[: len(whole) - lost]), "CONTENT_LENGTH": str(len(whole))}
    form = {"content_type": "application/x-www-form-urlencoded", **came}
    answer = desk.aigul.post(address(step="differences"), whole, **form)
    assert answer.status_code == (400 if lost else 302)
    assert LifeStep.objects.filter(deed="retype").exists() is (lost == 0)


@pytest.mark.parametrize("lost", [0, 2])
def test_nor_by_a_form_that_needs_no_token(client, night, lost):
    whole = b"votes[dala]=370&votes[ozen]=200"
    came = {"wsgi.input": BytesIO(whole[: len(whole) - lost]), "CONTENT_LENGTH": str(len(whole))}
    form = {"content_type": "application/x-www-form-urlencoded", **came}
    answer = client.post("/e/tiny/a/P001/report/party/", whole, **form)
    assert answer.status_code == (400 if lost else 200)


@pytest.mark.parametrize("address", ["/en/elections/", "/e/tiny/search/"])
def test_a_question_typed_with_marks_apart_is_the_same_question(client, night, address):
    together, apart = (client.get(address, {"q": name}) for name in ("Мәжіліс сай", "Мәжіліс саи\u0306"))
    assert (apart.status_code, apart.content) == (200, together.content)


ASKED = {
    "/e/tiny/search/": ("q", "n"),
    "/e/tiny/findings/": ("code", "area", "page"),
    "/e/tiny/missing/": ("contest", "area", "at", "size", "page"),
    "/e/tiny/turnout/": ("contest",),
    "/e/tiny/a/P001/turnout/": ("source",),
    "/e/tiny/a/D11/": ("page",),
    "/en/desk/tiny/": ("q", "page"),
    "/en/desk/tiny/P001/party/done": ("sent",),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_question_of_any_text_is_answered_without_trouble(chair, log_in, tiny, text):
    """A third of what may be asked with each text, another one each day."""
    publish(protocol("P001"))
    questions = [(place, name) for place, names in ASKED.items() for name in names]
    for place, name in drawn(questions, len(questions) // 3, text):
        assert chair.get(place, {name: text}).status_code in (200, 302, 404), (place, name, DAY)
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    for name in drawn(("q", "within", "sort", "show", "contest", "page"), 2, text):
        assert reviewer.get("/en/desk/tiny/overview/", {name: text}).status_code in (200, 404), (name, DAY)


@pytest.mark.parametrize("contest", ["no_such_contest", *TEXTS])
def test_a_word_about_the_night_of_no_contest_held_there_is_not_taken(chair, tiny, contest):
    step = {"contest": contest, "step": "completed"}
    assert chair.post("/en/desk/tiny/P001/night/steps", step).status_code == 404
    paper = {"contest": contest, "paper": "P-1", "event": "signed"}
    assert chair.post("/en/desk/tiny/P001/night/papers", paper).status_code == 404


@pytest.mark.parametrize("text", TEXTS)
def test_a_form_of_any_text_is_answered_and_a_protocol_with_it_is_none_or_stored(chair, tiny, text):
    for name in ("participants", "signed_at", "explanation", "invalid", "action", "reread"):
        answer = chair.post(address(), typed(**{name: text}))
        assert answer.status_code < 500, name


def test_what_no_database_takes_stands_as_broken_text_does():
    assert storable("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert storable("Қазақша 🗳") == "Қазақша 🗳"


def test_a_session_and_a_label_that_no_database_takes_are_refused_or_mended(client, chair, tiny):
    client.cookies["sessionid"] = "a" * 31 + "\0"
    assert client.get("/en/desk/").status_code == 302
    body = json.dumps({"public_key": "AAAA", "algorithm": "ed25519", "label": "\ud800"})
    answer = chair.post("/en/desk/offline/keys", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_form_where_a_document_is_awaited_is_refused(log_in, tiny):
    """Whoever looks for its token has read it, so that its bytes are gone when the page asks for them."""
    chair = log_in(Role.CHAIR, "P001")
    assert chair.post("/en/desk/offline/keys", {"label": "a form"}).status_code == 400
