"""accounts.csv: who acts where: one person's role in one area a row, read strictly."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

from hattama.core.vocabulary import Message
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import TOO_LONG, NamedRow, Once, read_rows

NO_NAME = FaultKind.of("ACCOUNT-NAME", Message("the person's name is missing"))
OTHER_NAME = FaultKind.of(
    "ACCOUNT-OTHER", Message("a row above gives this account to another person: {found}")
)
LOGIN_SHAPE = FaultKind.of(
    "ACCOUNT-LOGIN",
    Message("“{found}” cannot be a user name: Latin letters, digits and {expected}, 3 to 150 characters"),
)
UNKNOWN_ROLE = FaultKind.of("ACCOUNT-ROLE", Message("unknown role “{found}”; possible: {expected}"))
UNKNOWN_AREA = FaultKind.of("ACCOUNT-AREA", Message("the election has no area “{found}”"))
TWICE = FaultKind.of("ACCOUNT-TWICE", Message("a row above gives this role already"))

COLUMNS = ("name", "login", "role", "area")
LONGEST_NAME = 150
LOGIN_SIGNS = ". @ + - _"

_LOGIN = re.compile(r"[A-Za-z0-9.@+_-]{3,150}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One role of one person. `row` counts from 1; `login` may be an e-mail address."""

    row: int
    name: str
    login: str
    role: str
    area_id: str


def is_login(text: str) -> bool:
    """Whether `text` may be a user name: Latin letters, digits, `.@+-_`, 3 to 150 characters."""
    return _LOGIN.fullmatch(text) is not None


def parse_accounts(
    stream: IO[bytes], file: str, *, roles: Collection[str], areas: Collection[str]
) -> tuple[AccountRow, ...]:
    """The rows of an accounts.csv, in its order. Raises InputFaults with everything wrong, row by row.

    `roles` and `areas` are the codes that may stand in these columns. Case of a user name does not count.
    """
    names: dict[str, str] = {}
    once = Once(TWICE)

    def read(row: NamedRow) -> AccountRow:
        line = AccountRow(row.number, row["name"], row["login"], row["role"], row["area"])
        _note_faults(row, roles, areas)
        login = line.login.casefold()
        if names.setdefault(login, line.name) != line.name:
            row.fault(OTHER_NAME, "name", names[login])
        once.take(row, (login, line.role, line.area_id))
        return line

    return tuple(read_rows(read_csv(stream, file), COLUMNS, (), read))


def _note_faults(row: NamedRow, roles: Collection[str], areas: Collection[str]) -> None:
    if not row["name"]:
        row.fault(NO_NAME, "name")
    elif len(row["name"]) > LONGEST_NAME:
        row.fault(TOO_LONG, "name", str(len(row["name"])), str(LONGEST_NAME))
    if not is_login(row["login"]):
        row.fault(LOGIN_SHAPE, "login", expected=LOGIN_SIGNS)
    row.one_of("role", roles, UNKNOWN_ROLE)
    if row["area"] not in areas:
        row.fault(UNKNOWN_AREA, "area")
