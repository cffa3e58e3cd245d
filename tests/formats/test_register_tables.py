"""Records from anybody's table: what every row says, or every fault by row and column, and never half."""

import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hattama.core.records import Money, RecordDeed, Registry, Statement
from hattama.core.vocabulary import Words
from hattama.formats.faults import InputFaults
from hattama.formats.register_mappings import parse_record_mapping
from hattama.formats.register_packs import shipped_registers
from hattama.formats.register_tables import read_record_table, told_document

MAPPING = """
[import]
register = "complaints"
edition = "2023"
kind = "complaint"
source = "commission"
time_zone = "Asia/Almaty"
said_on = 2023-03-20
none = ["–"]

[document]
title = "Journal of complaints"
language = "kk"
authentic = true

[fields]
number = "No"
subject = { column = "About", lookup = { "commission" = "commission_act", "list" = "voter_list" } }
against = { constant = "precinct_commission" }
act_on = "Act"
gist = "Text"
fine = "Fine"

[patterns]
act_on = "%d.%m.%Y"

[[deed]]
code = "file"
at = "Filed"

[[deed]]
code = "receive"
at = "Taken"
by = "By"
pattern = "%d.%m.%Y %H:%M"
"""
HEAD = "No;About;Act;Text;Fine;Filed;Taken;By\n"
SOUND = (
    "12;commission;09.03.2023;A box was open;;2023-03-10 17:59;11.03.2023 09:00;territorial_commission\n"
    "13;list;10.03.2023;–;1 050 000,50;;;\n"
)


def told(
    tmp_path: Path, rows: str, mapping: str = MAPPING, until: datetime.datetime | None = None
) -> list[Any]:
    table = tmp_path / "journal.csv"
    table.write_text(HEAD + rows, encoding="utf-8")
    read = parse_record_mapping(mapping.encode(), "mapping.toml", shipped_registers())
    numbers = count(1)
    return read_record_table(table, read, lambda: f"rec-{next(numbers):04}", until=until)


def faults(tmp_path: Path, rows: str, mapping: str = MAPPING) -> list[tuple[str, int, str, str]]:
    with pytest.raises(InputFaults) as refusal:
        told(tmp_path, rows, mapping)
    return [(fault.code, fault.row, fault.field, fault.found) for fault in refusal.value.faults]


def test_every_row_says_a_statement_and_the_deeds_that_it_gives(tmp_path: Path) -> None:
    first, filed, received, second = told(tmp_path, SOUND)
    assert isinstance(first, Statement) and isinstance(second, Statement)
    assert first.values == {
        **{"number": "12", "subject": "commission_act", "against": "precinct_commission"},
        **{"act_on": datetime.date(2023, 3, 9), "gist": Words.of({"kk": "A box was open"})},
    }
    assert (first.source, first.said_on) == ("commission", datetime.date(2023, 3, 20))
    assert first.document is not None and first.document.is_authentic
    assert second.values["fine"] == Money(105_000_050, "KZT") and second.values["gist"] is None
    assert isinstance(filed, RecordDeed) and isinstance(received, RecordDeed)
    assert filed.at == datetime.datetime(2023, 3, 10, 17, 59, tzinfo=ZoneInfo("Asia/Almaty"))
    assert (received.by, received.record_id) == ("territorial_commission", first.record_id)
    assert told_document(first)["values"]["act_on"] == {"value": "2023-03-09"}
    assert told_document(filed)["at"] == "2023-03-10T17:59:00+06:00"


def test_what_a_table_says_is_what_a_registry_takes(tmp_path: Path) -> None:
    registry = Registry(shipped_registers())
    for one in told(tmp_path, SOUND):
        registry.do(one) if isinstance(one, RecordDeed) else registry.say(one)
    states = [record.state.code for record in registry.records.values() if record.state]
    assert states == ["under_review", "filing_unknown"]


def test_all_faults_of_all_rows_are_told_and_nothing_is_read(tmp_path: Path) -> None:
    wrong = (
        ";commission;09.03.2023;;;;;\n"
        "14;box;31.02.2023;;x;;;\n"
        "15;list;10.03.2023;;;yesterday;11.03.2023 09:00;nobody\n"
        "16;list\n"
    )
    assert faults(tmp_path, SOUND + wrong) == [
        ("REGISTER-EMPTY", 4, "No", ""),
        ("CELL-LOOKUP", 5, "About", "box"),
        ("REGISTER-CELL", 5, "Act", "31.02.2023"),
        ("REGISTER-CELL", 5, "Fine", "x"),
        ("REGISTER-CELL", 6, "Filed", "yesterday"),
        ("REGISTER-CODE", 6, "By", "nobody"),
        ("TABLE-FEWER", 7, "", "2"),
    ]


def test_invisible_signs_are_told_by_row_and_column(tmp_path: Path) -> None:
    rows = "1\x0b2;commission;09.03.2023;a\u200fb;;;;\n3;commission;09.03.2023;a\u200bb;;;;\n" + SOUND
    assert faults(tmp_path, rows) == [
        ("TEXT-CONTROL", 2, "No", "U+000B"),
        ("TEXT-CONTROL", 2, "Text", "U+200F"),
        ("TEXT-CONTROL", 3, "Text", "U+200B"),
    ]


def test_a_deed_that_has_not_come_yet_is_told_by_row_and_column(tmp_path: Path) -> None:
    """A register says what was done, and a log forgets no slip."""
    with pytest.raises(InputFaults) as refusal:
        told(tmp_path, SOUND, until=datetime.datetime(2023, 3, 10, 17, 58, tzinfo=ZoneInfo("Asia/Almaty")))
    found = [(fault.code, fault.row, fault.field, fault.found) for fault in refusal.value.faults]
    assert found == [
        ("REGISTER-AHEAD", 2, "Filed", "2023-03-10 17:59"),
        ("REGISTER-AHEAD", 2, "Taken", "2023-03-11 09:00"),
    ]
    assert told(tmp_path, SOUND, until=datetime.datetime(2023, 3, 11, 3, 0, tzinfo=datetime.UTC))


def test_a_column_may_name_the_records_and_then_each_once(tmp_path: Path) -> None:
    named = MAPPING.replace(
        "none =", 'record = { join = [{ constant = "case" }, "No"], separator = "-" }\nnone ='
    )
    assert [one.record_id for one in told(tmp_path, SOUND, named)] == ["case-12"] * 3 + ["case-13"]
    assert faults(tmp_path, SOUND + SOUND[: SOUND.index("\n") + 1], named) == [
        ("REGISTER-TWICE", 4, "record", "case-12")
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('edition = "2023"', 'edition = "1999"', "TOML-VALUE", "import.register"),
        ('kind = "complaint"', 'kind = "case"', "REGISTER-NAME", "import.kind"),
        ('source = "commission"', 'source = "nobody"', "REGISTER-NAME", "import.source"),
        ("Asia/Almaty", "Asia/Nowhere", "TOML-VALUE", "import.time_zone"),
        ('gist = "Text"', 'colour = "Text"', "REGISTER-NAME", "fields"),
        ('gist = "Text"', 'complaint_file = "Text"', "REGISTER-TYPE", "fields.complaint_file"),
        ('code = "file"', 'code = "burn"', "REGISTER-NAME", "deed[1].code"),
        ('by = "By"', 'by = { constant = "nobody" }', "REGISTER-NAME", "deed[2].by"),
        ('gist = "Text"', 'gist = "Body"', "TABLE-COLUMN", ""),
    ],
)
def test_a_mapping_that_is_wrong_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, field: str
) -> None:
    found = faults(tmp_path, SOUND, MAPPING.replace(old, new, 1))
    assert (code, field) in {(told_code, at) for told_code, _, at, _ in found}


PLAIN = """
[import]
register = "campaign-finance"
edition = "2023"
kind = "item"
source = "mission"
record = "Code"

[fields]
fund = "Fund"
direction = "Direction"
on_day = "Day"
amount = "Amount"
donor_is = "Donor"
"""
ITEMS = "Code;Fund;Direction;Day;Amount;Donor\n"


def of_items(tmp_path: Path, rows: str, records: set[str] | None = None) -> list[Any]:
    table = tmp_path / "items.csv"
    table.write_text(ITEMS + rows, encoding="utf-8")
    read = parse_record_mapping(PLAIN.encode(), "mapping.toml", shipped_registers())
    return read_record_table(table, read, lambda: "unused", records=records)


@pytest.mark.parametrize(
    ("amount", "minor"), [("1500.5", 150_050), ("1500,50", 150_050), ("1500", 150_000), ("-0.5", -50)]
)
def test_an_amount_is_read_as_spreadsheets_keep_it(tmp_path: Path, amount: str, minor: int) -> None:
    (item,) = of_items(tmp_path, f"item-1a;fund-01;income;9.03.2023;{amount};\n")
    assert item.values["amount"] == Money(minor, "KZT")
    assert item.values["on_day"] == datetime.date(2023, 3, 9)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_cell_may_say_a_code_in_the_words_of_any_language(tmp_path: Path, language: str) -> None:
    kind = shipped_registers()["campaign-finance", "2023"].kind("item")
    assert kind is not None
    for code in ("direction", "donor_is"):
        field = kind.field(code)
        assert field is not None
        for one in field.items:
            said = {"direction": "income", code: one.words.say(language).upper()}
            row = f"item-1a;fund-01;{said['direction']};2023-03-09;1;{said.get('donor_is', '')}\n"
            assert of_items(tmp_path, row)[0].values[code] == one.code


def test_a_fault_says_in_the_reader_s_language_what_could_stand_there(tmp_path: Path) -> None:
    with pytest.raises(InputFaults) as refusal:
        of_items(tmp_path, f"item-1a;fund-01;{'x' * 9000};2023-03-09;1 500,555;\n")
    about, amount = (lambda language: refusal.value.say(language).splitlines()[0]), refusal.value.faults[1]
    assert about("en") == (
        f"items.csv, row 2, Direction: the list has no such code: {'x' * 60}…; it has: income; spending"
    )
    assert about("ru").endswith("приход; расход") and about("kk").endswith("кіріс; шығыс")
    assert (amount.field, amount.found, amount.expected) == ("Amount", "1 500,555", "10500.50")


def test_a_link_leads_to_a_record_of_the_register_or_of_the_table(tmp_path: Path) -> None:
    rows = "item-01;fund-01;income;2023-03-09;1;\nitem-02;item-01;income;2023-03-09;1;\n"
    with pytest.raises(InputFaults) as refusal:
        of_items(tmp_path, rows, set())
    assert [(one.code, one.row, one.field, one.found) for one in refusal.value.faults] == [
        ("REGISTER-LINK", 2, "Fund", "fund-01")
    ]
    assert len(of_items(tmp_path, rows, {"fund-01"})) == 2


def test_a_text_that_is_too_long_says_how_long_it_is(tmp_path: Path) -> None:
    assert faults(tmp_path, f"{'1' * 4001};commission;09.03.2023;;;;;\n") == [
        ("REGISTER-LONG", 2, "No", "4001")
    ]
