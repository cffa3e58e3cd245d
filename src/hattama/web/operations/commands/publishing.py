"""`hattama publish`: the whole public site as files that any bucket, server or disk can show."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import Refused, progress, say, tell
from hattama.web.kernel.commands.log_checks import keep_the_rules
from hattama.web.kernel.commands.log_troubles import say_lost, telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = said(
    "бүкіл жария сайтты сервер қажет етпейтін файлдар түрінде папкаға жазу",
    "записать весь открытый сайт в папку файлами, которым не нужен сервер",
    "write the whole public site into a folder, as files that need no server",
)
_LIVE = said(
    "тірі сайттың мекенжайы: көшірмеге сыймайтын нәрсе соған сілтейді (әдепкісі HATTAMA_BASE_URL)",
    "адрес действующего сайта: на него ведёт то, чего в копии быть не может (по умолчанию HATTAMA_BASE_URL)",
    "address of the live site, where links lead to what a copy cannot hold (HATTAMA_BASE_URL by default)",
)
_RELATIVE = said(
    "сілтемелер файлдан файлға: көшірме кез келген жерде, дискіде де ашылады (әдепкісі); "
    "--no-relative болса, мекенжайлар тірі сайттағыдай",
    "ссылки ведут от файла к файлу: копия открывается где угодно, и с диска (по умолчанию); "
    "с --no-relative адреса такие же, как на действующем сайте",
    "links lead from file to file, so that the copy opens anywhere, from a disk as well (the default); "
    "with --no-relative addresses are those of the live site",
)
_SCANS = said(
    "скан-көшірмелер: сол файлдардың екінші аты (link, әдепкісі), жеке файлдар (copy) немесе оларсыз (none)",
    "сканы: вторые имена тех же файлов (link, по умолчанию), отдельные файлы (copy) или без них (none)",
    "scans: second names of the same files (link, the default), files of their own (copy), or none",
)
_GZIP = said(
    "әр файлдың қасына сығылған .gz файлын қою",
    "положить рядом с каждым файлом сжатый .gz",
    "put a compressed .gz beside each file",
)
_JOBS = said(
    "қатар істейтін процестер саны (әдепкісі: процессор ядроларының саны)",
    "сколько процессов работает вместе (по умолчанию столько, сколько ядер)",
    "how many processes work together (as many as there are cores by default)",
)
_WHOLE = said(
    "өзгермеген беттерді де қайта жасау",
    "переделать и то, что не изменилось",
    "make anew what did not change, too",
)
_PAGES = said("файлдар", "файлы", "files")
_WRITTEN = said(
    "Сайт {folder} папкасында. Файл саны: {files}, жаңадан жазылғаны: {written}, өшірілгені: {removed}.",
    "Сайт записан в {folder}. Файлов: {files}, записано заново: {written}, удалено: {removed}.",
    "The site stands in {folder}. Files: {files}, written anew: {written}, removed: {removed}.",
)
_AS_OF = said(
    "«{id}» сайлауы, журналдағы жазба саны: {size}",
    "Выборы «{id}», записей в журнале: {size}",
    "Election {id}, log entries: {size}",
)
_NOWHERE = said(
    "Тірі сайтта да ешқайда апармайтын сілтемелер: {addresses}",
    "Ссылки, которые и на действующем сайте никуда не ведут: {addresses}",
    "Links that lead nowhere on the live site either: {addresses}",
)
_NOT_OURS = said(
    "{folder} папкасында басқа файлдар бар. Бос папканы немесе бұрынғы көшірмені көрсетіңіз.",
    "В папке {folder} лежит другое. Укажите пустую папку или прежнюю копию.",
    "The folder {folder} holds other things. Name an empty one or an earlier copy.",
)
_NOTHING_OPEN = said(
    "Бірде-бір сайлау ашылмаған: жариялайтын ештеңе жоқ.",
    "Ни одни выборы не открыты: публиковать нечего.",
    "No election is open: there is nothing to publish.",
)
_BAD_LIVE = said(
    "--live: http:// немесе https:// деп басталатын мекенжай күтілді, табылғаны {found}",
    "--live: ожидался адрес, который начинается с http:// или https://, найдено {found}",
    "--live: expected an address that begins with http:// or https://, found {found}",
)
_BAD_JOBS = said(
    "--jobs: 1 немесе одан үлкен сан күтілді, табылғаны {found}",
    "--jobs: ожидалось число от 1, найдено {found}",
    "--jobs: expected a number from 1, found {found}",
)


def register(subparsers: Any, language: str) -> None:
    """Add `publish`."""
    parser = subparsers.add_parser("publish", help=_HELP.say(language), description=_HELP.say(language))
    parser.add_argument("folder", metavar="SITE_DIR", type=Path)
    parser.add_argument("--live", metavar="URL", default="", help=_LIVE.say(language))
    parser.add_argument(
        "--relative", action=argparse.BooleanOptionalAction, default=True, help=_RELATIVE.say(language)
    )
    parser.add_argument(
        "--scans", choices=("link", "copy", "none"), default="link", help=_SCANS.say(language)
    )
    parser.add_argument("--gzip", action="store_true", help=_GZIP.say(language))
    parser.add_argument("--whole", action="store_true", help=_WHOLE.say(language))
    parser.add_argument("--jobs", type=int, default=_cores(), metavar="N", help=_JOBS.say(language))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.operations.static_site import (
        NothingOpen,
        NotOurFolder,
        Options,
        Scans,
        write_static_site,
    )

    options = Options(_live(args), args.relative, Scans(args.scans), args.gzip)
    if args.jobs < 1:
        raise Refused(tell(_BAD_JOBS, args.language, found=args.jobs))
    try:
        with telling_log_troubles(args.language), progress(_PAGES.say(args.language), None) as advance:
            told = 0

            def made(done: int, more: int) -> None:
                nonlocal told
                advance(done - told, done + more)
                told = done

            written = write_static_site(args.folder, options, jobs=args.jobs, whole=args.whole, advance=made)
    except NotOurFolder:
        raise Refused(tell(_NOT_OURS, args.language, folder=args.folder)) from None
    except NothingOpen:
        raise Refused(tell(_NOTHING_OPEN, args.language)) from None
    for election_id, size in written.sizes.items():
        say(_AS_OF, args.language, id=election_id, size=size)
    if written.nowhere:
        say(_NOWHERE, args.language, addresses=" ".join(written.nowhere))
    counts = {"files": written.files, "written": written.written, "removed": written.removed}
    say(_WRITTEN, args.language, folder=args.folder, **counts)
    lost = {f"{sha256} {address}": how for address, (sha256, how) in sorted(written.lost.items())}
    sound = keep_the_rules(written.sizes, args.language)
    return say_lost(lost, args.language) or (0 if sound else 1)


def _live(args: argparse.Namespace) -> str:
    from django.conf import settings

    found = str(args.live or settings.BASE_URL or "").rstrip("/")
    if found and not found.startswith(("http://", "https://")):
        raise Refused(tell(_BAD_LIVE, args.language, found=found))
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
