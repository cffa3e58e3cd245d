"""`hattama rebuild`: the public tables made anew from the log, for whoever doubts them or has lost them."""

from __future__ import annotations

import argparse
from typing import Any

from hattama.core.vocabulary import Words
from hattama.web.commands.answers import Refused, find_election, progress, say, tell
from hattama.web.commands.preparation import prepare

_HELP = Words.of(
    {
        "kk": "жарияланған кестелерді журналдан қайта құру",
        "ru": "построить опубликованные таблицы заново из журнала",
        "en": "make the published tables anew from the log",
    }
)
_ENTRIES = Words.of({"kk": "журнал жазбалары", "ru": "записи журнала", "en": "log entries"})
_REBUILT = Words.of(
    {
        "kk": "«{id}» кестелері журналдың {size} жазбасынан қайта құрылды.",
        "ru": "Таблицы «{id}» построены заново. Записей в журнале: {size}.",
        "en": "The tables of {id} are made anew. Log entries: {size}.",
    }
)
_EMPTY = Words.of(
    {
        "kk": "«{id}» журналы бос: сайлау ашылмаған.",
        "ru": "Журнал «{id}» пуст: выборы не открыты.",
        "en": "The log of {id} is empty: the election is not open.",
    }
)


def register(subparsers: Any, language: str) -> None:
    """Add `rebuild`."""
    parser = subparsers.add_parser("rebuild", help=_HELP.say(language), description=_HELP.say(language))
    parser.add_argument("election", metavar="ELECTION")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.archive.snapshots import load_log_size
    from hattama.web.usecases.rebuild_published import LogIsEmpty, rebuild_published

    election = find_election(args.election, args.language)
    try:
        with progress(_ENTRIES.say(args.language), load_log_size(election)) as advance:
            size = rebuild_published(election, advance=advance)
    except LogIsEmpty:
        raise Refused(tell(_EMPTY, args.language, id=election.pk)) from None
    say(_REBUILT, args.language, id=election.pk, size=size)
    return 0
