"""Who gets in, where they land, and how they leave."""

import pytest
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from tests.web.desk_clients import address
from tests.web.kernel.pages.reading import read_page
from tests.web.people import PASSPHRASE, person
from tests.web.tiny_election import ELECTION_ID

pytestmark = pytest.mark.django_db

LOGIN = "/en/account/login/"


def log_in(client: Client, username: str, passphrase: str = PASSPHRASE, **more: str):
    return client.post(LOGIN, {"login": username, "password": passphrase} | more)


@pytest.fixture
def typist(tiny):
    return person(Role.TYPIST, "P001", username="aigul")


def test_the_desk_sends_strangers_to_the_login_and_back(client, typist):
    sent = client.get(address())
    assert sent.status_code == 302
    assert sent.url == f"{LOGIN}?next=/en/desk/tiny/P001/party/"
    back = log_in(client, "aigul", next=address())
    assert (back.status_code, back.url) == (302, address())


def test_whoever_sends_without_a_login_reads_that_it_was_not_recorded_and_not_that_they_have_logged_in(
    client, typist
):
    log_in(client, "aigul")
    client.cookies.pop("sessionid")
    page = client.post(address(), {"action": "submit"}, follow=True)
    assert page.redirect_chain[0][0].startswith(f"{LOGIN}?next=/en/desk/tiny/P001/party/&")
    said = page.content.decode()
    assert "what you sent was not recorded" in said and "aigul" not in said
    back = log_in(client, "aigul", next=address())
    assert back.url == address()
    log_in(client, "aigul")
    client.post("/en/account/logout/")
    said = client.get(LOGIN).content.decode()
    assert "was not recorded" not in said and "account-messages" not in said


def test_whoever_changes_the_language_of_the_log_in_goes_on_in_that_language(client, typist):
    page = read_page(client.get(f"{LOGIN}?next=/en/desk/tiny/P001/party/&x=%26"))
    (kazakh,) = {link.attributes["href"] for link in page.all("a", hreflang="kk")}
    assert kazakh == "/account/login/?next=/desk/tiny/P001/party/&x=%26"


def test_with_one_election_i_land_on_my_precincts(client, typist):
    assert log_in(client, "aigul").url == "/en/desk/"
    assert client.get("/en/desk/").url == f"/en/desk/{ELECTION_ID}/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        r"\\evil.example",
        "https:evil.example",
    ],
)
def test_the_way_back_never_leads_to_another_site(client, typist, elsewhere):
    assert log_in(client, "aigul", next=elsewhere).url == "/en/desk/"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "коды бар жаңа парақты тіркелгіні берген адамнан сұраңыз"),
        ("ru", "попросите новый лист с кодом у того, кто дал вам учётную запись"),
        ("en", "ask whoever gave you the account for a new sheet with a code"),
    ],
)
def test_a_wrong_passphrase_is_told_in_their_language_with_whom_to_ask(client, typist, language, words):
    prefix = "" if language == "kk" else f"/{language}"
    page = client.post(f"{prefix}/account/login/", {"login": "aigul", "password": "wrong"})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_name_that_does_not_exist_is_refused_with_the_same_words(client, typist):
    unknown = log_in(client, "nobody", "wrong").context["form"].errors
    assert unknown == log_in(client, "aigul", "wrong").context["form"].errors
    assert unknown


def test_guessing_is_slowed_down(client, typist):
    for _ in range(6):
        page = log_in(client, "aigul", "wrong")
    assert "Wait five minutes, then try again" in page.content.decode()
    assert log_in(client, "aigul").status_code == 200, "even the right passphrase has to wait"


def test_nobody_makes_an_account_by_themselves(client, tiny):
    assert client.get("/en/account/signup/").status_code == 404


def test_logging_out_needs_a_press_of_the_button(client, typist):
    log_in(client, "aigul")
    assert client.get("/en/account/logout/").status_code == 200
    assert client.get(address()).status_code == 200, "a link that somebody planted logs nobody out"
    assert client.post("/en/account/logout/").url == "/en/"
    assert client.get(address()).status_code == 302


def test_an_account_without_a_role_sees_no_desk(client, tiny):
    client.force_login(person(Role.TYPIST, username="nobody"))
    page = client.get("/en/desk/")
    assert page.status_code == 403
    assert "This page is not open to you" in page.content.decode()


def test_a_form_from_another_site_is_refused_with_a_page_in_the_language(typist):
    client = Client(enforce_csrf_checks=True)
    client.force_login(typist)
    page = client.post("/account/logout/")
    assert page.status_code == 403
    assert "Бет ескіріп қалды" in page.content.decode()
    assert client.post(address(), {"action": "submit"}).status_code == 403
    assert client.post(address(step="check")).status_code == 403
    assert client.get(address()).status_code == 200
