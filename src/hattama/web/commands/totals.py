"""`hattama totals`: sums of an area, each figure with how many protocols gave it."""

from __future__ import annotations

import argparse
from typing import Any

from hattama.core.vocabulary import Words
from hattama.web.commands.answers import FORMATS, find_area, find_election, print_rows, say
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
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.core.vocabulary import Words as Names
    from hattama.web.archive.loading import load_definition

    election = find_election(args.election, args.language)
    area = find_area(election, args.area, args.language)
    definition = load_definition(election)
    rows: list[tuple[object, ...]] = []
    for contest in definition.election.contests:
        total = area_total(area, contest.code, definition)
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
        labels = figure_labels(definition, contest, args.language)
        for key in [*labels, *sorted(total.figures.keys() - labels.keys())]:
            tally = total.figure(key)
            rows.append(
                (
                    contest.code,
                    key,
                    labels.get(key, key),
                    tally.known(),
                    tally.contributors,
                    total.received,
                    total.expected,
                )
            )
    columns = ("contest", "figure", "label", "total", "contributors", "received", "expected")
    print_rows(columns, rows, args.format)
    return 0


def area_total(area: Any, contest: str, definition: Any) -> Any:
    """The total of one contest in an area or a single precinct, or None where the contest is not held."""
    from hattama.core.tabulation import Total
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
        total.add(load_contribution(protocol, definition.rules[contest]), 1)
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
