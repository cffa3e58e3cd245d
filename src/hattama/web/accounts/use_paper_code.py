"""Somebody with a sheet of paper sets their passphrase: the code is good once, and in its time."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hattama.core.vocabulary import DeedRefused, Message, Words
from hattama.phrases import LANGUAGES
from hattama.web.kernel.accounts.change_rights import Change, record_change, refuse_foreign_account
from hattama.web.kernel.accounts.policy import PRECINCT, Role
from hattama.web.kernel.accounts.second_factor import end_sessions
from hattama.web.kernel.accounts.tables import Membership, PaperCode
from hattama.web.kernel.accounts.typed_codes import hash_of_code, new_code
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.languages.formats import format_moment

GROUPS = 4
VALID_FOR = datetime.timedelta(days=3)


@transaction.atomic
def print_paper_code(
    actor: Any,
    whom: Any,
    area: AreaRow,
    *,
    valid_from: datetime.datetime,
    valid_until: datetime.datetime,
    now: datetime.datetime,
) -> str:
    """A new code for `whom` (80 bits, such as `7Q2M-0XKD-41TZ-9HRV`); one printed before is void.

    `actor` is None for the operator; another one must keep the accounts of `whom` (NotYours,
    ChangesOwnRights).
    """
    refuse_foreign_account(actor, whom)
    code = new_code(GROUPS)
    PaperCode.objects.filter(user=whom, used_at=None).delete()
    PaperCode.objects.create(
        user=whom,
        sha256=hash_of_code(code),
        valid_from=valid_from,
        valid_until=valid_until,
        printed_at=now,
    )
    record_change(actor, whom, Change.CODE_PRINTED, area, now=now)
    return code


def times_of_code(
    election: ElectionRow, area: AreaRow, role: Role, now: datetime.datetime
) -> tuple[datetime.datetime, datetime.datetime]:
    """From when until when a code is good, both aware.

    For people of a precinct as the election says, by the precinct's clock; a code printed later is good at
    once, for as long. For everybody else, who prepare the election: from now, for three days.
    """
    if role not in PRECINCT:
        return now, now + VALID_FOR
    times = load_definition(election).election.paper_codes
    day = election.polling_on - datetime.timedelta(days=times.days_before)
    clock = datetime.datetime.combine(day, datetime.time(times.hour), ZoneInfo(area.time_zone))
    start = max(now, clock)
    return start, start + datetime.timedelta(hours=times.valid_hours)


def people_of_precincts(area: AreaRow) -> list[Membership]:
    """Typists and chairs of the precincts at or below `area`, their accounts open; in the order of areas."""
    within = AreaRow.objects.filter(below(area))
    people = Membership.objects.filter(
        area__in=within, role__in=[role.value for role in PRECINCT], user__is_active=True
    )
    return list(people.select_related("user", "area", "area__parent").order_by("area__sort_key", "pk"))


def precincts_of_nobody(area: AreaRow) -> list[str]:
    """Codes of the precincts at or below `area` in which no typist or chair with an open account acts, also
    none of an area above; in the order of areas."""
    served = Membership.objects.filter(
        area__election=area.election_id,
        role__in=[role.value for role in PRECINCT],
        user__is_active=True,
    )
    keys = {str(key) for key in served.values_list("area_id", flat=True)}
    precincts = AreaRow.objects.filter(below(area)).exclude(kind="unit").order_by("sort_key")
    every = precincts.values_list("pk", "ancestry", "code")
    return [code for key, above, code in every if keys.isdisjoint([str(key), *above.split("/")])]


class CodeRefused(DeedRefused):
    """The code does not open an account; the subclass names the reason."""

    is_mendable = True


class UnknownCode(CodeRefused):
    """No such code was printed, or a newer sheet has taken its place."""

    sentence = Message(
        "There is no such code. Compare it with the sheet letter by letter; of several sheets the newest "
        "counts."
    )


class CodeUsedAlready(CodeRefused):
    """The code has done its work."""

    sentence = Message(
        "This code has been used already. Log in with the passphrase that was set with it. If that was not "
        "you, call whoever gave you the account at once."
    )


class CodeTooEarly(CodeRefused):
    """The code is good from a later moment."""

    sentence = Message("This code is good from {moment}. Until then the sheet opens nothing.")

    def __init__(self, valid_from: datetime.datetime) -> None:
        super().__init__(valid_from)
        zone = timezone.get_current_timezone()
        said = {language: format_moment(valid_from, language, zone) for language in LANGUAGES}
        self.sentence = self.sentence.given(moment=Words.of(said))


class CodeExpired(CodeRefused):
    """The time of the code is over."""

    sentence = Message("The time of this code is over. Ask whoever gave you the account for a new sheet.")


class AccountClosed(CodeRefused):
    """An administrator has closed the account."""

    sentence = Message("This account is closed. Ask whoever gave you the account.")


def use_paper_code(code: str, passphrase: str, *, now: datetime.datetime) -> Any:
    """Set the passphrase of the account to which the code belongs, and return its user.

    `passphrase` was checked already. Raises CodeRefused with the reason; then nothing is changed.
    """
    with transaction.atomic():
        find_paper_code(code, now=now)
    # Between two transactions: it takes time and its turn, and SQLite has one writer.
    hashed = make_password(passphrase)
    with transaction.atomic():
        printed = find_paper_code(code, now=now)
        user = printed.user
        printed.used_at = now
        printed.save(update_fields=["used_at"])
        user.password = hashed
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
