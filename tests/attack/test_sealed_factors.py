"""Somebody reads the database, or its key is gone: no code can be made, and the program says so."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.db import connection
from django.test import Client

from hattama.web.kernel.accounts.demonstration_codes import SECRET as KNOWN
from hattama.web.kernel.accounts.demonstration_codes import enrol_demonstration
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.sealed_factors import factor_keys, sealed_counts
from tests.web.people import PASSPHRASE, person
from tests.web.running_commands import run
from tests.web.second_factor import SECRET, code

__all__ = ["run"]
pytestmark = pytest.mark.django_db
ASKED = "/en/account/second-factor/authenticate/"


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    """A key of its own for each test, in a folder that holds nothing yet."""
    settings.FACTOR_KEY = tmp_path / "var/factor_key"
    return Path(settings.FACTOR_KEY)


@pytest.fixture
def chair(tiny: object, key_file: Path) -> Any:
    user = person(Role.CHAIR, "P001", username="chair")
    RecoveryCodes.activate(user)
    return user


def stored() -> str:
    """Everything that the database holds of second factors, as whoever copied it reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return " ".join(str(row[0]) for row in cursor.fetchall())


def logs_in(with_code: str) -> bool:
    client = Client()
    client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
    client.post(ASKED, {"code": with_code})
    return "_auth_user_id" in client.session


def test_the_database_holds_nothing_by_which_a_code_is_made(chair: Any, key_file: Path) -> None:
    recovery = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES))
    held = stored()
    assert SECRET not in held and not any(one in held for one in recovery.generate_codes())
    assert not re.search(r"[A-Z2-7]{32}|[0-9a-f]{80}", held), "no secret of an app, no seed of codes"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert logs_in(code()) and logs_in(recovery.get_unused_codes()[0])


def test_two_people_with_one_secret_are_not_seen_to_have_it(chair: Any) -> None:
    person(Role.CHAIR, "P002", username="other")
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    assert len({row.data["secret"] for row in rows}) == 2


@pytest.mark.parametrize("loss", ["gone", "another", "exposed", "cut"])
def test_without_its_key_the_site_says_so_and_takes_no_code(chair: Any, key_file: Path, loss: str) -> None:
    if loss == "gone":
        key_file.unlink()
    elif loss == "another":
        key_file.unlink()
        factor_keys().newest()
    elif loss == "exposed":
        key_file.chmod(0o644)
    else:
        key_file.write_text(key_file.read_text()[:-9])
    client = Client()
    client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
    answer = client.post(ASKED, {"code": code()})
    assert answer.status_code == 200
    assert "is missing on this server" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    client.force_login(chair)
    page = client.get("/en/account/second-factor/")
    assert page.status_code == 403 and "is missing on this server" in page.content.decode()


def test_a_secret_altered_in_the_database_is_none(chair: Any) -> None:
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    row.data["secret"] = row.data["secret"][:-6] + "AAAA=="
    row.save()
    assert not logs_in(code())
    assert sealed_counts() == (1, 1, 0)


def test_what_stood_unsealed_is_read_and_then_sealed(chair: Any) -> None:
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).update(data={"secret": SECRET})
    assert sealed_counts() == (1, 0, 1)
    assert logs_in(code())
    assert SECRET not in stored() and sealed_counts() == (2, 0, 0)


def test_a_new_key_seals_everything_and_the_old_one_opens_nothing(
    chair: Any, key_file: Path, run: Any
) -> None:
    Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).update(
        data={"seed": "ab" * 40, "used_mask": 0}
    )
    old, before = key_file.read_text(), stored()
    answer = run("accounts", "reseal")
    assert answer.code == 0 and "sealed with the new key: 2" in answer.told
    assert sealed_counts() == (2, 0, 0) and "ab" * 40 not in stored()
    assert before != stored() and len(key_file.read_text().splitlines()) == 1
    assert logs_in(code())
    key_file.write_text(old)
    assert sealed_counts() == (0, 2, 0)
    assert "is missing" in run("accounts", "reseal").told


def test_the_secret_of_demonstrations_is_public_and_stays_so(tiny: object) -> None:
    user = person(Role.CHAIR, "P003", username="demo", second_factor=False)
    enrol_demonstration(user)
    assert KNOWN in stored() and validate_totp_code(KNOWN, code(KNOWN))
