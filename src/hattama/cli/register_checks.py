"""`hattama flow FILE` and `hattama districts FILE`: published numbers held against one another."""

import argparse
import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.cli.outcome_arguments import read_ratio
from hattama.core.outcomes import SPECIAL_LIMIT, DistrictSize, district_sizes, say_number, say_share
from hattama.core.tabulation import FlowCheck, check_flow
from hattama.core.vocabulary import Message
from hattama.formats.flow_tables import is_unstated, read_districts, read_flows
from hattama.phrases import say

_FLOW_FILE = Message("a table with the columns step,kind,count[,flow]; kind: in, out, stated")
_DISTRICTS_FILE = Message("a table with the columns district,voters")
_LIMIT = Message("from which deviation on a district is marked (15/100)")
_AVERAGE = Message(
    "all voters and the number of districts, such as 12032550/29; else the average of the table"
)
_FLOW_COLUMNS = (
    Message("Flow"),
    Message("Step"),
    Message("Stated"),
    Message("Follows"),
    Message("Difference"),
)
_UNSTATED = Message("Nothing is stated that the numbers of this flow could be held against: {flow}.")
_DISTRICT_COLUMNS = (
    Message("District", "electoral"),
    Message("Voters"),
    Message("Deviation"),
    Message("Beyond"),
)


def register_flow(parser: argparse.ArgumentParser, language: str) -> None:
    """Give `flow` its arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help=say(_FLOW_FILE, language))
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run_flow)


def register_districts(parser: argparse.ArgumentParser, language: str) -> None:
    """Give `districts` its arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help=say(_DISTRICTS_FILE, language))
    parser.add_argument("--limit", metavar="A/B", default="", help=say(_LIMIT, language))
    parser.add_argument("--average", metavar="A/B", default="", help=say(_AVERAGE, language))
    parser.set_defaults(run=run_districts)
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run_flow(args: argparse.Namespace) -> int:
    """Print every stated number with the one that follows; 0 where all agree, 1 where not, 2 refused."""
    flows = read_flows(args.file)
    for name in (name for name, steps in flows.items() if is_unstated(steps)):
        print(say(_UNSTATED, args.language, flow=name), file=sys.stderr)
    checks = [(name, check) for name, steps in flows.items() for check in check_flow(steps)]
    if args.format == "json":
        print(json.dumps([_flow_record(*one) for one in checks], ensure_ascii=False, indent=2))
    else:
        heads = [say(head, args.language) for head in _FLOW_COLUMNS]
        rows = [[name, check.name, *_flow_numbers(check)] for name, check in checks]
        # Where there is one flow it has no name, and needs no column.
        first = 0 if any(name for name, _ in checks) else 1
        _print_grid(heads[first:], [row[first:] for row in rows], 2 - first)
    return 1 if any(check.difference for _, check in checks) else 0


def run_districts(args: argparse.Namespace) -> int:
    """Print every district with its deviation; 0 where all are within the limit, 1 where not, 2 refused."""
    limit = read_ratio("--limit", args.limit) if args.limit else SPECIAL_LIMIT
    average = read_ratio("--average", args.average, most=None) if args.average else None
    sizes = district_sizes(read_districts(args.file), average=average or None)
    beyond = sum(size.is_beyond(limit) for size in sizes)
    if args.format == "json":
        print(json.dumps([_district_record(size, limit) for size in sizes], ensure_ascii=False, indent=2))
    else:
        print(_beyond_line(limit, beyond, len(sizes), args.language), "", sep="\n")
        heads = [say(head, args.language) for head in _DISTRICT_COLUMNS]
        _print_grid(heads, [_district_row(size, limit, args.language) for size in sizes], 1)
    return 1 if beyond else 0


def _print_grid(heads: Sequence[str], rows: Sequence[Sequence[str]], names: int) -> None:
    """Print a table whose first `names` columns are words and whose others are numbers."""
    print(*grid_lines(heads, rows, [place >= names for place in range(len(heads))]), sep="\n")


def _flow_numbers(check: FlowCheck) -> list[str]:
    sign = "+" if check.difference > 0 else ""
    return [say_number(check.stated), say_number(check.follows), f"{sign}{say_number(check.difference)}"]


def _flow_record(name: str, check: FlowCheck) -> dict[str, object]:
    numbers = {"stated": check.stated, "follows": check.follows, "difference": check.difference}
    return {"flow": name or None, "step": check.name, **numbers}


def _beyond_line(limit: Fraction, beyond: int, districts: int, language: str) -> str:
    told = {
        "limit": say_share(limit, language),
        "beyond": say_number(beyond),
        "all": say_number(districts),
    }
    return say(Message("Districts that deviate by more than {limit}: {beyond} of {all}."), language, **told)


def _district_row(size: DistrictSize, limit: Fraction, language: str) -> list[str]:
    sign = "+" if size.deviation > 0 else ""
    beyond = say(Message("yes"), language) if size.is_beyond(limit) else ""
    return [size.code, say_number(size.voters), f"{sign}{say_share(size.deviation, language)}", beyond]


def _district_record(size: DistrictSize, limit: Fraction) -> dict[str, object]:
    exact = f"{size.deviation.numerator}/{size.deviation.denominator}"
    return {
        "district": size.code,
        "voters": size.voters,
        "deviation": exact,
        "beyond": size.is_beyond(limit),
    }
