"""The second factor: who needs one, how it is enrolled and asked for, and what guessing costs a stranger."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client, override_settings

from hattama.web.accounts.make_demonstration_accounts import make_demonstration_accounts
from hattama.web.kernel.accounts.demonstration_codes import SECRET as KNOWN_SECRET
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, Role
from hattama.web.kernel.accounts.tables import CacheRow
from tests.web.desk_clients import address
from tests.web.kernel.pages.reading import read_page
from tests.web.people import PASSPHRASE, person
from tests.web.second_factor import code, enrol
from tests.web.settings import DATABASE_CACHE
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row

pytestmark = pytest.mark.django_db

LOGIN = "/en/account/login/"
FACTORS = "/en/account/second-factor/"


def begin(client: Client, username: str, passphrase: str = PASSPHRASE):
    return client.post(LOGIN, {"login": username, "password": passphrase})


def say_code(client: Client, digits: str):
    return client.post(f"{FACTORS}authenticate/", {"code": digits})


@pytest.mark.parametrize("role", sorted(ABOVE_TYPIST))
def test_above_a_typist_the_desk_waits_for_the_second_factor(client, tiny, role):
    user = person(role, "D11", second_factor=False)
    client.force_login(user)
    for page in ("/en/desk/", f"/en/desk/{ELECTION_ID}/", address()):
        led = client.get(page)
        assert (led.status_code, led.url) == (302, FACTORS), page
    words = client.get(FACTORS).content.decode()
    assert "Your role needs a second factor" in words
    assert client.post(address(), {"action": "submit"}).url == FACTORS
    enrol(user)
    assert client.get("/en/desk/").status_code in (200, 302)
    assert client.get("/en/desk/").get("location") != FACTORS
    assert "Your role needs a second factor" not in client.get(FACTORS).content.decode()


def test_a_typist_needs_none(client, tiny):
    client.force_login(person(Role.TYPIST, "P001"))
    assert client.get(address()).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, tiny):
    user = person(Role.CHAIR, "P001", second_factor=False)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    client.force_login(user)
    assert client.get(address()).url == FACTORS


def test_the_passphrase_alone_lets_nobody_in(client, tiny):
    person(Role.CHAIR, "P001", username="chair")
    assert begin(client, "chair").url == f"{FACTORS}authenticate/"
    assert client.get(address()).status_code == 302
    assert "_auth_user_id" not in client.session
    assert say_code(client, "000000").status_code == 200
    assert "_auth_user_id" not in client.session
    assert say_code(client, code()).url == "/en/desk/"
    assert client.get(address()).status_code == 200


def test_whoever_lost_the_telephone_reads_before_the_first_try_what_to_type_and_whom_to_call(client, tiny):
    person(Role.CHAIR, "P001", username="chair")
    begin(client, "chair")
    page = read_page(client.get("/en/account/second-factor/authenticate/"))
    assert (
        "type one of your recovery codes here; without them, call whoever gave you" in page.one("main").text
    )
    [box] = [one for one in page.all("input") if one.attributes.get("name") == "code"]
    assert box.attributes["aria-describedby"] and box.attributes["inputmode"] == "numeric"


def test_a_code_is_taken_once(client, tiny):
    person(Role.CHAIR, "P001", username="chair")
    begin(client, "chair")
    seen_over_the_shoulder = code()
    say_code(client, seen_over_the_shoulder)
    other = Client()
    begin(other, "chair")
    used = say_code(other, seen_over_the_shoulder)
    assert used.status_code == 200 and "_auth_user_id" not in other.session
    assert "was used already" in (told := used.content.decode()) and "not the code of this moment" not in told
    wrong = say_code(other, "000000").content.decode()
    assert "type one of your recovery codes here" in wrong and "call whoever gave you the account" in wrong
    assert "not the code of this moment" in wrong and "was used already" not in wrong
    assert "If the codes of others are refused as well, the site&#x27;s clock is wrong" in wrong


def test_whether_a_code_was_used_is_told_to_nobody_without_the_passphrase(client, tiny):
    person(Role.CHAIR, "P001", username="chair")
    begin(client, "chair")
    say_code(client, code())
    stranger = Client()
    begin(stranger, "chair", passphrase="a passphrase of another")
    answer = say_code(stranger, code())
    assert answer.url.startswith("/en/account/login/") and "_auth_user_id" not in stranger.session


def test_a_new_chair_enrols_an_authenticator_app_and_gets_recovery_codes(client, tiny):
    person(Role.CHAIR, "P001", username="chair", second_factor=False)
    begin(client, "chair")
    assert client.get("/en/desk/").url == FACTORS
    page = client.get(f"{FACTORS}totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    done = client.post(f"{FACTORS}totp/activate/", {"code": code(secret)})
    assert done.url == f"{FACTORS}recovery-codes/"
    assert len(client.get(done.url).context["unused_codes"]) == 10
    assert client.get(address()).status_code == 200


def test_enrolling_ends_the_sessions_that_began_without(client, tiny, django_capture_on_commit_callbacks):
    person(Role.CHAIR, "P001", username="chair", second_factor=False)
    stranger = Client()
    begin(stranger, "chair")
    assert stranger.get(FACTORS).status_code == 200
    begin(client, "chair")
    secret = client.get(f"{FACTORS}totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{FACTORS}totp/activate/", {"code": code(secret)})
    assert stranger.get(FACTORS).status_code == 302, "whoever knew the passphrase alone is out"
    assert client.get(FACTORS).status_code == 200


def test_taking_ones_own_factor_away_ends_the_other_sessions(
    client, tiny, django_capture_on_commit_callbacks
):
    person(Role.CHAIR, "P001", username="chair")
    lost = Client()
    for place, steps_ahead in ((lost, 0), (client, 1)):
        begin(place, "chair")
        say_code(place, code(steps_ahead=steps_ahead))
        assert place.get(FACTORS).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{FACTORS}totp/deactivate/")
    assert not Authenticator.objects.exists() and client.get(FACTORS).status_code == 200
    assert lost.get(FACTORS).status_code == 302, (
        "who has the lost telephone, and is signed in with it, is out"
    )


def test_guessing_codes_is_slowed_down(client, tiny):
    person(Role.CHAIR, "P001", username="chair")
    begin(client, "chair")
    for _ in range(6):
        page = say_code(client, "000000")
    assert "Wait five minutes, then try again" in page.content.decode()
    assert say_code(client, code()).status_code == 200, "even the right code has to wait"
    assert "_auth_user_id" not in client.session


def test_failed_logins_are_counted_for_all_processes_together(client, tiny):
    """The cache of the house, which the other tests do without: a second process sees the count."""
    person(Role.TYPIST, "P001", username="aigul")
    with override_settings(CACHES={"default": DATABASE_CACHE}):
        for _ in range(5):
            begin(client, "aigul", "wrong")
        assert CacheRow.objects.exists()
        begin(Client(), "aigul")
        assert "Too many" in begin(Client(), "aigul").content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_of_the_second_factor_open_in_each_language(tiny, language):
    client = Client(headers={"accept-language": language})
    person(Role.CHAIR, "P001", username="chair")
    begin(client, "chair")
    say_code(client, code())
    prefix = "" if language == "kk" else f"/{language}"
    client.post(f"{prefix}/account/second-factor/recovery-codes/generate/")
    for page in ("", "recovery-codes/", "passkeys/", "passkeys/add/", "totp/deactivate/"):
        shown = client.get(f"{prefix}/account/second-factor/{page}")
        assert shown.status_code == 200, page
        assert "account-panel" in shown.content.decode() or page, "the pages wear the clothes of the site"


class TestDemonstration:
    def test_the_page_of_the_code_says_it_for_a_demonstration_account(self, client, tiny):
        make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        login = client.get(LOGIN).content.decode()
        assert "This site shows a demonstration" in login
        assert "demo-chair" in login and "demo-typist" in login
        page = client.get(begin(client, "demo-chair", "hattama-demo-2023").url)
        known = page.context["demonstration_code"]
        assert f"says the code: {known}" in page.content.decode()
        assert say_code(client, known).url == "/en/desk/"

    def test_it_says_no_code_of_anybody_else(self, client, tiny):
        make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        person(Role.CHAIR, "P002", username="chair")
        page = client.get(begin(client, "chair").url)
        assert page.context["demonstration_code"] is None
        assert "demonstration account" not in page.content.decode()

    def test_where_no_demonstration_is_nothing_is_said_of_one(self, client, tiny):
        person(Role.CHAIR, "P002", username="chair")
        assert "demonstration" not in client.get(LOGIN).content.decode()

    def test_a_demonstration_account_that_lost_its_factor_gets_it_again(self, tiny):
        make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        user = User.objects.get(username="demo-chair")
        Authenticator.objects.filter(user=user).delete()
        make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        assert Authenticator.objects.get(user=user).data["secret"] == KNOWN_SECRET
        assert not Authenticator.objects.filter(user__username="demo-typist").exists()
