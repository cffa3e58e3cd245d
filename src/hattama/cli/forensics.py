"""`hattama forensics FILE`: statistical questions to official figures, and what else explains them."""

import argparse
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hattama.cli.unread_bundles import BUNDLE_UNREAD, refuse_unread
from hattama.core.forensics import (
    METHODS,
    Answer,
    Asked,
    Family,
    StationFigures,
    ask,
    ask_regions,
    figures_of_precincts,
)
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Message
from hattama.formats.station_figures import parse_station_mapping, read_stations
from hattama.phrases import Refused, say
from hattama.phrases.of_rooms.forensics import forensics_document, say_cell, say_facts
from hattama.verification.folders import FolderPlace
from hattama.verification.refolding import fold_log

_SOURCE = Message("a table of results by station, or the folder of a published bundle")
_MAPPING = Message("the mapping of the table's columns (TOML, docs/observer/forensics.md)")
_CONTEST = Message("the contest of a bundle, where it has several")
_REGION = Message("ask of the stations of this region alone, corrected for all regions of enough stations")
_NO_REGION = Message("{path}: no station of the region {region}; there are: {regions}")
_METHODS = Message("the question to ask, several times for several; all where none is named")
_SEED = Message("the seed of everything that is drawn")
_SIMULATIONS = Message("how many clean elections to simulate with these stations; 0 for none")
_BY_LOT = Message("a lot sent the observers, in each region")
_NO_MAPPING = Message("{path}: a mapping of its columns is needed: --mapping MAP.toml")
_WHICH_CONTEST = Message("{path}: name one of its contests with --contest: {contests}")
_DRAWS = 100
_MOST_ROWS = 20


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `forensics`."""
    parser.add_argument("source", metavar="SOURCE", type=Path, help=say(_SOURCE, language))
    for name, words in (
        ("--mapping", _MAPPING),
        ("--before", Message("an earlier reading of the same papers: a table, or a bundle as it was")),
        ("--before-mapping", Message("the mapping of that table, where it is another")),
        ("--earlier", Message("another election at the same stations")),
        ("--earlier-mapping", Message("the mapping of that other table, where it is another")),
    ):
        parser.add_argument(name, metavar="FILE", type=Path, help=say(words, language))
    parser.add_argument("--contest", default="", help=say(_CONTEST, language))
    parser.add_argument("--region", default="", help=say(_REGION, language))
    parser.add_argument("--method", action="append", choices=METHODS, help=say(_METHODS, language))
    parser.add_argument("--seed", type=int, default=20, help=say(_SEED, language))
    parser.add_argument("--simulations", type=int, default=_DRAWS, help=say(_SIMULATIONS, language))
    parser.add_argument("--by-lot", action="store_true", help=say(_BY_LOT, language))
    parser.add_argument("--format", choices=("md", "json"), default="md")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the answers; 0 where they could be asked, whatever they say, 2 where the input is refused."""
    read = _readings(args.source, args.mapping, args.contest)
    first, figures = read.first, read.last
    if args.before:
        first = _readings(args.before, args.before_mapping or args.mapping, args.contest).last
    asked = Asked(
        figures,
        random.Random(args.seed),  # noqa: S311 -- a draw that anybody repeats with the seed
        before=first,
        earlier=args.earlier
        and _readings(args.earlier, args.earlier_mapping or args.mapping, args.contest).last,
        by_lot=args.by_lot,
        simulations=args.simulations,
        contests=read.contests,
    )
    if args.region and args.region not in figures.regions:
        regions = ", ".join(figures.regions)
        raise Refused(_NO_REGION.given(path=args.source, region=args.region, regions=regions))
    document = forensics_document(*_ask(asked, args), args.seed)
    if args.format == "json":
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_markdown(document, args.language)))
    return 0


def _ask(asked: Asked, args: argparse.Namespace) -> tuple[tuple[Answer, ...], Family]:
    """The answers, of one region as they stand among all regions."""
    methods = args.method or METHODS
    if not args.region:
        return ask(asked, methods)
    told = ask_regions(asked, lambda: random.Random(args.seed), methods, named=args.region)  # noqa: S311
    return next((one.answers, one.family) for one in told if one.region == args.region)


class _Read(NamedTuple):
    """The figures as they stand; of a bundle as each protocol's first version had them, too; and how many
    contests the election has: of a file nobody knows, and it is one."""

    first: StationFigures | None
    last: StationFigures
    contests: int = 1


def _readings(source: Path, mapping: Path | None, contest: str) -> _Read:
    if source.is_dir():
        try:
            folded = fold_log(FolderPlace(source))
        except BUNDLE_UNREAD as trouble:
            raise refuse_unread(source, trouble) from None
        contests = {one.code: one for one in folded.foundation.election.contests}
        chosen = contest or (next(iter(contests)) if len(contests) == 1 else "")
        if chosen not in contests:
            raise Refused(_WHICH_CONTEST.given(path=source, contests=", ".join(contests)))
        rules, areas = folded.foundation.rules[chosen], folded.foundation.areas
        first = dict(folded.totals)
        for key, contribution in folded.first.items():
            if folded.totals[key].counted:
                first[key] = Total(expected=1)
                first[key].add(contribution, 1)
        before, after = (
            figures_of_precincts(rules, contests[chosen], areas, totals, folded.turnout)
            for totals in (first, folded.totals)
        )
        return _Read(before, after, len(contests))
    if mapping is None:
        raise Refused(_NO_MAPPING.given(path=source))
    return _Read(None, read_stations(source, parse_station_mapping(mapping.read_bytes(), mapping.name)))


def _markdown(document: Mapping[str, Any], language: str) -> Iterator[str]:
    yield document["may"][language]
    yield ""
    yield document["may_not"][language]
    yield ""
    yield f"**{document['statement'][language]}**"
    if document["left_out"] is not None:
        yield f"\n{document['left_out'][language]}"
    for answer in document["answers"]:
        yield ""
        yield f"## {answer['title'][language]}: {answer['state_words'][language]}"
        yield ""
        yield answer["question"][language]
        yield ""
        yield from _facts(answer, language)
        for table in answer["tables"]:
            if table["rows"]:
                yield from _table(table, language)


def _facts(answer: Mapping[str, Any], language: str) -> Iterator[str]:
    for line in answer["lines"]:
        yield f"- {line['label'][language]}: {line['words'][language]}"
    for name, words in say_facts(answer, language):
        yield f"- {name}: {words}"


def _table(table: Mapping[str, Any], language: str) -> Iterator[str]:
    yield ""
    yield f"### {table['title'][language]}"
    yield ""
    yield "| " + " | ".join(head[language] for head in table["heads"]) + " |"
    yield "|" + "---|" * len(table["heads"])
    for row in table["rows"][:_MOST_ROWS]:
        cells = (say_cell(cell, kind, language) for cell, kind in zip(row, table["kinds"], strict=True))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    more = len(table["rows"]) - _MOST_ROWS
    if more > 0:
        yield ""
        yield say(Message("… and {more} more rows; all are in --format json."), language, more=more)
