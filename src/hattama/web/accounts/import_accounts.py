"""Accounts and roles from a checked list: all of them, or none and every reason why."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hattama.core.entries import RightsChange
from hattama.core.vocabulary import Fault, Message
from hattama.formats.account_lists import AccountRow
from hattama.formats.faults import FaultKind, InputFaults
from hattama.web.kernel.accounts.change_rights import (
    AdministratorSeesNoFigures,
    RightsRefused,
    RoleDoesNotFitArea,
    find_account,
    grant_role,
    make_account,
)
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tell_rights import Told, tell_rights
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow

DOES_NOT_FIT = FaultKind.of(
    "ACCOUNT-LEVEL",
    Message("the role does not fit the area: central: the whole country; territorial: above precincts"),
)
TWO_DUTIES = FaultKind.of(
    "ACCOUNT-DUTIES", Message("one person cannot be administrator of an election and hold another role in it")
)
NAMED_OTHERWISE = FaultKind.of(
    "ACCOUNT-EXISTS", Message("there is such an account already, and it is another person's: {found}")
)
_FAULTS = {RoleDoesNotFitArea: DOES_NOT_FIT, AdministratorSeesNoFigures: TWO_DUTIES}


@dataclass(frozen=True, slots=True)
class AccountsReport:
    """What an import did: logins of accounts made, how many roles given, how many were held already, and how
    many wait for an administrator to confirm them."""

    made: tuple[str, ...]
    given: int
    held: int
    proposed: int = 0


class _OnlyTried(Exception):
    """Carries the report of a trial out of its transaction, which is taken back."""

    def __init__(self, report: AccountsReport) -> None:
        self.report = report


def import_accounts(
    election: ElectionRow, rows: Sequence[AccountRow], file: str, *, now: datetime.datetime, dry_run: bool
) -> AccountsReport:
    """Make the accounts that are missing and give the roles. `dry_run`: report and take everything back.

    Raises InputFaults with every row that is refused; then nothing is changed.
    """
    try:
        with transaction.atomic():
            report = _import(election, rows, file, now)
            if dry_run:
                raise _OnlyTried(report)
    except _OnlyTried as tried:
        return tried.report
    return report


def _import(
    election: ElectionRow, rows: Sequence[AccountRow], file: str, now: datetime.datetime
) -> AccountsReport:
    areas = {area.code: area for area in AreaRow.objects.filter(election=election)}
    for area in areas.values():
        # The row at hand, and not one of its own for each of ten thousand, with the whole rule pack in it.
        area.election = election
    faults: list[Fault] = []
    made: list[str] = []
    told: list[Told] = []
    held = 0
    for row in rows:
        area = areas[row.area_id]
        user = find_account(row.login)
        if user is None:
            user = make_account(None, row.login, row.name, area, now=now)
            made.append(row.login)
        elif user.first_name and user.first_name != row.name:
            faults.append(NAMED_OTHERWISE.at(file, row=row.row, field="login", found=user.first_name))
        outcome = _give(user, row, area, now)
        if isinstance(outcome, Told):
            told.append(outcome)
        elif outcome in _FAULTS:
            faults.append(_FAULTS[outcome].at(file, row=row.row, field="role"))
        else:
            held += 1
    if faults:
        raise InputFaults(faults)
    tell_rights(told, now=now)
    proposed = sum(one.change is RightsChange.PROPOSED for one in told)
    return AccountsReport(tuple(made), len(told) - proposed, held, proposed)


def _give(user: Any, row: AccountRow, area: AreaRow, now: datetime.datetime) -> Told | type[RightsRefused]:
    """Give or propose the role of the row; or why it was not."""
    try:
        return grant_role(None, user, Role(row.role), area, now=now)
    except RightsRefused as refused:
        return type(refused)
