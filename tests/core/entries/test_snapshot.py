"""An entry says what a cumulative file of a source changed."""

import datetime

import pytest

from hattama.core.entries import SNAPSHOT_COUNTS, check_entry_schema, entry_body

AT = datetime.datetime(2024, 10, 20, 22, 10, tzinfo=datetime.UTC)


def body(**said):
    counts = dict.fromkeys(SNAPSHOT_COUNTS, 0)
    file = {"file": "22-10.csv", "sha256": "ab" * 32, "bytes": 4096, "mapping_sha256": "cd" * 32}
    return {**entry_body("snapshot", AT, **file, taken_at=AT, **counts), **said}


def test_it_names_the_file_its_hash_and_its_moment():
    assert check_entry_schema(body()) == ()
    assert body()["taken_at"] == "2024-10-20T22:10:00+00:00"


@pytest.mark.parametrize("said", [{"removed": -1}, {"file": ""}, {"taken_at": "2024-10-20"}, {"bytes": 0}])
def test_what_is_no_count_name_or_moment_fits_no_schema(said):
    assert [problem.place for problem in check_entry_schema(body(**said))] == [*said]
