"""Paragraphs of a report from the numbers of a register: each number with its base and where it is from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hattama.core.records import (
    Measure,
    MeasureValue,
    Register,
    Registry,
    Statement,
    Visibility,
    published_share,
)
from hattama.core.vocabulary import Message
from hattama.phrases.of_rooms.records import say_measure, say_part, say_part_name, say_share_of, say_stated
from hattama.phrases.sayings import say

MOST_PARTS = 12
_COUNTED = Message("{what}: {number} [{note}].")
_PUBLISHED = Message("According to {source}, {what}: {number} [{note}].")
_RECORDS = Message("Counted from the records of this register")
_FOOTNOTE = Message("footnote {footnote}")


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence with its number's measure, and the note that says where it is from."""

    measure: Measure
    text: str
    number: int
    note: str
    statement: Statement | None = None

    @property
    def halves(self) -> tuple[str, str]:
        """What stands before its mark, and what after."""
        before, _, after = self.text.partition(f" [{self.number}]")
        return before, after


def report_sentences(
    register: Register, registry: Registry, values: Mapping[str, MeasureValue], language: str
) -> tuple[ReportSentence, ...]:
    """What can be said of a register: by measure, what its records come to and what sources published.

    What cannot be told is not said; the source of each number is the note of its sentence.
    """
    told = list(_sentences(register, registry, values, language))
    return tuple(
        ReportSentence(measure, text.replace("[#]", f"[{number}]"), number, note, statement)
        for number, (measure, text, note, statement) in enumerate(told, start=1)
    )


_Told = tuple[Measure, str, str, Statement | None]


def _sentences(
    register: Register, registry: Registry, values: Mapping[str, MeasureValue], language: str
) -> Iterator[_Told]:
    has_records = bool(registry.of(register.register_id))
    for measure in register.measures:
        what = _capital(measure.words.say(language))
        value = values.get(measure.code)
        if value is not None and has_records and measure.formula is not None and value.number:
            base = f" {measure.base_words.say(language)}" if value.share is not None else ""
            counted = say(
                _COUNTED, language, what=what, number=f"{say_measure(value, language)}{base}", note="#"
            )
            parts = _parts(register, registry, value, language)
            norms = ", ".join(measure.cited.ids)
            note = f"{say(_RECORDS, language)}{f' ({norms})' if norms else ''}"
            yield measure, " ".join(filter(None, (counted, parts))), note, None
        for statement in registry.numbers(register, measure):
            yield (
                measure,
                _published(register, registry, measure, statement, language),
                _place(statement, language),
                statement,
            )


def _published(
    register: Register, registry: Registry, measure: Measure, statement: Statement, language: str
) -> str:
    share = published_share(measure, statement, register, registry)
    number = say_stated(measure, statement.values[measure.code], language)
    if share is not None:
        number = f"{say_share_of(share, language, measure.currency)} {measure.base_words.say(language)}"
    known = (one.words.say(language) for one in register.sources if one.code == statement.source)
    source = statement.organisation or next(known, statement.source)
    what = measure.words.say(language)
    return _capital(say(_PUBLISHED, language, source=source, what=what, number=number, note="#"))


def _place(statement: Statement, language: str) -> str:
    """Where a source wrote it."""
    document = statement.document
    if document is None:
        return statement.organisation or statement.source
    page = say(Message("section or page {page}"), language, page=document.page) if document.page else ""
    footnote = say(_FOOTNOTE, language, footnote=document.footnote) if document.footnote else ""
    return ", ".join(filter(None, (document.title, document.address, page, footnote)))


def _parts(register: Register, registry: Registry, value: MeasureValue, language: str) -> str:
    """The parts of a number that is their sum, the greatest first; few enough to be read in a sentence."""
    told = [part for part in value.parts if part[1]]
    fields = [register.field_at(kind.code, value.measure.by_path) for kind in register.kinds]
    hidden = any(field is not None and field.visibility is Visibility.NEVER for field in fields)
    whole = sum(number or 0 for _, number, _ in told)
    if hidden or not 1 < len(told) <= MOST_PARTS or whole != value.number:
        return ""
    ordered = sorted(told, key=lambda part: (-(part[1] or 0), part[0]))
    names = [say_part_name(register, registry, value.measure, code, language) for code, _, _ in ordered]
    numbers = [say_part(value, number, None, language) for _, number, _ in ordered]
    said = (f"{name} – {number}" for name, number in zip(names, numbers, strict=True))
    return say(Message("By part: {parts}."), language, parts="; ".join(said))


def report_lines(sentences: Iterable[ReportSentence]) -> Iterator[str]:
    """The report as plain text: a paragraph a measure, and the notes below."""
    paragraphs: dict[str, list[str]] = {}
    notes = []
    for one in sentences:
        paragraphs.setdefault(one.measure.code, []).append(one.text)
        notes.append(f"[{one.number}] {one.note}.")
    for texts in paragraphs.values():
        yield from (" ".join(texts), "")
    yield from notes


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
