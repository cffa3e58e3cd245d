"""What every answer asks of browsers, and that no page holds a script or a style of its own making.

One address of each kind is asked: all that the resolver knows, as a stranger where they are public, and by
whoever may open them where they are not.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.browser_limits import SANDBOX
from hattama.web.kernel.accounts.policy import ALLOWED, Role
from hattama.web.kernel.accounts.who_asks import line_key, mark_of
from tests.attack.addresses import NamedAddress, by_rule, named_addresses
from tests.attack.doors import DOORS
from tests.attack.two_elections import Whose, lay_out
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

EMBEDS = "public:embed_"
CAMERA = {"desk:camera", "desk:camera_shell"}
UPLOADS = {"data:scan", "data:scan_page", "desk:paper", "desk:paper_page", "desk:report_photo"}
SAFE_SCRIPTS = {"application/json", "application/ld+json"}

Asked = tuple[NamedAddress, HttpResponseBase]


KEPT: list[Asked] = []
"""The answers, asked for once: no test changes them."""


@pytest.fixture
def answers(tiny: object) -> list[Asked]:
    if not KEPT:
        laid = lay_out()["own"]
        KEPT.extend([*_public(laid), *_of_the_desk(laid), *_own(laid)])
    return KEPT


def _public(laid: Whose) -> Iterator[Asked]:
    stranger = Client()
    for address in by_rule("public"):
        said = {"sha256": laid.sha256, "election_id": laid.election_id}
        yield address, stranger.get(address.at(**said))


def _of_the_desk(laid: Whose) -> Iterator[Asked]:
    clients: dict[Role, Client] = {}
    for address in by_rule("desk"):
        door = DOORS[address.name]
        role = next(one for one in Role if one in ALLOWED[door.deed or Deed.SEE_DESK])
        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(person(role, "KZ" if role is Role.ADMINISTRATOR else "D11"))
        yield address, clients[role].get(address.at(**laid.parameters(address.name, above=door.above)))


def _own(laid: Whose) -> Iterator[Asked]:
    client = Client()
    client.force_login(laid.held.user)
    for address in by_rule("signed_in"):
        yield address, client.get(address.at())


def policy_of(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {words[0]: words[1:] for words in parts}


def test_every_address_answers_with_the_rules_for_browsers(answers: list[Asked]) -> None:
    assert len(answers) > 100
    for address, answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff", address.name
        if address.name.startswith("watching:"):
            continue
        assert answer["Referrer-Policy"] == "same-origin", address.name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address.name
        devices = answer["Permissions-Policy"]
        assert "geolocation=()" in devices and "microphone=()" in devices, address.name
        assert ("camera=(self)" in devices) == (address.name in CAMERA), address.name
        policy = policy_of(answer)
        assert policy["default-src"] == ["'none'"], address.name
        if "sandbox" not in policy:
            said = [word for words in policy.values() for word in words]
            assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & {
                word for words in (policy.get("script-src", []), policy["style-src"]) for word in words
            }, address.name
            assert "'unsafe-eval'" not in said and policy["base-uri"] == ["'none'"], address.name
    opened = [address.name for address, answer in answers if answer.status_code == 200]
    assert len(opened) > 110, "the rules are read off pages and not off refusals alone"


def test_embeds_alone_may_be_framed(answers: list[Asked]) -> None:
    for address, answer in answers:
        if address.name.startswith("watching:"):
            continue
        framed = address.name.startswith(EMBEDS) and answer.status_code == 200
        assert ("X-Frame-Options" not in answer) == framed, address.name
        policy = policy_of(answer)
        if "sandbox" not in policy:
            assert policy["frame-ancestors"] == (["*"] if framed else ["'none'"]), address.name


def test_what_people_sent_is_served_in_a_sandbox(answers: list[Asked]) -> None:
    told = {address.name: answer for address, answer in answers if address.name in UPLOADS}
    assert told.keys() == UPLOADS
    for name, answer in told.items():
        assert answer.status_code == 200, name
        assert answer["Content-Security-Policy"] == SANDBOX, name


def test_pages_of_a_person_are_kept_nowhere(answers: list[Asked]) -> None:
    private = {"desk", "signed_in", "watcher"}
    on_the_way_in = {"account_login", "account_paper_code", "mfa_authenticate", "account_logout"}
    for address, answer in answers:
        is_private = address.rule in private or address.name in on_the_way_in
        if is_private and answer.status_code != 302:
            caching = answer.get("Cache-Control", "")
            told = (address.name, answer.status_code)
            assert "no-store" in caching and "public" not in caching, told


def test_no_page_holds_a_script_or_a_style_of_its_own(answers: list[Asked]) -> None:
    read = 0
    for address, answer in answers:
        if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        read += 1
        for element in read_page(answer).all():
            told = (address.name, element.tag, element.attributes)
            if element.tag == "script":
                assert element.attributes.get("src") or element.attributes.get("type") in SAFE_SCRIPTS, told
            assert element.tag != "style" and "style" not in element.attributes, told
            assert not [name for name in element.attributes if name.startswith("on")], told
            leads = [element.attributes.get(name, "") for name in ("href", "src", "action", "formaction")]
            assert not [lead for lead in leads if lead.strip().lower().startswith("javascript:")], told
    assert read > 60


def test_over_tls_browsers_are_told_to_keep_to_it(tiny: object, settings: Any) -> None:
    assert "Strict-Transport-Security" not in Client().get("/about/")
    settings.SECURE_HSTS_SECONDS = 2592000
    assert Client().get("/about/", secure=True)["Strict-Transport-Security"] == "max-age=2592000"
    assert "Strict-Transport-Security" not in Client().get("/about/"), "without TLS it would be no news"


def test_cookies_are_kept_from_scripts_and_from_other_sites(tiny: object, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = person(Role.TYPIST, "P001")
    client = Client()
    client.get("/account/login/", secure=True)
    sent = {"login": user.username, "password": "тоғыз қабат торқа"}
    assert "line" not in client.post("/account/login/", sent | {"password": "x"}, secure=True).cookies
    cookies = client.post("/account/login/", sent, secure=True).cookies | client.cookies
    assert {"sessionid", "csrftoken"} <= cookies.keys()
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
    assert cookies["sessionid"]["httponly"] and cookies["line"]["httponly"]
    assert cookies["line"].value == mark_of(cookies["sessionid"].value, line_key())
    assert not Client().get("/").cookies, "a reader is not marked"


def test_a_name_of_a_host_that_is_not_ours_is_refused(tiny: object) -> None:
    for headers in ({"host": "evil.example"}, {"host": "localhost:80@evil.example"}):
        assert Client(headers=headers).get("/").status_code == 400
    told = Client(headers={"x-forwarded-host": "evil.example"}).get("/account/paper/")
    assert "evil.example" not in told.content.decode()


def test_every_address_that_takes_a_post_asks_where_the_form_came_from(tiny: object) -> None:
    """But for those that do nothing in anybody's name, which stand here with the reason."""
    in_nobodys_name = {
        "desk:offline_statements": "a statement that the key of a prepared telephone has signed",
        "data:gateway_message": "the secret of an organisation's gateway stands in the address",
        "data:field_submission": "the token of an observer's telephone stands in the address",
        "public:complain": "the text of a complaint comes back as a sheet and is kept nowhere",
        "public:compare": "figures are compared and nothing is recorded",
        "public:copies": "a copy that an observer's key has signed",
        "public:report": "a report of anybody, without an account",
        "public:send_copy": "a copy of anybody, without an account",
        "public:sent": "whoever has a code asks, and nothing is recorded",
        "public:told": "a wish for letters, which the letter itself confirms",
        "public:confirm": "the secret of the letter stands in the address",
        "public:leave": "mail programs press this button by themselves (RFC 8058)",
    }
    exempt = {address.name for address in named_addresses() if getattr(address.view, "csrf_exempt", False)}
    reading = {name for name in exempt if name.startswith(("api:", "data:"))} - in_nobodys_name.keys()
    assert exempt - reading == in_nobodys_name.keys()
    laid = lay_out()["own"]
    client = Client(enforce_csrf_checks=True)
    client.force_login(laid.held.user)
    for address in named_addresses():
        if address.name in exempt:
            continue
        answer = client.post(address.at(**laid.parameters(address.name)), {"action": "submit"})
        # What watches the site is answered before anything else, and reads alone.
        refused = 405 if address.name.startswith("watching:") and address.rule == "public" else 403
        assert answer.status_code == refused, address.name
    for address in (one for one in named_addresses() if one.name in reading):
        answer = client.post(address.at(**laid.parameters(address.name)), {"action": "submit"})
        assert answer.status_code in (404, 405) if address.name == "api:unknown" else 405, address.name
