"""What every command's help has in common, in three languages: its headings, `--help` and `--lang`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from hattama.cli.language import LANGUAGES
from hattama.cli.spoken_parser import SpokenParser
from hattama.core.vocabulary import Words

_USAGE = Words.of({"kk": "қолданылуы: ", "ru": "использование: ", "en": "usage: "})
_ARGUMENTS = Words.of({"kk": "аргументтер", "ru": "аргументы", "en": "arguments"})
_OPTIONS = Words.of({"kk": "параметрлер", "ru": "параметры", "en": "options"})
_HELP = Words.of(
    {
        "kk": "осы анықтаманы көрсетіп, аяқтау",
        "ru": "показать эту справку и закончить",
        "en": "show this help and end",
    }
)
_LANGUAGE = Words.of(
    {
        "kk": "хабарлар тілі: kk, ru, en",
        "ru": "язык сообщений: kk, ru, en",
        "en": "language of messages: kk, ru, en",
    }
)
_FORMAT = Words.of({"kk": "шығару пішімі", "ru": "вид вывода", "en": "the form of the output"})
_ELECTION = Words.of(
    {"kk": "сайлаудың идентификаторы", "ru": "идентификатор выборов", "en": "the election's identifier"}
)
_TABLE = Words.of(
    {"kk": "нәтижелер кестесі", "ru": "таблица с результатами", "en": "the table with the results"}
)
_MAPPING = Words.of(
    {
        "kk": "файл бағандарын сипаттайтын сәйкестендіру файлы (TOML)",
        "ru": "файл сопоставления, описывающий столбцы (TOML)",
        "en": "the mapping of the file's columns (TOML)",
    }
)
_FOLDER = Words.of(
    {"kk": "файлдар жазылатын папка", "ru": "папка, куда записать файлы", "en": "the folder to write into"}
)
_SHARED = {
    "election": _ELECTION,
    "file": _TABLE,
    "folder": _FOLDER,
    "format": _FORMAT,
    "mapping": _MAPPING,
}
"""Arguments that mean the same in every command that has them."""


def speak(parser: argparse.ArgumentParser, language: str) -> None:
    """Give `parser` and all below it headings in `language`, `--lang`, and help where they had none."""
    parser.formatter_class = _formatter(language)
    if isinstance(parser, SpokenParser):
        parser.language = language
    # The two groups that a parser makes for itself bear English titles, and are to be had in no other way.
    parser._positionals.title = _ARGUMENTS.say(language)
    parser._optionals.title = _OPTIONS.say(language)
    if "--lang" not in parser._option_string_actions:
        parser.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_LANGUAGE.say(language)
        )
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            action.help = _HELP.say(language)
        elif action.help is None and action.dest in _SHARED:
            action.help = _SHARED[action.dest].say(language)
    for below in _below(parser):
        speak(below, language)


def _below(parser: argparse.ArgumentParser) -> Iterable[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        """Usage begins with a word of the reader's language."""

        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, _USAGE.say(language) if prefix is None else prefix)

    return Formatter
