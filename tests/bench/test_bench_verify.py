"""The measurement of verify verifies a log that is true, and would notice one that is not."""

from pathlib import Path

import pytest

from bench.bench_verify import _bare, _check
from bench.verify_log import MadeNight, write_bundle


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle")
    # 300 parts of the roster would be too few for a second process: enough entries are made for two.
    assert write_bundle(MadeNight(1_200, 5, districts=12, regions=3), path) > 6_000
    return path


def test_the_log_that_is_made_is_true(folder: Path) -> None:
    assert _check(folder) == 0


def test_what_stands_beside_reads_every_entry(folder: Path) -> None:
    size = int((folder / "checkpoint").read_text().splitlines()[1])
    seconds, processor = _bare(folder, size)
    assert seconds > 0
    assert processor > 0


def test_one_changed_digit_is_noticed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "tile" / "entries" / "010"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"invalid":12,', b'"invalid":13,', 1))
    assert _check(folder) == 1
    assert "root" in capsys.readouterr().err
    path.write_bytes(data)
