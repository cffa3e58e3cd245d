"""The arguments of `hattama outcome`: their help in three languages, and how their numbers are read."""

import argparse
import re
from fractions import Fraction

from hattama.core.outcomes import KINDS, Method
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.phrases import bounded, say

NO_FILE = FaultKind.of("OUT-FILE", Message("the file cannot be read: {found}"))
RULES_OR_METHOD = FaultKind.of("OUT-WHICH", Message("name one of the two: a rule pack or a method"))
NO_SUCH_PACK = FaultKind.of("OUT-PACK", Message("there is no such rule pack: {found}; there are: {expected}"))
NO_SUCH_KIND = FaultKind.of(
    "OUT-KIND", Message("the pack has no rules for this kind of contest: {found}; it has: {expected}")
)
NOT_HERE = FaultKind.of("OUT-HERE", Message("this option goes with {expected} alone"))
NO_REGIONS = FaultKind.of(
    "OUT-REGIONS",
    Message("how near a referendum with regions is follows from the votes of each, which are not given"),
)
SEATS_NEEDED = FaultKind.of("OUT-NEEDED", Message("the number of seats must be given"))
NOT_SEATS = FaultKind.of(
    "OUT-SEATS",
    Message("the number of seats can be from 1 to {expected} (no more than there are votes), found: {found}"),
)
NOT_A_SHARE = FaultKind.of("OUT-SHARE", Message("a share is written as 5/100, 5% or 0.05, found: {found}"))
NOT_THE_ANSWERS = FaultKind.of(
    "OUT-ANSWERS", Message("a referendum has two rows, {expected}; found: {found}")
)


_MOST_SEATS = 1_000_000
_RATIO = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)


_HELP = {
    "votes": Message("a CSV file with the columns choice,votes[,registered_order][,lot]"),
    "rules": Message("a rule pack (such as kz-2023) or its .toml file"),
    "contest": Message("the kind of contest; the first of the pack when not given"),
    "seats": Message("the number of seats to share"),
    "method": Message("a method in place of a rule pack"),
    "threshold": Message("the threshold: 5/100, 5% or 0.05; with a pack it asks what would have been"),
    "threshold_of": Message("of what (with --method)"),
    "first_divisor": Message("the first divisor of modified Sainte-Laguë (7/5)"),
    "lists": Message(
        "the persons of the lists (list,place,name[,groups]): who receives mandates, is the quota met"
    ),
    "margins": Message("tell how near the outcome is: the fewest votes whose change would alter it"),
    "explain": Message("show every step with its article"),
}


def add_arguments(parser: argparse.ArgumentParser, language: str) -> None:
    """Give the command its arguments."""
    help_of = {name: say(words, language).replace("%", "%%") for name, words in _HELP.items()}
    parser.add_argument("votes", metavar="VOTES.csv", help=help_of["votes"])
    parser.add_argument("--rules", metavar="PACK", help=help_of["rules"])
    add_contest_arguments(parser, language)
    parser.add_argument("--method", choices=[*map(str, Method)], help=help_of["method"])
    parser.add_argument("--threshold", metavar="A/B", help=help_of["threshold"])
    parser.add_argument(
        "--threshold-of",
        choices=("valid", "choices", "ballots"),
        default="valid",
        help=help_of["threshold_of"],
    )
    parser.add_argument("--first-divisor", metavar="A/B", help=help_of["first_divisor"])
    parser.add_argument("--lists", metavar="LISTS.csv", help=help_of["lists"])
    parser.add_argument("--margins", action="store_true", help=help_of["margins"])
    parser.add_argument("--explain", action="store_true", help=help_of["explain"])
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")


def add_contest_arguments(parser: argparse.ArgumentParser, language: str) -> None:
    """Which contest of a pack, and what the pack does not say of it."""
    parser.add_argument("--contest", choices=KINDS, help=say(_HELP["contest"], language))
    seats = bounded(language, 0, _MOST_SEATS)
    parser.add_argument("--seats", metavar="N", type=seats, help=say(_HELP["seats"], language))


def read_ratio(option: str, text: str, most: int | None = 1) -> Fraction:
    """An exact ratio: `5/100`, `5%` or `0.05`, not above `most`. Raises InputFaults naming the option."""
    plain = text.strip().removesuffix("%")
    if found := _RATIO.fullmatch(plain):
        ratio = Fraction(int(found.group(1)), int(found.group(2)))
    elif _DECIMAL.fullmatch(plain):
        ratio = Fraction(plain)
    else:
        raise InputFaults([NOT_A_SHARE.at(option, found=text)])
    if text.strip().endswith("%"):
        ratio *= Fraction(1, 100)
    if most is not None and ratio > most:
        raise InputFaults([NOT_A_SHARE.at(option, found=text)])
    return ratio
