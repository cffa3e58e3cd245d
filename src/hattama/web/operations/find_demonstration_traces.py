"""What a demonstration leaves behind that must not stand in production: elections, accounts, keys of logs."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from hattama.web.kernel.accounts.demonstration_codes import PASSPHRASE, TYPIST, demonstration_usernames
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.log_settings import keys_folder
from hattama.web.kernel.log.signing_keys import names_of_keys
from hattama.web.operations.settings.production import Facts


def find_demonstration_traces() -> Facts:
    """The facts of this site for `production_faults`: from the database, the data folder and the settings."""
    return Facts(
        debug=bool(settings.DEBUG),
        key_mode=_mode_of_the_key(os.environ),
        key_names=names_of_log_keys(),
        elections=demonstration_elections(),
        accounts=known_accounts(),
    )


def demonstration_elections() -> tuple[str, ...]:
    """Elections here whose definition says that they are a demonstration."""
    rows = ElectionRow.objects.order_by("pk")
    return tuple(row.pk for row in rows if load_definition(row).election.demonstration)


def known_accounts() -> tuple[str, ...]:
    """Accounts that a stranger can log in to: the authenticator is the one that everybody knows, or none."""
    known = set(demonstration_usernames())
    # To try a passphrase takes a tenth of a second: it is tried on the one account that needs nothing more.
    typist = get_user_model().objects.filter(username=TYPIST, is_active=True).first()
    if typist is not None and typist.check_password(PASSPHRASE):
        known.add(TYPIST)
    return tuple(sorted(known))


def names_of_log_keys() -> tuple[str, ...]:
    """The names of the logs whose private keys lie where the settings say; none where a signer holds them."""
    if settings.LOG_SIGNER:
        return ()
    place = Path(settings.LOG_KEY) if settings.LOG_KEY else keys_folder()
    return names_of_keys(place.glob("*.key") if place.is_dir() else [place])


def _mode_of_the_key(variables: Mapping[str, str]) -> int | None:
    """The permissions of the key in the data folder; None where another is given, or none is there yet."""
    if variables.get("HATTAMA_SECRET_KEY"):
        return None
    try:
        return stat.S_IMODE((Path(settings.DATA_DIR) / "secret_key").stat().st_mode)
    except FileNotFoundError:
        return None
