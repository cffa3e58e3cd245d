"""Zones of time: which names are taken."""

import zoneinfo

import pytest

from hattama.formats.table_times import is_time_zone


def test_every_zone_that_names_a_place_is_known() -> None:
    named = {name for name in zoneinfo.available_timezones() if "/" in name}
    assert len(named) > 300 and all(map(is_time_zone, named))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "EST",
        "Asia/Nowhere",
        "Asia",
        "America/Argentina",
        "America/Argentina/",
        "asia/almaty ",
        "Asia/Almaty\0",
        "Asia//Almaty",
        "/usr/share/zoneinfo/Asia/Almaty",
        "Asia/../Asia/Almaty",
        "../zoneinfo/Asia/Almaty",
        "posix/Asia/Almaty",
        "right/Asia/Almaty",
        "Asia/" + "a" * 5000,
        "Азия/Алматы",
        "Asia/\ud800",
    ],
)
def test_any_other_name_is_refused(name: str) -> None:
    assert not is_time_zone(name)
    assert "/" not in name or name not in zoneinfo.available_timezones()
