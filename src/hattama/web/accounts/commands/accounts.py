"""`hattama accounts`: lists taken in, listed, roles given and taken, accounts closed and opened."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message, Words
from hattama.phrases import Refused, add_verb, add_verbs, say
from hattama.web.kernel.commands.answers import (
    FORMATS,
    announce,
    find_area,
    find_election,
    is_asked,
    print_in_words,
    read_clock,
)
from hattama.web.kernel.commands.column_words import CIVIC_ROLES
from hattama.web.kernel.commands.preparation import add_prepared, prepare

_IMPORT = Message("take a list of accounts and roles in from CSV, whole or not at all")
_FILE = Message("a CSV file with the columns name, login, role, area")
_DRY = Message("check only, change nothing")
_CLOSE = Message("close an account: nobody logs in with it any more")
_OPEN = Message("open a closed account again")
_FACTOR = Message("remove the second factor of a lost telephone")
_RESEAL = Message("seal the secrets of all second factors with a new key")
_RESEALED = Message(
    "Second factors sealed with the new key: {count}. The key before is gone: make a backup with keys."
)
_LOGIN = Message("the user name")
_ROLE = Message("the code of the role")
_AREA = Message("the code of the area")
_NAME = Message("the person's name: an account that is missing is made")
_REPORT = Message("New accounts: {made}; roles given: {given}; held already: {held}.")
_WAITING = Message("Roles that wait for an administrator to confirm them: {count}.")
_PROPOSED = Message(
    "Proposed, and not in force yet: an administrator confirms it on the page of accounts; until then "
    "nothing opens to {login} by it."
)
_OWN = Message(
    "The operator has proposed this role, and a role that decides takes two persons: an administrator of the "
    "election confirms it on the page of accounts."
)
_FIRST = Message(
    "There is no administrator of election {id}. The operator makes the first two alone: `hattama accounts "
    "give LOGIN administrator {root} --election {id} --name NAME`, then their sheet: `hattama credentials "
    "{id} LOGIN.pdf --login LOGIN`."
)
_ALONE = Message(
    "One administrator of election {id} is left: what this one proposes only the operator can confirm. The "
    "operator makes a second one alone: `hattama accounts give LOGIN administrator {root} --election {id} "
    "--name NAME`."
)
_TOLD_STILL = Message(
    "Election {id} is closed. Its log still tells of roles: redactions, registers and audits go on, and "
    "everybody sees who may decide of them."
)
REFUSED = Message("Not done: {why}")


def register(subparsers: Any, language: str) -> None:
    """Add `accounts` with a verb for each thing that can be done."""
    verbs = add_verbs(subparsers, "accounts", Message("accounts and roles"), language)
    if not is_asked(subparsers, "accounts"):
        return
    taking_in = add_prepared(verbs, "import", say(_IMPORT, language), _run_import)
    taking_in.add_argument("file", metavar="FILE.csv", type=Path, help=say(_FILE, language))
    taking_in.add_argument("--election", metavar="ID", required=True)
    taking_in.add_argument("--dry-run", action="store_true", help=say(_DRY, language))
    listing = add_prepared(verbs, "list", say(Message("who holds which role"), language), _run_list)
    listing.add_argument("--election", metavar="ID", required=True)
    listing.add_argument("--area", metavar="ID", default="", help=say(_AREA, language))
    listing.add_argument("--format", choices=FORMATS, default="table")
    for word, words, run in (
        ("give", Message("give a role"), _run_give),
        ("confirm", Message("put a role in force that an administrator has proposed"), _run_confirm),
        ("take", Message("take a role away, or back what was proposed"), _run_take),
    ):
        changing = add_verb(verbs, word, say(words, language), run)
        changing.add_argument("login", metavar="LOGIN", help=say(_LOGIN, language))
        changing.add_argument("role", metavar="ROLE", choices=_roles(), help=say(_ROLE, language))
        changing.add_argument("area", metavar="AREA", help=say(_AREA, language))
        changing.add_argument("--election", metavar="ID", required=True)
        if word == "give":
            changing.add_argument("--name", metavar="NAME", default="", help=say(_NAME, language))
    for word, words in (("close", _CLOSE), ("open", _OPEN), ("reset-factor", _FACTOR)):
        one = add_prepared(verbs, word, say(words, language), _run_account)
        one.add_argument("login", metavar="LOGIN", help=say(_LOGIN, language))
        one.set_defaults(word=word)
    add_prepared(verbs, "reseal", say(_RESEAL, language), _run_reseal)


def _roles() -> list[str]:
    # The policy is values alone: it may be read before Django is set up.
    from hattama.web.kernel.accounts.policy import Role

    return [role.value for role in Role]


def _run_import(args: argparse.Namespace) -> int:
    from hattama.formats.account_lists import parse_accounts
    from hattama.web.accounts.import_accounts import import_accounts
    from hattama.web.kernel.accounts.change_rights import publish_rights
    from hattama.web.kernel.elections.tables import AreaRow

    election = find_election(args.election)
    areas = set(AreaRow.objects.filter(election=election).values_list("code", flat=True))
    with args.file.open("rb") as stream:
        rows = parse_accounts(stream, args.file.name, roles=_roles(), areas=areas)
    report = import_accounts(election, rows, args.file.name, now=read_clock(), dry_run=args.dry_run)
    publish_rights(now=read_clock())
    announce(_REPORT, args.language, made=len(report.made), given=report.given, held=report.held)
    if report.proposed:
        announce(_WAITING, args.language, count=report.proposed)
        _tell_how_to_begin(election, args.language)
    if args.dry_run:
        announce(Message("This was a trial: nothing was changed."), args.language)
    return 0


def _run_list(args: argparse.Namespace) -> int:
    from hattama.web.accounts.account_lists import proposals_and_memberships_within
    from hattama.web.kernel.accounts.tables import Membership
    from hattama.web.kernel.elections.loading import load_definition
    from hattama.web.kernel.elections.tables import AreaRow

    election = find_election(args.election)
    area = find_area(election, args.area)
    # The table for people calls volunteers volunteers; codes stay what they are.
    told = CIVIC_ROLES if args.format == "table" and load_definition(election).election.civic else {}
    below = AreaRow.objects.filter(ancestry__startswith=area.branch)
    rows = [
        (
            held.user.username,
            held.user.first_name,
            say(told[held.role], args.language) if held.role in told else held.role,
            held.area.code,
            "open" if held.user.is_active else "closed",
            "in_force" if isinstance(held, Membership) else "proposed",
        )
        for held in proposals_and_memberships_within(below | AreaRow.objects.filter(pk=area.pk))
    ]
    columns = ("login", "name", "role", "area", "account", "state")
    print_in_words(columns, rows, args.format, args.language)
    return 0


def _run_give(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.core.entries import RightsChange
    from hattama.web.kernel.accounts.change_rights import find_account, give_role, make_account
    from hattama.web.kernel.accounts.policy import Role

    election = find_election(args.election)
    area = find_area(election, args.area)
    now = read_clock()

    def give() -> bool:
        user = find_account(args.login)
        if user is None and args.name:
            user = make_account(None, args.login, args.name, area, now=now)
        if user is None:
            raise Refused(Message("There is no account {login}. Give --name to make it."), login=args.login)
        return give_role(None, user, Role(args.role), area, now=now).change is RightsChange.PROPOSED

    if _do(args, give, [election]):
        _tell_how_to_begin(election, args.language)
    return 0


def _run_confirm(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.kernel.accounts.change_rights import NoSuchRole, RoleHeldAlready, confirm_roles
    from hattama.web.kernel.accounts.tables import Membership, ProposedRole

    election = find_election(args.election)
    area = find_area(election, args.area)
    user = find_user(args)

    def confirm() -> None:
        this = {"user": user, "area": area, "role": args.role}
        proposed = list(ProposedRole.objects.filter(**this))
        if not proposed:
            raise RoleHeldAlready if Membership.objects.filter(**this).exists() else NoSuchRole
        if any(one.proposed_by_id is None for one in proposed):
            _tell_how_to_begin(election, args.language)
            raise Refused(_OWN)
        confirm_roles(None, proposed, now=read_clock())

    _do(args, confirm, [election])
    return 0


def _tell_how_to_begin(election: Any, language: str) -> None:
    """Where nobody is there who could confirm, say how the operator makes the first who can."""
    from hattama.web.kernel.accounts.change_rights import count_keepers

    if not count_keepers(election):
        announce(_FIRST, language, root=find_area(election, "").code, id=election.pk)


def _tell_what_is_left(election: Any, before: int, language: str) -> None:
    """Where fewer administrators are left than there were, and fewer than two, say so and what mends it."""
    from hattama.core.entries import FIRST_ADMINISTRATORS
    from hattama.web.kernel.accounts.change_rights import count_keepers

    left = count_keepers(election)
    if left < min(before, FIRST_ADMINISTRATORS):
        announce(_ALONE if left else _FIRST, language, root=find_area(election, "").code, id=election.pk)


def _run_take(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.kernel.accounts.change_rights import take_role
    from hattama.web.kernel.accounts.policy import Role

    election = find_election(args.election)
    area = find_area(election, args.area)
    user = find_user(args)
    _do(args, lambda: take_role(None, user, Role(args.role), area, now=read_clock()), [election])
    return 0


def _run_account(args: argparse.Namespace) -> int:
    from hattama.web.kernel.accounts import change_rights

    deeds = {
        "close": change_rights.close_account,
        "open": change_rights.open_account,
        "reset-factor": change_rights.remove_second_factor,
    }
    user = find_user(args)
    held = user.memberships.select_related("area__election").order_by("area__election")
    elections = list({role.area.election_id: role.area.election for role in held}.values())
    _do(args, lambda: deeds[args.word](None, user, now=read_clock()), elections)
    waiting = user.proposed_roles.select_related("area__election") if args.word == "reset-factor" else ()
    if waiting:
        announce(_WAITING, args.language, count=len(waiting))
    for election in {proposal.area.election for proposal in waiting}:
        _tell_how_to_begin(election, args.language)
    return 0


def _run_reseal(args: argparse.Namespace) -> int:
    from hattama.web.kernel.accounts.sealed_factors import FactorKeyLost, reseal

    try:
        count = reseal()
    except FactorKeyLost as lost:
        raise Refused(Words.of({args.language: str(lost)})) from None
    announce(_RESEALED, args.language, count=count)
    return 0


def find_user(args: argparse.Namespace) -> Any:
    """The account that `args.login` names. Raises Refused where there is none."""
    from hattama.web.kernel.accounts.change_rights import find_account

    user = find_account(args.login)
    if user is None:
        raise Refused(Message("There is no account {login}."), login=args.login)
    return user


def _do(args: argparse.Namespace, change: Callable[[], bool | None], elections: Sequence[Any]) -> bool:
    """Carry the change out and say so, with what it leaves behind in its `elections`; or say why not and exit
    with code 2. Whether it was only proposed."""
    from django.db import transaction

    from hattama.core.vocabulary import DutiesNotSeparate
    from hattama.web.kernel.accounts.change_rights import RightsRefused, count_keepers, publish_rights

    before = [count_keepers(election) for election in elections]
    try:
        with transaction.atomic():
            proposed = bool(change())
        publish_rights(now=read_clock())
    except (RightsRefused, DutiesNotSeparate) as refused:
        raise Refused(REFUSED, why=refused.sentence) from None
    announce(_PROPOSED if proposed else Message("Done."), args.language, login=args.login)
    for election, count in zip(elections, before, strict=True):
        _tell_what_is_left(election, count, args.language)
        if election.closed_at is not None:
            announce(_TOLD_STILL, args.language, id=election.pk)
    return proposed
