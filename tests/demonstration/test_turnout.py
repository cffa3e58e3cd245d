"""The turnout of the demonstration is what the press printed, and nothing else."""

from hattama.core.tabulation import check_turnout
from hattama.demonstration import printed_turnout
from hattama.demonstration.regions import REGIONS
from hattama.demonstration.turnout import PRINTED, TIMES
from tests.core.tabulation.vectors import read_vectors
from tests.demonstration.made import demonstration

PRESS = read_vectors("turnout.json")["mazhilis_2023"]


def printed(place: int) -> list[str]:
    return sorted(row[place] for area, row in PRINTED.items() if area != "kz" and row[place])


def test_every_figure_is_one_that_the_press_printed() -> None:
    for place, time in enumerate(TIMES):
        assert printed(place) == sorted(PRESS["regions"][time].values())
        assert PRINTED["kz"][place] == PRESS["national"][time]


def test_every_region_of_the_demonstration_has_a_row() -> None:
    assert set(PRINTED) == {"kz", *(region.area_id for region in REGIONS)}


def test_the_regions_that_fell_are_seen_to_fall() -> None:
    areas = {area.area_id for area in demonstration().areas}
    findings = check_turnout(one.point for one in printed_turnout(areas))
    assert [found.point.area_id for found in findings if found.code == "TURNOUT-FALLS"] == ["61", "62"]


def test_areas_that_are_not_there_are_left_out() -> None:
    assert {one.point.area_id for one in printed_turnout({"kz", "61"})} == {"kz", "61"}
