"""The table of measurements."""

from pathlib import Path

import pytest

from bench.row import Row, best_seconds
from bench.run import BEGIN, END, NoPlaceForTheTable, main, measurements, render_table, write_table


def test_a_ratio_is_ours_divided_by_the_other() -> None:
    table = render_table(
        [("Sums", [Row("1,000 rows", ours=1.0, other=4.0, beside="plain loop", note="warm")])]
    )
    assert "| **Sums** | | | | |\n| 1,000 rows | 1 s | 4 s (plain loop) | 0.25 | warm |" in table


def test_a_measurement_that_stands_alone_shows_no_ratio() -> None:
    assert "| start | 20 ms |  |  |  |" in render_table([("Start", [Row("start", 20, None, "", unit="ms")])])


def test_counts_stand_whole_and_beside_nothing_at_all_is_no_ratio() -> None:
    rows = [Row("missed", 10_254, 0, "plain", "pairs"), Row("wrong", 171, 10_254, "plain", "pairs")]
    table = render_table([("Pairs", rows)])
    assert "| missed | 10,254 pairs | 0 pairs (plain) |  |" in table
    assert "| wrong | 171 pairs | 10,254 pairs (plain) | 0.02 |" in table


def test_the_table_replaces_what_stood_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"Before\n{BEGIN}\nold\n{END}\nAfter\n", "utf-8")
    write_table(page, "new")
    write_table(page, "newer")
    assert page.read_text("utf-8") == f"Before\n{BEGIN}\nnewer\n{END}\nAfter\n"


def test_a_page_without_marks_is_left_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"Before\n{BEGIN}\n", "utf-8")
    with pytest.raises(NoPlaceForTheTable):
        write_table(page, "new")
    assert page.read_text("utf-8") == f"Before\n{BEGIN}\n"


def test_every_measurement_has_a_name_and_can_be_run() -> None:
    for measurement in measurements():
        assert measurement.NAME
        assert callable(measurement.run)


def test_a_name_that_fits_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["there is no such measurement"]) == 1
    assert "No measurement fits" in capsys.readouterr().err


def test_the_quickest_run_counts() -> None:
    runs: list[int] = []
    assert best_seconds(lambda: runs.append(1), times=4) < 1
    assert len(runs) == 4
