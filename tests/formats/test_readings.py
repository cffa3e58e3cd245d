import pytest

from hattama.core.protocols import FigureDifference
from hattama.formats.faults import InputFaults
from hattama.formats.readings import compare_readings
from tests.formats.importing_examples import areas, election, forms, mapped
from tests.formats.table_files import write_csv
from tests.formats.test_mapping import READINGS

HEADER = ["area", "hand_f1", "hand_p1", "hand_p2", "site 1", "site 2", "remark", "typist"]


def compared(folder, rows):
    path = write_csv(folder / "t.csv", [HEADER, *([*row, "", ""] for row in rows)])
    return compare_readings(path, mapped(READINGS), election, areas, forms, "hand", "site")


def test_only_figures_that_both_readings_have_columns_for_are_compared(tmp_path):
    comparison = compared(tmp_path, [["01-001", "9", "3", "4", "3", "4"]])
    assert (comparison.compared, comparison.differing, comparison.distance) == (1, (), 0)


def test_differences_are_told_by_precinct_and_figure(tmp_path):
    comparison = compared(
        tmp_path, [["01-001", "9", "3", "4", "5", "1"], ["01-002", "9", "3", "4", "3", "4"]]
    )
    (paper,) = comparison.differing
    assert (paper.area_id, paper.contest) == ("01-001", "lists")
    assert paper.differences == (FigureDifference("votes[a]", 3, 5), FigureDifference("votes[b]", 4, 1))
    assert (comparison.compared, comparison.distance) == (2, 5)


def test_a_figure_that_one_reading_lacks_differs_from_zero(tmp_path):
    comparison = compared(tmp_path, [["01-001", "9", "0", "4", "", "4"]])
    assert comparison.differing[0].differences == (FigureDifference("votes[a]", 0, None),)


def test_papers_that_one_reading_lacks_whole_are_named_and_not_compared(tmp_path):
    comparison = compared(tmp_path, [["01-001", "9", "3", "4", "", ""], ["01-002", "9", "3", "4", "3", "4"]])
    assert (comparison.compared, comparison.only_first, comparison.only_second) == (1, ("01-001",), ())


def test_readings_with_faults_are_not_compared(tmp_path):
    with pytest.raises(InputFaults):
        compared(tmp_path, [["01-001", "9", "3", "4", "x", "4"]])
