"""`hattama observer enrol|revoke|take`: keys of observers, and copies that they signed, enter the log."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, say
from hattama.web.kernel.commands.answers import announce, find_election, read_clock, verbs_of
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = {
    "enrol": Message("let copies that this key signs into the log"),
    "revoke": Message("end the key of an observer"),
    "take": Message("let a signed copy of a protocol into the log"),
    "vkey": Message("the public key that “hattama observer keygen” printed"),
    "within": Message("the area in which the person observes, by its identifier"),
    "organisation": Message("for whom the person observes; it becomes public"),
    "name": Message("the person's name; it stays here, the log has its salted hash"),
    "note": Message("the file with the signed copy"),
}
_REVOKED = Message("The key is revoked: it signs nothing any more, and what it signed before stays.")


def register(subparsers: Any, language: str) -> None:
    """Add these verbs to `observer`, which the command line registers with its own."""
    help_of = {name: say(words, language) for name, words in _HELP.items()}
    verbs = verbs_of(subparsers, "observer")
    for verb, words in (("enrol", ("vkey", "within")), ("revoke", ("vkey",)), ("take", ("note",))):
        made = add_verb(verbs, verb, help_of[verb], _RUN[verb])
        made.add_argument("election", metavar="ELECTION")
        for word in words:
            kind = Path if word == "note" else str
            made.add_argument(word, metavar=word.upper(), type=kind, help=help_of[word])
        if verb == "enrol":
            for option in ("organisation", "name"):
                made.add_argument(f"--{option}", required=True, help=help_of[option])


def _enrol(args: argparse.Namespace) -> int:
    def work(election_id: str, now: Any) -> None:
        from hattama.web.reports.observers import enrol_observer

        enrol_observer(election_id, args.vkey, args.within, args.organisation, args.name, now=now)

    return _do(args, work, Message("The key is enrolled; the log says so."))


def _revoke(args: argparse.Namespace) -> int:
    def work(election_id: str, now: Any) -> None:
        from hattama.web.reports.observers import revoke_observer

        revoke_observer(election_id, args.vkey, now=now)

    return _do(args, work, _REVOKED)


def _take(args: argparse.Namespace) -> int:
    def work(election_id: str, now: Any) -> None:
        from hattama.web.reports.observers import MOST_BYTES, take_copy

        with args.note.open("rb") as file:
            take_copy(election_id, file.read(MOST_BYTES + 1), now=now)

    return _do(args, work, Message("The copy stands in the log."))


def _do(args: argparse.Namespace, work: Callable[[str, Any], None], done: Message) -> int:
    prepare(args.language)
    from hattama.web.reports.observers import REFUSALS, why_refused

    election = find_election(args.election)
    try:
        with telling_log_troubles():
            work(election.pk, read_clock())
    except REFUSALS as refusal:
        raise Refused(why_refused(refusal)) from None
    announce(done, args.language)
    return 0


_RUN = {"enrol": _enrol, "revoke": _revoke, "take": _take}
