"""`hattama scans`: read what was uploaded, read what was imported, split a pile from a scanner, say how it
stands.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import (
    FORMATS,
    Refused,
    find_election,
    print_in_words,
    progress,
    say,
    say_why,
    tell,
)
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.kernel.commands.waiting import outlast
from hattama.web.operations.commands.fitness import refuse_unfit

PAUSE_SECONDS = 1.0
IMPORTED_IN_IDLE_TIME = 500
"""Of a demonstration of ten thousand scans so many are read by themselves: some minutes, some hundred
megabytes.
"""

_POLITE = 5

_HELP = said(
    "скан-көшірмелер: оқу, бөлу, күйі",
    "сканы: чтение, разделение, состояние",
    "scans: reading them, splitting a pile, how it stands",
)
_WORK = said(
    "кезекте тұрған скан-көшірмелерді оқып отыру (serve мұны өзі іске қосады)",
    "читать сканы из очереди (serve запускает это сам)",
    "read the scans that wait in the queue (serve starts it by itself)",
)
_ONCE = said("кезек біткенде тоқтау", "закончить, когда очередь пуста", "end when nothing waits any more")
_IMPORTED = said(
    "бос уақытта импортталған скан-көшірмелердің ең көбі осыншасын оқу",
    "в свободное время прочесть до стольких импортированных сканов",
    "in idle time read up to so many imported scans",
)
_BESIDE = said(
    "осы процесс аяқталғанда тоқтау", "закончить вместе с этим процессом", "end when this process ends"
)
_READ = said(
    "сайлаудың әлі оқылмаған жарияланған скан-көшірмелерінің бәрін оқу",
    "прочесть все опубликованные сканы выборов, которые ещё не прочитаны",
    "read all published scans of an election that were not read yet",
)
_STATUS = said(
    "не күтіп тұр, не оқылды, не табылды",
    "что ждёт, что прочитано, что найдено",
    "what waits, what was read, what was found",
)
_SPLIT = said(
    "сканердің бір файлындағы көп хаттаманы кодтары бойынша бөлек файлдарға бөлу",
    "разделить один файл сканера с многими протоколами на файлы по их кодам",
    "split one file of a scanner with many protocols into a file for each, by their codes",
)
_PILE = said("сканердің файлы (PDF, TIFF)", "файл сканера (PDF, TIFF)", "the file of a scanner (PDF, TIFF)")
_INTO = said("файлдар қойылатын қалта", "папка для файлов", "the folder for the files")
_SCANS = said("скан-көшірмелер", "сканы", "scans")
_DONE = said(
    "«{id}» сайлауының оқылған скан-көшірмелері: {count}.",
    "Прочитано сканов выборов «{id}»: {count}.",
    "Scans of {id} read: {count}.",
)
_CUT = said(
    "{name}: {count} бет",
    "{name}: страниц {count}",
    "{name}: {count} p.",
)
_UNKNOWN = said(
    "Коды оқылмаған беттер: {pages}. Оларды адам қарауы керек.",
    "Страницы без прочитанного кода: {pages}. Их должен посмотреть человек.",
    "Pages whose code could not be read: {pages}. A person has to look at them.",
)
_UNREADABLE_FILE = said(
    "{file} файлын оқу мүмкін емес: {why}",
    "Файл {file} прочесть нельзя: {why}",
    "{file} cannot be read: {why}",
)


def register(subparsers: Any, language: str) -> None:
    """Add `scans work`, `scans read`, `scans split` and `scans status`."""
    parser = subparsers.add_parser("scans", help=_HELP.say(language), description=_HELP.say(language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    work = verbs.add_parser("work", help=_WORK.say(language), description=_WORK.say(language))
    work.add_argument("--once", action="store_true", help=_ONCE.say(language))
    work.add_argument("--imported", type=int, default=0, metavar="N", help=_IMPORTED.say(language))
    work.add_argument("--beside", type=int, metavar="PID", help=_BESIDE.say(language))
    work.set_defaults(run=_run_work)
    read = verbs.add_parser("read", help=_READ.say(language), description=_READ.say(language))
    read.add_argument("election", metavar="ELECTION")
    read.set_defaults(run=_run_read)
    split = verbs.add_parser("split", help=_SPLIT.say(language), description=_SPLIT.say(language))
    split.add_argument("file", type=Path, metavar="FILE", help=_PILE.say(language))
    split.add_argument("folder", type=Path, metavar="FOLDER", help=_INTO.say(language))
    split.set_defaults(run=_run_split)
    status = verbs.add_parser("status", help=_STATUS.say(language), description=_STATUS.say(language))
    status.add_argument("--format", choices=FORMATS, default="table")
    status.set_defaults(run=_run_status)


def start_scan_worker() -> subprocess.Popen[bytes]:
    """Start a worker beside this process, politely: whoever waits for a page comes first. It ends with us."""
    words = ["scans", "work", "--imported", str(IMPORTED_IN_IDLE_TIME), "--beside", str(os.getpid())]
    program = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", program, *words], stdin=subprocess.DEVNULL, process_group=0
    )


def _run_work(args: argparse.Namespace) -> int:
    if args.beside is not None:
        os.nice(_POLITE)
    prepare(args.language)
    if args.beside is None:
        refuse_unfit(args.language)
    from hattama.web.scans.work_on_scans import ScanWorker, end_reader

    worker = ScanWorker(args.imported)
    worker.stop_on_signals()
    try:
        while not worker.is_stopping and _is_wanted(args.beside):
            is_more = outlast(worker.work_once, args.language)
            if is_more:
                continue
            if args.once and is_more is not None:
                break
            time.sleep(PAUSE_SECONDS)
    finally:
        end_reader()
    return 0


def _is_wanted(beside: int | None) -> bool:
    return beside is None or os.getppid() == beside


def _run_read(args: argparse.Namespace) -> int:
    prepare(args.language)
    election = find_election(args.election, args.language)
    from hattama.web.kernel.stores.object_store import StoreUnavailable
    from hattama.web.operations.commands.stores import STORE_AWAY
    from hattama.web.scans.work_on_scans import end_reader, read_imported_scan, unread_scans

    scans = list(unread_scans(election))
    try:
        with progress(_SCANS.say(args.language), len(scans)) as advance:
            for scan in scans:
                read_imported_scan(scan)
                advance(1)
    except StoreUnavailable as trouble:
        raise Refused(tell(STORE_AWAY, args.language, why=trouble)) from None
    finally:
        end_reader()
    say(_DONE, args.language, id=election.pk, count=len(scans))
    return 0


def _run_split(args: argparse.Namespace) -> int:
    from hattama.formats.scans import ScanRefused
    from hattama.scanning import ScanReader
    from hattama.scanning.splitting import cut_out, split_by_paper

    try:
        data = args.file.read_bytes()
    except OSError as trouble:
        why = say_why(trouble, args.language)
        raise Refused(tell(_UNREADABLE_FILE, args.language, file=args.file, why=why)) from None
    reader = ScanReader()
    try:
        reading = reader.read(data)
    except ScanRefused as refused:
        raise Refused(refused.say(args.language)) from None
    finally:
        reader.close()
    split = split_by_paper(reading.pages)
    args.folder.mkdir(parents=True, exist_ok=True)
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "application/pdf": "pdf"}
    for one in split.papers:
        name = f"{one.paper.area_id}-{one.paper.contest}-{one.paper.copy_number}"
        place = args.folder / f"{name}.{ending[reading.facts.media_type]}"
        place.write_bytes(cut_out(data, reading, one.numbers))
        say(_CUT, args.language, name=place.name, count=len(one.numbers))
    if split.unknown:
        say(_UNKNOWN, args.language, pages=", ".join(map(str, split.unknown)))
    return 1 if split.unknown else 0


def _run_status(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.web.scans.work_on_scans import scan_status

    print_in_words(("what", "value"), scan_status(), args.format, args.language)
    return 0
