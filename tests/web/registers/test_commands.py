"""`hattama records`: a table of records, and what sources published, into the log; whole and once."""

from pathlib import Path

import pytest

from hattama.formats.stated_numbers import StatedNumber, shipped_numbers
from hattama.web.registers import commands
from hattama.web.registers.reading import measures_of, register_in_force
from hattama.web.registers.tables import PublishedRecord, RegisterEntry
from tests.web.registers.complaints import LATER
from tests.web.registers.test_desk import MAPPING, TABLE
from tests.web.tiny_election import ELECTION_ID

pytestmark = pytest.mark.django_db(transaction=True)


def load(run, folder: Path, table: str):
    return load_mapped(run, folder, table, MAPPING)


def load_mapped(run, folder: Path, table: str, mapping: str, *more: str):
    (folder / "map.toml").write_text(mapping, "utf-8")
    (folder / "table.csv").write_text(table, "utf-8")
    return run("records", "load", ELECTION_ID, folder / "table.csv", "--mapping", folder / "map.toml", *more)


def test_a_table_is_loaded_whole_and_once_and_with_a_fault_not_at_all(tiny, run, tmp_path):
    few = "".join(TABLE.splitlines(keepends=True)[:21])
    faulty = load(run, tmp_path, few.replace("P001", "P999"))
    assert faulty.code == 2 and "table.csv, row 2, Place: the election has no such area: P999" in faulty.told
    assert not RegisterEntry.objects.exists()
    assert "Appended to the log of tiny: 40; there already: 0." in load(run, tmp_path, few).told
    assert "Appended to the log of tiny: 0; there already: 40." in load(run, tmp_path, few).told
    assert PublishedRecord.objects.count() == 20
    absent = run("records", "load", ELECTION_ID, tmp_path / "table.csv", "--mapping", tmp_path / "no.toml")
    assert absent.code == 2 and absent.told.endswith("no.toml: no such file or folder\n")


def test_a_table_whose_records_are_not_named_is_not_doubled_unless_asked_for(tiny, run, tmp_path):
    few = "".join(TABLE.splitlines(keepends=True)[:4])
    unnamed = "\n".join(line for line in MAPPING.splitlines() if not line.startswith("record ="))
    assert load_mapped(run, tmp_path, few, unnamed).code == 0
    refused = load_mapped(run, tmp_path, few, unnamed)
    assert refused.code == 2 and "table.csv: 3 records of the register say the same" in refused.told
    assert PublishedRecord.objects.count() == 3
    assert load_mapped(run, tmp_path, few, unnamed, "--again").code == 0
    assert PublishedRecord.objects.count() == 6


def test_a_link_to_a_record_that_is_not_there_is_a_fault_of_the_command_too(tiny, run, tmp_path):
    lines = ["[import]", 'register = "information-requests"', 'edition = "2022"', 'kind = "question"']
    lines += ['source = "applicant"', 'time_zone = "Asia/Almaty"', "[fields]", 'request = "To"']
    refused = load_mapped(run, tmp_path, "To\nno-such-request\n", "\n".join(lines))
    assert refused.code == 2 and "neither the register nor this table has such a record" in refused.told
    assert not RegisterEntry.objects.exists()


def test_published_numbers_stand_in_the_log_with_their_words_and_differ_where_sources_do(
    tiny, run, monkeypatch
):
    of_another = tuple(one for one in shipped_numbers() if one.election == "kz-2023")
    here = tuple(StatedNumber(ELECTION_ID, one.statement) for one in of_another)
    monkeypatch.setattr("hattama.formats.stated_numbers.shipped_numbers", lambda: here + of_another)
    assert commands.register.__name__ == "register"
    for written in (len(here), 0):
        assert f"Appended to the log of tiny: {written};" in run("records", "numbers", ELECTION_ID).told
    register = register_in_force(tiny, "complaints")
    numbers = measures_of(tiny, register, now=LATER)
    stated = [numbers.registry.numbers(register, one) for one in register.measures]
    first = next(one[0] for one in stated if one)
    assert first.document.quotation and first.index > 0
