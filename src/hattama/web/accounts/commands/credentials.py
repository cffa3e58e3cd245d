"""`hattama credentials`: sheets of paper with one-time codes for the people of precincts."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message, Words, csv_text, inert_cell
from hattama.phrases import Refused, add_verb, say
from hattama.web.accounts.commands.accounts import find_user
from hattama.web.kernel.commands.answers import announce, find_area, find_election, read_clock
from hattama.web.kernel.commands.column_words import CIVIC_ROLES, ROLE_WORDS
from hattama.web.kernel.commands.preparation import prepare

if TYPE_CHECKING:
    from hattama.web.accounts.commands.sheets import Sheet

_HELP = Message("print sheets with one-time codes for precincts")
_AREA = Message("only the precincts of this area (the whole election by default)")
_LOGIN = Message("a sheet for one account instead of the precincts")
_OUT = Message("the file to write: .pdf or .csv")
_NO_ROLE = Message(
    "{login} holds no role of this election that is in force. One that waits is confirmed by a second person "
    "first: an administrator, at /account/rights/."
)
_NOBODY = Message("There is nobody to print for: no typist or chair has an open account in this area.")
_OF_NOBODY = Message("Polling stations for which nobody may enter figures yet: {count} ({codes}).")
_MOST_NAMED = 10
_WRITTEN = Message(
    "Sheets in {file}: {count}. Codes printed before and not used are void now. Hand the sheets "
    "out in envelopes, and delete the file."
)


def register(subparsers: Any, language: str) -> None:
    """Add `credentials`."""
    parser = add_verb(subparsers, "credentials", say(_HELP, language), _run)
    parser.add_argument("election", metavar="ELECTION")
    parser.add_argument("out", metavar="OUT", type=Path, help=say(_OUT, language))
    parser.add_argument("--area", metavar="ID", default="", help=say(_AREA, language))
    parser.add_argument("--login", metavar="LOGIN", default="", help=say(_LOGIN, language))


def _run(args: argparse.Namespace) -> int:
    kind = args.out.suffix.lower()
    if kind not in (".pdf", ".csv"):
        raise Refused(Message("The name of {file} must end in .pdf or .csv."), file=args.out)
    if args.out.exists():
        raise Refused(Message("{file} exists already; codes are not written over."), file=args.out)
    prepare(args.language)
    from django.db import transaction

    from hattama.publish.typesetting import say_undrawn
    from hattama.web.accounts.commands.sheets import sheets_pdf
    from hattama.web.accounts.use_paper_code import precincts_of_nobody

    election = find_election(args.election)
    # A file that cannot be written takes the new codes back, and the old ones stay good.
    with transaction.atomic():
        sheets = _sheets(args, election)
        if not sheets:
            raise Refused(_NO_ROLE if args.login else _NOBODY, login=args.login)
        data = _csv_text(sheets).encode() if kind == ".csv" else sheets_pdf(sheets, args.language)
        _write_for_owner_alone(args.out, data)
    printed = [[sheet.person, *(name for area in sheet.areas for name in area.values())] for sheet in sheets]
    if kind == ".pdf" and (undrawn := say_undrawn(printed, args.language)):
        print(undrawn, file=sys.stderr)
    announce(_WRITTEN, args.language, file=args.out, count=len(sheets))
    if not args.login and (lacking := precincts_of_nobody(find_area(election, args.area))):
        codes = ", ".join(lacking[:_MOST_NAMED]) + (", …" if len(lacking) > _MOST_NAMED else "")
        announce(_OF_NOBODY, args.language, count=len(lacking), codes=codes)
    return 0


def _sheets(args: argparse.Namespace, election: Any) -> list[Sheet]:
    from hattama.web.accounts.use_paper_code import people_of_precincts
    from hattama.web.kernel.accounts.tables import Membership

    if args.login:
        user = find_user(args)
        people = list(
            Membership.objects.filter(user=user, area__election=election).select_related("area__parent")
        )
    else:
        people = people_of_precincts(find_area(election, args.area))
    # A person of several precincts gets one sheet: a second code would void the first.
    by_person = {held.user_id: held for held in reversed(people)}
    return [_sheet(election, held) for held in people if by_person[held.user_id] is held]


def _sheet(election: Any, held: Any) -> Sheet:
    from django.conf import settings
    from django.urls import reverse
    from django.utils import translation

    from hattama.web.accounts.commands.sheets import Sheet, sheet_languages
    from hattama.web.accounts.use_paper_code import print_paper_code, times_of_code
    from hattama.web.kernel.accounts.policy import Role
    from hattama.web.kernel.elections.loading import load_definition

    now = read_clock()
    start, end = times_of_code(election, held.area, Role(held.role), now)
    code = print_paper_code(None, held.user, held.area, valid_from=start, valid_until=end, now=now)
    with translation.override(settings.LANGUAGE_CODE):
        address = (settings.BASE_URL or "http://localhost:8000") + reverse("account_paper_code")
    definition = load_definition(election)
    return Sheet(
        election=definition.election.names,
        areas=_areas(held.area),
        number=held.area.number,
        person=held.user.first_name or held.user.username,
        role=(CIVIC_ROLES if definition.election.civic else {}).get(held.role, ROLE_WORDS[held.role]),
        login=held.user.username,
        code=code,
        address=address,
        valid_from=start,
        valid_until=end,
        time_zone=held.area.time_zone,
        languages=sheet_languages(definition.pack.languages),
    )


def _areas(area: Any) -> tuple[Words, ...]:
    """The names from the region down to where the person acts; of the country itself where that is all."""
    from hattama.web.kernel.published.browsing import ancestors_of

    above = [*ancestors_of([area])[area.pk], area]
    return tuple(Words.of(one.names) for one in above[1:] or above if one.names)


def _csv_text(sheets: list[Sheet]) -> str:
    rows = [("area", "number", "name", "login", "code", "valid_from", "valid_until", "address")]
    for sheet in sheets:
        moments = (sheet.valid_from.isoformat(), sheet.valid_until.isoformat())
        area = ", ".join(say(area, "kk") for area in sheet.areas)
        number, person, login = map(inert_cell, (sheet.number, sheet.person, sheet.login))
        rows.append((inert_cell(area), number, person, login, sheet.code, *moments, sheet.link))
    return csv_text(rows, "\n")


def _write_for_owner_alone(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
