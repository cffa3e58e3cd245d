"""`hattama forensics FILE`: statistical questions to official figures, and what else explains them."""

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hattama.cli.unread_bundles import BUNDLE_UNREAD, refuse_unread
from hattama.core.forensics import (
    METHODS,
    Answer,
    Asked,
    Family,
    StationFigures,
    ask_contests,
    ask_regions,
    contest_alike,
    figures_of_precincts,
)
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Message
from hattama.formats.station_figures import parse_station_mapping, read_stations
from hattama.phrases import Refused, bounded, say
from hattama.phrases.of_rooms.forensics import forensics_document, say_cell, say_facts
from hattama.verification.folders import FolderPlace
from hattama.verification.refolding import FoldedLog, fold_log

_SOURCE = Message("a table of results by station, or the folder of a published bundle")
_CONTEST = Message("the contest of a bundle, where it has several")
_REGION = Message("ask of the stations of this region alone, corrected for all regions of enough stations")
_NO_REGION = Message("{path}: no station of the region {region}; there are: {regions}")
_METHODS = Message("the question to ask, several times for several; all where none is named")
_SEED = Message("the seed of everything that is drawn")
_SIMULATIONS = Message("how many clean elections to simulate with these stations; 0 for none")
_BY_LOT = Message("a lot sent the observers, in each region")
_NO_MAPPING = Message("{path}: a mapping of its columns is needed: --mapping MAP.toml")
_WHICH_CONTEST = Message("{path}: name one of its contests with --contest: {contests}")
_NONE_ALIKE = Message(
    "{path}: no contest of the kind {kind} to hold {contest} against; its contests and their kinds: "
    "{contests}"
)
_DRAWS, _MOST_DRAWS = 100, 100_000
_MOST_SEED = 2**32 - 1
_MOST_ROWS = 20


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `forensics`."""
    parser.add_argument("source", metavar="SOURCE", type=Path, help=say(_SOURCE, language))
    for name, words in (
        ("--mapping", Message("the mapping of the table's columns (TOML, docs/observer/forensics.md)")),
        ("--before", Message("an earlier reading of the same papers: a table, or a bundle as it was")),
        ("--before-mapping", Message("the mapping of that table, where it is another")),
        ("--earlier", Message("another election at the same stations")),
        ("--earlier-mapping", Message("the mapping of that other table, where it is another")),
    ):
        parser.add_argument(name, metavar="FILE", type=Path, help=say(words, language))
    parser.add_argument("--contest", default="", help=say(_CONTEST, language))
    parser.add_argument("--region", default="", help=say(_REGION, language))
    parser.add_argument("--method", action="append", choices=METHODS, help=say(_METHODS, language))
    seed, simulations = bounded(language, 0, _MOST_SEED), bounded(language, 0, _MOST_DRAWS)
    parser.add_argument("--seed", type=seed, default=20, help=say(_SEED, language))
    parser.add_argument("--simulations", type=simulations, default=_DRAWS, help=say(_SIMULATIONS, language))
    parser.add_argument("--by-lot", action="store_true", help=say(_BY_LOT, language))
    parser.add_argument("--format", choices=("md", "json"), default="md")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the answers; 0 where they could be asked, whatever they say, 2 where the input is refused."""
    contests = _read(args.source, args.mapping)
    chosen = _named(args.source, contests, args.contest)
    others = _read(args.earlier, args.earlier_mapping or args.mapping) if args.earlier else []
    each = [_asked(one, others, args) for one in contests if one is not chosen]
    asked = _asked(chosen, others, args, chosen=True)
    if args.region and args.region not in asked.figures.regions:
        regions = ", ".join(asked.figures.regions)
        raise Refused(_NO_REGION.given(path=args.source, region=args.region, regions=regions))
    document = forensics_document(*_ask([asked, *each], args), args.seed)
    if args.format == "json":
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_markdown(document, args.language)))
    return 0


def _ask(each: Sequence[Asked], args: argparse.Namespace) -> tuple[tuple[Answer, ...], Family]:
    """The answers to the first, of one region as they stand among all regions of all contests."""
    methods = args.method or METHODS
    if not args.region:
        return ask_contests(each, methods)[0]
    told, *_ = ask_regions(each, lambda: _chance(args), methods)
    return next((one.answers, one.family) for one in told if one.region == args.region)


def _chance(args: argparse.Namespace) -> random.Random:
    return random.Random(args.seed)  # noqa: S311 -- a draw that anybody repeats with the seed


class _Figures(NamedTuple):
    """The figures of a contest as they stand; of a bundle as each protocol's first version had them, too, and
    which contest it is: of a table nobody knows."""

    first: StationFigures | None
    last: StationFigures
    contest: Contest | None = None


def _asked(
    one: _Figures, others: Sequence[_Figures], args: argparse.Namespace, *, chosen: bool = False
) -> Asked:
    """What is asked of a contest; readings and elections in files of their own are of the one chosen."""
    first = one.first
    if chosen and args.before:
        before = _read(args.before, args.before_mapping or args.mapping)
        first = _named(args.before, before, args.contest).last
    return Asked(
        one.last,
        _chance(args),
        before=first,
        earlier=_earlier(one, others, args, chosen=chosen),
        by_lot=args.by_lot,
        simulations=args.simulations,
        region=(args.region or None) if chosen else None,
    )


def _earlier(
    one: _Figures, others: Sequence[_Figures], args: argparse.Namespace, *, chosen: bool
) -> StationFigures | None:
    """The contest of the other election that this one is held against: where both are of bundles one like it,
    else the one that is named."""
    known = [other.contest for other in others if other.contest is not None]
    if not others or one.contest is None or not known:
        return _named(args.earlier, others, args.contest).last if others and chosen else None
    alike = contest_alike(one.contest, known)
    if alike is None and chosen:
        kinds = ", ".join(f"{each.code} ({each.kind})" for each in known)
        about = {"kind": one.contest.kind, "contest": one.contest.code}
        raise Refused(_NONE_ALIKE.given(path=args.earlier, contests=kinds, **about))
    return next((other.last for other in others if other.contest == alike), None)


def _named(source: Path, contests: Sequence[_Figures], code: str) -> _Figures:
    named = [one for one in contests if one.contest is None or code in ("", one.contest.code)]
    if len(named) != 1:
        codes = ", ".join(one.contest.code for one in contests if one.contest is not None)
        raise Refused(_WHICH_CONTEST.given(path=source, contests=codes))
    return named[0]


def _read(source: Path, mapping: Path | None) -> list[_Figures]:
    """Every contest of a bundle, or the one of a table."""
    if source.is_dir():
        try:
            folded = fold_log(FolderPlace(source))
        except BUNDLE_UNREAD as trouble:
            raise refuse_unread(source, trouble) from None
        first = dict(folded.totals)
        for key, contribution in folded.first.items():
            if folded.totals[key].counted:
                first[key] = Total(expected=1)
                first[key].add(contribution, 1)
        return [_of_contest(folded, first, one) for one in folded.foundation.election.contests]
    if mapping is None:
        raise Refused(_NO_MAPPING.given(path=source))
    return [_Figures(None, read_stations(source, parse_station_mapping(mapping.read_bytes(), mapping.name)))]


def _of_contest(folded: FoldedLog, first: Mapping[tuple[str, str], Total], contest: Contest) -> _Figures:
    rules, areas = folded.foundation.rules[contest.code], folded.foundation.areas
    before, after = (
        figures_of_precincts(rules, contest, areas, totals, folded.turnout)
        for totals in (first, folded.totals)
    )
    return _Figures(before, after, contest)


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
