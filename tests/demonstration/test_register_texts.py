"""Paragraphs made from the numbers of registers: each has its note, and nothing in them is contradicted."""

import re
from collections import defaultdict

import pytest

from hattama.core.documents import SourceText, check_documents
from hattama.core.records import RecordDeed, Registry, measure_records
from hattama.demonstration import made_up_registers
from hattama.formats.register_packs import shipped_registers
from hattama.formats.stated_numbers import shipped_numbers
from hattama.phrases.of_rooms.register_texts import report_lines, report_sentences
from tests.demonstration.made import SMALL, demonstration
from tests.rulepacks.a_register import ARegister


def filled(name: str, election: str = "") -> ARegister:
    """A register with what the demonstration says in it, or with what sources published of an election."""
    book = ARegister(name)
    if not election:
        made = demonstration(SMALL)
        book.registry = Registry(shipped_registers())
        for one in made_up_registers(made.areas, made.seed):
            if one.register == book.pack.register_id:
                book.registry.do(one) if isinstance(one, RecordDeed) else book.registry.say(one)
    for number in shipped_numbers():
        if number.election == election and number.statement.register == book.pack.register_id:
            book.registry.say(number.statement)
    return book


def sentences(book: ARegister, language: str):
    values = {
        one.code: measure_records(one, book.pack, book.registry, book.moment) for one in book.pack.measures
    }
    return report_sentences(book.pack, book.registry, values, language)


def differ_at_their_sources(found: str, expected: str, election: str) -> bool:
    """Whether both are what sources published of one thing: the text gives each with its source."""
    said = defaultdict(set)
    for number in shipped_numbers():
        if number.election == election:
            for code, value in number.statement.values.items():
                said[number.statement.register, code].add(str(value))
    return any({re.sub(r"\D", "", one) for one in (found, expected)} <= values for values in said.values())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_in_the_text_of_any_register_contradicts_itself(language: str) -> None:
    found, told = [], 0
    for name in sorted({register for register, _ in shipped_registers()}):
        for election in ("", "kz-2023", "kz-2022-referendum"):
            text = "\n".join(report_lines(sentences(filled(name, election), language)))
            told += bool(text)
            found += [
                (name, election, one)
                for one in check_documents([SourceText(name, text)])
                if not differ_at_their_sources(one.found, one.expected, election)
            ]
    assert told > 20
    assert found == [], "\n".join(f"{n} {e} {one}" for n, e, one in found[:6])


def test_each_number_has_its_mark_and_a_note_that_says_where_it_is_from() -> None:
    told = sentences(filled("candidates", "kz-2023"), "en")
    nominated = next(one for one in told if one.measure.code == "nominated")
    assert "609" in nominated.text and nominated.text.count(f"[{nominated.number}]") == 1
    assert "ODIHR" in nominated.note and nominated.statement is not None
    assert nominated.halves[0].endswith("609") and nominated.halves[1] == "."
    own = sentences(filled("observers"), "en")
    shares = next(one for one in own if one.measure.code == "central_accredited")
    assert "of 9 (" in shares.text and "records of this register" in shares.note and shares.statement is None
