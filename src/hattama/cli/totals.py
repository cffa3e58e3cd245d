"""`hattama totals`: sums of areas, from files alone; the web part adds those of loaded elections."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.cli.totals_sources import (
    AddedUp,
    SourceRefused,
    from_bundle,
    from_results,
    from_tables,
)
from hattama.core.outcomes import say_number
from hattama.core.tabulation import View
from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Area, Words, said, system_reason
from hattama.formats import InputFaults
from hattama.publish.total_rows import Row, total_rows
from hattama.verification import FileProblem, LogCannotBeFolded

Subparsers = argparse._SubParsersAction


_HELP = {
    "totals": said("аумақ бойынша қорытынды сандар", "суммы по территории", "sums of an area"),
    "source": said(
        "жүктелген сайлау, жарияланған жинақтың папкасы немесе нәтижелер файлы",
        "загруженные выборы, папка с опубликованным набором или файл результатов",
        "a loaded election, the folder of a bundle, or a file of results",
    ),
    "area": said(
        "аумақтың коды; берілмесе, бүкіл ел",
        "код территории; без него вся страна",
        "the area's identifier; the whole country without it",
    ),
    "level": said(
        "осы деңгейдегі барлық аумақ: region, district, precinct…",
        "все территории этого уровня: region, district, precinct…",
        "every area of this level: region, district, precinct…",
    ),
    "at": said(
        "журналдың алғашқы SIZE жазбасы бойынша: сол кезде не көрсетілген еді",
        "по первым SIZE записям журнала: что показывалось тогда",
        "by the first SIZE entries of the log: what was shown then",
    ),
    "view": said(
        "қай хаттамалар саналады: күшіндегілері, хабарланғанның бәрі, скан-көшірмесі барлары, "
        "сандары сәйкестері",
        "какие протоколы считать: действующие, все как сообщались, со сканом, те, что сходятся",
        "which protocols count: those in force, all as reported, those with a scan, those that add up",
    ),
    "mapping": said(
        "нәтижелер файлы бағандарының сипаттамасы (TOML)",
        "описание столбцов файла результатов (TOML)",
        "the mapping of a results file's columns (TOML)",
    ),
    "folder": said(
        "election.toml мен areas.csv тұрған папка, егер сайлауды кестенің өзі сипаттамаса",
        "папка с election.toml и areas.csv, если сама таблица не описывает выборы",
        "the folder with election.toml and areas.csv, where the table itself does not make the election",
    ),
    "reading": said(
        "бір хаттаманың бірнеше оқылымының қайсысын алу керек",
        "какое из нескольких прочтений протокола взять",
        "which of several readings of the same protocol to take",
    ),
    "bulk": said(
        "жинақтың кестелерін DuckDB арқылы қосу: миллиондаған жол үшін",
        "сложить таблицы набора через DuckDB: для миллионов строк",
        "add up the bundle's tables by DuckDB: for millions of rows",
    ),
}
_COUNTED = said(
    "{area}, {contest}: {expected} хаттаманың ішінен {received} түсті, {missing} түскен жоқ, {annulled} "
    "жарамсыз деп танылды; {findings} хаттаманың сандары сәйкес келмейді, {bare} хаттаманың "
    "скан-көшірмесі жоқ.",
    "{area}, {contest}: поступило протоколов: {received} из {expected}, не поступило {missing}, признано "
    "недействительными {annulled}; не сходятся {findings}, без скана {bare}.",
    "{area}, {contest}: protocols received: {received} of {expected}, {missing} missing, {annulled} "
    "annulled; {findings} do not add up, {bare} without a scan.",
)
_SEEN = said(
    "{area}, {contest}: {expected} хаттаманың ішінен {received} түсті, {missing} түскен жоқ, таңдалған "
    "көрініске {annulled} хаттама кірмейді; {findings} хаттаманың сандары сәйкес келмейді, {bare} хаттаманың "
    "скан-көшірмесі жоқ.",
    "{area}, {contest}: поступило протоколов: {received} из {expected}, не поступило {missing}, "
    "в выбранном виде не учтено {annulled}; не сходятся {findings}, без скана {bare}.",
    "{area}, {contest}: protocols received: {received} of {expected}, {missing} missing, {annulled} left out "
    "by the view; {findings} do not add up, {bare} without a scan.",
)
_AT_SIZE = said(
    "Журналдың {size} жазбасы бойынша ({whole} жазбаның ішінен).",
    "Учтено записей журнала: {size} (из {whole}).",
    "Entries of the log counted: {size} (of {whole}).",
)
_COLUMNS = (
    said("Көрсеткіш", "Показатель", "Figure"),
    said("Қосынды", "Сумма", "Sum"),
    said("Қанша хаттамадан", "Из скольких протоколов", "From so many protocols"),
    said("Жетпейді", "Не хватает", "Lacking"),
)
_NOT_A_SIZE = said(
    "--at: журнал ұзындығынан аспайтын бүтін сан күтілді, табылғаны: {found}",
    "--at: ожидалось целое число не больше длины журнала, найдено: {found}",
    "--at: expected a whole number not above the log's length, found {found}",
)
_NO_AREA = said("«{id}» деген аумақ жоқ", "Нет территории «{id}»", "There is no area {id}")
_NO_LEVEL = said(
    "«{id}» деген деңгей жоқ; барлары: {known}",
    "Нет уровня «{id}»; есть: {known}",
    "There is no level {id}; there are: {known}",
)
_NO_SOURCE = said(
    "{path}: мұндай папка да, файл да жоқ",
    "{path}: нет ни такой папки, ни такого файла",
    "{path}: there is neither such a folder nor such a file",
)
_UNREADABLE = said(
    "{path}: оқылмайды ({why})", "{path}: не читается ({why})", "{path}: cannot be read ({why})"
)
_OPTIONS_OF_LOG = said(
    "--at мен --view журналдың өзінен есептейді: --bulk олармен бірге жүрмейді",
    "--at и --view считают по самому журналу и не сочетаются с --bulk",
    "--at and --view go by the log itself and cannot stand beside --bulk",
)


class _Refused(Exception):
    def __init__(self, words: Words, **values: object) -> None:
        super().__init__(words.say("en"))
        self.words, self.values = words, values


def register(subparsers: Subparsers[argparse.ArgumentParser], language: str) -> None:
    """Add the command, with its help in `language`. The web part sets `run_loaded` for loaded elections."""

    def told(name: str) -> str:
        return _HELP[name].say(language)

    parser = subparsers.add_parser("totals", help=told("totals"), description=told("totals"))
    parser.add_argument("election", metavar="ELECTION", help=told("source"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--area", default="", metavar="ID", help=told("area"))
    where.add_argument("--level", default="", metavar="LEVEL", help=told("level"))
    parser.add_argument("--at", default="", metavar="SIZE", help=told("at"))
    parser.add_argument("--view", choices=tuple(View), default=View.COUNTED, help=told("view"))
    parser.add_argument("--mapping", type=Path, metavar="MAP.toml", help=told("mapping"))
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help=told("folder"))
    parser.add_argument("--reading", metavar="NAME", help=told("reading"))
    parser.add_argument("--bulk", action="store_true", help=told("bulk"))
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.set_defaults(run=_run, run_loaded=None)


def _run(args: argparse.Namespace) -> int:
    """A folder or a file of this name is taken before a loaded election of the same name."""
    path = Path(args.election)
    if not path.exists() and args.run_loaded is not None:
        return int(args.run_loaded(args))
    try:
        found = _added_up(args, path)
        areas = _areas(args, found)
    except (_Refused, SourceRefused) as refusal:
        return _stop(refusal.words.say(args.language).format_map(refusal.values))
    except InputFaults as refusal:
        return _stop(refusal.say(args.language))
    except (FileProblem, LogRefusal, LogCannotBeFolded, OSError) as refusal:
        why = system_reason(str(refusal)).say(args.language)
        return _stop(_UNREADABLE.say(args.language).format(path=path, why=why))
    _print(args, found, areas)
    return 0


def _stop(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _added_up(args: argparse.Namespace, path: Path) -> AddedUp:
    view = View(args.view)
    if path.is_file():
        return from_results(path, args.mapping, args.folder, args.reading, view)
    if not path.is_dir():
        raise _Refused(_NO_SOURCE, path=path)
    if args.bulk:
        if args.at or view is not View.COUNTED:
            raise _Refused(_OPTIONS_OF_LOG)
        return from_tables(path)
    if args.at and not (args.at.isascii() and args.at.isdigit() and len(args.at) < 16):
        raise _Refused(_NOT_A_SIZE, found=args.at)
    try:
        return from_bundle(path, int(args.at) if args.at else None, view)
    except ValueError:
        raise _Refused(_NOT_A_SIZE, found=args.at) from None


def _areas(args: argparse.Namespace, found: AddedUp) -> Sequence[Area]:
    if args.level:
        areas = [area for area in found.areas.areas if area.level == args.level]
        if not areas:
            known = ", ".join(dict.fromkeys(area.level for area in found.areas.areas))
            raise _Refused(_NO_LEVEL, id=args.level, known=known)
        return areas
    if args.area and args.area not in found.areas:
        raise _Refused(_NO_AREA, id=args.area)
    return [found.areas.area(args.area) if args.area else found.areas.root]


def _print(args: argparse.Namespace, found: AddedUp, areas: Sequence[Area]) -> None:
    if args.format == "table":
        if found.sizes is not None:
            size, whole = map(say_number, found.sizes)
            print(_AT_SIZE.say(args.language).format(size=size, whole=whole))
        for area in areas:
            _print_tables(args.language, found, area, View(args.view))
        return
    rows = [row for area in areas for _, rows in _rows(args.language, found, area) for row in rows]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows[0] if rows else ())
        writer.writerows(["" if cell is None else cell for cell in row.values()] for row in rows)


def _rows(language: str, found: AddedUp, area: Area) -> Iterator[tuple[str, list[Row]]]:
    for contest in found.election.contests:
        total = found.totals.get((area.area_id, contest.code))
        if total is not None:
            rules = found.rules[contest.code]
            rows = total_rows(area, contest, rules, total, language)
            yield contest.names.say(language), [row for row in rows if row["figure"] not in found.not_asked]


def _print_tables(language: str, found: AddedUp, area: Area, view: View) -> None:
    for contest, rows in _rows(language, found, area):
        counts = {name: say_number(value) for name, value in rows[0].items() if isinstance(value, int)}
        words = _COUNTED if view is View.COUNTED else _SEEN
        sentence = words.say(language).format(
            area=area.names.say(language) or area.area_id,
            contest=contest,
            findings=counts["with_findings"],
            bare=counts["without_scan"],
            **{name: counts[name] for name in ("expected", "received", "missing", "annulled")},
        )
        cells = [
            [str(row["label"]), *(_cell(row[name]) for name in ("total", "contributors", "lacking"))]
            for row in rows
        ]
        heads = [head.say(language) for head in _COLUMNS]
        print("", sentence, "", *grid_lines(heads, cells, (False, True, True, True)), sep="\n")


def _cell(value: object) -> str:
    return say_number(value) if isinstance(value, int) else "–"
