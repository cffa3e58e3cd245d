"""`hattama totals` from files alone: a bundle, its tables, a results file; no database and no Django."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest

from hattama.cli.main import build_parser, main
from hattama.core.entries import Change, Place, amendment_body
from hattama.publish.tables import TOTAL_COLUMNS
from tests.formats import small_pack
from tests.formats.small_election import write_folder
from tests.verification.made_bundle import Signer, make_bundle
from tests.verification.made_night import eventful_bundle

FOUNDATION, BODIES, FILES = eventful_bundle()
ROOT = FOUNDATION.areas.root.area_id
FIRST = FOUNDATION.election.contests[0].code
Said = pytest.CaptureFixture[str]

MAPPING = """
[protocol]
area = "area"
contest = { constant = "lists" }

[figures]
listed = "listed"
participants = "came"

[votes]
columns = { a = "A", b = "B" }
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return FILES.write_to(tmp_path / "bundle")


def results(folder: Path, *rows: str) -> list[str]:
    """The words of a call about a results file of these rows."""
    table, mapping = folder / "results.csv", folder / "map.toml"
    table.write_text("area,listed,came,A,B\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    election = write_folder(folder / "election")
    (election / "rulepack.toml").write_text(small_pack.TEXT, "utf-8")
    return ["totals", str(table), "--mapping", str(mapping), "--folder", str(election)]


def rows_of(capsys: Said, *words: str) -> list[dict[str, object]]:
    assert main([*words, "--format", "json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_bundle_is_added_up_from_its_entries(bundle: Path, capsys: Said) -> None:
    rows = rows_of(capsys, "totals", str(bundle))
    row = next(r for r in rows if r["contest"] == FIRST)
    assert (row["area_id"], row["level"]) == (ROOT, FOUNDATION.areas.root.level)
    assert row["protocols_expected"] == row["protocols_received"] + row["protocols_missing"]
    assert set(row) >= {"total", "contributors", "lacking", "protocols_annulled", "protocols_without_scan"}
    assert any(r["lacking"] for r in rows)


def test_an_earlier_size_and_another_view_can_be_asked_for(bundle: Path, capsys: Said) -> None:
    before = rows_of(capsys, "totals", str(bundle), "--at", "4")
    assert {row["protocols_received"] for row in before if row["contest"] == FIRST} == {1}
    reported = rows_of(capsys, "totals", str(bundle), "--view", "as_reported")
    assert {row["protocols_annulled"] for row in reported} == {0}
    assert main(["totals", str(bundle), "--at", "999"]) == 2
    assert main(["totals", str(bundle), "--at", "-1"]) == 2
    assert "--at" in capsys.readouterr().err


def test_an_earlier_size_has_the_names_that_stood_then(tmp_path: Path, capsys: Said) -> None:
    area, contest = FOUNDATION.areas.root, FOUNDATION.election.contests[0]
    choice = contest.choices[0]
    changes = [
        Change(Place(area.area_id, None, None, "names", "en"), area.names["en"], "New Country"),
        Change(Place(None, contest.code, choice.code, "names", "en"), choice.names["en"], "New Party"),
    ]
    later = amendment_body(changes, "a decree", datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
    bodies = [*BODIES[:8], {**later, "recorded_at": BODIES[7]["recorded_at"]}]
    folder = make_bundle(FOUNDATION, bodies, Signer()).write_to(tmp_path / "bundle")
    for words, country, party in (
        ((), "New Country", "New Party"),
        (("--bulk",), "New Country", "New Party"),
        (("--at", "8"), area.names["en"], choice.names["en"]),
    ):
        assert main(["totals", str(folder), "--lang", "en", *words]) == 0
        said = capsys.readouterr().out
        assert country in said
        assert party in said
        assert ("New Party" in said) is (words[:1] != ("--at",))


def test_every_area_of_a_level_adds_up_to_the_whole(bundle: Path, capsys: Said) -> None:
    whole = rows_of(capsys, "totals", str(bundle))
    regions = rows_of(capsys, "totals", str(bundle), "--level", "region")
    precincts = rows_of(capsys, "totals", str(bundle), "--level", "precinct")
    for row in whole:
        for parts in (regions, precincts):
            alike = [p for p in parts if (p["contest"], p["figure"]) == (row["contest"], row["figure"])]
            assert sum(p["total"] or 0 for p in alike) == (row["total"] or 0)
            assert sum(p["contributors"] for p in alike) == row["contributors"]
            assert sum(p["protocols_expected"] for p in alike) == row["protocols_expected"]
    assert main(["totals", str(bundle), "--level", "street"]) == 2
    assert main(["totals", str(bundle), "--area", "R99"]) == 2


def test_the_tables_say_the_same_by_bulk(bundle: Path, capsys: Said) -> None:
    def told(*words: str) -> list[tuple[object, ...]]:
        names = ("contest", "figure", "total", "contributors", "protocols_received", "protocols_annulled")
        return [tuple(row[name] for name in names) for row in rows_of(capsys, "totals", str(bundle), *words)]

    # Rows of numbered groups are not in the tables, and a quantity derived from lacking parts not in sums.
    figures = {f.code for f in FOUNDATION.forms[FIRST].figures if f.group in ("", "choices")}
    assert "issued_by_member" not in {row[1] for row in told("--bulk")}
    pure = [row for row in told() if str(row[1]).split("[")[0] in figures]
    assert [row for row in told("--bulk") if str(row[1]).split("[")[0] in figures] == pure
    assert main(["totals", str(bundle), "--bulk", "--at", "4"]) == 2


def test_a_results_file_is_added_up_through_its_mapping(tmp_path: Path, capsys: Said) -> None:
    words = results(tmp_path, "01-002,1200,700,400,300", "0001,900,,200,100")
    rows = {(row["contest"], row["figure"]): row for row in rows_of(capsys, *words)}
    listed, came, valid = (rows["lists", name] for name in ("listed", "participants", "valid"))
    assert (listed["total"], listed["contributors"], listed["lacking"]) == (2100, 2, 0)
    assert (came["total"], came["contributors"], came["lacking"]) == (700, 1, 1)
    assert (valid["total"], valid["contributors"]) == (1000, 2)
    assert (listed["protocols_expected"], listed["protocols_received"], listed["protocols_missing"]) == (
        2,
        2,
        0,
    )
    assert rows["district", "listed"]["protocols_received"] == 0


def test_no_name_in_the_csv_is_a_formula_to_a_spreadsheet(tmp_path: Path, capsys: Said) -> None:
    words = results(tmp_path, "01-002,1200,700,400,300")
    pack = tmp_path / "election" / "rulepack.toml"
    pack.write_text(pack.read_text("utf-8").replace('en = "list"', 'en = "=1+1"'), "utf-8")
    assert main(["--lang", "en", *words, "--format", "csv"]) == 0
    assert next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["label"] == "'=1+1"


def test_csv_and_table_say_the_same(tmp_path: Path, capsys: Said) -> None:
    words = results(tmp_path, "01-002,1200,700,400,300")
    assert main([*words, "--format", "csv"]) == 0
    cells = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert cells[0]["figure"] == "listed"
    assert set(TOTAL_COLUMNS) - set(cells[0]) == {"tree_size"}, "one set of names, that of totals.csv"
    assert (cells[0]["total"], cells[0]["protocols_missing"]) == ("1200", "1")
    assert main(["--lang", "en", *words]) == 0
    table = capsys.readouterr().out
    assert "Lists: protocols received: 1 of 2, 1 missing, 0 annulled" in table
    assert "list" in table
    assert main(["--lang", "kk", *words]) == 0
    assert "2 хаттаманың ішінен 1 түсті" in capsys.readouterr().out


def test_a_wrong_cell_is_named_and_nothing_is_added_up(tmp_path: Path, capsys: Said) -> None:
    words = results(tmp_path, "01-002,1200,700,400,-3", "0001,900,4.5,200,100")
    assert main([*words, "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert [line.split(":")[0] for line in told.err.strip().splitlines()] == [
        "results.csv, row 2, B",
        "results.csv, row 3, came",
    ]
    assert told.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["totals", "nowhere/at/all.csv"], "neither such a folder nor such a file"),
        (["totals", "{file}"], "a mapping of its columns is needed"),
        (["totals", "{empty}"], "cannot be read"),
    ],
)
def test_what_cannot_be_added_up_is_said_in_a_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where the web part is not installed: a name that is no file is then nothing at all.
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: ())
    monkeypatch.setattr("hattama.cli.main.build_parser", build_parser.__wrapped__)
    (tmp_path / "t.csv").write_text("area\n1\n", "utf-8")
    (tmp_path / "empty").mkdir()
    places = {"{file}": str(tmp_path / "t.csv"), "{empty}": str(tmp_path / "empty")}
    assert main([*(places.get(word, word) for word in words), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
