"""The code on a sheet of paper: when it opens an account, when not, and who never learns it."""

import datetime
import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hattama.web.accounts.use_paper_code import print_paper_code, times_of_code
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import AccountChange, PaperCode
from hattama.web.kernel.accounts.typed_codes import hash_of_code
from tests.web.people import person
from tests.web.tiny_election import area_row

pytestmark = pytest.mark.django_db
PAGE = "/en/account/paper/"
NEW = "алты атанға жүк болар"


@pytest.fixture
def aigul(tiny) -> User:
    user = person(Role.TYPIST, "P001", username="aigul")
    user.set_unusable_password()
    user.save()
    return user


def printed(user: User, start: int = -1, end: int = 1) -> str:
    """A code good from `start` hours from now until `end` hours from now."""
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    return print_paper_code(
        None, user, area_row("P001"), valid_from=now + start * hour, valid_until=now + end * hour, now=now
    )


def use(client: Client, code: str, passphrase: str = NEW, again: str | None = None):
    return client.post(PAGE, {"code": code, "passphrase": passphrase, "again": again or passphrase})


def test_a_code_sets_the_passphrase_and_lets_in(client, aigul):
    code = printed(aigul)
    assert client.get(PAGE).status_code == 200
    assert use(client, code).url == "/en/desk/"
    assert client.get("/en/desk/tiny/").status_code == 200
    assert User.objects.get(pk=aigul.pk).check_password(NEW)
    other = Client()
    other.post("/en/account/login/", {"login": "aigul", "password": NEW})
    assert "_auth_user_id" in other.session
    assert [row.change for row in AccountChange.objects.all()] == ["code_printed", "code_used"]


def test_a_code_is_read_as_people_write_it(client, aigul):
    code = printed(aigul)
    assert hash_of_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == hash_of_code(
        code
    )
    assert use(client, f" {code.lower().replace('-', '')} ").status_code == 302


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(1, 2, "This code is good from"), (-2, -1, "The time of this code is over")],
)
def test_outside_its_time_a_code_opens_nothing_and_says_why(client, aigul, start, end, words):
    page = use(client, printed(aigul, start, end))
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not User.objects.get(pk=aigul.pk).has_usable_password()


def test_a_code_works_once(client, aigul):
    code = printed(aigul)
    use(client, code)
    page = use(Client(), code, "басқа біреудің құпиясөзі")
    assert "has been used already" in page.content.decode()
    assert User.objects.get(pk=aigul.pk).check_password(NEW)


def test_a_new_sheet_takes_the_place_of_the_old_one(client, aigul):
    old, new = printed(aigul), printed(aigul)
    assert "There is no such code" in use(client, old).content.decode()
    assert use(client, new).status_code == 302


def test_a_closed_account_is_not_opened_by_paper(client, aigul):
    code = printed(aigul)
    User.objects.filter(pk=aigul.pk).update(is_active=False)
    assert "This account is closed" in use(client, code).content.decode()


@pytest.mark.parametrize(
    ("passphrase", "again", "words"),
    [
        ("тоғызқабат", None, "at least 12"),
        ("password1234", None, "too common"),
        ("850214300981", None, "numeric"),
        (NEW, "басқа", "differ"),
    ],
)
def test_a_poor_passphrase_does_not_use_up_the_code(client, aigul, passphrase, again, words):
    code = printed(aigul)
    assert words in use(client, code, passphrase, again).content.decode()
    assert use(client, code).status_code == 302


def test_only_a_hash_is_kept_and_no_journal_sees_the_code(client, aigul, caplog):
    caplog.set_level(logging.DEBUG)
    code = printed(aigul)
    use(client, code, "short")
    use(client, code)
    use(client, code)
    plain = code.replace("-", "")
    assert code not in caplog.text and plain not in caplog.text and NEW not in caplog.text
    row = PaperCode.objects.values_list().get()
    assert code not in str(row) and plain not in str(row)
    assert len(plain) == 16


def test_a_chair_goes_on_to_the_second_factor(client, tiny):
    chair = person(Role.CHAIR, "P001", username="chair", second_factor=False)
    use(client, printed(chair))
    assert client.get("/en/desk/").url == "/en/account/second-factor/"


def test_a_lost_passphrase_is_replaced_but_the_second_factor_is_still_asked_for(client, tiny):
    chair = person(Role.CHAIR, "P001", username="chair")
    assert use(client, printed(chair)).url == "/en/account/second-factor/authenticate/"
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down(client, aigul):
    for _ in range(31):
        page = use(client, "0000-0000-0000-0000")
    assert page.status_code == 429
    assert "Too many attempts" in page.content.decode()
    assert use(client, printed(aigul)).url == "/en/desk/", "hundreds of sheets may share one address"


def test_a_precincts_code_is_good_from_the_first_minute_of_polling_day_there(tiny):
    before = datetime.datetime(2023, 3, 1, 12, tzinfo=datetime.UTC)
    start, end = times_of_code(tiny, area_row("P001"), Role.TYPIST, before)
    assert start.isoformat() == "2023-03-19T00:00:00+06:00"
    assert end - start == datetime.timedelta(days=3)
    tiny.definition += b"\n[paper_codes]\ndays_before = 1\nhour = 18\nvalid_hours = 30\n"
    evening, morning = times_of_code(tiny, area_row("P001"), Role.TYPIST, before)
    assert evening.isoformat() == "2023-03-18T18:00:00+06:00"
    assert morning - evening == datetime.timedelta(hours=30)
    late = start + datetime.timedelta(hours=20)
    assert times_of_code(tiny, area_row("P001"), Role.CHAIR, late)[0] == late
    assert times_of_code(tiny, area_row("KZ"), Role.ADMINISTRATOR, before)[0] == before
