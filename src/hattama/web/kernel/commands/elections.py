"""`hattama election`: an election's folder is loaded, checked whole, and opened; in the end it is closed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Words
from hattama.web.kernel.commands.answers import Refused, find_election, progress, say, tell
from hattama.web.kernel.commands.log_troubles import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = Words.of(
    {"kk": "сайлауды жүктеу және ашу", "ru": "загрузить и открыть выборы", "en": "load and open elections"}
)
_LOAD = Words.of(
    {
        "kk": "сайлау папкасын тұтас тексеріп, жүктеу және ашу",
        "ru": "проверить папку выборов целиком, загрузить и открыть",
        "en": "check an election's folder whole, load it and open it",
    }
)
_DIR = Words.of(
    {
        "kk": "election.toml және areas.csv жатқан папка",
        "ru": "папка с election.toml и areas.csv",
        "en": "the folder that holds election.toml and areas.csv",
    }
)
_DRAFT = Words.of(
    {
        "kk": "ашпай жүктеу: тізім бекітілмейді, қайта жүктеуге болады",
        "ru": "загрузить, не открывая: список не закрепляется, можно загрузить снова",
        "en": "load without opening: the roster is not frozen and may be loaded again",
    }
)
_OPEN = Words.of(
    {
        "kk": "жүктелген сайлауды ашу: күтілетін хаттамалар тізімі бекітіледі",
        "ru": "открыть загруженные выборы: список ожидаемых протоколов закрепляется",
        "en": "open a loaded election: the roster of expected protocols is frozen",
    }
)
_LOADED = Words.of(
    {
        "kk": "«{id}» жүктелді: {areas} аумақ, оның ішінде {precincts} учаске, {contests} дауыс беру.",
        "ru": "«{id}» загружены: территорий {areas}, из них участков {precincts}, голосований {contests}.",
        "en": "{id} is loaded. Areas: {areas}, of them precincts: {precincts}; contests: {contests}.",
    }
)
_OPENED = Words.of(
    {
        "kk": "«{id}» ашылды: күтілетін хаттамалар тізімі бекітілді.",
        "ru": "«{id}» открыты: список ожидаемых протоколов закреплён.",
        "en": "{id} is open: the roster of expected protocols is frozen.",
    }
)
_ALREADY_OPEN = Words.of(
    {
        "kk": "«{id}» сайлауы ашық: оның тізімі бекітілген, қайта жүктеуге болмайды.",
        "ru": "Выборы «{id}» открыты: их список закреплён, загрузить их снова нельзя.",
        "en": "Election {id} is open: its roster is frozen and it cannot be loaded again.",
    }
)
_CLOSE = Words.of(
    {
        "kk": "сайлауды жабу: қорытындылары журналға жазылады, одан әрі ештеңе қабылданбайды",
        "ru": "закрыть выборы: итоги записываются в журнал, больше ничего не принимается",
        "en": "close an election: its totals are appended to the log, and nothing more is taken in",
    }
)
_CLOSED = Words.of(
    {
        "kk": "«{id}» жабылды: қорытындылары журналда тұр.",
        "ru": "«{id}» закрыты: их итоги стоят в журнале.",
        "en": "{id} is closed: its totals stand in the log.",
    }
)
_ALREADY_CLOSED = Words.of(
    {
        "kk": "«{id}» сайлауы бұрын жабылған.",
        "ru": "Выборы «{id}» уже закрыты.",
        "en": "Election {id} is closed already.",
    }
)
_NOT_OPEN = Words.of(
    {
        "kk": "«{id}» сайлауы әлі ашылмаған.",
        "ru": "Выборы «{id}» ещё не открыты.",
        "en": "Election {id} is not open yet.",
    }
)
_AREAS = Words.of({"kk": "аумақтар", "ru": "территории", "en": "areas"})


def register(subparsers: Any, language: str) -> None:
    """Add `election load`, `election open` and `election close`."""
    parser = subparsers.add_parser("election", help=_HELP.say(language), description=_HELP.say(language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    load = verbs.add_parser("load", help=_LOAD.say(language), description=_LOAD.say(language))
    load.add_argument("folder", metavar="DIR", type=Path, help=_DIR.say(language))
    load.add_argument("--draft", action="store_true", help=_DRAFT.say(language))
    load.set_defaults(run=_run_load)
    opening = verbs.add_parser("open", help=_OPEN.say(language), description=_OPEN.say(language))
    opening.add_argument("election", metavar="ELECTION")
    opening.set_defaults(run=_run_open)
    closing = verbs.add_parser("close", help=_CLOSE.say(language), description=_CLOSE.say(language))
    closing.add_argument("election", metavar="ELECTION")
    closing.set_defaults(run=_run_close)


def _run_load(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.formats import InputFaults, load_election_folder
    from hattama.formats.election_rules import pin_rules

    try:
        folder = load_election_folder(args.folder)
        files = files_of(folder, pin_rules(folder))
    except InputFaults as faults:
        raise Refused(faults.say(args.language)) from None
    load_and_open(files, args.language, draft=args.draft)
    return 0


def files_of(folder: Any, rules: Any) -> Any:
    """A checked folder with its pinned rules, as the use case takes them."""
    from hattama.web.kernel.elections.load_election import ElectionFiles

    return ElectionFiles(
        election=folder.election,
        areas=folder.areas.areas,
        definition=folder.definition_bytes,
        areas_csv=folder.areas_bytes,
        rule_pack=rules.data,
        boundaries=folder.boundaries_bytes,
        tiles=folder.tiles_bytes,
    )


def load_and_open(files: Any, language: str, *, draft: bool = False) -> None:
    """Load an election with a progress bar, say what was loaded, and open it unless it is a draft."""
    from django.utils import timezone

    from hattama.web.kernel.elections.load_election import ElectionAlreadyOpen, load_election
    from hattama.web.kernel.elections.open_election import open_election
    from hattama.web.kernel.log.advance_log import advance_log

    election_id = files.election.election_id
    try:
        with progress(_AREAS.say(language), len(files.areas)) as advance:
            load_election(files, now=timezone.now(), advance=advance)
    except ElectionAlreadyOpen:
        raise Refused(tell(_ALREADY_OPEN, language, id=election_id)) from None
    say(
        _LOADED,
        language,
        id=election_id,
        areas=len(files.areas),
        precincts=sum(area.is_precinct for area in files.areas),
        contests=len(files.election.contests),
    )
    if not draft:
        with telling_log_troubles(language):
            open_election(election_id, now=timezone.now())
            advance_log(election_id, now=timezone.now())
        say(_OPENED, language, id=election_id)


def _run_open(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.utils import timezone

    from hattama.web.kernel.elections.load_election import ElectionAlreadyOpen
    from hattama.web.kernel.elections.open_election import open_election
    from hattama.web.kernel.log.advance_log import advance_log

    row = find_election(args.election, args.language)
    try:
        with telling_log_troubles(args.language):
            open_election(row.pk, now=timezone.now())
            advance_log(row.pk, now=timezone.now())
    except ElectionAlreadyOpen:
        raise Refused(tell(_ALREADY_OPEN, args.language, id=row.pk)) from None
    say(_OPENED, args.language, id=row.pk)
    return 0


def _run_close(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.utils import timezone

    from hattama.web.kernel.log.close_election import close_election
    from hattama.web.kernel.log.submission_refusals import ElectionClosed, ElectionNotOpen

    row = find_election(args.election, args.language)
    try:
        with telling_log_troubles(args.language):
            close_election(row.pk, now=timezone.now())
    except ElectionNotOpen:
        raise Refused(tell(_NOT_OPEN, args.language, id=row.pk)) from None
    except ElectionClosed:
        raise Refused(tell(_ALREADY_CLOSED, args.language, id=row.pk)) from None
    say(_CLOSED, args.language, id=row.pk)
    return 0
