"""What the records of a register come to: each number with base and norm, beside what sources published."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from hattama.core.norms import Citations
from hattama.core.records import (
    DatedTable,
    Measure,
    MeasureValue,
    RecordFinding,
    RecordRule,
    Register,
    Registry,
    Statement,
    published_share,
    unknown_tables,
)
from hattama.core.vocabulary import Text, Words
from hattama.phrases.of_rooms.records import RULES, say_measure, say_quantity, say_share_of, say_stated
from hattama.phrases.of_rooms.register_texts import ReportSentence, report_sentences
from hattama.publish.register_numbers import RegisterNumbers
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.registers.public.charts import Chart, draw_measure
from hattama.web.registers.public.course_drawing import draw_course
from hattama.web.registers.public.frame import asked_register, register_page
from hattama.web.registers.public.list_pages import FORMS, register_cards
from hattama.web.registers.reading import measures_of, this_hour


@dataclass(frozen=True, slots=True)
class Published:
    """A number as a source published it: where, and in what words."""

    said: str
    source: Words
    statement: Statement


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure: what it comes to here, what was published of it, what is found, and its chart."""

    measure: Measure
    said: str
    value: MeasureValue | None
    thousandths: int | None
    cited: Citations
    published: tuple[Published, ...]
    findings: tuple[tuple[RecordRule, Text, str], ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A table that says nothing of the day of voting; `until`: to when its last value was valid."""

    table: DatedTable
    on: datetime.date
    until: datetime.date | None


def unknown_of(register: Register, measures: Iterable[Measure], on: datetime.date) -> list[Unknown]:
    """Why measures cannot be told for a day: the tables that say nothing of it, each once."""
    tables = {table.code: table for measure in measures for table in unknown_tables(measure, register, on)}
    return [Unknown(table, on, _last_day(table, on)) for table in tables.values()]


def _last_day(table: DatedTable, on: datetime.date) -> datetime.date | None:
    ended = (one.until for one in table.values if one.until is not None and one.until < on)
    return max(ended, default=None)


@register_page
def register_numbers(page: ElectionPage, register: str) -> HttpResponse:
    """The numbers of one register, its charts, and what its sources published."""
    known = asked_register(page.row, register)
    now = this_hour()
    numbers = measures_of(page.row, known, now=now)
    lines = [_line(page, known, numbers, measure) for measure in known.measures]
    context = {
        "register": known,
        "card": next((one for one in register_cards(page) if one.register == known), None),
        "computed": [line for line in lines if line.value is not None and not line.measure.by],
        "charts": [line for line in lines if line.chart is not None],
        "published": [line for line in lines if line.published],
        "relations": broken_relations(known, numbers.findings),
        "courses": [(kind, draw_course(known, kind)) for kind in known.kinds if kind.course.states],
        "unknown": unknown_of(known, known.measures, page.row.polling_on),
        "has_records": numbers.has_records,
        "files": [(form, f"registers/{register}/numbers.{form}") for form in FORMS],
        "now": now,
    }
    return page.render("registers/public_numbers.html", "registers", context)


@register_page
def register_text(page: ElectionPage, register: str) -> HttpResponse:
    """The same numbers as paragraphs of a report, each with a note that leads to where it is from."""
    known = asked_register(page.row, register)
    now = this_hour()
    numbers = measures_of(page.row, known, now=now)
    sentences = report_sentences(known, numbers.registry, numbers.values, page_language())
    paragraphs: dict[str, list[ReportSentence]] = {}
    for one in sentences:
        paragraphs.setdefault(one.measure.code, []).append(one)
    context = {"register": known, "paragraphs": list(paragraphs.values()), "notes": sentences, "now": now}
    return page.render("registers/public_text.html", "registers", context)


def _line(page: ElectionPage, register: Register, numbers: RegisterNumbers, measure: Measure) -> MeasureLine:
    value = numbers.value(measure)
    share = None if value is None else value.share
    return MeasureLine(
        measure,
        "" if value is None else say_measure(value, page_language()),
        value,
        None if share is None else min(1000, max(0, int(share.fraction * 1000))),
        measure.cited,
        tuple(published_of(register, numbers.registry, measure)),
        tuple(_found(measure, numbers.findings)),
        None if value is None else draw_measure(page, register, numbers.registry, value),
    )


def stated_line(numbers: RegisterNumbers, measure: Measure) -> MeasureLine:
    """A measure of which only what sources published is told."""
    published = tuple(published_of(numbers.register, numbers.registry, measure))
    found = tuple(_found(measure, numbers.findings))
    return MeasureLine(measure, "", None, None, measure.cited, published, found, None)


def published_of(register: Register, registry: Registry, measure: Measure) -> list[Published]:
    """What was published of a measure, what is shown first at the front."""
    sources: Mapping[str, Words] = {source.code: source.words for source in register.sources}
    return [
        Published(
            _said_by(statement, measure, register, registry),
            Words.of({"kk": statement.organisation})
            if statement.organisation
            else sources.get(statement.source, Words.of({"kk": statement.source})),
            statement,
        )
        for statement in registry.numbers(register, measure)
    ]


def _said_by(statement: Statement, measure: Measure, register: Register, registry: Registry) -> str:
    """What a source published: of what it named as the whole, where it did."""
    language = page_language()
    share = published_share(measure, statement, register, registry)
    if share is None:
        return say_stated(measure, statement.values[measure.code], language)
    return f"{say_share_of(share, language, measure.currency)} {measure.base_words.say(language)}"


def _found(measure: Measure, findings: tuple[RecordFinding, ...]) -> list[tuple[RecordRule, Text, str]]:
    currency = measure.currency
    return [
        (one.rule, RULES[one.rule], _change(one, currency) or _unequal(one, currency))
        for one in findings
        if one.about == measure.code
    ]


def _unequal(finding: RecordFinding, currency: str) -> str:
    return f"{_said(finding.left, currency)} ≠ {_said(finding.right, currency)}"


def _change(finding: RecordFinding, currency: str) -> str:
    """From the earlier number to the later one, and by how much: of what changed from day to day."""
    if finding.rule is not RecordRule.CHANGED or finding.left is None or finding.right is None:
        return ""
    first, other = finding.statements[:2]
    in_order = first.day is not None and other.day is not None and other.day < first.day
    before, after = (finding.right, finding.left) if in_order else (finding.left, finding.right)
    sign = "+" if after > before else "−"
    by = _said(abs(after - before), currency)
    return f"{_said(before, currency)} → {_said(after, currency)} ({sign}{by})"


def _said(number: int | None, currency: str) -> str:
    return "…" if number is None else say_quantity(number, currency, page_language())


def broken_relations(register: Register, findings: tuple[RecordFinding, ...]) -> list[tuple[str, Words, str]]:
    """Relations between published numbers that one source does not keep."""
    broken = [one for one in findings if one.rule is RecordRule.NUMBERS]
    return [
        (relation.code, relation.words, f"{_said(one.left, currency)} / {_said(one.right, currency)}")
        for one in broken
        for relation in register.relations
        if relation.code == one.about
        for currency in [register.currency_of(relation.code)]
    ]
