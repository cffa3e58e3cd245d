"""`hattama store`: files carried from one store to another, looked through, and published."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import Refused, find_election, progress, say, tell
from hattama.web.kernel.commands.log_troubles import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = said(
    "скан-көшірмелер мен басқа файлдардың қоймасы: көшіру, тексеру, жариялау",
    "хранилище сканов и других файлов: перенести, проверить, опубликовать",
    "the store of scans and other files: copy it, check it, publish from it",
)
_COPY = said(
    "файлдарды бір қоймадан екіншісіне көшіру; үзілсе, қайта іске қосқанда жалғасады",
    "перенести файлы из одного хранилища в другое; прерванное продолжается при новом запуске",
    "carry files from one store to another; run again, it goes on where it ended",
)
_FROM = said(
    "қайдан: file немесе s3://bucket/prefix (әдепкісі: сайттың қоймасы)",
    "откуда: file или s3://bucket/prefix (по умолчанию хранилище сайта)",
    "where from: file or s3://bucket/prefix (by default the site's store)",
)
_TO = said(
    "қайда: file немесе s3://bucket/prefix",
    "куда: file или s3://bucket/prefix",
    "where to: file or s3://bucket/prefix",
)
_CHECK = said(
    "әр файлды хешімен салыстырып, дерекқор атаған файлдың бәрі бар-жоғын тексеру",
    "сверить каждый файл с его хешем и найти каждый файл, который называет база данных",
    "hold every file against its hash, and look for every file that the database names",
)
_PUBLISH = said(
    "жариялық жинақты қоймаға қазір көшіру (log keep мұны өзі істейді)",
    "перенести публичный набор в хранилище сейчас (log keep делает это сам)",
    "bring the public bundle forward in the bucket now (log keep does it by itself)",
)
_WHOLE = said(
    "әр файлды қоймадағысымен салыстыру",
    "сравнить с хранилищем каждый файл",
    "compare every file with the bucket's",
)
_FILES = said("файлдар", "файлы", "files")
_COPIED = said(
    "{place} қоймасында: көшірілгені {carried}, бұрыннан барлары {there}, жөнделгені {mended}.",
    "В хранилище {place}: перенесено {carried}, уже было {there}, исправлено {mended}.",
    "In {place}: carried over {carried}, there already {there}, mended {mended}.",
)
_CHECKED = said(
    "{place}: бүтін файлдар {sound}, бүлінгендері {damaged}, жоқтары {missing}.",
    "{place}: целых файлов {sound}, повреждённых {damaged}, отсутствующих {missing}.",
    "{place}: sound files {sound}, damaged {damaged}, missing {missing}.",
)
_DAMAGED = said(
    "Бүлінген: {sha256}",
    "Повреждён: {sha256}",
    "Damaged: {sha256}",
)
_MISSING = said(
    "Жоқ: {sha256} ({table})",
    "Отсутствует: {sha256} ({table})",
    "Missing: {sha256} ({table})",
)
_PUBLISHED = said(
    "«{id}» сайлауының қоймадағы көшірмесі: журналда {size} жазба, салынғаны {put}, алынғаны {withdrawn}.",
    "Копия выборов «{id}» в хранилище: записей в журнале {size}, записано {put}, убрано {withdrawn}.",
    "The copy of {id} in the bucket: log entries {size}, files put {put}, withdrawn {withdrawn}.",
)
_LATER = said(
    "«{id}»: көшіретін ештеңе жоқ немесе басқа процесс көшіріп жатыр.",
    "«{id}»: переносить нечего, или это делает другой процесс.",
    "{id}: there is nothing to publish, or another process is at it.",
)
_ON_DISK = said(
    "HATTAMA_STORE: file. Жариялық көшірме тек s3:// қоймасына жазылады.",
    "HATTAMA_STORE: file. Открытая копия пишется только в хранилище s3://.",
    "HATTAMA_STORE is file. A public copy is kept in an s3:// store alone.",
)
_SAME = said(
    "Екі жақ та бір қойма: {place}",
    "Это одно и то же хранилище: {place}",
    "Both are the same store: {place}",
)
STORE_AWAY = said(
    "Қойма жауап бермейді: {why}. Қайта іске қоссаңыз, команда тоқтаған жерінен жалғастырады.",
    "Хранилище не отвечает: {why}. При новом запуске команда продолжит с того же места.",
    "The store does not answer: {why}. Run again, the command goes on where it ended.",
)


def register(subparsers: Any, language: str) -> None:
    """Add `store copy`, `store check` and `store publish`."""
    parser = subparsers.add_parser("store", help=_HELP.say(language), description=_HELP.say(language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    copy = verbs.add_parser("copy", help=_COPY.say(language), description=_COPY.say(language))
    copy.add_argument("--from", dest="source", metavar="STORE", default="", help=_FROM.say(language))
    copy.add_argument("--to", dest="target", metavar="STORE", required=True, help=_TO.say(language))
    copy.set_defaults(run=_run_copy)
    check = verbs.add_parser("check", help=_CHECK.say(language), description=_CHECK.say(language))
    check.set_defaults(run=_run_check)
    publish = verbs.add_parser("publish", help=_PUBLISH.say(language), description=_PUBLISH.say(language))
    publish.add_argument("election", metavar="ELECTION", nargs="?", default="")
    publish.add_argument("--whole", action="store_true", help=_WHOLE.say(language))
    publish.set_defaults(run=_run_publish)


def _run_copy(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.kernel.stores.object_store import StoreUnavailable
    from hattama.web.operations.copy_store import copy_store

    source, target = _store("--from", args.source, args.language), _store("--to", args.target, args.language)
    if source.name == target.name:
        raise Refused(tell(_SAME, args.language, place=target.name))
    try:
        with progress(_FILES.say(args.language), None) as advance:
            copied = copy_store(source, target, advance=advance)
    except StoreUnavailable as trouble:
        raise Refused(tell(STORE_AWAY, args.language, why=trouble)) from None
    for sha256 in copied.damaged:
        say(_DAMAGED, args.language, sha256=sha256)
    counts = {"carried": copied.carried, "there": copied.there, "mended": copied.mended}
    say(_COPIED, args.language, place=target.name, **counts)
    return 1 if copied.damaged else 0


def _run_check(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.kernel.stores.object_store import StoreUnavailable
    from hattama.web.operations.copy_store import check_store

    home = _store("", "", args.language)
    try:
        with progress(_FILES.say(args.language), None) as advance:
            looked = check_store(home, advance=advance)
    except StoreUnavailable as trouble:
        raise Refused(tell(STORE_AWAY, args.language, why=trouble)) from None
    for sha256 in looked.damaged:
        say(_DAMAGED, args.language, sha256=sha256)
    for sha256, table in looked.missing:
        say(_MISSING, args.language, sha256=sha256, table=table)
    counts = {"damaged": len(looked.damaged), "missing": len(looked.missing)}
    say(_CHECKED, args.language, place=home.name, sound=looked.sound, **counts)
    return 1 if looked.damaged or looked.missing else 0


def _run_publish(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.conf import settings

    from hattama.web.kernel.stores.object_store import StoreUnavailable
    from hattama.web.operations.keep_log import kept_elections
    from hattama.web.operations.publish_copy import publish_copy

    if not settings.STORE_BUCKET:
        raise Refused(tell(_ON_DISK, args.language))
    named = [find_election(args.election, args.language).pk] if args.election else kept_elections()
    for election_id in named:
        try:
            with telling_log_troubles(args.language):
                published = publish_copy(election_id, _store("", "", args.language), whole=args.whole)
        except StoreUnavailable as trouble:
            raise Refused(tell(STORE_AWAY, args.language, why=trouble)) from None
        if published is None:
            say(_LATER, args.language, id=election_id)
            continue
        counts = {"size": published.size, "put": published.put, "withdrawn": published.withdrawn}
        say(_PUBLISHED, args.language, id=election_id, **counts)
    return 0


def _store(option: str, address: str, language: str) -> Any:
    """The store at `address`; the site's own where nothing is said."""
    from django.conf import settings

    from hattama.web.kernel.stores.content_store import content_home, s3_home
    from hattama.web.kernel.stores.file_store import FileStore
    from hattama.web.operations.settings.faults import SettingsRefused
    from hattama.web.operations.settings.store import ON_DISK, parse_store_address

    if not address:
        return content_home()
    if address == ON_DISK:
        return FileStore(Path(settings.DATA_DIR))
    try:
        return s3_home(*parse_store_address(option, address))
    except SettingsRefused as refused:
        raise Refused(refused.say(language)) from None
