"""`hattama observation`: the operator takes organisations of observers down, and lets accounts into them."""

import argparse
from typing import Any

from hattama.core.vocabulary import Message, is_election_id
from hattama.phrases import LANGUAGES, Refused, say
from hattama.web.kernel.commands.answers import announce, find_election, read_clock, verbs_of
from hattama.web.kernel.commands.preparation import add_prepared

_ORGANISATION = Message("take an organisation down, or change its names")
_MEMBER = Message("let an account be coordinator, reviewer or analyst of an organisation")
_CODE = Message("how addresses name it: small letters, digits, hyphens")
_NAME = Message("its name in this language")
_ROLE = Message("what the account may do there")
_LOGIN = Message("the user name of the account; it also needs the role observation")
_NOT_A_CODE = Message("{found} does not name an organisation: small letters, digits and hyphens do")
_TAKEN_DOWN = Message("Organisation {code} observes election {id}.")
_LET_IN = Message("{login} is {role} of {code}.")


def register(subparsers: Any, language: str) -> None:
    """Add these verbs to `observation`, which the command line registers with its own."""
    verbs = verbs_of(subparsers, "observation")
    taken = add_prepared(verbs, "organisation", say(_ORGANISATION, language), _run_organisation)
    taken.add_argument("election", metavar="ELECTION")
    taken.add_argument("code", metavar="CODE", help=say(_CODE, language))
    for one in LANGUAGES:
        taken.add_argument(f"--{one}", metavar="NAME", default="", help=say(_NAME, language))
    member = add_prepared(verbs, "member", say(_MEMBER, language), _run_member)
    member.add_argument("election", metavar="ELECTION")
    member.add_argument("code", metavar="CODE", help=say(_CODE, language))
    member.add_argument("login", metavar="LOGIN", help=say(_LOGIN, language))
    member.add_argument("role", choices=("coordinator", "reviewer", "analyst"), help=say(_ROLE, language))


def _run_organisation(args: argparse.Namespace) -> int:
    from hattama.web.observation.arrange import make_organisation

    election = find_election(args.election)
    if not is_election_id(args.code):
        raise Refused(_NOT_A_CODE, found=args.code)
    names = {one: getattr(args, one).strip() for one in LANGUAGES if getattr(args, one).strip()}
    if not names:
        raise Refused(Message("Give the organisation a name in at least one language."))
    make_organisation(election, args.code, names, now=read_clock())
    announce(_TAKEN_DOWN, args.language, code=args.code, id=election.pk)
    return 0


def _run_member(args: argparse.Namespace) -> int:
    from hattama.web.kernel.accounts.change_rights import find_account
    from hattama.web.observation.arrange import add_member
    from hattama.web.observation.policy import OrganisationRole

    election = find_election(args.election)
    organisation = election.organisations.filter(code=args.code).first()
    if organisation is None:
        raise Refused(Message("Election {id} has no organisation {code}."), id=election.pk, code=args.code)
    user = find_account(args.login)
    if user is None:
        raise Refused(Message("There is no account {login}."), login=args.login)
    add_member(organisation, user, OrganisationRole(args.role))
    announce(_LET_IN, args.language, login=args.login, role=args.role, code=args.code)
    return 0
