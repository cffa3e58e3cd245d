"""What is wrong with a call is said in the reader's language, in one sentence, with exit code 2."""

from __future__ import annotations

import argparse

import pytest

from hattama.cli.main import main
from hattama.cli.spoken_parser import SpokenParser, say_error

Said = pytest.CaptureFixture[str]
LANGUAGES = ("kk", "ru", "en")
CALLS = {
    "a command that is not there": ["count"],
    "an argument left out": ["outcome"],
    "a choice that is not offered": ["outcome", "votes.csv", "--format", "xml"],
    "an option that is not there": ["outcome", "votes.csv", "--rule", "kz-2023", "--colour", "red"],
    "an option without its value": ["outcome", "votes.csv", "--seats"],
    "a word for a number": ["outcome", "votes.csv", "--round", "two"],
    "a number that is not offered": ["outcome", "votes.csv", "--round", "3"],
    "a value for a switch": ["outcome", "votes.csv", "--explain=yes"],
    "an option cut too short": ["outcome", "votes.csv", "--thr", "5%"],
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
    assert not [words for words in ENGLISH_OF_ARGPARSE if words in said]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "hattama outcome: --format: мұндай мән жоқ: xml; болуы мүмкін: table, json, csv"),
        ("ru", "hattama outcome: --format: нет такого значения: xml; возможны: table, json, csv"),
        ("en", "hattama outcome: --format: there is no such value: xml; possible are table, json, csv"),
    ],
)
def test_the_argument_and_what_was_found_are_named(language: str, sentence: str, capsys: Said) -> None:
    assert sentence in refuse(CALLS["a choice that is not offered"], language, capsys).splitlines()


def test_usage_and_the_way_to_help_stand_beside_it(capsys: Said) -> None:
    said = refuse(CALLS["an argument left out"], "kk", capsys).splitlines()
    assert said[0].startswith("қолданылуы: hattama outcome")
    assert said[-2:] == [
        "hattama outcome: мыналарды көрсету керек: VOTES.csv",
        "Анықтама: hattama outcome --help",
    ]


def test_parsers_of_commands_are_of_the_same_kind() -> None:
    parser = SpokenParser(prog="one")
    below = parser.add_subparsers().add_parser("two")
    assert isinstance(below, SpokenParser)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("argument --x: not allowed with argument --y", "--x: не применяется вместе с: --y"),
        ("one of the arguments --x --y is required", "нужно указать одно из: --x --y"),
        ("argument x: expected at least one argument", "x: должно быть другое число значений"),
        ("argument x: expected 2 arguments", "x: должно быть другое число значений"),
        ("argument x: invalid Path value: 'a'", "x: такое значение невозможно: a"),
        (
            "unrecognized arguments: {found} {expected}",
            "нет такого аргумента или параметра: {found} {expected}",
        ),
        ("a sentence of another Python", "a sentence of another Python"),
    ],
)
def test_each_sentence_of_the_library_has_its_own(message: str, sentence: str) -> None:
    assert say_error(message, "ru") == sentence


def test_the_sentences_are_those_that_this_python_says() -> None:
    parser = argparse.ArgumentParser(prog="x", exit_on_error=False)
    parser.add_argument("--of", choices=("a", "b"))
    with pytest.raises(argparse.ArgumentError) as error:
        parser.parse_args(["--of", "c"])
    assert say_error(str(error.value), "en") == "--of: there is no such value: c; possible are a, b"
