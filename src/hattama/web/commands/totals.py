"""`hattama totals`: sums of an area, each figure with how many protocols gave it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from hattama.core.tabulation import Total, View
from hattama.core.vocabulary import Words
from hattama.web.commands.answers import FORMATS, Refused, find_area, find_election, print_rows, say, tell
from hattama.web.commands.preparation import prepare

_HELP = Words.of(
    {"kk": "аумақ бойынша қорытынды сандар", "ru": "суммы по территории", "en": "sums of an area"}
)
_AREA = Words.of(
    {
        "kk": "аумақтың коды; берілмесе, бүкіл ел",
        "ru": "код территории; без него вся страна",
        "en": "the area's identifier; the whole country without it",
    }
)
_AT = Words.of(
    {
        "kk": "журналдың алғашқы SIZE жазбасы бойынша: сол кезде не көрсетілген еді",
        "ru": "по первым SIZE записям журнала: что показывалось тогда",
        "en": "by the first SIZE entries of the log: what was shown then",
    }
)
_VIEW = Words.of(
    {
        "kk": "қайсысы саналады: күшіндегілері, хабарланғанның бәрі, сканы барлары, сандары сәйкестері",
        "ru": "какие протоколы считать: действующие, все как сообщались, со сканом, те, что сходятся",
        "en": "which protocols count: those in force, all as reported, those with a scan, those that add up",
    }
)
_NOT_A_SIZE = Words.of(
    {
        "kk": "--at: 0 мен {size} аралығындағы бүтін сан күтілді, табылғаны: {found}",
        "ru": "--at: ожидалось целое число от 0 до {size}, найдено: {found}",
        "en": "--at: expected a whole number from 0 to {size}, found {found}",
    }
)
_COUNTED = Words.of(
    {
        "kk": (
            "{area}, {contest}: {expected} хаттаманың {received} келді, {missing} келген жоқ; {findings} "
            "хаттаманың сандары сәйкеспейді."
        ),
        "ru": (
            "{area}, {contest}: из {expected} протоколов получено {received}, не получено {missing}; не "
            "сходятся {findings}."
        ),
        "en": (
            "{area}, {contest}: {received} of {expected} protocols received, {missing} missing; {findings} "
            "do not add up."
        ),
    }
)


def register(subparsers: Any, language: str) -> None:
    """Add `totals`."""
    parser = subparsers.add_parser("totals", help=_HELP.say(language), description=_HELP.say(language))
    parser.add_argument("election", metavar="ELECTION")
    parser.add_argument("--area", default="", metavar="ID", help=_AREA.say(language))
    parser.add_argument("--at", default="", metavar="SIZE", help=_AT.say(language))
    parser.add_argument("--view", choices=tuple(View), default=View.COUNTED, help=_VIEW.say(language))
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.core.vocabulary import Words as Names
    from hattama.web.archive.loading import load_definition

    election = find_election(args.election, args.language)
    area = find_area(election, args.area, args.language)
    definition = load_definition(election)
    totals = _totals(args, election, area, definition)
    rows: list[tuple[object, ...]] = []
    for contest in definition.election.contests:
        total = totals.get(contest.code)
        if total is None:
            continue
        if args.format == "table":
            say(
                _COUNTED,
                args.language,
                area=Names.of(area.names).say(args.language) or area.area_id,
                contest=contest.names.say(args.language),
                expected=total.expected,
                received=total.received,
                missing=total.missing,
                findings=total.with_findings,
            )
        rows += _rows(contest.code, total, figure_labels(definition, contest, args.language))
    columns = ("contest", "figure", "label", "total", "contributors", "received", "expected")
    print_rows(columns, rows, args.format)
    return 0


def _rows(contest: str, total: Total, labels: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """One row a figure: those of the form in the order of the paper, then whatever else was summed."""
    for key in [*labels, *sorted(total.figures.keys() - labels.keys())]:
        tally = total.figure(key)
        counts = (tally.known(), tally.contributors, total.received, total.expected)
        yield (contest, key, labels.get(key, key), *counts)


def _totals(args: argparse.Namespace, election: Any, area: Any, definition: Any) -> dict[str, Total]:
    """By contest: as published, or folded again where another size of the log or view is asked for."""
    from hattama.web.archive.past_totals import fold_totals
    from hattama.web.archive.snapshots import load_log_size

    if not args.at and args.view == View.COUNTED:
        published = {c.code: area_total(area, c.code, definition) for c in definition.election.contests}
        return {code: total for code, total in published.items() if total is not None}
    size = load_log_size(election)
    asked = args.at or str(size)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16 and int(asked) <= size):
        raise Refused(tell(_NOT_A_SIZE, args.language, size=size, found=asked))
    return fold_totals(area, int(asked), View(args.view))


def area_total(area: Any, contest: str, definition: Any) -> Any:
    """The total of one contest in an area or a single precinct, or None where the contest is not held."""
    from hattama.web.archive.loading import load_contribution, load_path, load_total
    from hattama.web.archive.published import PublishedProtocol, PublishedTotal

    if not area.is_precinct:
        row = PublishedTotal.objects.filter(area=area, contest=contest).first()
        return load_total(row) if row else None
    if contest not in {c.code for c in definition.contests_at(row.area_id for row in load_path(area))}:
        return None
    total = Total(expected=1)
    protocol = PublishedProtocol.objects.filter(area=area, contest=contest).first()
    if protocol is not None:
        total.add(load_contribution(protocol, definition), 1)
    return total


def figure_labels(definition: Any, contest: Any, language: str) -> dict[str, str]:
    """Keys of summed figures in the order of the paper, with what they are called in `language`."""
    from hattama.core.protocols import CHOICES, figure_key

    labels: dict[str, str] = {}
    for figure in definition.rules[contest.code].form.figures:
        if not figure.summed:
            continue
        if figure.group == CHOICES:
            labels.update((figure_key(figure.code, c.code), c.names.say(language)) for c in contest.choices)
        else:
            labels[figure.code] = figure.label.say(language)
    return labels
