"""Help for everybody: every command explains itself in Kazakh, Russian and English."""

import argparse
import functools
import re
import subprocess
import sys

import pytest

from hattama.cli.main import build_parser, parser_for
from hattama.phrases import argparse_in

LANGUAGES = ("kk", "ru", "en")


# A verb explains itself below; the second of two alike files needs no second explanation.
VERBS_AND_SECOND_FILES = {"command", "verb", "==SUPPRESS==", "second"}


def below_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    subparsers = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(subparsers[0].choices) if subparsers else {}


@functools.cache
def commands(language: str) -> dict[str, argparse.ArgumentParser]:
    """Every command and verb with its parser, `election load` under both words."""
    found: dict[str, argparse.ArgumentParser] = {}

    def walk(parser: argparse.ArgumentParser, name: str) -> None:
        for word, below in below_of(parser).items():
            found[f"{name} {word}".strip()] = below
            walk(below, f"{name} {word}".strip())

    with argparse_in(language):
        walk(build_parser(language), "")
    return found


NAMES = sorted(commands("en"))


def test_the_commands_that_keep_state_are_all_there():
    expected = {
        "election", "election load", "election open", "import", "totals", "findings", "export", "rebuild",
        "serve", "demo",
    }  # fmt: skip
    assert expected <= set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if " " not in name])
def test_who_starts_a_process_for_one_command_gets_it_whole_without_reading_the_others(name):
    def told(parser):
        return [parser.format_help(), *(told(below) for below in below_of(parser).values())]

    with argparse_in("en"):
        alone = below_of(parser_for(["--lang", "kk", name, "verify"], "en"))
    assert told(alone[name]) == told(commands("en")[name])
    assert len(alone) < len(below_of(build_parser("en")))


@pytest.mark.parametrize("words", [[], ["--help"], ["no-such", "totals"]])
def test_where_no_command_is_asked_for_all_are_listed(words):
    commands("en")
    with argparse_in("en"):
        assert parser_for(words, "en").format_help() == build_parser("en").format_help()


LIGHT = (
    r"hattama\.(core(\.vocabulary.*)?|phrases(\.sayings)?|cli(\.main|\.declared)?|web(\.\w+(\.commands.*)?)?)"
)


@pytest.mark.parametrize("words", [["--help"], ["verify", "--help"], ["totals", "--help"]])
def test_help_is_said_without_reading_what_a_command_needs(words):
    program = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from hattama.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    read = {
        name for name in done.stderr.split() if re.match(r"hattama\.|(django|asyncio|urllib.request)$", name)
    }
    assert ("hattama.web.kernel.commands" in read) == (words != ["verify", "--help"])
    assert not {name for name in read if not re.fullmatch(LIGHT, name)}


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_does_in_three_languages(name):
    said = [commands(language)[name].description for language in LANGUAGES]
    assert all(said)
    assert len(set(said)) == 3


@pytest.mark.parametrize("name", NAMES)
def test_every_option_that_needs_a_word_has_one_in_the_language_of_the_reader(name):
    options = {
        language: {action.dest: action.help for action in commands(language)[name]._actions}
        for language in LANGUAGES
    }
    assert options["kk"].keys() == options["ru"].keys() == options["en"].keys()
    for option, english in options["en"].items():
        if option not in VERBS_AND_SECOND_FILES:
            assert english, option
            assert len({options["kk"][option], options["ru"][option], english}) == 3, option


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "сайлауды жүктеу және ашу"),
        ("ru", "загрузить и открыть выборы"),
        ("en", "load and open elections"),
    ],
)
def test_help_is_printed_in_the_language_that_is_asked_for(run, language, words):
    answer = run("--lang", language, "--help")
    assert answer.code == 0
    assert words in answer.out


@pytest.mark.parametrize("words", [("--lang", "kk", "totals"), ("totals", "--lang", "kk")])
def test_headings_of_the_help_are_in_the_language_wherever_it_is_asked_for(run, words):
    answer = run(*words, "--help")
    assert answer.code == 0
    assert answer.out.startswith("қолданылуы: hattama totals [-h]")
    assert "аргументтер:" in answer.out
    assert "параметрлер:" in answer.out
    assert "осы анықтаманы көрсетіп, аяқтау" in answer.out
    assert "usage" not in answer.out


def test_a_misspelt_call_is_answered_with_the_usage_in_the_language_of_the_reader(run):
    answer = run("totals", "--lang", "ru", "--formt", "csv", "x")
    assert answer.code == 2
    assert answer.told.startswith("использование: hattama")


def test_without_a_command_the_help_is_shown_and_the_exit_code_says_so(run):
    answer = run()
    assert answer.code == 2
    assert "rebuild" in answer.out
