"""`key`: the key of a log names the one before it."""

import datetime

from hattama.core.entries import check_entry_schema, key_body
from tests.core.entries.entry_examples import VKEY

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)


def test_the_first_key_replaces_none_and_the_next_names_it():
    first, second = key_body(VKEY, None, NOW), key_body(VKEY, VKEY, NOW)
    assert check_entry_schema(first) == check_entry_schema(second) == ()
    assert (first["replaces"], second["replaces"]) == (None, VKEY)


def test_what_is_no_key_is_refused():
    assert [problem.place for problem in check_entry_schema(key_body("key", None, NOW))] == ["vkey"]
