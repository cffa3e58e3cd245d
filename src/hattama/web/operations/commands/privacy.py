"""`hattama privacy purge`: delete what is personal and no longer needed."""

import argparse
import datetime
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import add_verbs, bounded, say
from hattama.web.kernel.commands.answers import announce, read_clock
from hattama.web.kernel.commands.preparation import add_prepared

DAYS = 30

_HELP = Message("personal data: delete what is no longer needed")
_PURGE = Message(
    "delete sessions that are over, unconfirmed subscriptions, contacts of answered reports and used codes"
)
_DRY = Message("only count, delete nothing")
_LINES = {
    "sessions": Message("Sessions over: {count}."),
    "session_places": Message("Network addresses of sessions: {count}."),
    "unconfirmed": Message("Unconfirmed subscriptions: {count}."),
    "contacts": Message("Contacts of answered reports: {count}."),
    "paper_codes": Message("Codes used or expired: {count}."),
    "typing_times": Message("Times of typing: {count}."),
    "failed_logins": Message("Counts of failed logins: {count}."),
}


def register(subparsers: Any, language: str) -> None:
    """Add `privacy purge`."""
    deeds = add_verbs(subparsers, "privacy", _HELP, language)
    purge = add_prepared(deeds, "purge", say(_PURGE, language), _run)
    older = say(Message("older than so many days ({days} by default)"), language, days=DAYS)
    days = bounded(language, 0, 9999)
    purge.add_argument("--older-than", metavar="DAYS", type=days, default=DAYS, help=older)
    purge.add_argument("--dry-run", action="store_true", help=say(_DRY, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.web.operations.forget_personal import forget_personal

    counts = forget_personal(
        now=read_clock(), older_than=datetime.timedelta(days=args.older_than), only_count=args.dry_run
    )
    for name, count in counts.items():
        announce(_LINES[name], args.language, count=count)
    announce(Message("Nothing was deleted.") if args.dry_run else Message("Deleted."), args.language)
    return 0
