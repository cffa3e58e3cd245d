"""Small files that would be large: refused with a sentence, in little memory, before they unfold."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hattama.formats import xlsx_tables
from hattama.formats.boundaries import parse_boundaries
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import InputFaults
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.xlsx_tables import read_xlsx
from hattama.phrases import say_fault
from tests.formats.table_files import write_xlsx

MOST_MEMORY = 64 * 1024 * 1024
LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10 if number else "ха"}">' for number in range(10)
)
OUTSIDE = '<!ENTITY l9 SYSTEM "file:///etc/passwd">'
ANOTHER_SITE = '<!ENTITY l9 SYSTEM "http://127.0.0.1:9/x">'
PARAMETER = '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY l9 "x">'


@contextmanager
def in_little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "sound.xlsx", [["a", "b"], ["бір", 1]])


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one of its parts changed."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as sound, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        assert member in sound.namelist()
        for name in sound.namelist():
            data = sound.read(name)
            made.writestr(name, change(data) if name == member else data)
    return out


def refused(path: Path) -> str:
    """The sentence of the refusal."""
    with pytest.raises(InputFaults) as caught, read_xlsx(path) as table:
        list(table.rows)
    return "\n".join(say_fault(fault, "en") for fault in caught.value.faults)


def test_the_workbook_itself_is_read(workbook: Path) -> None:
    with read_xlsx(workbook) as table:
        assert [cells for _, cells in table.rows] == [["бір", "1"]]


@pytest.mark.parametrize("entities", [LAUGHS, OUTSIDE, ANOTHER_SITE, PARAMETER])
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_wherever_they_stand(workbook: Path, member: str, entities: str) -> None:
    def with_entities(data: bytes) -> bytes:
        text = data.decode()
        head, rest = text.split("?>", 1) if text.startswith("<?xml") else ("<?xml version='1.0'", text)
        inside = rest.replace("<v>", "<v>&l9;", 1).replace("<t>", "<t>&l9;", 1)
        return f"{head}?><!DOCTYPE x [{entities}]>{inside}".encode()

    with in_little_memory():
        said = refused(changed(workbook, member, with_entities))
    assert "not an .xlsx workbook" in said
    assert "root:" not in said


def test_a_part_that_states_what_it_would_grow_to_is_not_unpacked(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_tables, "LARGEST_KEPT", 8_000_000)
    swollen = changed(workbook, "xl/styles.xml", lambda data: data + b" " * 8_000_000)
    with in_little_memory():
        assert "save it as CSV" in refused(swollen)


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_states(workbook: Path) -> None:
    """A sheet of 20 MB that says it has 900 bytes: the reader stops where it said it would end."""
    swollen = changed(
        workbook,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 40_000_000),
    )
    data = bytearray(swollen.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stated = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    place = data.index(struct.pack("<I", stated))
    while place != -1:
        data[place : place + 4] = struct.pack("<I", 900)
        place = data.find(struct.pack("<I", stated), place)
    swollen.write_bytes(data)
    with in_little_memory():
        assert "not an .xlsx workbook" in refused(swollen)


def test_a_workbook_without_its_beginning_is_refused(workbook: Path) -> None:
    """Its parts would begin before the file does, and the system refuses to look there."""
    for cut in (1, 7, 400):
        workbook.with_name("cut.xlsx").write_bytes(workbook.read_bytes()[cut:])
        assert "not an .xlsx workbook" in refused(workbook.with_name("cut.xlsx"))


def test_a_cell_without_an_end_is_refused() -> None:
    with in_little_memory(), pytest.raises(InputFaults):
        list(read_csv(io.BytesIO(b'a,b\n"' + b"x" * 8_000_000), "x.csv").rows)


@pytest.mark.parametrize(
    "deep", [b"x = " + b"[" * 500_000, b"a." * 100_000 + b"b = 1", b"[" + b"a." * 100_000 + b"b]"]
)
def test_deep_toml_is_refused(deep: bytes) -> None:
    with in_little_memory(), pytest.raises(InputFaults):
        parse_rulepack(deep, "x.toml")


def test_deep_json_is_refused() -> None:
    for deep in (b"[" * 1_000_000, b'{"a":' * 300_000):
        with in_little_memory(), pytest.raises(InputFaults):
            parse_boundaries(deep, "x.geojson", None)
