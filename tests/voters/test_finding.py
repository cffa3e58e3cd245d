"""Duplicates of a made-up register, whose truth is known."""

import csv
from pathlib import Path

import duckdb
import pytest

from hattama.cli.main import main
from hattama.voters.engines import DuckDB
from hattama.voters.finding import COLUMNS, RegisterRefused, prepare
from hattama.voters.made_up import Kind, write_register
from hattama.voters.measuring import measure

Said = pytest.CaptureFixture[str]
SIBLINGS = """voter,identity,surname,given,patronymic,born,address,akimat
1,850101300124,Оспанов,Асан,Әлімұлы,1985-01-01,"көш. 1, 2",a
2,850101300233,Оспанов,Үсен,Әлімұлы,1985-01-01,"көш. 1, 2",a
3,,Ospanov,Asan,Alimovich,1985-01-01,"көш. 1, 2",a
"""


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The register, the truth, and the folder of answers."""
    folder = tmp_path_factory.mktemp("voters")
    register, truth = write_register(folder, 3000)
    out = folder / "out"
    assert main(["voters", "dedupe", str(register), str(out)]) == 0
    return register, truth, out


def test_nearly_all_known_duplicates_are_found_and_few_strangers(
    searched: tuple[Path, Path, Path],
) -> None:
    _, truth, out = searched
    lines = {str(line[0]): line for line in measure(out / "pairs.parquet", truth)}
    assert {kind for kind in Kind if kind in lines} == set(Kind)
    assert float(str(lines["recall"][-1])) >= 95
    assert float(str(lines["precision"][-1])) >= 95
    assert "not one person: twin" not in lines


def test_a_person_with_two_sound_numbers_is_left_to_a_clerk(searched: tuple[Path, Path, Path]) -> None:
    register, _, out = searched
    with duckdb.connect() as connection:
        both = connection.execute(
            f"""SELECT count(*) FROM '{out}/pairs.parquet'
            JOIN '{register}' a ON CAST(a.voter AS VARCHAR) = l
            JOIN '{register}' b ON CAST(b.voter AS VARCHAR) = r WHERE verdict = 'duplicate'
            AND a.identity <> b.identity AND length(a.identity) = 12 AND length(b.identity) = 12"""
        ).fetchone()
        wrong_digits = connection.execute(
            f"SELECT count(*) FROM '{searched[1]}' WHERE kind = '{Kind.DIGIT_WRONG}'"
        ).fetchone()
    assert both is not None and wrong_digits is not None
    # What differs in a digit is no sound number: those pairs alone may be called duplicates.
    assert both[0] <= wrong_digits[0]


def test_counts_of_akimats_add_up_to_the_register(searched: tuple[Path, Path, Path]) -> None:
    register, _, out = searched
    with (out / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT count(*) FROM '{register}'").fetchone() == (
            sum(int(row["rows"]) for row in rows),
        )
        assert connection.execute(
            f"SELECT count(*) FROM '{out}/groups.parquet' WHERE voter <> person"
        ).fetchone() == (sum(int(row["rows_too_many"]) for row in rows),)
    assert out.stat().st_mode & 0o077 == 0


def test_no_name_and_no_number_of_a_voter_is_in_the_answers(searched: tuple[Path, Path, Path]) -> None:
    with duckdb.connect() as connection:
        for name, columns in (
            ("pairs", {"l", "r", "probability", "verdict"}),
            ("groups", {"voter", "person"}),
        ):
            described = connection.execute(
                f"DESCRIBE SELECT * FROM '{searched[2]}/{name}.parquet'"
            ).fetchall()
            assert {row[0] for row in described} == columns


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("voter,name\n1,A\n", "register.csv: the column “identity” was expected, found: voter, name."),
        (
            SIBLINGS + "3,,Ә,Ә,Ә,1985-01-01,x,a\n",
            "another row, too: 1, for example 3; expected: a number of its own",
        ),
        (
            SIBLINGS.replace("1985-01-01", "01.01.1985", 1),
            "row 1: “01.01.1985” in the column “born”; expected: a day",
        ),
    ],
)
def test_a_register_that_cannot_be_searched_is_refused_with_a_sentence(
    tmp_path: Path, capsys: Said, table: str, said: str
) -> None:
    path = tmp_path / "register.csv"
    path.write_text(table, "utf-8")
    assert main(["voters", "dedupe", str(path), str(tmp_path / "out"), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("register.csv", SIBLINGS.encode("utf-16")),
        ("register.csv", b'voter,identity\n"1,2\n3'),
        ("register.parquet", b"PAR1 and nothing more"),
        ("register.csv", b""),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, capsys: Said, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["voters", "dedupe", str(path), str(tmp_path / "out"), "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(f"{name}: ")


NAMES = ("Есмұрат", "Қайсар", "Дәулет", "Жігер", "Нұржан", "Сәкен", "Тоқтар", "Үміт", "Шыңғыс", "Ілияс")


def found_in(folder: Path, rows: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """What a search of these rows among forty strangers leaves in its answers."""
    strangers = [
        f"S{n},,{NAMES[n % 10]}ов{n},{NAMES[n * 7 % 10]},{NAMES[n * 3 % 10]}ұлы,19{50 + n}-03-01,көше {n},a"
        for n in range(40)
    ]
    path, out = folder / "register.csv", folder / "out"
    path.write_text("\n".join([",".join(COLUMNS), *rows, *strangers]), "utf-8")
    assert main(["voters", "dedupe", str(path), str(out)]) == 0
    with duckdb.connect() as connection:
        asked = {"pairs": "l, r, verdict", "groups": "voter, person"}
        return {
            name: connection.execute(f"SELECT {told} FROM '{out}/{name}.parquet' ORDER BY ALL").fetchall()
            for name, told in asked.items()
        }


def test_two_sound_numbers_are_not_one_person_by_way_of_a_row_that_has_none(tmp_path: Path) -> None:
    """No number stands twice, either: in most registers none does."""
    same = "Жұмаділдақов,Асан,Қуандықұлы,1985-01-01,Тараз,a"
    found = found_in(tmp_path, [f"A1,850101300124,{same}", f"A2,850101300233,{same}", f"A3,,{same}"])
    assert found["pairs"] == [("A1", "A2", "review"), ("A1", "A3", "duplicate"), ("A2", "A3", "review")]
    assert found["groups"] == [("A1", "A1"), ("A3", "A1")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dedupe", "REGISTER", "OUT", "--memory", "much"], "--memory much: expected a size such as 10GB"),
        (["dedupe", "EMPTY", "NEW"], "empty.csv: expected the rows of a register, found none"),
        (["measure", "OUT", "EMPTY"], "empty.csv: expected CSV in UTF-8 with a header, or Parquet; found"),
        (["measure", "OUT", "PAIRS"], "pairs.parquet: expected CSV in UTF-8 with a header, or Parquet;"),
        (["review", "EMPTY", "OUT", "--column", "voter=row"], "empty.csv: the column “row” was expected"),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_refused_with_a_sentence(
    tmp_path: Path, capsys: Said, words: list[str], said: str
) -> None:
    names = ("register.csv", "empty.csv", "pairs.parquet", "new")
    register, empty, pairs, new = (tmp_path / name for name in names)
    register.write_text(SIBLINGS, "utf-8")
    empty.write_text(",".join(COLUMNS) + "\n", "utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT '1' AS l, '2' AS r, 0.9 AS probability, '' AS verdict) TO '{pairs}'"
        )
    places = {"REGISTER": register, "EMPTY": empty, "PAIRS": pairs, "NEW": new, "OUT": tmp_path}
    assert main(["voters", *(str(places.get(word, word)) for word in words), "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(said)


def test_columns_may_have_other_names_and_twins_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(SIBLINGS.replace("voter", "№", 1), "utf-8")
    engine = DuckDB(tmp_path)
    with pytest.raises(RegisterRefused):
        prepare(engine, path, {})
    prepare(engine, path, {"voter": "№"})
    keys = engine.rows(
        "SELECT voter, identity, surname_key, given_key, patronymic_key FROM voters ORDER BY voter"
    )
    assert [row[2:] for row in keys] == [
        ("ospanov", "asan", "alim"),
        ("ospanov", "usen", "alim"),
        ("ospanov", "asan", "alim"),
    ]
    assert [row[1] for row in keys] == ["850101300124", "850101300233", None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--column", "voters=a"],
            "--column voters=a: expected NAME=COLUMN with one of the names " + ", ".join(COLUMNS),
        ),
        (["--column", "voter=a", "--column", "voter=b"], "--column voter=b: voter was named before"),
    ],
)
def test_a_column_is_named_once_and_by_a_name_there_is(
    searched: tuple[Path, Path, Path], tmp_path: Path, capsys: Said, words: list[str], said: str
) -> None:
    assert main(["voters", "dedupe", str(searched[0]), str(tmp_path / "out"), "--lang", "en", *words]) == 2
    assert said in capsys.readouterr().err
