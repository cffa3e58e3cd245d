"""What makes a site unfit for production: a pure check of the environment and of facts that others gather.

`Facts()` alone checks the environment; `web/operations/find_demonstration_traces.py` gathers the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Message
from hattama.web.kernel.log.signing_keys import is_nobodys
from hattama.web.operations.settings.faults import SettingFault, SettingsRefused
from hattama.web.operations.settings.variables import told_slips

VARIABLE = "HATTAMA_PRODUCTION"
LEAST_SECRET = 50
LEAST_DIFFERENT = 12
"""A key of so many characters drawn by chance holds more different ones than this."""
KNOWN_SECRETS = re.compile(
    r"change.?me|demonstration|example|insecure|hattama|password|secret", re.IGNORECASE
)
"""Words that stand in keys of examples and demonstrations, and in none that was drawn by chance."""
ASKING_TO_DEBUG = ("DEBUG", "DJANGO_DEBUG", "HATTAMA_DEBUG")
NO = frozenset({"", "0", "false", "no", "off"})
OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Facts:
    """What the environment does not say.

    `debug`: Django's setting. `key_mode`: the permissions of the key in the data folder, None where there
    is none. `key_names`: names of the logs whose private keys lie here. `elections` and `accounts`:
    demonstration elections in the database, and accounts whose passphrase or second factor everybody knows.
    """

    debug: bool = False
    key_mode: int | None = None
    key_names: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


def is_production(variables: Mapping[str, str]) -> bool:
    """Whether this is said to be production."""
    return variables.get(VARIABLE) == "1"


def production_faults(variables: Mapping[str, str], facts: Facts) -> list[SettingFault]:
    """All that stands against production; those that do not refuse are told and the start goes on."""
    return [
        *_debugging(variables, facts),
        *_base_url(variables),
        *_database(variables),
        *_secret(variables, facts),
        *_logs(variables, facts),
        *_traces(facts),
        *told_slips(variables),
    ]


def refuse_unfit_environment(variables: Mapping[str, str]) -> None:
    """For a server that was started by other hands than ours: raises SettingsRefused in production."""
    if is_production(variables):
        faults = [fault for fault in production_faults(variables, Facts()) if fault.refuses]
        if faults:
            raise SettingsRefused(faults)


def _debugging(variables: Mapping[str, str], facts: Facts) -> Iterator[SettingFault]:
    asking = [name for name in ASKING_TO_DEBUG if variables.get(name, "").strip().lower() not in NO]
    for name in asking or (["DEBUG"] if facts.debug else []):
        yield SettingFault(
            name, Message("{name} is on: pages would show what is inside, expected: 0").given(name=name)
        )


def _base_url(variables: Mapping[str, str]) -> Iterator[SettingFault]:
    name, found = "HATTAMA_BASE_URL", variables.get("HATTAMA_BASE_URL", "")
    if not found.startswith("https://"):
        words = (
            Message("{name} is {found}, expected: an address such as {example}")
            if found
            else Message("{name} is not given, expected: an address such as {example}")
        )
        example = "https://results.example.org"
        yield SettingFault(name, words.given(name=name, found=repr(found), example=example))


def _database(variables: Mapping[str, str]) -> Iterator[SettingFault]:
    if not variables.get("DATABASE_URL"):
        yield SettingFault(
            "DATABASE_URL",
            Message(
                "DATABASE_URL is not given, expected: postgresql://user:password@host/database, or "
                "sqlite: where SQLite is wished for"
            ),
        )


def _secret(variables: Mapping[str, str], facts: Facts) -> Iterator[SettingFault]:
    name, key = "HATTAMA_SECRET_KEY", variables.get("HATTAMA_SECRET_KEY", "")
    if key:
        found = _weakness(key)
        if found:
            yield SettingFault(name, found.given(name=name, least=LEAST_SECRET))
    elif facts.key_mode is not None and facts.key_mode & ~OWNER_ALONE:
        yield SettingFault(
            name,
            Message(
                "{name} is not given, and the file secret_key in the data folder has mode {key_mode}, "
                "expected: 600"
            ).given(name=name, key_mode=f"{facts.key_mode:o}"),
        )


def _weakness(key: str) -> Message | None:
    """What is weak about a key, without the key."""
    if len(key) < LEAST_SECRET:
        return Message(
            "{name} has {count} characters, expected: at least {least} characters by chance"
        ).given(count=len(key))
    if len(set(key)) < LEAST_DIFFERENT:
        return Message(
            "{name} has {count} different characters, expected: at least {least} characters by chance"
        ).given(count=len(set(key)))
    if KNOWN_SECRETS.search(key):
        return Message("{name} is a key of an example, expected: at least {least} characters by chance")
    return None


def _logs(variables: Mapping[str, str], facts: Facts) -> Iterator[SettingFault]:
    origin = variables.get("HATTAMA_LOG_ORIGIN", "")
    if is_nobodys(origin):
        yield SettingFault(
            "HATTAMA_LOG_ORIGIN",
            Message(
                "HATTAMA_LOG_ORIGIN is {origin}, which is nobody's name, expected: a name such as "
                "log.example.org/kz"
            ).given(origin=f"{origin!r}"),
        )
    keys = sorted(name for name in facts.key_names if is_nobodys(name))
    if keys:
        listed = ", ".join(keys)
        yield SettingFault(
            "HATTAMA_LOG_KEY",
            Message(
                "HATTAMA_LOG_KEY holds a key of the demonstration ({listed}), expected: keys of real "
                "logs alone"
            ).given(listed=listed),
        )


def _traces(facts: Facts) -> Iterator[SettingFault]:
    if facts.elections:
        listed = ", ".join(facts.elections)
        yield SettingFault(
            "DATABASE_URL",
            Message(
                "DATABASE_URL: the database holds a demonstration election ({listed}), expected: another "
                "database"
            ).given(listed=listed),
        )
    if facts.accounts:
        listed = ", ".join(facts.accounts)
        yield SettingFault(
            "DATABASE_URL",
            Message(
                "DATABASE_URL: the database holds accounts whose secret everybody knows ({listed}), "
                "expected: none"
            ).given(listed=listed),
        )
