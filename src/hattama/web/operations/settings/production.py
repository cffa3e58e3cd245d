"""What makes a site unfit for production: a pure check of the environment and of facts that others gather.

`Facts()` alone checks the environment; `web/operations/find_demonstration_traces.py` gathers the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import said
from hattama.web.kernel.log.signing_keys import is_nobodys
from hattama.web.operations.settings.faults import SettingFault, SettingsRefused
from hattama.web.operations.settings.variables import unknown_variables

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
        *unknown_variables(variables),
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
        yield _fault(
            name,
            f"{name} қосулы: бұл баптау беттерде ішкі мәліметтерді көрсетеді, күтілгені: 0",
            f"{name} включён: страницы показали бы внутренние сведения, ожидалось: 0",
            f"{name} is on: pages would show what is inside, expected: 0",
        )


def _base_url(variables: Mapping[str, str]) -> Iterator[SettingFault]:
    name, found = "HATTAMA_BASE_URL", variables.get("HATTAMA_BASE_URL", "")
    if not found.startswith("https://"):
        kk, ru, en = (f"{found!r} берілді", f"задано {found!r}", f"is {found!r}") if found else _NOT_GIVEN
        example = "https://results.example.org"
        yield _fault(
            name,
            f"{name}: {kk}, күтілгені: {example} сияқты мекенжай",
            f"{name}: {ru}, ожидалось: адрес вида {example}",
            f"{name} {en}, expected: an address such as {example}",
        )


def _database(variables: Mapping[str, str]) -> Iterator[SettingFault]:
    if not variables.get("DATABASE_URL"):
        yield _fault(
            "DATABASE_URL",
            "DATABASE_URL: берілмеген, күтілгені: postgresql://user:password@host/database, "
            "SQLite керек болса: sqlite:",
            "DATABASE_URL: не задано, ожидалось: postgresql://user:password@host/database, "
            "а если нужна SQLite: sqlite:",
            "DATABASE_URL is not given, expected: postgresql://user:password@host/database, or sqlite: where "
            "SQLite is wished for",
        )


def _secret(variables: Mapping[str, str], facts: Facts) -> Iterator[SettingFault]:
    name, key = "HATTAMA_SECRET_KEY", variables.get("HATTAMA_SECRET_KEY", "")
    if key:
        found = _weakness(key)
        if found:
            kk, ru, en = found
            yield _fault(
                name,
                f"{name}: {kk}, күтілгені: кездейсоқ алынған кемінде {LEAST_SECRET} таңба",
                f"{name}: {ru}, ожидалось: не меньше {LEAST_SECRET} случайных знаков",
                f"{name} {en}, expected: at least {LEAST_SECRET} characters by chance",
            )
    elif facts.key_mode is not None and facts.key_mode & ~OWNER_ALONE:
        yield _fault(
            name,
            f"{name}: берілмеген, ал деректер папкасындағы secret_key файлының рұқсаты {facts.key_mode:o}, "
            "күтілгені: 600",
            f"{name}: не задано, а у файла secret_key в папке данных права {facts.key_mode:o}, "
            "ожидалось: 600",
            f"{name} is not given, and the file secret_key in the data folder has mode {facts.key_mode:o}, "
            "expected: 600",
        )


def _weakness(key: str) -> tuple[str, str, str] | None:
    """What is weak about a key, without the key."""
    if len(key) < LEAST_SECRET:
        return f"{len(key)} таңба", f"знаков: {len(key)}", f"has {len(key)} characters"
    if len(set(key)) < LEAST_DIFFERENT:
        count = len(set(key))
        return (
            f"әртүрлі таңбасы {count} ғана",
            f"разных знаков лишь {count}",
            f"has {count} different characters",
        )
    if KNOWN_SECRETS.search(key):
        return "үлгідегі кілт", "ключ из примера", "is a key of an example"
    return None


def _logs(variables: Mapping[str, str], facts: Facts) -> Iterator[SettingFault]:
    origin = variables.get("HATTAMA_LOG_ORIGIN", "")
    if is_nobodys(origin):
        yield _fault(
            "HATTAMA_LOG_ORIGIN",
            f"HATTAMA_LOG_ORIGIN: {origin!r} берілді, бұл ешкімнің атауы емес, күтілгені: log.example.org/kz "
            "сияқты атау",
            f"HATTAMA_LOG_ORIGIN: задано {origin!r}, это ничьё имя, ожидалось: имя вида log.example.org/kz",
            f"HATTAMA_LOG_ORIGIN is {origin!r}, which is nobody's name, expected: a name such as "
            "log.example.org/kz",
        )
    keys = sorted(name for name in facts.key_names if is_nobodys(name))
    if keys:
        listed = ", ".join(keys)
        yield _fault(
            "HATTAMA_LOG_KEY",
            f"HATTAMA_LOG_KEY: демонстрация кілті табылды ({listed}), күтілгені: нақты журналдардың ғана "
            "кілттері",
            f"HATTAMA_LOG_KEY: найден ключ демонстрации ({listed}), ожидалось: ключи одних настоящих "
            "журналов",
            f"HATTAMA_LOG_KEY holds a key of the demonstration ({listed}), expected: keys of real logs alone",
        )


def _traces(facts: Facts) -> Iterator[SettingFault]:
    if facts.elections:
        listed = ", ".join(facts.elections)
        yield _fault(
            "DATABASE_URL",
            f"DATABASE_URL: дерекқорда демонстрациялық сайлау бар ({listed}), күтілгені: бөлек дерекқор",
            f"DATABASE_URL: в базе данных есть демонстрационные выборы ({listed}), ожидалось: отдельная база",
            f"DATABASE_URL: the database holds a demonstration election ({listed}), expected: another "
            "database",
        )
    if facts.accounts:
        listed = ", ".join(facts.accounts)
        yield _fault(
            "DATABASE_URL",
            f"DATABASE_URL: дерекқорда құпиясы бәріне белгілі тіркелгілер бар ({listed}), "
            "күтілгені: мұндай тіркелгінің болмауы",
            f"DATABASE_URL: в базе данных есть учётные записи, секрет которых известен всем ({listed}), "
            "ожидалось: ни одной",
            f"DATABASE_URL: the database holds accounts whose secret everybody knows ({listed}), "
            "expected: none",
        )


_NOT_GIVEN = ("берілмеген", "не задано", "is not given")


def _fault(variable: str, kk: str, ru: str, en: str) -> SettingFault:
    return SettingFault(variable, said(kk, ru, en))
