"""`hattama export`: the public bundle of an election, as files in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Words
from hattama.web.kernel.commands.answers import Refused, find_election, progress, say, tell
from hattama.web.kernel.commands.log_troubles import say_lost, telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = Words.of(
    {
        "kk": "жариялық жинақты папкаға жазу",
        "ru": "записать публичный набор файлов в папку",
        "en": "write the public bundle into a folder",
    }
)
_WITHOUT_SCANS = Words.of({"kk": "скан-көшірмелерсіз", "ru": "без сканов", "en": "leave the scans out"})
_SCANS = Words.of({"kk": "скан-көшірмелер", "ru": "сканы", "en": "scans"})
_WRITTEN = Words.of(
    {
        "kk": "«{id}» жинағы {folder} папкасына жазылды: журналда {size} жазба, {scans} скан-көшірме.",
        "ru": "Набор «{id}» записан в {folder}: записей в журнале {size}, сканов {scans}.",
        "en": "The bundle of {id} stands in {folder}. Log entries: {size}, scans: {scans}.",
    }
)
_NOT_EMPTY = Words.of(
    {
        "kk": "{folder} папкасында басқа файлдар бар. Бос папканы немесе бұрынғы жинақты көрсетіңіз.",
        "ru": "В папке {folder} лежит другое. Укажите пустую папку или прежний набор.",
        "en": "The folder {folder} holds other things. Name an empty one or an earlier bundle.",
    }
)
_NOT_OPEN = Words.of(
    {
        "kk": "«{id}» сайлауы әлі ашылмаған: жариялайтын ештеңе жоқ.",
        "ru": "Выборы «{id}» ещё не открыты: публиковать нечего.",
        "en": "Election {id} is not open yet: there is nothing to publish.",
    }
)


def register(subparsers: Any, language: str) -> None:
    """Add `export`."""
    parser = subparsers.add_parser("export", help=_HELP.say(language), description=_HELP.say(language))
    parser.add_argument("election", metavar="ELECTION")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--without-scans", action="store_true", help=_WITHOUT_SCANS.say(language))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.kernel.log.export_bundle import FolderNotEmpty, count_scans, export_bundle

    election = find_election(args.election, args.language)
    if election.opened_at is None:
        raise Refused(tell(_NOT_OPEN, args.language, id=election.pk))
    scans = 0 if args.without_scans else count_scans(election)
    try:
        with telling_log_troubles(args.language), progress(_SCANS.say(args.language), scans) as advance:
            exported = export_bundle(
                election, args.folder, with_scans=not args.without_scans, advance=advance
            )
    except FolderNotEmpty:
        raise Refused(tell(_NOT_EMPTY, args.language, folder=args.folder)) from None
    say(_WRITTEN, args.language, id=election.pk, folder=args.folder, size=exported.size, scans=exported.scans)
    return say_lost(exported.lost, args.language)
