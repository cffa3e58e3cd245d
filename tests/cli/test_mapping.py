"""`hattama mapping`: a stranger's table gets a first mapping; one is tried and nothing is kept."""

from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.formats.mapping import parse_mapping
from tests.formats import small_pack
from tests.formats.small_election import ELECTION
from tests.formats.test_malformed import ROSTER

WIDE = """\
state;station;registered;turnout;votes 1;votes 2;votes 3;spoiled;sent;scan
S;1;1 480;612;401;199;0;12;2024-10-20 22:10;https://example.org/1.pdf
S;2;N/D;595;400;150;1;44;2024-10-20 22:12;https://example.org/2.pdf
N;1;2 012;1 240;600;500;100;40;2024-10-20 22:15;https://example.org/3.pdf
N;2;900;240;60;50;100;30;2024-10-20 22:15;https://example.org/4.pdf
"""
LONG = "station,party,votes\n1,Plough,5\n1,Lantern,6\n2,Plough,7\n2,Lantern,8\n"
Said = pytest.CaptureFixture[str]


def guessed(folder: Path, text: str, capsys: Said) -> str:
    (folder / "t.csv").write_text(text, "utf-8")
    assert main(["mapping", "guess", str(folder / "t.csv"), "--lang", "en"]) == 0
    return capsys.readouterr().out


def test_a_wide_table_is_guessed_column_by_column(tmp_path: Path, capsys: Said) -> None:
    text = guessed(tmp_path, WIDE, capsys)
    for line in (
        'area = { join = ["state", "station"], separator = "-" }',
        'thousands = "space"',
        'voters_listed = "registered"',
        'participants = "turnout"',
        'invalid = "spoiled"',
        'pattern = "votes {choice}"',
        'value = "sent"',
        'scan = "scan"',
    ):
        assert line in text.splitlines()
    mapping = parse_mapping(text.encode(), "mapping.toml")
    assert mapping.readings["only"].votes.columns == {f"c{n}": f"votes {n}" for n in (1, 2, 3)}


def test_a_table_with_a_row_for_each_choice_is_guessed_as_such(tmp_path: Path, capsys: Said) -> None:
    text = guessed(tmp_path, LONG, capsys)
    assert 'choice = "party"\nvotes = "votes"' in text
    assert 'area = { join = ["station"], separator = "-" }' in text
    parse_mapping(text.encode(), "mapping.toml")


OFFICES = "mesa,office,id_dep,dep,listed,ABC,DEF,votes_blank,votes_valid_all,votes_cast_all\n" + "".join(
    f"{100 + n},{office},{n % 2},{('Norte', 'Sur')[n % 2]},200,"
    + ",".join(str(n * times + len(office)) for times in (7, 11, 1, 13, 17))
    + "\n"
    for n in range(6)
    for office in ("PRESIDENT", "DEPUTY")
)


def test_numbers_of_areas_are_no_votes_and_a_column_of_offices_makes_the_contest(
    tmp_path: Path, capsys: Said
) -> None:
    text = guessed(tmp_path, OFFICES, capsys)
    lookup = 'lookup = { "PRESIDENT" = "contest_1", "DEPUTY" = "contest_2" }'
    assert f'contest = {{ column = "office", {lookup} }}' in text
    assert 'area = { join = ["mesa"], separator = "-" }' in text
    assert '# columns that are nothing above: "id_dep", "dep"' in text
    votes = parse_mapping(text.encode(), "mapping.toml").readings["only"].votes.columns
    assert list(votes.values())[:2] == ["ABC", "DEF"]


def tried(folder: Path, rows: str, capsys: Said, more: str = "") -> tuple[int, list[str]]:
    (folder / "election.toml").write_text(ELECTION, "utf-8")
    (folder / "rulepack.toml").write_text(small_pack.TEXT, "utf-8")
    (folder / "mapping.toml").write_text(ROSTER + more, "utf-8")
    (folder / "t.csv").write_text(HEAD + rows, "utf-8")
    words = ["mapping", "try", str(folder / "t.csv"), "--mapping", str(folder / "mapping.toml")]
    return main([*words, "--lang", "en"]), capsys.readouterr().out.splitlines()


HEAD = "region,precinct,region name,on the list,took part,votes A,votes B\n"


def test_rows_are_shown_as_protocols_and_faults_in_groups(tmp_path: Path, capsys: Said) -> None:
    rows = "1,1,Abai,900,500,300,200\n1,2,Abai,9x,500,300,200\n1,3,Abai,9y,5.5,300,200\n"
    code, lines = tried(tmp_path, rows, capsys)
    assert code == 1
    assert lines == [
        "2  01-001  lists  listed=900 participants=500 votes[a]=300 votes[b]=200",
        "Protocols: 1; rows without figures: 0; faulty rows: 2.",
        "NUMBER-TEXT, times: 2; rows: 3, 4",
        "  t.csv, row 3, on the list: a number was expected, found: 9x",
        "NUMBER-FRACTION, times: 1; rows: 4",
        "  t.csv, row 4, took part: a fractional number: 5.5",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("election.toml", "mapping.toml", "rulepack.toml", "t.csv")
    ]


def test_only_rows_that_pass_every_filter_are_read(tmp_path: Path, capsys: Said) -> None:
    rows = "1,1,Abai,900,500,300,200\n1,,TOTAL,900,500,300,200\n2,1,Aqmola,900,500,300,200\n"
    filters = """
[[rows]]
value = "region name"
skip = ["TOTAL"]

[[rows]]
value = { column = "region", pad = 2 }
only = ["01"]
"""
    code, lines = tried(tmp_path, rows, capsys, filters)
    assert (code, lines[-1]) == (0, "Protocols: 1; rows without figures: 0; faulty rows: 0.")
