"""Numbers of sources, quoted: they contradict one another where the requirements say, and nowhere else."""

import datetime
import hashlib
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from hattama.core.records import (
    LONGEST_QUOTATION,
    Moment,
    Range,
    Registry,
    published_share,
    register_findings,
)
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.faults import InputFaults
from hattama.formats.register_packs import load_register, shipped_registers
from hattama.formats.stated_numbers import parse_stated_numbers, shipped_numbers
from hattama.phrases.of_rooms.records import say_share_of
from tests.shared_material import shared_path

ZONE = ZoneInfo("Asia/Almaty")
NOW = Moment(
    load_calendar("KZ", ZONE), datetime.date(2023, 3, 19), datetime.datetime(2023, 4, 1, tzinfo=ZONE)
)


def told(election: str) -> Registry:
    registry = Registry(shipped_registers())
    for number in shipped_numbers():
        if number.election == election:
            registry.say(number.statement)
    return registry


VOTING = {
    "kz-2021": datetime.date(2021, 1, 10),
    "kz-2011": datetime.date(2011, 4, 3),
    "kz-2022-referendum": datetime.date(2022, 6, 5),
    "kz-2023": datetime.date(2023, 3, 19),
}
FOUND = {
    # X16: 11 members of a precinct commission are told of an edition that was not read: no contradiction.
    ("commissions", "kz-2022-referendum"): set(),
    ("campaign-finance", "kz-2023"): set(),
    # X13: 33 amendments in the summary, 56 amendments to 33 articles in section IV.
    ("administration", "kz-2022-referendum"): {("REG-DIFFERS", "amendments", 56, 33)},
    ("candidates", "kz-2023"): {
        ("REG-NUMBERS", "KZ-I01", 439, 435),
        ("REG-NUMBERS", "KZ-I04", 29, 28),
        ("REG-NUMBERS", "KZ-I07", 2165, 2215),
    },
    ("candidates", "kz-2011"): {("REG-DIFFERS", "language_errors", 17, 28)},
    ("constituencies", "kz-2023"): {("REG-NUMBERS", "KZ-G02", 65, 66)},
}
"""What is found of the published numbers of a register: all that the requirements name, and nothing else."""


@pytest.mark.parametrize("name", sorted({name for name, _ in FOUND}))
def test_published_numbers_contradict_one_another_where_they_do(name: str) -> None:
    pack = load_register(name)
    for election in {one.election for one in shipped_numbers() if one.statement.register == name}:
        found = {
            (one.rule.value, one.about, one.left, one.right)
            for one in register_findings(pack, told(election), replace(NOW, polling_on=VOTING[election]))
        }
        assert found == FOUND.get((name, election), set())


def test_two_pairs_of_numbers_about_complaints_of_2023_disagree() -> None:
    """X06: 45 against 27 court cases on nomination, 62 against 55 on registration."""
    pack = load_register("complaints")
    found = {
        (one.rule.value, one.about, one.left, one.right)
        for one in register_findings(pack, told("kz-2023"), NOW)
    }
    assert found == {
        ("REG-DIFFERS", "nomination_cases", 45, 27),
        ("REG-DIFFERS", "supreme_court_cases", 62, 55),
    }


def test_of_the_referendum_of_2022_complaints_add_up_and_its_results_came_before_their_time_was_over() -> (
    None
):
    """Q06: 6 = 4 + 2, 3 = 2 + 1, 734 of 771. A16: published on 8 June, complaints until 15 June."""
    registry = told("kz-2022-referendum")
    pack = load_register("complaints")
    (found,) = register_findings(pack, registry, NOW)
    assert (found.rule.value, found.about, found.left, found.right) == ("REG-NUMBERS", "KZ-Q08", 3, 10)
    values = {code: said for one in registry.published["complaints"] for code, said in one.values.items()}
    assert (values["applications_before"], values["applications_as_complaints"]) == (771, 0)
    assert values["commission_complaints_after"] == 6


def test_every_quotation_stands_in_its_document_word_for_word() -> None:
    texts: dict[str, str] = {}
    for name in ("000.txt", "001.txt", "003.txt"):
        data = shared_path("sources", name).read_bytes()
        # Numbers of footnotes stand right after the stops of sentences; a small letter follows a date.
        plain = re.sub(r"(?<=[.»]) ?\d\d(?=\s(?![а-яәғқңөұүһі]))", "", " ".join(data.decode().split()))
        texts[hashlib.sha256(data).hexdigest()] = plain
    for number in shipped_numbers():
        document = number.statement.document
        # A document whose text was not at hand has no hash, and nothing of it is quoted.
        assert document is not None and bool(document.quotation) is bool(document.sha256)
        if document.quotation:
            assert len(document.quotation) <= LONGEST_QUOTATION
            assert document.quotation in texts[document.sha256]


TEXT = """
[stated]
register = "complaints"
edition = "2023"
[[document]]
code = "d"
title = { en = "A report" }
language = "en"
[[statement]]
election = "kz-2023"
document = "d"
source = "press"
quotation = "as said"
values = { received = [40, 50], answered = "none", open = 3 }
"""


def test_a_range_and_none_stated_are_said_as_such() -> None:
    (number,) = parse_stated_numbers(TEXT.encode(), "zz.toml", shipped_registers())
    assert number.statement.values == {"received": Range(40, 50), "answered": None, "open": 3}


def test_a_document_whose_text_was_not_at_hand_is_not_quoted() -> None:
    unread = TEXT.replace('language = "en"', 'language = "en"\nread = false').replace(
        'quotation = "as said"\n', ""
    )
    (number,) = parse_stated_numbers(unread.encode(), "zz.toml", shipped_registers())
    assert number.statement.document is not None and not number.statement.document.quotation


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("received =", "recieved =", "REGISTER-NAME"),
        ("[40, 50]", "[40]", "TOML-INTEGER"),
        ('"press"', '"gossip"', "REGISTER-NAME"),
        ('document = "d"', 'document = "e"', "REGISTER-NAME"),
        ('"as said"', f'"{"a" * 501}"', "TEXT-LONG"),
        ('quotation = "as said"\n', "", "TOML-MISSING"),
        ('edition = "2023"', 'edition = "1999"', "TOML-VALUE"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, code: str) -> None:
    with pytest.raises(InputFaults) as refusal:
        parse_stated_numbers(TEXT.replace(old, new).encode(), "zz.toml", shipped_registers())
    assert code in {fault.code for fault in refusal.value.faults}


@pytest.mark.parametrize(
    ("register", "election", "measure", "share"),
    [
        ("candidates", "kz-2023", "list_women", "80 of 281 (28.5 %)"),
        ("candidates", "kz-2023", "registered_women", "85 of 435 (19.5 %)"),
        ("candidates", "kz-2023", "self_nominated", "359 of 435 (82.5 %)"),
        ("commissions", "kz-2023", "visited_several_of_a_party", "43 of 121 (35.5 %)"),
        ("commissions", "kz-2011", "local_women_chairs", "44 of 207 (21.3 %)"),
        ("complaints", "kz-2023", "commission_answered", "223 of 451 (49.4 %)"),
        ("complaints", "kz-2023", "prosecutor_cases", "25 of 66 (37.9 %)"),
        ("media", "kz-2022-referendum", "videos_yes", "85 of 193 (44.0 %)"),
    ],
)
def test_the_share_that_a_row_asks_for_is_told_of_what_the_source_published(
    register: str, election: str, measure: str, share: str
) -> None:
    """I02, I10, F03, F06, Q07, N09, L02: 29 % of the report is 28.5, 36 is 35.5."""
    registry, pack = told(election), load_register(register)
    known = pack.measure(measure)
    assert known is not None
    said = published_share(known, registry.numbers(pack, known)[0], pack, registry)
    assert said is not None and say_share_of(said, "en") == share
