"""`open`: what the first entry says of the files on which an election stands."""

import datetime

from hattama.core.entries import check_entry_schema, open_body
from tests.core.entries.entry_examples import HASH, ORIGIN

HASHES = dict.fromkeys(("definition_sha256", "areas_sha256", "rule_pack_sha256"), HASH)


def test_the_body_fits_its_schema_and_says_when_in_utc():
    at = datetime.datetime(2023, 3, 19, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
    body = open_body("tiny", ORIGIN, HASHES, at)
    assert check_entry_schema(body) == ()
    assert body["recorded_at"] == "2023-03-19T17:30:00+00:00"


def test_a_hash_that_is_missing_is_missed():
    at = datetime.datetime(2023, 3, 19, tzinfo=datetime.UTC)
    (problem,) = check_entry_schema(open_body("tiny", ORIGIN, {**HASHES, "areas_sha256": ""}, at))
    assert problem.place == "areas_sha256"
