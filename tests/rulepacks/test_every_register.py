"""What every register that comes with the program must be: said in three languages, readable, measurable."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from hattama.core.entries import check_entry_schema, fold_record
from hattama.core.entries.records import statement_body
from hattama.core.norms import Norm
from hattama.core.protocols import Expression, names_in
from hattama.core.records import (
    Field,
    FieldType,
    Moment,
    Money,
    NamedFile,
    NumberRelation,
    RecordKind,
    Register,
    Registry,
    Statement,
    Turn,
    facts_of,
    measure_records,
    register_findings,
)
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from hattama.core.vocabulary import Words
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import load_register, shipped_registers
from hattama.formats.stated_numbers import shipped_numbers
from hattama.phrases.of_rooms.records import say_part_name, say_summary
from hattama.rulepacks import register_ids
from tests.rulepacks.a_register import POLLING, ZONE, ARegister, at

NAMES = register_ids()
VALUES: dict[FieldType, Any] = {
    FieldType.TEXT: "as written",
    FieldType.WORDS: Words.of({"kk": "мәтін", "ru": "текст"}),
    FieldType.WHOLE_NUMBER: 7,
    FieldType.DATE: datetime.date(2023, 3, 1),
    FieldType.DATETIME: at(1, 17, 59),
    FieldType.AREA: "KZ-ALA",
    FieldType.ORGANISATION: "Made for a test",
    FieldType.PERSON: "Made for a test",
    FieldType.NORM: "kz-elections/20(9)",
    FieldType.LINK: "rec-0000",
    FieldType.FILE: NamedFile("ab" * 32, "act.pdf", "application/pdf"),
}
# Words that one document has for one thing and another for another; a page never shows them.
SHORT = re.compile(r"\b(?:ОСК|АСК|ТСК|УСК|ОРК|АРК|РУК|СБМ|РБМ|ХСБМ|СДК|ЕШК|ЦИК|УИК|ТИК|ОИК|CEC|PEC|TEC)\b")

# How a state would say that something was not done, or is still to come when its day may be long over.
ACCUSING = re.compile(r"\bnot[ _](?!known)|\bне (?!известно)|м[ае](?:ған|ген|ды|ді)\b|\bжоқ\b|\bнет\b|\bno\b")
AHEAD = re.compile(r"planned|expected|being|prepared|назначен|задум|ожида|готовит|жоспарлан|күтіл|дайындал")
# How a rule would say that it is broken.
BROKEN = re.compile(r"\btwice\b|\bwithout\b|\bless than\b|\bfewer than\b|\bnone\b|\blate\b")
# What the law calls otherwise (a charity is no donation), one thing by a second name, and a reproach.
RIVALS = re.compile(
    r"қайырымдылық(?! ұйым)|сауалнама|лауазымды тұлға|жауапкершілік|\bарыз|ақпарат иесі|депозит|аймақ"
    r"|республикалық қала|отписк|дополнено|\bее\b|\bо чем\b",
    re.IGNORECASE,
)


def value(field: Field) -> Any:
    if field.type is FieldType.CODE:
        return field.items[0].code
    return Money(500, field.currency) if field.type is FieldType.MONEY else VALUES[field.type]


def statement(pack: Register, kind: RecordKind, record: str) -> Statement:
    return Statement(
        pack.register_id,
        pack.edition,
        kind.code,
        record,
        pack.precedence[0],
        {field.code: value(field) for field in kind.fields},
    )


def all_words(part: object) -> Iterator[Words]:
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from all_words(one)
    elif hasattr(part, "__dataclass_fields__") and not isinstance(part, Norm):
        for name in part.__dataclass_fields__:
            yield from all_words(getattr(part, name))


@pytest.mark.parametrize("name", NAMES)
def test_every_word_stands_in_three_languages_without_bare_abbreviations(name: str) -> None:
    pack = load_register(name)
    said = [words for words in all_words(tuple(vars(pack).values())) if words]
    assert len(said) > 50
    for words in said:
        assert {"kk", "ru", "en"} <= words.keys(), words
        assert not any(SHORT.search(text) or RIVALS.search(text) for text in words.values()), words


@pytest.mark.parametrize("name", NAMES)
def test_what_records_are_held_against_is_said_as_it_is_to_be(name: str) -> None:
    """A page says after it that it does not hold: "a booth is in the picture" would be denied by that."""
    pack = load_register(name)
    rules = [one.words for kind in pack.kinds for one in kind.rules]
    relations = [one.words for kind in pack.kinds for one in kind.relations]
    assert not [words for words in rules if BROKEN.search(words["en"])]
    for words in (*rules, *relations, *(one.words for one in pack.relations)):
        assert not any(text.endswith(".") for text in words.values()), words


@pytest.mark.parametrize("name", NAMES)
def test_a_record_of_each_kind_comes_back_from_the_log_and_can_be_shown_and_measured(name: str) -> None:
    pack = load_register(name)
    told = Registry(shipped_registers())
    for number, kind in enumerate(pack.kinds):
        said = statement(pack, kind, f"rec-{number:04}")
        body, kept = statement_body(said, pack, lambda code: (code.encode().hex() * 32)[:32], at(20))
        assert check_entry_schema(body) == () and parse_canonical(canonical_bytes(body)) == body
        fold_record(told, number, body, {digest: opened.text for digest, opened in kept.items()})
        assert told.records[said.record_id].statements[0].values == said.values
    moment = Moment(load_calendar("KZ", ZONE), POLLING, at(1, month=4))
    for facts in facts_of(told, moment, pack.register_id):
        assert {one.rule.value for one in facts.findings()} <= {"REG-LATE", "REG-NUMBERS", "REG-RULE"}
        assert all(say_summary(facts.record, language) for language in ("kk", "ru", "en"))
    for measure in pack.measures:
        measured = measure_records(measure, pack, told, moment)
        assert measure.formula is None or measured.parts or not measure.by


def assignments(relation: NumberRelation) -> Iterator[dict[str, int]]:
    """Numbers for which it holds, and for which it does not: none, one side much, both, one number alone."""
    left, right = ({one.name for one in names_in(side)} for side in sides_of(relation))
    alone = [({name}, 0) for name in sorted(left | right)]
    for much, little in ((set(), 0), (left, 0), (right, 0), (left, 1), (left | right, 0), *alone):
        yield {name: 100 if name in much else little for name in left | right}


def sides_of(relation: NumberRelation) -> tuple[Expression, Expression]:
    return relation.comparison.left, relation.comparison.right


@pytest.mark.parametrize("name", NAMES)
def test_each_relation_is_found_where_it_does_not_hold_and_only_there(name: str) -> None:
    book = ARegister(name)
    for relation in book.pack.relations:
        found = set()
        for values in assignments(relation):
            book.registry.published = {}
            book.say("", values, "")
            told = register_findings(book.pack, book.registry, book.moment)
            found.add(relation.code in {one.about for one in told})
        assert found == {True, False}, relation.code
    for kind in book.pack.kinds:
        for relation in kind.relations:
            found = set()
            for values in assignments(relation):
                if any(field.type is FieldType.MONEY for field in kind.fields if field.code in values):
                    continue
                one = ARegister(name)
                one.say(kind.code, values)
                found.add(relation.code in {about for _, about in one.found()})
            assert found in ({True, False}, set()), relation.code


@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_follows_from_no_records_is_published_or_left_by_a_flow(name: str) -> None:
    pack = load_register(name)
    stated = {code for one in shipped_numbers() for code in one.statement.values}
    turns = [pair for page in pack.pages for pair in pairwise(page.steps)]
    left = {after.measure for before, after in turns if before.turn is Turn.LEAVES}
    assert {one.code for one in pack.measures if one.formula is None} <= stated | left


@pytest.mark.parametrize("name", NAMES)
def test_each_part_of_a_number_is_called_as_the_kind_that_it_counts_calls_it(name: str) -> None:
    """“registered” of a candidate is not that of a party, nor the type of a request that of a precinct."""
    pack = load_register(name)
    for measure in pack.measures:
        kind = pack.kind(measure.formula.kinds[0]) if measure.by and measure.formula else None
        if kind is None:
            continue
        field = pack.field_at(kind.code, measure.by_path)
        told = field.items if field is not None else kind.course.states
        for one in told:
            said = say_part_name(pack, Registry({}), measure, one.code, "en")
            assert said == one.words.say("en"), measure.code


@pytest.mark.parametrize("name", NAMES)
def test_no_record_of_which_no_deed_is_told_is_said_to_lack_it(name: str) -> None:
    """That nobody entered a filing does not mean that nothing was filed."""
    for kind in load_register(name).kinds:
        for state in kind.course.states[:1]:
            said = {state.words.say(code) for code in ("kk", "ru", "en")} | {state.code}
            assert not [one for one in said if ACCUSING.search(one) or AHEAD.search(one)], kind.code
