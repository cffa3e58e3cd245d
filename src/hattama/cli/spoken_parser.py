"""A parser of command lines that refuses in the reader's language: one sentence, exit code 2.

argparse says what is wrong in English alone. Its sentences are told apart by their form and said again; one
that is not known here (another version of Python may have new ones) is passed on as it is.
"""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

from hattama.core.vocabulary import Words, said

_TRY = said("Анықтама: {program} --help", "Справка: {program} --help", "For help: {program} --help")

_VALUE = r"'?(?P<found>.*?)'?"
_SENTENCES: tuple[tuple[re.Pattern[str], Words], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            r"the following arguments are required: (?P<expected>.*)",
            said(
                "мыналарды көрсету керек: {expected}",
                "нужно указать: {expected}",
                "these must be given: {expected}",
            ),
        ),
        (
            r"unrecognized arguments: (?P<found>.*)",
            said(
                "мұндай аргумент не параметр жоқ: {found}",
                "нет такого аргумента или параметра: {found}",
                "there is no such argument or option: {found}",
            ),
        ),
        (
            rf"invalid choice: {_VALUE} \(choose from (?P<expected>.*)\)",
            said(
                "мұндай мән жоқ: {found}; болуы мүмкін: {expected}",
                "нет такого значения: {found}; возможны: {expected}",
                "there is no such value: {found}; possible are {expected}",
            ),
        ),
        (
            rf"invalid int value: {_VALUE}",
            said(
                "цифрлармен жазылған бүтін сан күтілді, табылғаны: {found}",
                "ожидалось целое число, записанное цифрами, найдено: {found}",
                "a whole number in digits was expected, found: {found}",
            ),
        ),
        (
            rf"invalid \S+ value: {_VALUE}",
            said(
                "мұндай мән бола алмайды: {found}",
                "такое значение невозможно: {found}",
                "this value is not possible: {found}",
            ),
        ),
        (
            r"expected one argument",
            said("мәні көрсетілмеген", "не указано значение", "its value is not given"),
        ),
        (
            r"expected (?:at least one argument|at most one argument|\d+ arguments?)",
            said(
                "мәндерінің саны басқа болуға тиіс",
                "должно быть другое число значений",
                "it takes another number of values",
            ),
        ),
        (
            r"ignored explicit argument (?P<found>.*)",
            said(
                "бұл параметр мән қабылдамайды: {found}",
                "этот параметр не принимает значения: {found}",
                "this option takes no value: {found}",
            ),
        ),
        (
            r"ambiguous option: (?P<found>\S+) could match (?P<expected>.*)",
            said(
                "қай параметр екені белгісіз: {found}; мыналардың бірі болуы мүмкін: {expected}",
                "неясно, какой это параметр: {found}; возможны: {expected}",
                "not clear which option this is: {found}; it could be {expected}",
            ),
        ),
        (
            r"not allowed with argument (?P<expected>.*)",
            said(
                "мынамен бірге қолданылмайды: {expected}",
                "не применяется вместе с: {expected}",
                "does not go with {expected}",
            ),
        ),
        (
            r"one of the arguments (?P<expected>.*) is required",
            said(
                "мыналардың бірін көрсету керек: {expected}",
                "нужно указать одно из: {expected}",
                "one of these must be given: {expected}",
            ),
        ),
    )
)
_NAMED = re.compile(r"argument (?P<name>[^:]+): (?P<rest>.*)", re.DOTALL)


class SpokenParser(argparse.ArgumentParser):
    """A parser that says in `language` what is wrong with a call. Parsers of its commands are of its kind."""

    language = "en"

    def error(self, message: str) -> NoReturn:
        """Print usage and the sentence, and exit with code 2."""
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {say_error(message, self.language)}", file=sys.stderr)
        print(_TRY.say(self.language).replace("{program}", self.prog), file=sys.stderr)
        self.exit(2)


def say_error(message: str, language: str) -> str:
    """A sentence of argparse in `language`, with the argument that it speaks of in front."""
    named = _NAMED.fullmatch(message)
    rest = named["rest"] if named else message
    sentence = next(
        (
            _filled(words.say(language), found.groupdict())
            for pattern, words in _SENTENCES
            if (found := pattern.fullmatch(rest))
        ),
        rest,
    )
    return f"{named['name']}: {sentence}" if named else sentence


def _filled(template: str, values: dict[str, str | None]) -> str:
    # One pass, so that braces in what was typed stay as they were.
    known = {name: (value or "").replace("'", "") for name, value in values.items()}
    return re.sub(r"\{([a-z]+)\}", lambda place: known.get(place.group(1), place.group(0)), template)
