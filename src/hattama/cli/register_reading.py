"""`hattama register measure`: what a table of records comes to, what sources published, what is found."""

import argparse
import datetime
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from hattama.cli.outcome_arguments import NO_SUCH_PACK
from hattama.core.records import (
    Measure,
    Moment,
    Record,
    RecordDeed,
    RecordFacts,
    RecordFinding,
    RecordRefused,
    Register,
    Registry,
    Statement,
    facts_of,
    measure_records,
    published_share,
    read_clocks,
    register_findings,
)
from hattama.core.vocabulary import Message, Words
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.faults import InputFaults
from hattama.formats.register_mappings import RecordMapping
from hattama.formats.register_tables import read_record_table
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.stated_numbers import shipped_numbers
from hattama.phrases import Refused, say
from hattama.phrases.of_rooms.records import (
    RULES,
    say_clock,
    say_measure,
    say_part,
    say_part_name,
    say_quantity,
    say_share_of,
    say_stated,
    say_summary,
)
from hattama.rulepacks import read_rulepack, rulepack_ids

_COMPUTED = Message("Follows from the records")
_PUBLISHED = Message("Published by sources")
_FOUND = Message("What was found")
_NOTHING = Message("Nothing was found.")
_NOTHING_STATED = Message(
    "{file}: nothing is stated of the record {record}, so that no deed can be told of it"
)
_LIMITS = Message("Time limits that are over")
_UNTOLD = Message("of {untold} it cannot be told")
_FOOTNOTE = Message("footnote {footnote}")


def fill_registry(
    register: Register, mapping: RecordMapping | None, table: Path | None, election: str
) -> Registry:
    """The records of the table, and what is known to have been published of the election."""
    registry = Registry({(register.register_id, register.edition): register})
    numbers = shipped_numbers()
    known = sorted({*rulepack_ids(), *(number.election for number in numbers)})
    if election and election not in known:
        raise InputFaults([NO_SUCH_PACK.at("--election", found=election, expected=", ".join(known))])
    if mapping is not None and table is not None:
        for one in read_record_table(table, mapping, lambda: secrets.token_hex(8)):
            try:
                registry.do(one) if isinstance(one, RecordDeed) else registry.say(one)
            except RecordRefused:
                raise Refused(_NOTHING_STATED, file=table, record=one.record_id) from None
    for number in numbers:
        told = number.statement
        if number.election == election and (told.register, told.edition) in registry.packs:
            registry.say(told)
    return registry


def moment_of(args: argparse.Namespace, register: Register, mapping: RecordMapping | None) -> Moment:
    """From where the records are looked at."""
    zone = ZoneInfo(mapping.time_zone if mapping is not None else "UTC")
    at = datetime.datetime.now(zone) if args.at is None else args.at.replace(tzinfo=args.at.tzinfo or zone)
    return Moment(load_calendar(register.country, zone), args.voting or _law_on(args.election, register), at)


def _law_on(election: str, register: Register) -> datetime.date:
    """The day of the law of the election, which is that of voting; of the register where none is named."""
    if election not in rulepack_ids():
        return register.law_on
    return parse_rulepack(read_rulepack(election), f"{election}.toml").law_on


def told_register(register: Register, registry: Registry, moment: Moment, language: str) -> Iterator[str]:
    """What the records come to, what was published, and what was found, as lines of text."""
    if registry.of(register.register_id):
        yield f"{say(_COMPUTED, language)}:"
        yield from _computed(register, registry, moment, language)
    if registry.published:
        yield f"{say(_PUBLISHED, language)}:"
        yield from _published(register, registry, language)
    facts = facts_of(registry, moment, register.register_id)
    findings = [*register_findings(register, registry, moment)]
    findings += [finding for one in facts for finding in one.findings() if finding.late_by is None]
    yield f"{say(_FOUND, language)}:" if findings else say(_NOTHING, language)
    yield from (_finding(finding, register, registry, language) for finding in findings)
    late = [line for one in facts for line in _late(one, language)]
    if late:
        yield from (f"{say(_LIMITS, language)}:", *late)


def _computed(register: Register, registry: Registry, moment: Moment, language: str) -> Iterator[str]:
    for measure in register.measures:
        if measure.formula is None:
            continue
        value = measure_records(measure, register, registry, moment)
        base = f" {measure.base_words.say(language)}" if value.share is not None else ""
        untold = f"; {say(_UNTOLD, language, untold=value.untold)}" if value.untold else ""
        yield f"  {measure.words.say(language)}: {say_measure(value, language)}{base}{untold}"
        for code, number, whole in value.parts:
            part = say_part_name(register, registry, measure, code, language)
            yield f"    {part}: {say_part(value, number, whole, language)}"


def _published(register: Register, registry: Registry, language: str) -> Iterator[str]:
    for measure in register.measures:
        for statement in registry.numbers(register, measure):
            stated = _stated(statement, measure, register, language)
            share = published_share(measure, statement, register, registry)
            words = measure.base_words.say(language)
            of = "" if share is None else f"{say_share_of(share, language, measure.currency)} {words}; "
            yield f"  {measure.words.say(language)}: {of}{stated}"


def _stated(statement: Statement, measure: Measure, register: Register, language: str) -> str:
    number = say_stated(measure, statement.values[measure.code], language)
    source = next(one.words for one in register.sources if one.code == statement.source).say(language)
    document = statement.document
    if document is None:
        return f"{number} ({source})"
    page = say(Message("section {page}"), language, page=document.page) if document.page else ""
    footnote = say(_FOOTNOTE, language, footnote=document.footnote) if document.footnote else ""
    place = ", ".join(filter(None, (source, document.title, page, footnote)))
    return f"{number} ({place})" + (f" «{document.quotation}»" if document.quotation else "")


def _finding(finding: RecordFinding, register: Register, registry: Registry, language: str) -> str:
    record = registry.records.get(finding.record_id)
    subject = f"{say_summary(record, language)}: " if record is not None else ""
    words = _about(finding.about, register, record)
    about = finding.about if words is None else words.say(language)
    sides = ""
    if finding.left is not None and finding.right is not None:
        currency = register.currency_of(finding.about) if record is None else ""
        sides = " / ".join(say_quantity(one, currency, language) for one in (finding.left, finding.right))
        sides = f" ({sides})"
    return f"  {finding.rule} {subject}{about}: {say(RULES[finding.rule], language)}{sides}"


def _about(code: str, register: Register, record: Record | None) -> Words | None:
    """In words what a finding is about: a part of a record, or a number of the register."""
    if record is not None:
        return record.kind.words_of(code)
    words = {one.code: one.words for one in register.measures}
    return (words | {one.code: one.words for one in register.relations}).get(code)


def _late(facts: RecordFacts, language: str) -> Iterable[str]:
    for reading in read_clocks(facts.record, facts, facts.moment):
        if reading.is_missed:
            clock = reading.clock.words.say(language)
            yield f"  {say_summary(facts.record, language)}: {clock}: {say_clock(reading, language)}"
