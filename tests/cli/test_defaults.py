"""The help of an option says which number holds where nobody gives one."""

import argparse
import re
from collections.abc import Iterator

import pytest

from hattama.cli.main import build_parser


def numbered(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from numbered(below)
        elif type(action.default) in (int, float):
            yield action


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_option_with_a_number_says_its_default(language: str) -> None:
    options = list(numbered(build_parser(language)))
    assert len(options) > 15
    for option in options:
        words = re.sub(r"[\s,](?=\d{3})", "", option.help or "")
        assert re.search(rf"(?<!\d){option.default}(?!\d)", words), (option.option_strings, option.help)


def test_a_default_is_said_once() -> None:
    (of_demonstration,) = [one for one in numbered(build_parser("en")) if one.default == 10223]
    assert of_demonstration.help is not None and of_demonstration.help.count("by default") == 1
