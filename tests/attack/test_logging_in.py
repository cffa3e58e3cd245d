"""Guessing, finding out, stealing and keeping a login: what each of them meets."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as site
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import CacheRow
from tests.attack.addresses import by_rule, named_addresses
from tests.drawn import DAY, drawn
from tests.web.people import PASSPHRASE, person
from tests.web.second_factor import code
from tests.web.settings import DATABASE_CACHE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

LOGIN = "/en/account/login/"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
)
NAMES_OF_THE_WAY_BACK = ("next", "redirect", "redirect_to", "return", "return_to", "url", "continue", "to")


@pytest.fixture
def aigul(tiny: object) -> Any:
    return person(Role.TYPIST, "P001", username="aigul")


def enter(client: Client, name: str, passphrase: str = PASSPHRASE, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": passphrase} | more)


def leads(answer: Any) -> str:
    return str(answer.get("Location", ""))


def test_no_parameter_leads_to_another_site(aigul: Any) -> None:
    """Every address that sends anybody on, with every name that a way back is known to have; of those that
    show a page to everybody a third, others each day.
    """
    inside = Client()
    inside.force_login(aigul)
    pages = [
        address
        for address in named_addresses()
        if address.rule != "watcher" and not address.name.startswith(("data:", "api:", "watching:"))
    ]
    shown = [address for address in pages if address.name.startswith("public:")]
    for address in [one for one in pages if one not in shown] + [*drawn(shown, len(shown) // 3)]:
        readers = [Client()] if address.rule == "public" else [Client(), inside]
        for client in readers:
            first = client.get(address.at(), dict.fromkeys(NAMES_OF_THE_WAY_BACK, ELSEWHERE[0]))
            if first.status_code in (301, 302):
                assert not leads(first).startswith(("http", "//", "\\")), (address.name, leads(first), DAY)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_logging_in_and_out_never_leads_to_another_site(aigul: Any, where: str) -> None:
    client = Client()
    assert leads(enter(client, "aigul", next=where)).startswith("/en/")
    assert leads(client.post("/en/account/logout/", {"next": where})).startswith("/en/")


def test_a_session_that_somebody_planted_is_not_the_one_that_logs_in(aigul: Any) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    assert client.cookies[site.SESSION_COOKIE_NAME].value == planted
    enter(client, "aigul")
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies[site.SESSION_COOKIE_NAME] = planted
    assert thief.get("/en/desk/").status_code == 302


def test_logging_out_ends_the_session_for_whoever_copied_its_cookie(aigul: Any) -> None:
    client, thief = Client(), Client()
    enter(client, "aigul")
    thief.cookies[site.SESSION_COOKIE_NAME] = client.cookies[site.SESSION_COOKIE_NAME].value
    assert thief.get("/en/desk/tiny/").status_code == 200
    client.post("/en/account/logout/")
    assert thief.get("/en/desk/tiny/").status_code == 302


def test_a_passphrase_alone_opens_no_desk_above_a_typists(tiny: object) -> None:
    person(Role.CHAIR, "P001", username="chair")
    client = Client()
    assert leads(enter(client, "chair")) == "/en/account/second-factor/authenticate/"
    for address in [*by_rule("desk"), *by_rule("signed_in")]:
        assert "/account/login/" in leads(client.get(address.at())), address.name


def test_a_code_of_the_second_factor_is_taken_once(tiny: object) -> None:
    person(Role.CHAIR, "P001", username="chair")
    told = code()
    ends = []
    for _ in range(2):
        client = Client()
        enter(client, "chair")
        client.post("/en/account/second-factor/authenticate/", {"code": told})
        ends.append("_auth_user_id" in client.session)
    assert ends == [True, False]


def test_guessing_codes_is_slowed_down(tiny: object, monkeypatch: pytest.MonkeyPatch) -> None:
    person(Role.CHAIR, "P001", username="chair")
    client = Client()
    enter(client, "chair")
    asked: list[str] = []
    kept = TOTP.validate_code
    monkeypatch.setattr(TOTP, "validate_code", lambda self, said: asked.append(said) or kept(self, said))
    for guess in range(20):
        client.post("/en/account/second-factor/authenticate/", {"code": f"{guess:06d}"})
    assert 0 < len(asked) <= 5, "after five wrong codes none is looked at"
    client.post("/en/account/second-factor/authenticate/", {"code": code()})
    assert "_auth_user_id" not in client.session, "even the right code has to wait"


def test_guessing_from_many_addresses_is_slowed_down_for_the_account(aigul: Any) -> None:
    for guess in range(52):
        Client(REMOTE_ADDR=f"192.0.2.{guess}").post(LOGIN, {"login": "aigul", "password": "wrong"})
    client = Client(REMOTE_ADDR="192.0.2.99")
    enter(client, "aigul")
    assert "_auth_user_id" not in client.session


def test_a_stranger_who_guesses_does_not_lock_the_person_out_who_comes_from_elsewhere(aigul: Any) -> None:
    stranger, herself = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _ in range(12):
        enter(stranger, "aigul", "wrong")
    enter(stranger, "aigul")
    enter(herself, "aigul")
    assert ["_auth_user_id" in client.session for client in (stranger, herself)] == [False, True]


def test_visitors_of_ipv4_are_told_apart_where_a_socket_writes_them_as_ipv6(aigul: Any) -> None:
    stranger, herself = Client(REMOTE_ADDR="::ffff:192.0.2.1"), Client(REMOTE_ADDR="::ffff:198.51.100.7")
    for _ in range(6):
        enter(stranger, "aigul", "wrong")
    enter(herself, "aigul")
    assert "_auth_user_id" in herself.session


def test_another_name_of_the_host_or_of_the_account_gives_no_more_guesses(
    aigul: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    kept = type(aigul).check_password
    monkeypatch.setattr(
        type(aigul), "check_password", lambda self, said: asked.append(said) or kept(self, said)
    )
    for host in ("localhost", "127.0.0.1", "localhost:1", "localhost:2", "localhost:3"):
        for name in ("aigul", "AIGUL", "Aigul"):
            enter(Client(headers={"host": host}), name, "wrong")
    assert len(asked) == 5


def test_guesses_under_other_names_do_not_open_a_locked_account_again(aigul: Any) -> None:
    """The cache in the database had room for 300 rows, and dropped the oldest and the youngest alike."""
    with override_settings(CACHES={"default": DATABASE_CACHE}):
        for _ in range(6):
            enter(Client(), "aigul", "wrong")
        for row in range(400):
            cache.set(f"{row:064x}", [1.0], 300)
            cache.set(f"old-{row}", [1.0], -1)
        client = Client()
        enter(client, "aigul")
        assert "_auth_user_id" not in client.session
        assert CacheRow.objects.filter(expires__lt=timezone.now()).count() <= 1, "what is over is forgotten"


def test_a_code_is_not_taken_again_as_long_as_it_is_good_nor_one_before_it(
    tiny: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code is good for ninety seconds; it was remembered for thirty."""
    person(Role.CHAIR, "P001", username="chair")
    now = time.time() // 30 * 30
    monkeypatch.setattr(time, "time", lambda: now)
    earlier, told = code(steps_ahead=-1), code()
    spaced = f"{told[:3]}-{told[3:]}"
    ends = []
    for later, said in ((0, told), (0, earlier), (34, told), (50, spaced), (59, told), (59, code())):
        cache.clear()
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        client = Client()
        enter(client, "chair")
        client.post("/en/account/second-factor/authenticate/", {"code": said})
        ends.append("_auth_user_id" in client.session)
    assert ends == [True, False, False, False, False, False]
    monkeypatch.setattr(time, "time", lambda: now + 60)
    client = Client()
    enter(client, "chair")
    client.post("/en/account/second-factor/authenticate/", {"code": code()})
    assert "_auth_user_id" in client.session


def test_an_old_code_tried_again_is_a_wrong_code_and_frees_nobody_to_guess(
    tiny: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Role.CHAIR, "P001", username="chair")
    told = code()
    client = Client()
    enter(client, "chair")
    client.post("/en/account/second-factor/authenticate/", {"code": told})
    thief = Client()
    enter(thief, "chair")
    asked: list[str] = []
    kept = TOTP.validate_code
    monkeypatch.setattr(TOTP, "validate_code", lambda self, said: asked.append(said) or kept(self, said))
    for guess in range(12):
        for said in (f"{guess:06d}", told):
            thief.post("/en/account/second-factor/authenticate/", {"code": said})
    assert len(asked) <= 5


def test_the_proxy_slows_down_every_address_at_which_something_can_be_guessed() -> None:
    template = Path(__file__).resolve().parents[2] / "deploy/nginx/hattama.conf.template"
    [slowed] = re.findall(r"location ~ (\S+) \{\s+limit_req zone=hattama_login", template.read_text("utf-8"))
    guessed = ("account_login", "account_paper_code", "account_reauthenticate", "account_change_password")
    for name in (
        *guessed,
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_login_webauthn",
        "mfa_activate_totp",
    ):
        for language in ("kk", "ru", "en"):
            with override(language):
                assert re.match(slowed, reverse(name)), name


def test_guessing_paper_codes_is_slowed_down(tiny: object) -> None:
    sent = {"code": "AAAA-AAAA-AAAA", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    answers = [Client().post("/en/account/paper/", sent).status_code for _ in range(32)]
    assert set(answers[:30]) == {400}
    assert answers[30:] == [429, 429]


def test_an_invented_forwarding_header_does_not_make_a_new_address(tiny: object) -> None:
    sent = {"code": "AAAA-AAAA-AAAA", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    for guess in range(30):
        Client(headers={"x-forwarded-for": f"198.51.100.{guess}"}).post("/en/account/paper/", sent)
    last = Client(headers={"x-forwarded-for": "198.51.100.200"}).post("/en/account/paper/", sent)
    assert last.status_code == 429


def test_nobody_finds_out_which_accounts_there_are(aigul: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page and the same work, counted in hashings of passphrases, for each way to be refused."""
    closed = person(Role.TYPIST, "P001", username="closed")
    closed.is_active = False
    closed.save()
    fresh = person(Role.TYPIST, "P001", username="fresh")
    fresh.set_unusable_password()
    fresh.save()
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    kept = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, said, salt: hashed.append(said) or kept(self, said, salt)
    )
    told = {}
    for name in ("aigul", "nobody", "closed", "fresh"):
        cache.clear()
        hashed.clear()
        page = enter(Client(), name, "a wrong passphrase")
        told[name] = (page.status_code, str(page.context["form"].errors), len(hashed))
    assert told["aigul"][2] == 1
    assert set(told.values()) == {told["aigul"]}, told


def test_there_is_no_address_at_which_a_forgotten_passphrase_is_asked_for() -> None:
    names = {address.name for address in named_addresses()}
    assert not [name for name in names if "reset" in name or "signup" in name or "email" in name]
