"""accounts.csv: who acts where: one person's role in one area a row, read strictly."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

from hattama.core.vocabulary import Fault, Message
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import TOO_LONG, named_rows

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
    faults: list[Fault] = []
    found: list[AccountRow] = []
    names: dict[str, str] = {}
    seen: set[tuple[str, str, str]] = set()
    for row, cells in named_rows(read_csv(stream, file), COLUMNS, (), faults):
        line = AccountRow(row, cells["name"], cells["login"], cells["role"], cells["area"])
        faults += _cell_faults(file, line, roles, areas)
        login = line.login.casefold()
        if names.setdefault(login, line.name) != line.name:
            faults.append(OTHER_NAME.at(file, row=row, field="name", found=names[login]))
        key = (login, line.role, line.area_id)
        if key in seen:
            faults.append(TWICE.at(file, row=row))
        seen.add(key)
        found.append(line)
    refuse_if_any(sorted(faults, key=lambda fault: fault.row))
    return tuple(found)


def _cell_faults(file: str, line: AccountRow, roles: Collection[str], areas: Collection[str]) -> list[Fault]:
    faults = _name_faults(file, line)
    if not is_login(line.login):
        faults.append(
            LOGIN_SHAPE.at(file, row=line.row, field="login", found=line.login, expected=LOGIN_SIGNS)
        )
    if line.role not in roles:
        known = ", ".join(roles)
        faults.append(UNKNOWN_ROLE.at(file, row=line.row, field="role", found=line.role, expected=known))
    if line.area_id not in areas:
        faults.append(UNKNOWN_AREA.at(file, row=line.row, field="area", found=line.area_id))
    return faults


def _name_faults(file: str, line: AccountRow) -> list[Fault]:
    if not line.name:
        return [NO_NAME.at(file, row=line.row, field="name")]
    if len(line.name) > LONGEST_NAME:
        length, limit = str(len(line.name)), str(LONGEST_NAME)
        return [TOO_LONG.at(file, row=line.row, field="name", found=length, expected=limit)]
    return []
