"""Arguments of the commands that are asked most, declared without what they run: help answers at once."""

import argparse
import gc
import pkgutil
from collections.abc import Callable
from pathlib import Path

from hattama.core.vocabulary import Message, View
from hattama.phrases import bounded, say

MOST_GIGABYTES = 200
"""So much is fetched of one address, where nobody says otherwise."""
_MOST_ASKED = 1_000_000

_VERIFY = {
    "where": Message("the folder or address (https://…) of a bundle, or a file of evidence (ZIP)"),
    "policy": Message("the keys and witnesses that you trust (tlog-policy)"),
    "scans": Message("check the scans as well"),
    "since": Message("a checkpoint kept from before: does the log extend it"),
    "receipt": Message("a receipt (.tlog-proof): is its entry in the log"),
    "authorities": Message("certificates of authorities whose time stamps you trust (PEM)"),
    "strict": Message("call false whatever was not checked completely"),
    "json": Message("print the result as JSON"),
    "site": Message("ask the site, too, for what it shows, and hold it against the bundle"),
    "bundle": Message("with --site: the folder of the bundle; the address is then that of the site"),
    "most_gb": Message(
        "of an address: gigabytes to fetch at most ({most_gigabytes} by default), and never more than half "
        "of the free disk"
    ).given(most_gigabytes=MOST_GIGABYTES),
    "all": Message("with --site: ask about every place, not some drawn by chance"),
}
_TOTALS = {
    "source": Message("a loaded election, the folder of a bundle, or a file of results"),
    "area": Message("the area's identifier; the whole country without it"),
    "level": Message("every area of this level: region, district, precinct…"),
    "at": Message("by the first SIZE entries of the log: what was shown then"),
    "view": Message(
        "which protocols count: those in force, all as reported, those with a scan, those that add up"
    ),
    "mapping": Message("the mapping of a results file's columns (TOML)"),
    "folder": Message(
        "the folder with election.toml and areas.csv, where the table itself does not make the election"
    ),
    "reading": Message("which of several readings of the same protocol to take"),
    "bulk": Message("add up the bundle's tables by DuckDB: for millions of rows"),
}


def _later(place: str) -> Callable[[argparse.Namespace], int]:
    """What runs at `module:function` of this room, which is read when it runs."""

    def run(args: argparse.Namespace) -> int:
        # What is read for a command stays until it ends: nobody goes through it for rings.
        gc.disable()
        command = pkgutil.resolve_name(f"hattama.cli.{place}")
        gc.freeze()
        gc.enable()
        return int(command(args))

    return run


def register_verify(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `hattama verify`, with its help in `language`."""
    help_of = {name: say(words, language).replace("%", "%%") for name, words in _VERIFY.items()}
    parser.add_argument("where", metavar="PATH_OR_URL", help=help_of["where"])
    parser.add_argument("--policy", metavar="FILE", help=help_of["policy"])
    parser.add_argument("--scans", action="store_true", help=help_of["scans"])
    parser.add_argument("--since", metavar="CHECKPOINT", help=help_of["since"])
    parser.add_argument("--receipt", metavar="FILE", help=help_of["receipt"])
    parser.add_argument("--stamp-authorities", metavar="FILE", help=help_of["authorities"])
    parser.add_argument("--strict", action="store_true", help=help_of["strict"])
    parser.add_argument("--json", action="store_true", help=help_of["json"])
    parser.add_argument("--site", action="store_true", help=help_of["site"])
    parser.add_argument("--bundle", metavar="FOLDER", help=help_of["bundle"])
    parser.add_argument("--all", action="store_true", help=help_of["all"])
    add_most_gigabytes(parser, language, help_of["most_gb"])
    parser.set_defaults(run=_later("verify:run"))


def add_most_gigabytes(parser: argparse.ArgumentParser, language: str, about: str) -> None:
    """Add `--most-gb`: how much may be fetched of an address."""
    most = bounded(language, 0, _MOST_ASKED)
    parser.add_argument("--most-gb", metavar="N", type=most, default=MOST_GIGABYTES, help=about)


def register_totals(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `hattama totals`; the web part sets `run_loaded` for loaded elections."""

    def told(name: str) -> str:
        return say(_TOTALS[name], language)

    parser.add_argument("election", metavar="ELECTION", help=told("source"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--area", default="", metavar="ID", help=told("area"))
    where.add_argument("--level", default="", metavar="LEVEL", help=told("level"))
    parser.add_argument("--at", default="", metavar="SIZE", help=told("at"))
    parser.add_argument("--view", choices=[*map(str, View)], default=View.COUNTED, help=told("view"))
    parser.add_argument("--mapping", type=Path, metavar="MAP.toml", help=told("mapping"))
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help=told("folder"))
    parser.add_argument("--reading", metavar="NAME", help=told("reading"))
    parser.add_argument("--bulk", action="store_true", help=told("bulk"))
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.set_defaults(run=_later("totals:run"), run_loaded=None)
