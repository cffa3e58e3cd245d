"""`hattama log`: how a log stands, its totals on record, a new key, the bundle, and looking after it."""

from __future__ import annotations

import argparse
import logging
from typing import Any

from hattama.core.vocabulary import Words
from hattama.web.kernel.commands.answers import (
    FORMATS,
    Refused,
    find_election,
    print_in_words,
    progress,
    say,
    tell,
)
from hattama.web.kernel.commands.endings import sigterm_asks
from hattama.web.kernel.commands.log_checks import add_check, refuse_if_log_differs
from hattama.web.kernel.commands.log_troubles import log_troubles, say_trouble, telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.kernel.commands.waiting import outlast
from hattama.web.operations.commands.fitness import refuse_unfit

PAUSE_SECONDS = 5.0

_HELP = Words.of(
    {
        "kk": "ашық журнал: күйі, кілті, қорытындылары",
        "ru": "публичный журнал: состояние, ключ, итоги",
        "en": "the public log: its state, key and totals",
    }
)
_STATUS = Words.of(
    {
        "kk": "журналдың көлемі, кезекте тұрғандар және куәгерлер",
        "ru": "размер журнала, очередь и свидетели",
        "en": "the size of the log, what waits, and the witnesses",
    }
)
_TOTALS = Words.of(
    {
        "kk": "ел мен өңірлердің қорытындыларын журналға жазу",
        "ru": "записать в журнал итоги по стране и регионам",
        "en": "append the totals of the country and its regions to the log",
    }
)
_ROTATE = Words.of(
    {
        "kk": "журналға жаңа кілт жасау: жаңасына ескісі кепіл болады",
        "ru": "дать журналу новый ключ: за него ручается прежний",
        "en": "give the log a new key, which the old one vouches for",
    }
)
_REFRESH = Words.of(
    {
        "kk": "жариялық жинақтың кестелері мен мазмұндамасын қазір жаңарту",
        "ru": "обновить таблицы и опись публичного набора сейчас",
        "en": "bring tables and manifest of the public bundle to the present now",
    }
)
_WHOLE = Words.of(
    {
        "kk": "барлық аумақтың файлдарын қайта жазу",
        "ru": "записать заново файлы всех территорий",
        "en": "write the files of all areas again",
    }
)
_KEEP = Words.of(
    {
        "kk": "барлық журналға қарап тұру: кезекті, куәгерлерді, жинақты (serve мұны өзі істейді)",
        "ru": "следить за всеми журналами: очередь, свидетели, набор (serve делает это сам)",
        "en": "look after all logs: what waits, witnesses, bundles (serve does it by itself)",
    }
)
_NOT_OPEN = Words.of(
    {
        "kk": "«{id}» сайлауы ашылмаған: оның журналы жоқ.",
        "ru": "Выборы «{id}» не открыты: журнала у них нет.",
        "en": "Election {id} is not open: it has no log.",
    }
)
_CLOSED = Words.of(
    {
        "kk": "«{id}» сайлауы жабылған: қорытындылары журналда тұр.",
        "ru": "Выборы «{id}» закрыты: их итоги стоят в журнале.",
        "en": "Election {id} is closed: its totals stand in the log.",
    }
)
_STATED = Words.of(
    {
        "kk": "«{id}» журналына {count} қорытынды жазылды.",
        "ru": "В журнал «{id}» записано итогов: {count}.",
        "en": "Totals appended to the log of {id}: {count}.",
    }
)
_ROTATED = Words.of(
    {
        "kk": "«{id}» журналының жаңа кілті: {vkey}",
        "ru": "Новый ключ журнала «{id}»: {vkey}",
        "en": "The new key of the log of {id}: {vkey}",
    }
)
_STATES = Words.of({"kk": "аумақтар", "ru": "территории", "en": "areas"})
_REFRESHED = Words.of(
    {
        "kk": "«{id}» жинағы жаңартылды: журналда {size} жазба.",
        "ru": "Набор «{id}» обновлён: записей в журнале {size}.",
        "en": "The bundle of {id} is at the present. Log entries: {size}.",
    }
)


def register(subparsers: Any, language: str) -> None:
    """Add `log status`, `log totals`, `log rotate-key`, `log refresh`, `log check` and `log keep`."""
    parser = subparsers.add_parser("log", help=_HELP.say(language), description=_HELP.say(language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, words, run in (
        ("status", _STATUS, _run_status),
        ("totals", _TOTALS, _run_totals),
        ("rotate-key", _ROTATE, _run_rotate),
        ("refresh", _REFRESH, _run_refresh),
    ):
        verb = verbs.add_parser(name, help=words.say(language), description=words.say(language))
        verb.add_argument("election", metavar="ELECTION")
        verb.set_defaults(run=run)
        if name == "status":
            verb.add_argument("--format", choices=FORMATS, default="table")
        if name == "refresh":
            verb.add_argument("--whole", action="store_true", help=_WHOLE.say(language))
    add_check(verbs, language)
    keep = verbs.add_parser("keep", help=_KEEP.say(language), description=_KEEP.say(language))
    keep.set_defaults(run=_run_keep)


def _opened(args: argparse.Namespace) -> Any:
    prepare(args.language)
    election = find_election(args.election, args.language)
    if election.opened_at is None:
        raise Refused(tell(_NOT_OPEN, args.language, id=election.pk))
    return election


def _run_status(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.operations.log_status import log_status

    with telling_log_troubles(args.language):
        rows = log_status(election)
    print_in_words(("what", "value"), rows, args.format, args.language)
    return 0


def _run_totals(args: argparse.Namespace) -> int:
    election = _opened(args)
    from django.utils import timezone

    from hattama.web.kernel.log.state_totals import state_totals
    from hattama.web.kernel.log.submission_refusals import ElectionClosed

    try:
        with telling_log_troubles(args.language):
            count = state_totals(election.pk, now=timezone.now())
    except ElectionClosed:
        raise Refused(tell(_CLOSED, args.language, id=election.pk)) from None
    say(_STATED, args.language, id=election.pk, count=count)
    return 0


def _run_rotate(args: argparse.Namespace) -> int:
    election = _opened(args)
    from django.utils import timezone

    from hattama.web.kernel.log.rotate_log_key import rotate_log_key

    with telling_log_troubles(args.language):
        key = rotate_log_key(election.pk, now=timezone.now())
    say(_ROTATED, args.language, id=election.pk, vkey=key.vkey())
    return 0


def _run_refresh(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    areas = AreaRow.objects.filter(election=election).count()
    with telling_log_troubles(args.language), progress(_STATES.say(args.language), areas) as advance:
        snapshot = refresh_bundle(election.pk, whole=args.whole, advance=advance)
    say(_REFRESHED, args.language, id=election.pk, size=snapshot.tree_size)
    return 0


def _run_keep(args: argparse.Namespace) -> int:
    prepare(args.language)
    refuse_unfit(args.language)
    refuse_if_log_differs(args.language)
    with sigterm_asks() as to_end:
        while not to_end.is_set():
            keep_logs_once(args.language)
            to_end.wait(PAUSE_SECONDS)
    return 0


def keep_logs_once(language: str) -> None:
    """Do what is due for every log, then tell subscribers; what goes wrong with one log is written down, and
    the next has its turn. A database that is away is waited for."""
    outlast(lambda: _keep_logs_once(language), language)


def _keep_logs_once(language: str) -> None:
    from django.utils import timezone

    from hattama.web.notices.notify_subscribers import notify_subscribers
    from hattama.web.operations.keep_log import keep_log, kept_elections

    for election_id in kept_elections():
        try:
            keep_log(election_id, now=timezone.now())
        except tuple(log_troubles()) as trouble:
            logging.getLogger(__name__).error("%s: %s", election_id, say_trouble(trouble, language))
        except OSError as trouble:
            # No room on the disk, or a folder that may not be written: it may pass.
            logging.getLogger(__name__).error("%s: %s", election_id, trouble)
    notify_subscribers(now=timezone.now())
