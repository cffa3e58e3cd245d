"""`hattama offline accept`: statements that came in a file, on a stick or in a paper bag, are taken in."""

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verbs, say
from hattama.web.kernel.commands.answers import FORMATS, announce, print_in_words, read_clock
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

COLUMNS = ("area", "contest", "state", "acted_at", "received_at", "reason")

_HELP = Message("take in protocols that telephones signed without a network")
_ACCEPT = Message("take in the statements of a file that was saved on a prepared telephone")
_FILE = Message("the file saved on the telephone")
_FORMAT = Message("how to answer")
_DONE = Message("Accepted: {accepted}; waiting for the first entry: {held}; refused: {refused}.")


def register(subparsers: Any, language: str) -> None:
    """Add `offline accept`."""
    verbs = add_verbs(subparsers, "offline", _HELP, language)
    accept = add_prepared(verbs, "accept", say(_ACCEPT, language), _run)
    accept.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    accept.add_argument("--format", choices=FORMATS, default="table", help=say(_FORMAT, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.web.offline.accept_statement import take_envelopes
    from hattama.web.offline.sealed_statements import NotStatements, read_envelopes

    try:
        envelopes = read_envelopes(args.file.read_bytes())
    except NotStatements:
        raise Refused(Message("{file} is no file of a prepared telephone."), file=args.file) from None
    with telling_log_troubles():
        answers = take_envelopes(envelopes, now=read_clock())
    print_in_words(COLUMNS, [_row(answer, args.language) for answer in answers], args.format, args.language)
    states = [answer.state for answer in answers]
    counts = {state: states.count(state) for state in ("accepted", "held", "refused")}
    announce(_DONE, args.language, **counts)
    return 1 if counts["refused"] else 0


def _row(answer: Any, language: str) -> list[str | None]:
    from hattama.core.entries import recorded_text

    row, why = answer.row, answer.said(language) or None
    if row is None:
        return [None, None, answer.state, None, None, why]
    area = row.area.code if row.area else None
    times = [recorded_text(moment) for moment in (row.acted_at, row.received_at)]
    return [area, row.contest, answer.state, *times, why]
