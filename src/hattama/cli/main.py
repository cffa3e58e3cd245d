"""The `hattama` command: its own commands need the core alone, those of the web come in by entry point."""

import argparse
import atexit
import functools
import gc
import io
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import CATALOGUES, Refused, argparse_in, language_of_locale, say

_OBJECTS_BEFORE_RINGS = 10_000
_VARIABLES = ("HATTAMA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def reader_language(words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language for a command line of these `words`; `environment` is the process's own when not given.

    `--lang` stands anywhere and wins; then HATTAMA_LANG; then the variables by which POSIX names a
    locale, in its order. A language that the command does not have is passed over.
    """
    surroundings = os.environ if environment is None else environment
    asked = [*_asked(words), *(surroundings.get(name, "") for name in _VARIABLES)]
    return next((code for text in asked if (code := language_of_locale(text))), "en")


def _asked(words: Sequence[str]) -> list[str]:
    found = []
    for position, word in enumerate(words):
        if word.startswith("--lang="):
            found.append(word.partition("=")[2])
        elif word == "--lang" and position + 1 < len(words):
            found.append(words[position + 1])
    return found


_BY_DEFAULT = Message("({number} by default)")
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
    """Give `parser` and all below it `--lang`, and help in `language` where an argument had none, or says not
    which number holds where nobody gives one."""
    if "--lang" not in parser._option_string_actions:
        parser.add_argument(
            "--lang", choices=CATALOGUES, default=argparse.SUPPRESS, help=say(_LANGUAGE, language)
        )
    for action in parser._actions:
        if action.help is None and action.dest in _SHARED:
            action.help = say(_SHARED[action.dest], language)
        if action.help and type(number := action.default) in (int, float) and not _has(action.help, number):
            action.help += " " + say(_BY_DEFAULT, language, number=number)
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                complete(below, language)


def _has(words: str, number: float) -> bool:
    """Whether `words` have that number, be its digits in groups."""
    return str(number) in re.findall(r"[0-9.]*[0-9]", re.sub(r"(?<=\d)[\s,](?=\d{3})", "", words))


ENTRY_POINTS = "hattama.commands"
"""Other parts of the distribution add commands here: a function of the subparsers and the language."""

OWN_COMMANDS = {
    "audit": Message("count some places again: how many, which, and what risk of a wrong outcome is left"),
    "compare": Message("compare the figures of two tables, cell by cell"),
    "documents": Message("documents: what they say, held against itself"),
    "evidence": Message("check a folder of evidence against a log"),
    "forensics": Message("statistical questions to official figures, with what explains an answer otherwise"),
    "forms": Message("make blank protocol forms, or the poster of counting night, ready to print (PDF)"),
    "judge": Message(
        "what is shown, open and contradicted of each polling station, and what that could change"
    ),
    "mapping": Message("begin a mapping for a table of results, and try one"),
    "mirror": Message("make a full copy of a public bundle, and keep it up to date"),
    "observation": Message("what observers saw: submissions of their forms, read from files"),
    "observer": Message("keys of observers and copies of protocols that they sign"),
    "outcome": Message("turn votes into seats, a winner or a referendum's answer"),
    "pack": Message("check a rule pack: show everything that is wrong with it, or what it states"),
    "flow": Message(
        "check numbers that follow from one another (candidates nominated, registered, on the ballot)"
    ),
    "districts": Message("compare the voters of districts with the average"),
    "register": Message("registers of what was said about an election: packs and tables of records"),
    "sample": Message("draw stations for a quick count, seal the list, and estimate from what they report"),
    "totals": Message("sums of an area"),
    "turnout": Message("turnout as it was announced through the day"),
    "verify": Message("check a published bundle: signatures, entries, sums"),
    "voters": Message("a register of voters on this machine: its duplicates"),
    "witness": Message("witness that logs only grow (tlog-witness)"),
}
"""What each command of the command line itself does: nobody who asks for the list reads their modules."""

_ELSEWHERE = {
    "districts": "register_checks:register_districts",
    "flow": "register_checks:register_flow",
    "mirror": "mirror.command:register",
    "register": "registers:register",
    "totals": "declared:register_totals",
    "verify": "declared:register_verify",
    "voters": "voters.command:register",
    "witness": "witness.command:register",
}
"""Where a command's arguments are declared, if not by `register` of the module of its name."""

EXTENDED = frozenset({"observation", "observer", "register", "totals", "turnout"})
"""Our own commands to which other parts add. For another one nobody looks what else is installed: that list
takes longer to read than the command."""

_ABOUT = Message("Lets anyone check an election count.")
_LEFT_EARLY = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. 0 done, 1 a check failed, 2 the input or the call is wrong.

    75: the database does not answer, and another try may find it. 130: interrupted; 141, as of the programs
    of Unix: whoever reads left before the end.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    if argv is None:
        _begin_process()
    language = reader_language(words)
    try:
        return _run(words, language, is_alone=argv is None)
    except Refused as refusal:
        print(refusal.say(language), file=sys.stderr)
        return refusal.exit_code
    except KeyboardInterrupt:
        print(say(Message("Interrupted."), language), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; what else there was, a verdict say, nobody has read.
        _give_output_up()
        return _LEFT_EARLY
    except OSError as trouble:
        # A path that cannot be, a disk that is full: the system's no, whichever command met it.
        if trouble.strerror is None:
            raise
        _give_output_up()
        print(_place(trouble) + say(system_reason(trouble.strerror), language), file=sys.stderr)
        return 2


def _run(words: Sequence[str], language: str, *, is_alone: bool) -> int:
    """The command's exit code, once all that it printed is written. SystemExit where argparse answers."""
    try:
        with argparse_in(language):
            # Who started a process for one command does not wait until all others are read.
            parser = parser_for(words, language) if is_alone else build_parser(language)
            args = parser.parse_args(words)
            if not hasattr(args, "run"):
                parser.print_help()
                return 2
        args.language = language
        return int(args.run(args))
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def _begin_process() -> None:
    # It ends with its command: rings are seldom looked for, and not in what is left then.
    gc.set_threshold(_OBJECTS_BEFORE_RINGS)
    atexit.register(_leave_rings)
    # A C locale and the code pages of Windows lack our letters, and files say UTF-8 of themselves.
    encoding = None if "PYTHONIOENCODING" in os.environ else "utf-8"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _give_output_up() -> None:
    """What waits to be written goes nowhere: Python would try again at the end, and complain."""
    if sys.stdout is sys.__stdout__ is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno())
        os.close(nowhere)


def _leave_rings() -> None:
    """Nothing is gone through for rings before the process ends, unless somebody would complain of them."""
    # DuckDB lies in rings, and writes to its user what of it was left.
    if "duckdb" not in sys.modules:
        gc.freeze()


def _place(trouble: OSError) -> str:
    return f"{trouble.filename}: " if trouble.filename is not None else ""


def parser_for(words: Sequence[str], language: str) -> argparse.ArgumentParser:
    """The parser of the command that these `words` ask for; else of all, which are only listed."""
    asked = _command_of(words)
    parser, commands = _parser_of([asked] if asked in OWN_COMMANDS else [], asked, language)
    return parser if asked in commands else _parser_of(OWN_COMMANDS, asked, language)[0]


def _command_of(words: Sequence[str]) -> str:
    """The first word that is neither an option nor the language after `--lang`."""
    before = ["", *words]
    return next((b for a, b in zip(before, words, strict=False) if b[:1] != "-" and a != "--lang"), "")


@functools.cache
def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of all commands that are installed, with help in `language`; made once in a process."""
    return _parser_of(OWN_COMMANDS, None, language)[0]


def _parser_of(
    listed: Iterable[str], asked: str | None, language: str
) -> tuple[argparse.ArgumentParser, Collection[str]]:
    """A parser of our own commands of these names and of all others, and their names."""
    parser = argparse.ArgumentParser(prog="hattama", description=say(_ABOUT, language))
    parser.add_argument(
        "--version", action=_ShowVersion, nargs=0, help=say(Message("show the version and end"), language)
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", dest="command")
    # Other parts read it, too: the only command whose arguments are wanted, or None where all are.
    subparsers.asked = asked  # type: ignore[attr-defined]
    for name in listed:
        about = say(OWN_COMMANDS[name], language)
        command = subparsers.add_parser(name, help=about, description=about)
        if asked in (None, name):
            pkgutil.resolve_name(f"hattama.cli.{_ELSEWHERE.get(name, f'{name}:register')}")(command, language)
    for register in _registers_of_others() if asked not in OWN_COMMANDS or asked in EXTENDED else ():
        register(subparsers, language)
    complete(parser, language)
    return parser, subparsers.choices


class _ShowVersion(argparse.Action):
    """Looks the version up once it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        print(f"hattama {metadata.version('hattama')}")
        parser.exit()


def _registers_of_others() -> list[Callable[[Any, str], None]]:
    """What adds the commands of each other part that is installed, in the order of their names."""
    from importlib import metadata

    found = sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    return [entry_point.load() for entry_point in found]
