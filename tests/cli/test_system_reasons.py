"""What the system has against a file or an address is said in the language of the rest of the sentence."""

import socket
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.mirror import origin

Out = pytest.CaptureFixture[str]
ABSENT = {
    "kk": "мұндай файл не папка жоқ",
    "ru": "нет такого файла или папки",
    "en": "no such file or folder",
}
REFUSED = {
    "kk": "байланыс орнатылмады",
    "ru": "соединения нет: по этому адресу никто не отвечает",
    "en": "connection refused: nobody answers at this address",
}


@pytest.mark.parametrize("language", ABSENT)
@pytest.mark.parametrize(
    "call",
    [
        ["pack", "absent.toml"],
        ["outcome", "absent.csv", "--method", "dhondt", "--seats", "5"],
        ["compare", "absent.csv", "absent.csv"],
        ["turnout", "check", "absent.csv"],
        ["verify", ".", "--policy", "absent.txt"],
        ["evidence", "absent"],
        ["witness", "serve", "--key", "absent", "--logs", "absent", "--state", "absent"],
    ],
    ids=lambda call: call[0],
)
def test_an_absent_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out, language: str, call: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--lang", language, *call]) == 2
    told = capsys.readouterr().err
    assert ABSENT[language] in told
    assert "Errno" not in told and "No such file" not in told


def test_a_folder_in_the_place_of_a_file(tmp_path: Path, capsys: Out) -> None:
    assert main(["--lang", "ru", "pack", str(tmp_path)]) == 2
    assert "файл не читается: это папка, а не файл" in capsys.readouterr().err


@pytest.mark.parametrize("language", REFUSED)
def test_an_address_where_nobody_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out, language: str
) -> None:
    monkeypatch.setattr(origin, "ATTEMPTS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        # Bound and not listening: whoever connects is refused.
        for call in (["verify"], ["mirror"]):
            where = [str(tmp_path / "copy")] if call == ["mirror"] else []
            assert main(["--lang", language, *call, f"http://127.0.0.1:{port}/bundle/", *where]) == 2
            told = capsys.readouterr().out
            assert REFUSED[language] in told
            assert "Errno" not in told
