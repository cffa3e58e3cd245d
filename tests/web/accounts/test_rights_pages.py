"""The pages of administrators: whom they show, what they change, and how they refuse."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hattama.web.kernel.accounts.change_rights import remove_second_factor
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.second_factor import second_factors
from hattama.web.kernel.accounts.tables import AccountChange, Membership, PaperCode
from tests.web.kernel.pages.reading import read_page
from tests.web.people import PASSPHRASE, person
from tests.web.second_factor import code, enrol
from tests.web.tiny_election import NIGHT

pytestmark = pytest.mark.django_db
PAGES = "/en/account/rights/tiny/"


@pytest.fixture
def keeper(log_in) -> Client:
    return log_in(Role.ADMINISTRATOR, "D11")


def held(username: str) -> Membership:
    return Membership.objects.get(user__username=username)


def sure(username: str, action: str = "") -> dict[str, object]:
    """What the page that asks once more sends."""
    one = held(username)
    shown = {"factor": second_factors([one.user_id]).get(one.user_id, "")} if action == "factor" else {}
    return {"held": one.pk, "action": action, "sure": "1"} | shown


@pytest.mark.parametrize(
    ("address", "action", "effect"),
    [
        ("take", "take", "A role that decides comes back only once a second administrator"),
        ("account", "close", "nobody logs in with it until it is opened again"),
        ("account", "factor", "roles that decide wait until a second administrator"),
        ("account", "keys", "What these phones have signed and not sent yet is taken in no more"),
    ],
)
def test_what_takes_access_is_asked_once_more_and_one_press_does_nothing(keeper, address, action, effect):
    aigul = person(Role.CHAIR, "P001", "P002", username="aigul")
    first = aigul.memberships.get(area__code="P001")
    pressed = {"held": first.pk, "action": action, "q": "aig", "factor": second_factors([aigul.pk])[aigul.pk]}
    answer = keeper.post(PAGES + address, pressed)
    page, form = read_page(answer), read_page(answer).one("main").one("form")
    assert answer.status_code == 200 and effect in page.one("main").text and "aigul" in page.text
    assert ("P002" in page.one("main").text) is (action != "take"), "all that the account holds goes with it"
    assert User.objects.get(pk=aigul.pk).is_active and aigul.memberships.count() == 2
    assert not AccountChange.objects.exists(), "nothing is done yet"
    assert page.one("main").links["Leave without change"] == f"{PAGES}?q=aig"
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    answer = keeper.post(form.attributes["action"], sent | {"action": form.one("button").attributes["value"]})
    assert answer.url == f"{PAGES}?q=aig&done=1"
    assert AccountChange.objects.exists() or action == "keys"


def test_a_second_factor_is_taken_only_from_whoever_has_one(keeper):
    person(Role.TYPIST, "P001", username="aigul")
    assert 'value="factor"' not in keeper.get(PAGES, {"q": "aigul"}).content.decode()
    person(Role.TERRITORIAL_REVIEWER, "D11", username="zhanna")
    assert 'value="factor"' in keeper.get(PAGES, {"q": "zhanna"}).content.decode()


@pytest.mark.parametrize("since", ["removed", "another"])
def test_a_page_that_shows_a_factor_of_before_removes_none_and_writes_nothing(keeper, since):
    zhanna = person(Role.CHAIR, "P001", username="zhanna")
    shown = f'name="factor" value="{second_factors([zhanna.pk])[zhanna.pk]}"'
    assert shown in keeper.get(PAGES, {"q": "zhanna"}).content.decode()
    stale = sure("zhanna", "factor")
    remove_second_factor(None, zhanna, now=NIGHT)
    if since == "another":
        enrol(zhanna)
        # SQLite gives a row the number of the last one again.
        stale["factor"] = "1000000"
    changes = AccountChange.objects.count()
    answer = keeper.post(f"{PAGES}account", stale)
    assert (
        answer.status_code == 409
        and "is gone, or the person has set up another since" in read_page(answer).text
    )
    assert AccountChange.objects.count() == changes
    assert (zhanna.pk in second_factors([zhanna.pk])) is (since == "another")


def test_whoever_changes_the_language_of_a_page_that_was_sent_for_finds_the_people(keeper):
    person(Role.CHAIR, "P001", username="aigul")
    asked = {"held": held("aigul").pk, "action": "close", "q": "aig"}
    for answer in (
        keeper.post(f"{PAGES}give", {"login": "dana", "role": "typist", "area": "nowhere", "q": "aig"}),
        keeper.post(f"{PAGES}account", asked),
        keeper.post(f"{PAGES}account", asked | {"action": "print"}),
    ):
        [there] = [one for one in read_page(answer).all("a") if one.attributes.get("hreflang") == "ru"]
        people = keeper.get(there.attributes["href"])
        assert people.status_code == 200 and people.context["query"] == "aig"


def test_an_administrator_lands_on_the_accounts_and_sees_only_their_area(keeper):
    person(Role.TYPIST, "P001", username="aigul")
    person(Role.TYPIST, "P101", username="far-away")
    assert keeper.get("/en/desk/").url == "/en/account/rights/"
    assert keeper.get("/en/account/rights/").url == PAGES
    words = keeper.get(PAGES).content.decode()
    assert "aigul" in words and "far-away" not in words


def test_after_the_login_too(client, tiny):
    person(Role.ADMINISTRATOR, "KZ", username="keeper")
    client.post("/en/account/login/", {"login": "keeper", "password": PASSPHRASE})
    landed = client.post("/en/account/second-factor/authenticate/", {"code": code()})
    assert landed.url == "/en/account/rights/"


def test_people_are_found_by_name_login_and_area(keeper):
    person(Role.TYPIST, "P001", username="aigul")
    sent = {"login": "q.dana", "name": "Қуат Әбенов", "role": "typist", "area": "P002"}
    keeper.post(f"{PAGES}give", sent)
    # P002 lies in Өтеген батыр көшесі, улица Отеген батыра.
    for query in ("қуат", "КУАТ", "Әбен қ", "Abenov", "DAN", "P002", "Өтеген", "ОТЕГЕН батыра куат"):
        words = keeper.get(PAGES, {"q": query}).content.decode()
        assert "q.dana" in words and "aigul" not in words, query
    assert "Nobody fits" in keeper.get(PAGES, {"q": "nobody-such"}).content.decode()


def test_after_each_change_the_page_says_what_was_done_to_whom(keeper):
    aigul = person(Role.CHAIR, "P001", username="aigul")
    sent = sure("aigul", "factor")
    page = keeper.post(f"{PAGES}account", sent, follow=True).content.decode()
    assert "<strong>aigul: second factor removed</strong>" in page
    page = keeper.post(f"{PAGES}account", sent | {"action": "close"}, follow=True).content.decode()
    assert "<strong>aigul: account closed</strong>" in page and not User.objects.get(pk=aigul.pk).is_active
    zhanna = person(Role.TERRITORIAL_REVIEWER, "D11", username="zhanna")
    sent = sure(zhanna.username, "factor")
    page = keeper.post(f"{PAGES}account", sent, follow=True).content.decode()
    assert "zhanna: second factor removed" in page and "zhanna: role proposed" in page
    assert "notice-done" not in keeper.get(PAGES).content.decode()
    assert "Telephone with the codes lost: remove the second factor." in page


def test_whoever_lost_every_role_in_the_night_reads_why_and_whom_to_call(keeper, client):
    aigul = person(Role.TYPIST, "P001", username="aigul")
    client.force_login(aigul)
    keeper.post(f"{PAGES}take", sure("aigul"))
    client.force_login(User.objects.get(pk=aigul.pk))
    answer = client.get("/en/desk/")
    assert answer.status_code == 403
    assert "it was taken away, or waits until a second person confirms it. Call" in answer.content.decode()


def test_whose_account_was_closed_reads_that_it_can_be_opened_again(keeper, client):
    aigul = person(Role.TYPIST, "P001", username="aigul")
    keeper.post(f"{PAGES}account", sure("aigul", "close"))
    sent = {"login": aigul.username, "password": PASSPHRASE}
    page = client.post("/en/account/login/", sent, follow=True).content.decode()
    assert "The account is closed" in page and "it can be opened again at once" in page


def test_roles_above_the_precincts_stand_first_and_of_very_many_the_first_are_listed(keeper, monkeypatch):
    for number, place in enumerate(("P002", "P001", "P001")):
        person(Role.TYPIST, place, username=f"typist-{number}")
    person(Role.TERRITORIAL_HEAD, "D11", username="zhanna")
    shown = [one.user.username for one, *_ in keeper.get(PAGES).context["people"]]
    assert shown == ["administrator-of-D11", "zhanna", "typist-1", "typist-2", "typist-0"]
    monkeypatch.setattr("hattama.web.accounts.desk.rights_views.PAGE_SIZE", 3)
    second = keeper.get(PAGES, {"page": "2"}).context
    assert [one.user.username for one, *_ in second["people"]] == shown[3:] and second["most"] is None
    for module in ("account_lists", "desk.rights_views"):
        monkeypatch.setattr(f"hattama.web.accounts.{module}.MOST_LISTED", 2)
    page = keeper.get(PAGES, {"page": "2"})
    assert [one.user.username for one, *_ in page.context["people"]] == shown[3:4]
    assert "Only the first roles are listed: 2." in page.content.decode()
    assert [one.user.username for one, *_ in keeper.get(PAGES, {"q": "P002"}).context["people"]] == [
        "typist-0"
    ]


def test_a_role_is_given_to_a_new_person(keeper):
    sent = {"login": "dana", "name": "Дана", "role": "typist", "area": "P002"}
    done = read_page(keeper.post(f"{PAGES}give", sent, follow=True)).one("div", cls="notice-done")
    assert (held("dana").role, held("dana").area.code) == ("typist", "P002")
    assert done.links["Find it, open “Change” and print the sheet"] == "?q=dana", "what is to be done next"
    again = read_page(keeper.post(f"{PAGES}give", sent | {"area": "P001"}, follow=True))
    assert "print the sheet" not in again.one("div", cls="notice-done").text, "the account is no new one"
    words = keeper.get(f"{PAGES}changes").content.decode()
    assert "account made" in words and "role given" in words and "by administrator-of-D11" in words


def test_of_people_elsewhere_nobody_reads_what_was_changed(keeper):
    for area, login in (("P001", "aigul"), ("P101", "far-away")):
        remove_second_factor(None, person(Role.TYPIST, area, username=login), now=NIGHT)
    words = keeper.get(f"{PAGES}changes").content.decode()
    assert "<b>aigul</b>: second factor removed" in words and "far-away" not in words


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"area": "P999"}, "The election has no such area"),
        ({"role": "boss"}, "Choose a role."),
        ({"login": "a b"}, "A user name has 3 to 150"),
        ({"name": ""}, "A new account needs the person"),
        ({"role": "central_head"}, "This role does not fit the area"),
    ],
)
def test_a_slip_is_named_and_nothing_is_changed(keeper, sent, words):
    before = User.objects.count()
    page = keeper.post(
        f"{PAGES}give", {"login": "dana", "name": "Дана", "role": "typist", "area": "P002"} | sent
    )
    assert page.status_code == 400
    assert words in page.content.decode()
    assert User.objects.count() == before, "an account without its role is not left behind"
    assert not AccountChange.objects.exists()


def test_own_rights_are_not_changed_here(keeper):
    mine = held("administrator-of-D11")
    for address, sent in (("take", {}), ("account", {"action": "factor"}), ("account", {"action": "print"})):
        page = keeper.post(PAGES + address, {"held": mine.pk} | sent)
        assert page.status_code == 403, address
        assert "Nobody changes their own rights" in page.content.decode()
    page = keeper.post(f"{PAGES}give", {"login": "administrator-of-D11", "role": "chair", "area": "P001"})
    assert page.status_code == 403
    assert not AccountChange.objects.exists() and not PaperCode.objects.exists()


def test_a_role_taken_away_ends_the_session_at_once(keeper, client):
    person(Role.TYPIST, "P001", username="aigul")
    client.post("/en/account/login/", {"login": "aigul", "password": PASSPHRASE})
    assert client.get("/en/account/second-factor/").status_code == 200
    assert keeper.post(f"{PAGES}take", sure("aigul")).status_code == 302
    assert client.get("/en/account/second-factor/").status_code == 302
    assert not Membership.objects.filter(user__username="aigul").exists()


def test_a_closed_account_does_not_log_in(keeper, client):
    person(Role.TYPIST, "P001", username="aigul")
    keeper.post(f"{PAGES}account", sure("aigul", "close"))
    client.post("/en/account/login/", {"login": "aigul", "password": PASSPHRASE}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "account closed" in keeper.get(PAGES).content.decode()
    keeper.post(f"{PAGES}account", {"held": held("aigul").pk, "action": "open"})
    client.post("/en/account/login/", {"login": "aigul", "password": PASSPHRASE})
    assert "_auth_user_id" in client.session


def test_a_sheet_bears_the_address_under_which_people_know_the_site(keeper, settings):
    settings.BASE_URL = "https://hattama.example"
    person(Role.TYPIST, "P001", username="aigul")
    page = keeper.post(f"{PAGES}account", {"held": held("aigul").pk, "action": "print"})
    assert page.context["address"] == "https://hattama.example/en/account/paper/"


def test_a_sheet_shows_its_code_once_and_is_kept_by_no_browser(keeper):
    person(Role.TYPIST, "P001", username="aigul")
    page = keeper.post(f"{PAGES}account", {"held": held("aigul").pk, "action": "print"})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page.context["code"] in page.content.decode()
    assert PaperCode.objects.get().user.username == "aigul"


def test_somebody_of_another_district_is_out_of_reach(keeper):
    person(Role.TYPIST, "P101", username="far-away")
    for address, sent in (("take", {}), ("account", {"action": "close"}), ("account", {"action": "print"})):
        assert keeper.post(PAGES + address, {"held": held("far-away").pk} | sent).status_code == 403
    sent = {"login": "dana", "name": "Дана", "role": "typist", "area": "P101"}
    assert keeper.post(f"{PAGES}give", sent).status_code == 403
    assert not AccountChange.objects.exists()


def test_who_also_works_beyond_my_area_keeps_the_account(keeper):
    user = person(Role.TYPIST, "P001", username="both")
    here = held("both")
    Membership.objects.create(user=user, area=here.area.parent.parent, role="auditor")
    assert (
        keeper.post(f"{PAGES}account", {"held": here.pk, "action": "close", "sure": "1"}).status_code == 403
    )
    assert User.objects.get(username="both").is_active


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_each_language(tiny, log_in, language):
    client = log_in(Role.ADMINISTRATOR, "KZ", language=language)
    prefix = "" if language == "kk" else f"/{language}"
    person(Role.TYPIST, "P001", username="aigul")
    for page in ("", "changes", "settings"):
        assert client.get(f"{prefix}/account/rights/tiny/{page}").status_code == 200
    sheet = client.post(
        f"{prefix}/account/rights/tiny/account", {"held": held("aigul").pk, "action": "print"}
    )
    assert sheet.status_code == 200
