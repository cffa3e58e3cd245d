"""`hattama rebuild`: what follows from the log made anew, for whoever doubts it or has lost it.

The public tables from the entries in the database, with `--files` the public bundle too; with `--from` the
published part of the database from a bundle.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Words, said
from hattama.web.kernel.commands.answers import Refused, find_election, progress, say, tell
from hattama.web.kernel.commands.log_checks import keep_the_rules
from hattama.web.kernel.commands.log_troubles import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.operations.backups.commands.restores import bundle_at, take_in

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow

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
_NOT_REBUILT = said(
    "«{id}» кестелері бұрынғыша қалды: мұндай журналдан ештеңе құрылмайды.",
    "Таблицы «{id}» остались прежними: из такого журнала ничего не строится.",
    "The tables of {id} are as they were: nothing is made of such a log.",
)
_FILES = said(
    "жариялық жинақтың барлық файлын да дерекқордан қайта жасау",
    "сделать заново из базы данных и все файлы публичного набора",
    "make all files of the public bundle anew from the database, too",
)
_FROM = said(
    "жарияланғанды жинақтан алу: айнаның папкасы немесе https://…",
    "взять опубликованное из набора: папка зеркала или https://…",
    "take what was published from a bundle: the folder of a mirror, or https://…",
)
_ONE_OF = said(
    "Не сайлауды, не --from арқылы жинақты көрсетіңіз.",
    "Назовите либо выборы, либо набор через --from.",
    "Name either an election or, by --from, a bundle.",
)
_FILES_REBUILT = said(
    "«{id}» жинағының файлдары дерекқордан қайта жасалды: {size} жазба.",
    "Файлы набора «{id}» сделаны заново из базы данных. Записей: {size}.",
    "The files of the bundle of {id} are made anew from the database. Entries: {size}.",
)
_NOT_IN_IT = said(
    "Жинақта жоқ нәрсе қайтпады: аккаунттар, жобалар, теру қадамдары, өзгерту себептерінің мәтіндері, "
    "сақтаушылардың "
    "аты-жөні. Журналды жалғастыру үшін оның кілті керек.",
    "Чего в наборе нет, то не вернулось: учётные записи, черновики, шаги ввода, тексты причин изменений, "
    "имена "
    "хранителей. Чтобы продолжить журнал, нужен его ключ.",
    "What a bundle does not have has not come back: accounts, drafts, steps of entry, texts of reasons for "
    "changes, "
    "names of custodians. To go on, the log needs its key.",
)


def register(subparsers: Any, language: str) -> None:
    """Add `rebuild`."""
    parser = subparsers.add_parser("rebuild", help=_HELP.say(language), description=_HELP.say(language))
    parser.add_argument("election", metavar="ELECTION", nargs="?")
    parser.add_argument("--files", action="store_true", help=_FILES.say(language))
    parser.add_argument("--from", dest="source", metavar="BUNDLE", help=_FROM.say(language))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    if (args.election is None) == (args.source is None):
        raise Refused(_ONE_OF.say(args.language))
    if args.source is not None:
        return _rebuild_from(args.source, args.language)
    from hattama.web.kernel.log.rebuild_published import LogIsEmpty, rebuild_published
    from hattama.web.kernel.log.snapshots import load_log_size

    election = find_election(args.election, args.language)
    if not keep_the_rules([election.pk], args.language):
        raise Refused(tell(_NOT_REBUILT, args.language, id=election.pk))
    try:
        with progress(_ENTRIES.say(args.language), load_log_size(election)) as advance:
            size = rebuild_published(election, advance=advance)
    except LogIsEmpty:
        raise Refused(tell(_EMPTY, args.language, id=election.pk)) from None
    say(_REBUILT, args.language, id=election.pk, size=size)
    if args.files:
        _rebuild_files(election, args.language)
    return 0


def _rebuild_files(election: ElectionRow, language: str) -> None:
    """Make the whole public bundle from the database alone; witnesses are asked first whether it may."""
    from hattama.web.kernel.log.check_log import ask_witnesses
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    with telling_log_troubles(language):
        ask_witnesses(election)
        size = refresh_bundle(election.pk, whole=True).tree_size
    say(_FILES_REBUILT, language, id=election.pk, size=size)


def _rebuild_from(source: str, language: str) -> int:
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    with bundle_at(source, language) as folder, telling_log_troubles(language):
        taken = take_in(folder, language)
        if taken.entries:
            refresh_bundle(taken.election_id, whole=True)
    if taken.entries and not taken.before:
        say(_NOT_IN_IT, language)
    return 0
