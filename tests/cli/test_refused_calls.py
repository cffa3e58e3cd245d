"""What is wrong with a call is said in the reader's language, in one sentence, with exit code 2."""

import argparse
import gettext
import os
from collections.abc import Iterator

import pytest
from babel.messages.extract import extract, extract_python
from babel.messages.pofile import read_po

from hattama.cli.main import build_parser, main
from hattama.phrases import LANGUAGES, argparse_in
from hattama.phrases.sayings import SUPPLIED

Said = pytest.CaptureFixture[str]
CALLS = {
    "a command that is not there": ["count"],
    "an argument left out": ["outcome"],
    "a choice that is not offered": ["outcome", "votes.csv", "--format", "xml"],
    "a method that is not offered": ["outcome", "votes.csv", "--method", "x"],
    "a view that is not offered": ["totals", "bundle", "--view", "x"],
    "an option that is not there": ["outcome", "votes.csv", "--rule", "kz-2023", "--colour", "red"],
    "an option without its value": ["outcome", "votes.csv", "--seats"],
    "a kind that is not offered": ["outcome", "votes.csv", "--contest", "tsar"],
    "a value for a switch": ["outcome", "votes.csv", "--explain=yes"],
    "an option cut too short": ["outcome", "votes.csv", "--thr", "5%"],
    "a number without bounds": ["forms", "election", "forms.pdf", "--copies", "1000000000000"],
    "a number below nothing": ["voters", "made-up", "register", "--persons", "-5"],
    "a part of a seat": ["outcome", "votes.csv", "--method", "hare", "--seats", "2.5"],
}
ENGLISH_OF_ARGPARSE = (
    "invalid choice",
    "required",
    "unrecognized",
    "expected one",
    "error:",
    "ambiguous",
    "ignored",
)


def refuse(words: list[str], language: str, capsys: Said) -> str:
    with pytest.raises(SystemExit) as end:
        main([*words, "--lang", language] if words[-1] != "--seats" else ["--lang", language, *words])
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    return said.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", CALLS)
def test_no_english_of_the_library_is_left(call: str, language: str, capsys: Said) -> None:
    said = refuse(CALLS[call], language, capsys)
    assert not [words for words in (*ENGLISH_OF_ARGPARSE, "<") if words in said]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "hattama outcome: --format: мұндай мән жоқ: xml; болуы мүмкін: 'table', 'json', 'csv'"),
        ("ru", "hattama outcome: --format: нет такого значения: xml; возможны: 'table', 'json', 'csv'"),
        ("en", "hattama outcome: --format: there is no such value: xml; possible are 'table', 'json', 'csv'"),
    ],
)
def test_the_argument_and_what_was_found_are_named(language: str, sentence: str, capsys: Said) -> None:
    assert sentence in refuse(CALLS["a choice that is not offered"], language, capsys).splitlines()


def arguments(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Every argument of every command, with the command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from arguments(below)
        else:
            yield f"{parser.prog} {'/'.join(action.option_strings) or action.dest}", action


def test_every_argument_says_what_it_is() -> None:
    assert [name for name, action in arguments(build_parser("en")) if not action.help] == []


def numbers(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """The arguments that take a number and do not list which ones."""
    for name, action in arguments(parser):
        if callable(action.type) and not action.choices:
            try:
                is_number = isinstance(action.type("2"), int | float)
            except (ValueError, argparse.ArgumentTypeError):
                continue
            if is_number:
                yield name, action


def test_no_number_of_a_call_is_without_bounds() -> None:
    """`hattama forensics --simulations 1000000000000` would have simulated for ever."""
    asked = dict(numbers(build_parser("en")))
    assert len(asked) > 20
    for name, action in asked.items():
        assert callable(action.type)
        for found in ("-1", "1000000000000", "9" * 400, "nan"):
            with pytest.raises(argparse.ArgumentTypeError) as refused:
                action.type(found)
            assert str(refused.value).startswith("expected a number from "), name
            assert str(refused.value).endswith(f", found {found}"), name


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "hattama forms: --copies: 0–999 аралығындағы сан күтілді, берілгені: 1000000000000"),
        ("ru", "hattama forms: --copies: ожидалось число от 0 до 999, указано 1000000000000"),
        ("en", "hattama forms: --copies: expected a number from 0 to 999, found 1000000000000"),
    ],
)
def test_a_number_out_of_bounds_is_named_with_its_bounds(language: str, sentence: str, capsys: Said) -> None:
    assert sentence in refuse(CALLS["a number without bounds"], language, capsys).splitlines()


def test_usage_and_the_way_to_help_stand_beside_it(capsys: Said) -> None:
    said = refuse(CALLS["an argument left out"], "kk", capsys).splitlines()
    assert said[0].startswith("қолданылуы: hattama outcome")
    assert said[-2:] == [
        "hattama outcome: мыналарды көрсету керек: VOTES.csv",
        "Анықтама: hattama outcome --help",
    ]


def test_no_program_that_is_started_later_speaks_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    domain = gettext.textdomain()
    with argparse_in("kk"):
        assert argparse.ArgumentParser().format_usage().startswith("қолданылуы: ")
    assert (os.environ["LANGUAGE"], gettext.textdomain()) == ("de", domain)


OF_PROGRAMMERS = (
    "%r is not callable",
    ".__call__() not defined",
    "%(heading)s:",
    "conflicting",
    "cannot merge actions",
    "'required' is an invalid argument",
    "invalid option string",
    "dest= is required",
    "invalid conflict_resolution",
    "mutually exclusive arguments must be",
    'argument "-" with mode',
    "cannot have multiple subparser",
    "subcommands",
)
"""Said when a parser is built wrongly, or where we give a word of our own."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_this_python_can_say_of_a_call_is_in_the_catalogue(language: str) -> None:
    with (SUPPLIED / language / "LC_MESSAGES" / "argparse.po").open("rb") as file:
        ours = read_po(file, abort_invalid=True)
    with open(argparse.__file__, "rb") as source:
        said = {message for _, message, _, _ in extract(extract_python, source)}
    texts = {text if isinstance(text, str) else text[0] for text in said}
    lacking = [text for text in texts if ours.get(text) is None and not text.startswith(OF_PROGRAMMERS)]
    assert len(texts) > 20 and lacking == []
