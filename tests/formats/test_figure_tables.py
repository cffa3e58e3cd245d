"""Tables of figures in every shape that we write or meet, read into the same cells."""

from pathlib import Path

import pytest

from hattama.core.tabulation import Cell
from hattama.formats.faults import InputFaults
from hattama.formats.figure_tables import read_figures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str, *key: str) -> dict[Cell, int]:
    path = folder / "table.csv"
    path.write_text(text, "utf-8")
    return read_figures(path, key)


def faults(folder: Path, text: str, *key: str) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refusal:
        read(folder, text, *key)
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_totals_are_long_and_their_counts_of_protocols_are_no_figures(folder: Path) -> None:
    text = (
        "area_id,contest,figure,total,contributors,protocols_expected,tree_size\r\n"
        "KZ,p,invalid,20,3,4,99\r\nKZ,p,votes[a],7,4,4,99\r\nR1,p,,,0,2,99\r\n"
    )
    assert read(folder, text) == {Cell("KZ", "p", "invalid"): 20, Cell("KZ", "p", "votes[a]"): 7}


def test_a_row_of_votes_names_its_choice(folder: Path) -> None:
    text = "area_id,contest,choice,figure,votes,log_index\nP1,p,a,votes,7,12\nP1,p,b,votes,,12\n"
    assert read(folder, text) == {Cell("P1", "p", "votes[a]"): 7}


def test_the_file_of_votes_that_outcome_reads_is_a_table_too(folder: Path) -> None:
    text = "choice,votes,registered_order,area\nfor,7,1,\nfor,3,1,R1\ninvalid,0,,\n"
    assert read(folder, text) == {
        Cell("", "", "for"): 7,
        Cell("R1", "", "for"): 3,
        Cell("", "", "invalid"): 0,
    }


def test_a_wide_table_gives_every_column_that_holds_counts_alone(folder: Path) -> None:
    text = (
        "area_id,contest,version,leaf_sha256,signed_at,invalid,issued,method,findings\n"
        "P1,p,1,ab12,2023-03-19T20:00:00+06:00,5,,typed,\n"
        "P2,p,2,cd34,,illegible,0,typed,KZ-K01\n"
    )
    assert read(folder, text) == {Cell("P1", "p", "invalid"): 5, Cell("P2", "p", "issued"): 0}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1 234", "NUMBER-SPACED"),
        ('"1,234"', "NUMBER-GROUPED"),
        ("1.2E+05", "NUMBER-POWER"),
        ("=A1", "NUMBER-FORMULA"),
    ],
)
def test_a_count_written_otherwise_in_a_column_of_counts_takes_it_out_of_no_comparison(
    folder: Path, cell: str, code: str
) -> None:
    assert faults(folder, f"area_id,a,b\nP1,10,3\nP2,{cell},4\n") == [(code, 3, "a")]


def test_a_column_of_shares_differences_or_names_is_still_no_figure(folder: Path) -> None:
    text = "area_id,share,change,name,a\nP1,0.5,-3,1,10\nP2,1,4,1a,11\n"
    assert read(folder, text) == {Cell("P1", "", "a"): 10, Cell("P2", "", "a"): 11}


def test_any_other_table_is_read_by_the_columns_that_name_a_row(folder: Path) -> None:
    text = "municipiu;sectie;valabile\nArad;1;10\nArad;2;12\n"
    assert read(folder, text, "municipiu", "sectie") == {
        Cell("Arad 1", "", "valabile"): 10,
        Cell("Arad 2", "", "valabile"): 12,
    }


def test_a_table_that_names_no_row_is_refused(folder: Path) -> None:
    assert faults(folder, "municipiu,valabile\nArad,10\n") == [("FIGURES-NONE", 1, "")]
    assert faults(folder, "a,b\n1,2\n", "c") == [("TABLE-COLUMN", 1, "")]
    assert faults(folder, "area_id,name\nP1,Arad\n") == [("FIGURES-NONE", 0, "")]


def test_every_wrong_cell_of_a_long_table_is_named(folder: Path) -> None:
    text = "area,contest,figure,value\nKZ,p,invalid,-1\nKZ,p,issued,1.5\nKZ,p,found,12\nKZ,p,found,12\n"
    assert faults(folder, text) == [
        ("NUMBER-NEGATIVE", 2, "value"),
        ("NUMBER-FRACTION", 3, "value"),
        ("FIGURES-TWICE", 5, "value"),
    ]


def test_a_row_of_another_length_is_refused(folder: Path) -> None:
    assert faults(folder, "area,figure,value\nKZ,invalid\n") == [("TABLE-FEWER", 2, "")]
