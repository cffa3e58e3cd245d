"""The `hattama` command: its own commands need the core alone, those of the web come in by entry point."""

from __future__ import annotations

import argparse
import functools
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata

from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import LANGUAGES, argparse_in, say

_VARIABLES = ("HATTAMA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def reader_language(words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language for a command line of these `words`; `environment` is the process's own when not given.

    `--lang` stands anywhere and wins; then HATTAMA_LANG; then the variables by which POSIX names a
    locale, in its order. A language that the command does not have is passed over.
    """
    surroundings = os.environ if environment is None else environment
    asked = [*_asked(words), *(surroundings.get(name, "") for name in _VARIABLES)]
    return next((code for text in asked if (code := _code(text)) in LANGUAGES), "en")


def _asked(words: Sequence[str]) -> list[str]:
    found = []
    for position, word in enumerate(words):
        if word.startswith("--lang="):
            found.append(word.partition("=")[2])
        elif word == "--lang" and position + 1 < len(words):
            found.append(words[position + 1])
    return found


def _code(text: str) -> str:
    """`kk` of `kk_KZ.UTF-8`."""
    return text.replace("-", "_").partition(".")[0].partition("_")[0].lower()


_LANGUAGE = Message("language of messages: kk, ru, en")
_SHARED = {
    "election": Message("the election's identifier"),
    "file": Message("the table with the results"),
    "folder": Message("the folder to write into"),
    "format": Message("the form of the output"),
    "mapping": Message("the mapping of the file's columns (TOML)"),
}
"""Arguments that mean the same in every command that has them."""


def complete(parser: argparse.ArgumentParser, language: str) -> None:
    """Give `parser` and all below it `--lang`, and help in `language` where an argument had none."""
    if "--lang" not in parser._option_string_actions:
        parser.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say(_LANGUAGE, language)
        )
    for action in parser._actions:
        if action.help is None and action.dest in _SHARED:
            action.help = say(_SHARED[action.dest], language)
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                complete(below, language)


ENTRY_POINTS = "hattama.commands"
"""Other parts of the distribution add commands here: a function of the subparsers and the language."""

OWN_COMMANDS = tuple(
    f"hattama.cli.{name}"
    for name in (
        "audit",
        "compare",
        "documents",
        "evidence",
        "forensics",
        "forms",
        "judge",
        "mirror.command",
        "observation",
        "observer",
        "outcome",
        "pack",
        "register_checks",
        "registers",
        "sample",
        "totals",
        "turnout",
        "verify",
        "voters.command",
        "witness.command",
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
    except OSError as trouble:
        # A path that cannot be, a disk that is full: the system's no, whichever command met it.
        if trouble.strerror is None:
            raise
        print(_place(trouble) + say(system_reason(trouble.strerror), language), file=sys.stderr)
        return 2


def _place(trouble: OSError) -> str:
    return f"{trouble.filename}: " if trouble.filename is not None else ""


@functools.cache
def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of all commands that are installed, with help in `language`; made once in a process."""
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
