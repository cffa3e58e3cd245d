"""The `hattama` command: its own commands need the core alone, those of the web come in by entry point."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib import metadata

from hattama.cli.help_words import complete
from hattama.cli.language import reader_language
from hattama.core.vocabulary import Message
from hattama.phrases import argparse_in, say

ENTRY_POINTS = "hattama.commands"
"""Other parts of the distribution add commands here: a function of the subparsers and the language."""

OWN_COMMANDS = tuple(
    f"hattama.cli.{name}"
    for name in (
        "compare",
        "evidence",
        "forms",
        "mirror",
        "outcome",
        "pack",
        "register_checks",
        "totals",
        "turnout",
        "verify",
        "witness",
    )
)

_ABOUT = Message("Lets anyone check an election count.")
_VERSION = Message("show the version and end")
_INTERRUPTED = Message("Interrupted.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. 0 done, 1 a check failed, 2 the input or the call is wrong."""
    words = sys.argv[1:] if argv is None else list(argv)
    language = reader_language(words)
    with argparse_in(language):
        parser = build_parser(language)
        args = parser.parse_args(words)
        if not hasattr(args, "run"):
            parser.print_help()
            return 2
    args.language = language
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print(say(_INTERRUPTED, language), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough.
        sys.stderr.close()
        return 0


def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of all commands that are installed, with help in `language`."""
    parser = argparse.ArgumentParser(prog="hattama", description=say(_ABOUT, language))
    parser.add_argument(
        "--version",
        action="version",
        help=say(_VERSION, language),
        version=f"hattama {metadata.version('hattama')}",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", dest="command")
    for module in OWN_COMMANDS:
        importlib.import_module(module).register(subparsers, language)
    for entry_point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        entry_point.load()(subparsers, language)
    complete(parser, language)
    return parser
