"""What sources published of past elections, one beside another: it comes with the program, and no election of
this site need be one of them."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hattama.core.records import Moment, PageShape, RecordRule, Register, Registry, Statement, SubjectPage
from hattama.core.vocabulary import Words
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import shipped_registers
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.stated_numbers import shipped_numbers
from hattama.publish.register_numbers import RegisterNumbers, published_document, reckon
from hattama.publish.register_tables import STATED_COLUMNS, stated_rows
from hattama.publish.tables import csv_pieces
from hattama.publish.views import render_json
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.pages.election_pages import program_digest
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.browsing import opened_elections
from hattama.web.registers.public.flow_pages import Flow, flows
from hattama.web.registers.public.numbers_page import MeasureLine, broken_relations, published_of, stated_line


@dataclass(frozen=True, slots=True)
class StatedElection:
    """An election of which sources published numbers, named as the rule pack of its law; by register."""

    code: str
    names: Words
    country: str
    polling_on: datetime.date
    registers: dict[str, RegisterNumbers]


@lru_cache(maxsize=1)
def load_stated() -> tuple[StatedElection, ...]:
    """Every election of which numbers come with the program, by day, the latest last."""
    by_election = sorted(shipped_numbers(), key=attrgetter("election"))
    found = [
        _stated(code, [one.statement for one in told])
        for code, told in groupby(by_election, attrgetter("election"))
    ]
    return tuple(sorted(found, key=attrgetter("polling_on")))


def _stated(code: str, statements: Iterable[Statement]) -> StatedElection:
    pack = parse_rulepack(read_rulepack(code), code)
    calendar = load_calendar(pack.country, datetime.UTC)
    looked_at = Moment(
        calendar, pack.law_on, datetime.datetime.combine(pack.law_on, datetime.time(), datetime.UTC)
    )
    registry = Registry(shipped_registers())
    known: dict[str, Register] = {}
    for one in statements:
        registry.say(one)
        known[one.register] = registry.packs[one.register, one.edition]
    numbers = {name: reckon(known[name], registry, looked_at) for name in sorted(known)}
    return StatedElection(code, pack.names, pack.country, pack.law_on, numbers)


def _shown_here() -> list[StatedElection]:
    """Those of the countries whose elections are here; all of them where none is."""
    countries = {load_definition(row).pack.country for row in opened_elections()}
    return [one for one in load_stated() if not countries or one.country in countries]


def stated(request: HttpRequest) -> HttpResponse:
    """Which numbers there are: of which register and of which election, and where they disagree."""
    elections = _shown_here()
    known = {name: numbers.register for one in elections for name, numbers in one.registers.items()}
    lines = [(known[name], [_cell(one, known[name]) for one in elections]) for name in sorted(known)]
    context = {"elections": elections, "lines": lines, "section": "about"}
    return render(request, "registers/stated.html", context)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many numbers of a register were published of an election, and how many things of them do not agree;
    that one changed from day to day is no disagreement."""

    election: StatedElection
    numbers: int
    found: int


def _cell(one: StatedElection, register: Register) -> Cell:
    numbers = one.registers.get(register.register_id)
    if numbers is None:
        return Cell(one, 0, 0)
    told = sum(len(numbers.registry.numbers(register, measure)) for measure in register.measures)
    found = [finding for finding in numbers.findings if finding.rule is not RecordRule.CHANGED]
    return Cell(one, told, len(found))


@dataclass(frozen=True, slots=True)
class StatedSection:
    """What was published of one election: numbers, relations that they do not keep, flows."""

    election: StatedElection
    published: tuple[MeasureLine, ...]
    relations: list[tuple[str, Words, str]]
    flows: tuple[tuple[SubjectPage, Flow], ...]


def stated_register(request: HttpRequest, register: str) -> HttpResponse:
    """All that was published of one register: from election to election, then each with source and words."""
    elections = [one for one in _shown_here() if register in one.registers]
    if not elections:
        raise Http404(register)
    sections = [_section(one, one.registers[register]) for one in elections]
    known = elections[-1].registers[register].register
    context = {
        "register": known,
        "sections": sections,
        "series": list(_series(known, elections)),
        "section": "about",
    }
    return render(request, "registers/stated_register.html", context)


def _section(one: StatedElection, numbers: RegisterNumbers) -> StatedSection:
    register = numbers.register
    lines = (stated_line(numbers, measure) for measure in register.measures)
    drawn = [
        (page, flow)
        for page in register.pages
        if page.shape is PageShape.FLOW
        for flow in flows(page, numbers)
        if any(line.sum for line in flow.lines)
    ]
    published = tuple(line for line in lines if line.published)
    return StatedSection(one, published, broken_relations(register, numbers.findings), tuple(drawn))


def _series(register: Register, elections: list[StatedElection]) -> Iterator[tuple[Words, list[str]]]:
    """Each measure that was published of more than one election: what is shown first of each."""
    for measure in register.measures:
        told = [
            published_of(register, one.registers[register.register_id].registry, measure) for one in elections
        ]
        if sum(map(bool, told)) > 1:
            yield measure.words, [found[0].said if found else "" for found in told]


def stated_json(request: HttpRequest) -> HttpResponseBase:
    """The same as data, by election and register, with what was found."""
    document = {
        "elections": [
            {
                "election": one.code,
                "names": dict(one.names),
                "polling_on": one.polling_on.isoformat(),
                "registers": [published_document(numbers) for numbers in one.registers.values()],
            }
            for one in load_stated()
        ]
    }
    return _file(request, [render_json(document)], "json", "application/json; charset=utf-8")


def stated_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table: a row for each number and source."""
    rows = (
        (one.code, one.polling_on.isoformat(), name, *row)
        for one in load_stated()
        for name, numbers in one.registers.items()
        for row in stated_rows(numbers.register, numbers.registry)
    )
    columns = ("election", "polling_on", "register", *STATED_COLUMNS)
    return _file(request, csv_pieces(columns, rows), "csv", "text/csv; charset=utf-8")


def _file(request: HttpRequest, pieces: Iterable[bytes], suffix: str, content_type: str) -> HttpResponseBase:
    tag = f"stated-{program_digest()[:16]}"
    return file_response(request, pieces, content_type, tag=tag, name=f"stated.{suffix}")
