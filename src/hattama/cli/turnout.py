"""`hattama turnout check FILE`: turnout announced through the day, and what is odd about it."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.core.entries import NOTION_WORDS, TurnoutPoint
from hattama.core.outcomes import say_number, say_share
from hattama.core.tabulation import TurnoutFinding, check_turnout
from hattama.core.vocabulary import Message, csv_text
from hattama.formats.turnout_tables import StatedTurnout, read_turnout
from hattama.phrases import add_verb, say

_CHECK = Message("find falls, jumps and repetitions in the figures of a file")
_FILE = Message("a table with the columns area,time,notion,voters[,registered,share,contest]")
_NOTHING = Message("Figures: {points}. Nothing that asks for a look was found.")
_FOUND = Message("Figures: {points}; {found} ask for a look.")
_COLUMNS = (
    Message("Time"),
    Message("Area"),
    Message("Figure"),
    Message("Value"),
    Message("Held against"),
    Message("What was found"),
)
_FIELDS = ("code", "severity", "area", "contest", "notion", "at", "voters", "registered", "share")
_AGAINST = ("area", "notion", "at", "voters", "registered", "share")

Found = tuple[str, TurnoutFinding]
"""The contest (empty: the election as a whole) and what was found."""


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `turnout` with its verb `check`; the web's commands add theirs to it."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = add_verb(verbs, "check", say(_CHECK, language), run)
    check.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    check.add_argument("--format", choices=("table", "json", "csv"), default="table")


def run(args: argparse.Namespace) -> int:
    """Print what was found; 0 where nothing was, 1 where something asks for a look, 2 refused."""
    rows = read_turnout(args.file)
    found = list(check_by_contest(rows))
    _print(found, len(rows), args.format, args.language)
    return 1 if found else 0


def check_by_contest(rows: Sequence[StatedTurnout]) -> Iterable[Found]:
    """Findings contest by contest: figures of different contests are not held against one another."""
    for contest in dict.fromkeys(row.contest for row in rows):
        for finding in check_turnout(row.point for row in rows if row.contest == contest):
            yield contest, finding


def _print(found: Sequence[Found], points: int, form: str, language: str) -> None:
    if form == "json":
        record = {"figures": points, "findings": [_record(*one, language) for one in found]}
        print(json.dumps(record, ensure_ascii=False, indent=2))
    elif form == "csv":
        head = [*_FIELDS, *(f"against_{name}" for name in _AGAINST)]
        sys.stdout.write(csv_text([head, *(_cells(*one) for one in found)], "\n"))
    else:
        sentence = say(_FOUND if found else _NOTHING, language)
        print(sentence.replace("{points}", say_number(points)).replace("{found}", say_number(len(found))))
        if found:
            heads = [say(head, language) for head in _COLUMNS]
            rows = [_told(finding, language) for _, finding in found]
            print("", *grid_lines(heads, rows, [False] * len(heads)), sep="\n")


def _told(finding: TurnoutFinding, language: str) -> list[str]:
    point, other = finding.point, finding.other
    return [
        f"{point.at:%Y-%m-%d %H:%M}",
        point.area_id,
        say(NOTION_WORDS[point.notion], language),
        _value(point, language),
        "–" if other is None else _other(point, other, language),
        f"{finding.code}: {say(finding.rule.words, language)}",
    ]


def _other(point: TurnoutPoint, other: TurnoutPoint, language: str) -> str:
    """The value held against, with what about it differs: the hour, the area, the figure."""
    named = [_value(other, language)]
    if other.at != point.at:
        named.append(f"{other.at:%H:%M}")
    if other.area_id != point.area_id:
        named.append(other.area_id)
    if other.notion is not point.notion:
        named.append(say(NOTION_WORDS[other.notion], language))
    return ", ".join(named)


def _value(point: TurnoutPoint, language: str) -> str:
    share = point.known_share
    figures = [] if point.voters is None else [say_number(point.voters)]
    if share is not None:
        figures.append(say_share(share, language))
    return " = ".join(figures)


def _record(contest: str, finding: TurnoutFinding, language: str) -> dict[str, object]:
    against = None
    if finding.other is not None:
        against = dict(zip(_AGAINST, _facts(finding.other), strict=True))
    cells = (finding.code, str(finding.rule.severity), finding.point.area_id, contest or None)
    record: dict[str, object] = dict(zip(_FIELDS, (*cells, *_facts(finding.point)[1:]), strict=True))
    return record | {"says": say(finding.rule.words, language), "against": against}


def _cells(contest: str, finding: TurnoutFinding) -> list[object]:
    against = [None] * len(_AGAINST) if finding.other is None else list(_facts(finding.other))
    facts = (finding.code, finding.rule.severity, finding.point.area_id, contest)
    return [*facts, *_facts(finding.point)[1:], *against]


def _facts(point: TurnoutPoint) -> tuple[object, ...]:
    share = point.known_share
    exact = None if share is None else f"{share.numerator}/{share.denominator}"
    at = point.at.isoformat(timespec="seconds")
    return (point.area_id, point.notion.value, at, point.voters, point.registered, exact)
