import pytest

from hattama.cli.main import main
from hattama.rulepacks import read_rulepack
from tests.formats.small_pack import TEXT, changed


@pytest.fixture
def pack(tmp_path):
    def write(data):
        file = tmp_path / "zz.toml"
        file.write_bytes(data)
        return str(file)

    return write


def test_a_sound_pack_is_told_by_form_and_relation(pack, capsys):
    assert main(["pack", pack(TEXT.encode())]) == 0
    told = capsys.readouterr().out
    assert "zz-2024: name (edition of 31.01.2024 No. 1)" in told
    assert "list: protocol" in told
    assert "ZZ-R01     participants <= listed\n" in told
    assert "ZZ-R02B    participants == valid + 10  (switched off)\n" in told
    assert "The pack is sound" in told


@pytest.mark.parametrize(("language", "word"), [("kk", "жарамды"), ("ru", "верен"), ("en", "sound")])
def test_the_command_speaks_the_readers_language(pack, capsys, language, word):
    assert main(["--lang", language, "pack", pack(TEXT.encode())]) == 0
    assert word in capsys.readouterr().out


def test_a_pack_that_is_wrong_has_all_of_its_faults_named_with_their_lines(pack, capsys):
    data = changed('ru = "много", ', "").replace(b'country = "ZZ"', b'country = "Zz"')
    line_of_words = next(n for n, line in enumerate(TEXT.splitlines(), start=1) if "много" in line)
    assert main(["pack", pack(data)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(":")[0] for line in said.err.splitlines()] == [
        "zz.toml, row 3, pack.country",
        f"zz.toml, row {line_of_words}, relation[1].words",
    ]


def test_a_pack_that_is_wrong_only_in_its_outcome_is_refused_too(pack, capsys):
    assert main(["pack", pack(TEXT.encode() + b"\n[outcome.mayor]\nvalue = 1\n")]) == 2
    assert "outcome" in capsys.readouterr().err


def test_a_pack_of_the_program_is_had_whole(pack, capsys):
    assert main(["pack", "text", "kz-2023"]) == 0
    whole = capsys.readouterr().out
    assert whole.encode() == read_rulepack("kz-2023")
    assert main(["pack", pack(whole.encode())]) == 0


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, capsys):
    assert main(["pack", str(tmp_path / "none.toml")]) == 2
    assert "none.toml" in capsys.readouterr().err
