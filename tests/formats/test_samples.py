"""The file of a sample: what is written is read again, and what is wrong is named by its part."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation import Frame, FrameStation, draw_sample
from hattama.formats.faults import InputFaults
from hattama.formats.samples import parse_sample, render_list, render_sample

SEED = "31415926535897932384"
FRAME = Frame.of(FrameStation(f"{n:02}", "ab"[n % 2], f"k{n % 6}", None if n == 9 else n) for n in range(30))
SAMPLE = draw_sample(FRAME, {"a": 4, "b": 5}, SEED)
WRITTEN = json.loads(render_sample(SAMPLE))


def test_what_is_written_is_read_again() -> None:
    assert parse_sample(render_sample(SAMPLE).encode(), "sample.json") == SAMPLE
    clustered = draw_sample(FRAME, {"a": 2, "b": 2}, SEED, in_cluster=2)
    assert parse_sample(render_sample(clustered).encode(), "sample.json") == clustered


def test_a_name_that_a_spreadsheet_would_compute_stays_a_name() -> None:
    frame = Frame.of([FrameStation("=1+1", "a"), FrameStation("2", "a")])
    assert b"'=1+1" in render_list(draw_sample(frame, {"a": 2}, SEED))


def _changed(path: list[Any], value: Any) -> bytes:
    told = json.loads(json.dumps(WRITTEN))
    part = told
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["format"], "other", "format"),
        (["seed"], 7, "seed"),
        (["strata"], [], "strata"),
        (["strata", 0, "units"], True, "strata[0].units"),
        (["strata", 0, "units"], 3, "strata[0].units"),
        (["strata", 1, "registered"], -1, "strata[1].registered"),
        (["strata", 1, "stations", 2, "station"], None, "strata[1].stations[2].station"),
        (["strata", 1, "stations", 2], "02", "strata[1].stations[2].station"),
        (["strata", 1, "stratum"], "a", "strata"),
        (["strata", 1, "stations", 0, "of_stations"], 2, "strata[1].of_stations"),
    ],
)
def test_a_part_that_is_wrong_is_named(path: list[Any], value: Any, field: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_sample(_changed(path, value), "sample.json")
    assert field in {fault.field for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("data", "row", "found"), [(b'{"a": 1,\n oh}', 2, "oh}"), (b"{", 1, "…"), (b"[1]\xff", 0, "UTF-8?")]
)
def test_what_is_no_json_is_told_by_its_row_and_not_in_english(data: bytes, row: int, found: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_sample(data, "sample.json")
    assert [(fault.row, fault.found) for fault in refused.value.faults] == [(row, found)]


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
        lambda value: json.dumps({**WRITTEN, "strata": value}).encode()
    )
)
def test_any_bytes_are_a_sample_or_refused(data: bytes) -> None:
    try:
        parse_sample(data, "sample.json")
    except InputFaults as refused:
        assert refused.faults
