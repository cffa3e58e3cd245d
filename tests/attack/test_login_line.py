"""Log-ins, as many as there can be: they take their share of the machine, and nobody else's."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher, check_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from hattama.web.accounts.use_paper_code import print_paper_code
from hattama.web.kernel.accounts import hashing_line
from hattama.web.kernel.accounts.hashing_line import HashedBefore, HashInTurn
from hattama.web.kernel.accounts.policy import Role
from hattama.web.operations import settings as house
from hattama.web.operations.commands.serving import THREADS
from tests.web.people import PASSPHRASE, person
from tests.web.tiny_election import area_row

pytestmark = pytest.mark.django_db

LOGIN, PAPER = "/en/account/login/", "/en/account/paper/"
CHANGE, AGAIN = "/en/account/password/", "/en/account/reauthenticate/"
NEW = "алты атанға жүк болар"


@pytest.fixture
def aigul(tiny: object) -> Any:
    return person(Role.TYPIST, "P001", username="aigul")


@pytest.fixture
def full_line() -> Any:
    """Everybody who may wait in this process does."""
    with ExitStack() as line:
        for _ in range(house.LOGINS_IN_LINE):
            assert hashing_line._places.acquire(blocking=False)
            line.callback(hashing_line._places.release)
        yield line


def enter(client: Client, passphrase: str = PASSPHRASE) -> Any:
    return client.post(LOGIN, {"login": "aigul", "password": passphrase})


def begun_apart(work: Callable[[], object]) -> int:
    """The number of a process that does this work and ends with 0, or with 1 where it fails."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def test_the_house_hashes_in_turn_and_leaves_most_of_its_threads_to_others() -> None:
    ours = [f"{one.__module__}.{one.__name__}" for one in (HashInTurn, HashedBefore)]
    assert ours == house.PASSWORD_HASHERS
    assert 4 * house.LOGINS_IN_LINE <= THREADS


def test_a_passphrase_is_stored_as_argon2id_with_the_least_that_is_recommended(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    stored = HashInTurn().encode(NEW, "salt-of-a-test")
    # OWASP Password Storage Cheat Sheet, "Argon2id": 19 MiB of memory, two passes, one lane.
    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert HashInTurn().verify(NEW, stored)
    assert not HashInTurn().verify(NEW + "?", stored)


def test_a_passphrase_of_an_earlier_version_still_opens_and_is_stored_anew(
    settings: Any, tmp_path: Path, aigul: Any
) -> None:
    settings.DATA_DIR = tmp_path
    settings.PASSWORD_HASHERS = house.PASSWORD_HASHERS
    aigul.password = HashedBefore().encode(PASSPHRASE, "salt", 1_000)
    aigul.save()
    assert enter(Client()).status_code == 302
    aigul.refresh_from_db()
    assert aigul.password.startswith("argon2$")
    assert check_password(PASSPHRASE, aigul.password)


@pytest.mark.parametrize("deed", ["encode", "verify"])
def test_processes_of_a_machine_hash_in_turn(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(hashing_line, "AT_ONCE", 1)

    def slowly(self: object, *_arguments: object) -> str:
        began = time.monotonic()
        time.sleep(0.05)
        (tmp_path / str(os.getpid())).write_text(f"{began} {time.monotonic()}")
        return "hashed"

    monkeypatch.setattr(Argon2PasswordHasher, deed, slowly)
    children = [begun_apart(lambda: getattr(HashInTurn(), deed)(PASSPHRASE, "salt")) for _ in range(4)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    spans = sorted(tuple(map(float, file.read_text().split())) for file in tmp_path.glob("[1-9]*"))
    assert len(spans) == 4
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


def test_a_passphrase_gives_way_to_protocols_and_nothing_else_of_its_process_does(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path

    own, steps = os.nice(0), hashing_line.STEPS if sys.platform == "linux" else 0
    for hasher in (Argon2PasswordHasher, PBKDF2PasswordHasher):
        monkeypatch.setattr(hasher, "encode", lambda *_: os.nice(0))
    for ours in (HashInTurn(), HashedBefore()):
        assert int(ours.encode(PASSPHRASE, "salt")) == min(own + steps, 19)
    assert os.nice(0) == own


@pytest.mark.parametrize("language", ["", "ru/", "en/"])
def test_who_finds_the_line_full_is_told_when_to_come_again_and_costs_the_database_nothing(
    aigul: Any, full_line: Any, django_assert_num_queries: Any, language: str
) -> None:
    with django_assert_num_queries(0):
        answer = Client().post(f"/{language}account/login/", {"login": "aigul", "password": PASSPHRASE})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "no-store" in answer["Cache-Control"]
    told = answer.content.decode()
    words = {
        "": "Қазір көп адам кіріп жатыр",
        "ru/": "Сейчас входит много людей",
        "en/": "Many people are logging in",
    }
    assert words[language] in told


def test_the_page_that_is_kept_for_everybody_repeats_nobodys_question(
    full_line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing_line, "_kept", {})
    Client().post(f"{LOGIN}?next=/en/desk/tiny/P001/")
    assert b"P001" not in Client().post(LOGIN).content


def test_to_be_turned_away_counts_as_no_try(aigul: Any, full_line: ExitStack) -> None:
    client = Client()
    assert {enter(client, "wrong").status_code for _ in range(40)} == {503}
    full_line.close()
    assert enter(client).status_code == 302


def test_a_full_line_keeps_nobody_from_anything_else(aigul: Any, full_line: Any) -> None:
    client = Client()
    client.force_login(aigul)
    assert client.get("/en/desk/tiny/").status_code == 200
    assert Client().get(LOGIN).status_code == 200


def test_whatever_hashes_a_passphrase_stands_in_line_and_in_no_transaction(
    aigul: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that is held while one waits is, on SQLite, everybody's who writes."""
    free: list[int] = []
    hasher = type(hashers.get_hasher())
    kept = hasher.encode
    outside = len(connection.savepoint_ids)

    def watched(self: Any, *arguments: Any) -> str:
        assert len(connection.savepoint_ids) == outside
        free.append(hashing_line._places._value)
        return str(kept(self, *arguments))

    now = timezone.now()
    hour = timezone.timedelta(hours=1)
    code = print_paper_code(
        None, aigul, area_row("P001"), valid_from=now - hour, valid_until=now + hour, now=now
    )
    monkeypatch.setattr(hasher, "encode", watched)
    client = Client()
    sent = (
        (PAPER, {"code": code, "passphrase": NEW, "again": NEW}),
        (AGAIN, {"password": NEW}),
        (CHANGE, {"oldpassword": NEW, "password1": PASSPHRASE, "password2": PASSPHRASE}),
        (LOGIN, {"login": "aigul", "password": PASSPHRASE}),
    )
    for address, fields in sent:
        if address == LOGIN:
            client = Client()
        before = len(free)
        assert client.post(address, fields).status_code == 302, address
        assert len(free) > before, address
    assert set(free) == {house.LOGINS_IN_LINE - 1}
