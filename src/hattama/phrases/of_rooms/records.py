"""Records said to people: values, what a measure comes to, how a clock stands, what was found."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from hattama.core.norms import day_ended
from hattama.core.outcomes import THIN_SPACE, say_decimal, say_number
from hattama.core.records import (
    SMALL_UNITS,
    STATE,
    Field,
    FieldType,
    Measure,
    MeasureValue,
    Money,
    NamedFile,
    Range,
    Reading,
    Record,
    RecordRule,
    Register,
    Registry,
    Said,
    Sealed,
    Standing,
    Visibility,
    read_said,
)
from hattama.core.vocabulary import Message, Share, Words, fill
from hattama.phrases.sayings import say

STANDINGS = MappingProxyType(
    {
        Standing.MET: Message("in time"),
        Standing.LATE: Message("late"),
        Standing.RUNNING: Message("running"),
        Standing.OVERDUE: Message("over, and nothing here tells that it was met"),
        Standing.OVER: Message("this time is over"),
        Standing.AT_ONCE: Message("at once, the law names no hour"),
        Standing.STANDS_STILL: Message("stands still"),
        Standing.NO_LIMIT: Message("the law names no limit"),
        Standing.UNTOLD: Message("what the law said then is not known here"),
    }
)
"""How it stands with a clock."""

RULES = MappingProxyType(
    {
        RecordRule.DIFFERS: Message("sources state different values"),
        RecordRule.CHANGED: Message("different values are stated for different days"),
        RecordRule.MISSING: Message("nobody states what every record of this kind must have"),
        RecordRule.NUMBERS: Message("numbers that must hold together do not"),
        RecordRule.PUBLISHED: Message("a published number is not the one that follows from the records"),
        RecordRule.TURN: Message("done in a state in which the course does not foresee it"),
        RecordRule.POWER: Message("done by a body without the power to do it"),
        RecordRule.ATTACHED: Message("what must come with it is not in the register"),
        RecordRule.LATE: Message("a time limit was missed, or nothing here tells that it was met"),
        RecordRule.RULE: Message("what the register holds records against does not hold"),
    }
)
"""What is found of records."""

FIELD_TYPES = MappingProxyType(
    {
        FieldType.TEXT: Message("text", "field"),
        FieldType.WORDS: Message("text in several languages"),
        FieldType.WHOLE_NUMBER: Message("whole number"),
        FieldType.MONEY: Message("amount of money"),
        FieldType.DATE: Message("date", "field"),
        FieldType.DATETIME: Message("date and time"),
        FieldType.CODE: Message("one of a list"),
        FieldType.AREA: Message("area", "field"),
        FieldType.ORGANISATION: Message("organisation"),
        FieldType.PERSON: Message("person", "field"),
        FieldType.NORM: Message("norm of law"),
        FieldType.LINK: Message("link to a record"),
        FieldType.FILE: Message("file", "field"),
    }
)

VISIBILITIES = MappingProxyType(
    {
        Visibility.PUBLIC: Message("public", "field"),
        Visibility.AGGREGATE: Message("only counted"),
        Visibility.NEVER: Message("never shown"),
    }
)

_AT_LEAST = Message("at least {least}")
_AT_MOST = Message("at most {most}")


def say_part_name(register: Register, registry: Registry, measure: Measure, code: str, language: str) -> str:
    """What a part of a measure is called, by the kinds that it counts: a code may stand in two of them."""
    kinds = measure.formula.kinds if measure.formula is not None else ()
    return say_value_at(register, registry, kinds, measure.by_path, code, language)


def say_value_at(
    register: Register,
    registry: Registry,
    kinds: Iterable[str],
    path: tuple[str, ...],
    code: str,
    language: str,
) -> str:
    """What a value is called at a path of these kinds: of a link its record, a code or a state in words."""
    if not code:
        return say(Message("not stated"), language)
    fields = {kind: register.field_at(kind, path) for kind in kinds}
    field = next(filter(None, fields.values()), None)
    linked = registry.records.get(code) if field is not None and field.links_to else None
    if linked is not None:
        return say_summary(linked, language)
    if field is not None:
        return say_value(field, code, language)
    states = (state for kind in register.kinds if kind.code in fields for state in kind.course.states)
    return next((state.words.say(language) for state in states if state.code == code), code)


def say_value(field: Field | None, said: Said, language: str) -> str:
    """What is said of a field (None: of a measure): codes in words, numbers grouped, days written out."""
    if said is None:
        return say(Message("none stated"), language)
    if isinstance(said, Sealed):
        return say(Message("sealed"), language)
    if isinstance(said, Range):
        least, most = (
            None if end is None else say_value(field, end, language) for end in (said.least, said.most)
        )
        return _between(least, most, language)
    if isinstance(said, Money):
        return f"{say_amount(said.minor, language)}{THIN_SPACE}{said.currency}"
    if isinstance(said, datetime.date):
        return f"{said:%d.%m.%Y %H:%M}" if isinstance(said, datetime.datetime) else f"{said:%d.%m.%Y}"
    if isinstance(said, int):
        return say_number(said)
    if isinstance(said, Words | NamedFile):
        return said.say(language) if isinstance(said, Words) else said.name
    item = field.item(said) if field is not None else None
    return said if item is None else item.words.say(language)


def say_logged(field: Field | None, body: Mapping[str, Any], text: str | None, language: str) -> str:
    """What the log holds of a field, in words; `text`: what its hash stands for. As it is if nothing fits."""
    try:
        said = body if text is None else json.loads(text)
        # A moment keeps the zone that it was stated in.
        if field is None or field.type is FieldType.DATETIME:
            return str(said.get("value", said))
        return say_value(field, read_said(field.type, said), language)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return str(body) if text is None else text


def _between(least: str | None, most: str | None, language: str) -> str:
    if least is None or most is None:
        return say(_AT_MOST, language, most=most) if least is None else say(_AT_LEAST, language, least=least)
    return say(Message("from {least} to {most}"), language, least=least, most=most)


def say_amount(minor: int, language: str) -> str:
    """An amount of the smallest unit in whole ones: `10 500,50`; no zeros after the mark."""
    whole, rest = divmod(abs(minor), SMALL_UNITS)
    mark = "." if language == "en" else ","
    return f"{'-' if minor < 0 else ''}{say_number(whole)}{f'{mark}{rest:02}' if rest else ''}"


def say_share_of(share: Share, language: str, currency: str = "") -> str:
    """`58 of 128 (45.3 %)`, exact: rounded half up, and never up to a bar that the share misses."""
    percent = say_decimal(share.fraction * 100, share.places(1), language)
    part, whole = (say_quantity(one, currency, language) for one in (share.part, share.whole))
    return say(Message("{part} of {whole} ({share} %)"), language, part=part, whole=whole, share=percent)


def say_measure(value: MeasureValue, language: str) -> str:
    """What a measure comes to: a share where it has a base, else a number; a dash if it cannot be told."""
    return say_part(value, value.number, value.base, language)


def say_part(value: MeasureValue, number: int | None, base: int | None, language: str) -> str:
    """What one part of a measure comes to, as the whole is said: amounts with their currency."""
    share, currency = value.share_of(number, base), value.measure.currency
    if share is not None:
        return say_share_of(share, language, currency)
    if number is None:
        return "–"
    said = say_quantity(number, currency, language)
    if value.measure.base is None or base != 0:
        return said
    # Nothing of nothing is no share, and a bare zero would be read as if it had been looked for.
    none = say_quantity(0, currency, language)
    return say(Message("{part} of {whole}"), language, part=said, whole=none)


def say_quantity(number: int, currency: str, language: str) -> str:
    """A number, or with a currency an amount of its smallest unit in whole ones."""
    return f"{say_amount(number, language)}{THIN_SPACE}{currency}" if currency else say_number(number)


def say_stated(measure: Measure, said: Said, language: str) -> str:
    """What a source published of a measure."""
    if isinstance(said, Range):
        least, most = (
            None if end is None else say_stated(measure, end, language) for end in (said.least, said.most)
        )
        return _between(least, most, language)
    return (
        say_quantity(said, measure.currency, language)
        if isinstance(said, int)
        else say_value(None, said, language)
    )


def say_summary(record: Record, language: str, place: Callable[[str], str] = str) -> str:
    """The line that stands for a record in a list."""
    return say_filled(record.kind.summary, record, language, place)


def say_filled(words: Words, record: Record, language: str, place: Callable[[str], str] = str) -> str:
    """A text with what is shown first of the record's fields, and its state, in the place of braces.

    `place`: what an area of this identifier is called.
    """
    state = record.state
    told = {STATE: state.words.say(language)} if state is not None else {}
    template = words.say(language)
    told |= {
        field.code: _shown(record, field, language, place)
        for field in record.kind.fields
        # Of dozens of fields a line names a few, and of thousands of records it is said three times.
        if field.visibility is Visibility.PUBLIC and f"{{{field.code}}}" in template
    }
    return fill(template, told)


def _shown(record: Record, field: Field, language: str, place: Callable[[str], str]) -> str:
    said = record.value(field.code)
    if field.type is FieldType.AREA and isinstance(said, str):
        return place(said)
    return "–" if said is None else say_value(field, said, language)


def say_clock(reading: Reading, language: str) -> str:
    """How it stands with a clock, and by when where there is such a moment: `late, 23.03.2023 24:00`."""
    standing = say(STANDINGS[reading.standing], language)
    if reading.due_at is None:
        return standing
    ended = day_ended(reading.due_at)
    return f"{standing}, " + (
        f"{reading.due_at:%d.%m.%Y %H:%M}" if ended is None else f"{ended:%d.%m.%Y} 24:00"
    )
