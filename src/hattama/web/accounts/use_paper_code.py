"""Somebody with a sheet of paper sets their passphrase: the code is good once, and in its time."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.web.accounts.print_paper_codes import hash_of_code
from hattama.web.kernel.accounts.change_rights import Change, record_change
from hattama.web.kernel.accounts.second_factor import end_sessions
from hattama.web.kernel.accounts.tables import PaperCode


class CodeRefused(Exception):
    """The code does not open an account; the subclass names the reason."""


class UnknownCode(CodeRefused):
    """No such code was printed, or a newer sheet has taken its place."""


class CodeUsedAlready(CodeRefused):
    """The code has done its work."""


class CodeTooEarly(CodeRefused):
    """The code is good from a later moment."""

    def __init__(self, valid_from: datetime.datetime) -> None:
        super().__init__(valid_from)
        self.valid_from = valid_from


class CodeExpired(CodeRefused):
    """The time of the code is over."""


class AccountClosed(CodeRefused):
    """An administrator has closed the account."""


@transaction.atomic
def use_paper_code(code: str, passphrase: str, *, now: datetime.datetime) -> Any:
    """Set the passphrase of the account to which the code belongs, and return its user.

    `passphrase` was checked already. Raises CodeRefused with the reason; then nothing is changed.
    """
    printed = find_paper_code(code, now=now)
    user = printed.user
    printed.used_at = now
    printed.save(update_fields=["used_at"])
    user.set_password(passphrase)
    user.save(update_fields=["password"])
    record_change(user, user, Change.CODE_USED, None, now=now)
    end_sessions(user)
    return user


def find_paper_code(code: str, *, now: datetime.datetime) -> PaperCode:
    """The printed code, while it is good, locked until the transaction ends. Raises CodeRefused."""
    rows = PaperCode.objects.select_related("user").select_for_update(of=("self",))
    printed = rows.filter(sha256=hash_of_code(code)).first()
    if printed is None:
        raise UnknownCode
    if printed.used_at is not None:
        raise CodeUsedAlready
    if now < printed.valid_from:
        raise CodeTooEarly(printed.valid_from)
    if now >= printed.valid_until:
        raise CodeExpired
    if not printed.user.is_active:
        raise AccountClosed
    return printed
