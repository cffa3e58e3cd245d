"""`hattama readings`: two readings of the same papers compared, figure by figure."""

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import FORMATS, announce, find_election, print_in_words
from hattama.web.kernel.commands.preparation import add_prepared
from hattama.web.protocols.commands.imports import load_mapping

_HELP = Message("compare two readings of the same protocols")
_FIRST = Message("the name of the first reading")
_SECOND = Message("the name of the second reading")
_SUMMARY = Message(
    "Protocols compared: {compared}; {differing} differ, by {distance} in all. Only in {first}: "
    "{only_first}, only in {second}: {only_second}."
)


def register(subparsers: Any, language: str) -> None:
    """Add `readings`."""
    parser = add_prepared(subparsers, "readings", say(_HELP, language), _run)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("first", metavar="FIRST", help=say(_FIRST, language))
    parser.add_argument("second", metavar="SECOND", help=say(_SECOND, language))
    parser.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True)
    parser.add_argument("--election", metavar="ID", required=True)
    parser.add_argument("--format", choices=FORMATS, default="table")


def _run(args: argparse.Namespace) -> int:
    from hattama.core.tabulation import AreaTree
    from hattama.formats.readings import compare_readings
    from hattama.web.kernel.elections.loading import load_areas, load_definition

    row = find_election(args.election)
    definition = load_definition(row)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    compared = compare_readings(
        args.file,
        load_mapping(args.mapping),
        definition.election,
        AreaTree.of(load_areas(row)),
        forms,
        args.first,
        args.second,
    )
    announce(
        _SUMMARY,
        args.language,
        first=args.first,
        second=args.second,
        compared=compared.compared,
        differing=len(compared.differing),
        distance=sum(figure.distance for differing in compared.differing for figure in differing.differences),
        only_first=len(compared.only_first),
        only_second=len(compared.only_second),
    )
    rows = [
        (differing.area_id, differing.contest, figure.key, figure.first, figure.second)
        for differing in compared.differing
        for figure in differing.differences
    ]
    names = (args.first, args.second)
    print_in_words(("area", "contest", "figure"), rows, args.format, args.language, names=names)
    return 0
