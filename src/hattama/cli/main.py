"""The `hattama` command: its own commands need the core alone, those of the web come in by entry point."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib import metadata

from hattama.cli.help_words import speak
from hattama.cli.language import reader_language
from hattama.cli.spoken_parser import SpokenParser
from hattama.core.vocabulary import Words

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

_ABOUT = Words.of(
    {
        "kk": "Дауыстарды санау нәтижесін кез келген адам тексере алатын жүйе.",
        "ru": "Система, в которой любой может проверить подсчёт голосов.",
        "en": "Lets anyone check an election count.",
    }
)
_VERSION = Words.of(
    {"kk": "нұсқасын көрсетіп, аяқтау", "ru": "показать версию и закончить", "en": "show the version and end"}
)
_INTERRUPTED = Words.of({"kk": "Тоқтатылды.", "ru": "Прервано.", "en": "Interrupted."})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. 0 done, 1 a check failed, 2 the input or the call is wrong."""
    words = sys.argv[1:] if argv is None else list(argv)
    language = reader_language(words)
    parser = build_parser(language)
    args = parser.parse_args(words)
    args.language = language
    if not hasattr(args, "run"):
        parser.print_help()
        return 2
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print(_INTERRUPTED.say(language), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough.
        sys.stderr.close()
        return 0


def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of all commands that are installed, with help in `language`."""
    parser = SpokenParser(prog="hattama", description=_ABOUT.say(language))
    parser.add_argument(
        "--version",
        action="version",
        help=_VERSION.say(language),
        version=f"hattama {metadata.version('hattama')}",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", dest="command")
    for module in OWN_COMMANDS:
        importlib.import_module(module).register(subparsers, language)
    for entry_point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        entry_point.load()(subparsers, language)
    speak(parser, language)
    return parser
