"""Parts that entries have in common: moments, salted hashes, files, decisions."""

import datetime
import hashlib
from fractions import Fraction
from types import SimpleNamespace

import pytest

from hattama.core.entries import Stage, decision_body, entry_body, moment_text, recorded_text, salted_sha256
from hattama.core.entries.parts import spelled
from hattama.core.protocols import Decision
from tests.core.entries.entry_examples import VKEY

NOW = datetime.datetime(2023, 3, 19, 23, 30, 0, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def test_a_moment_keeps_its_offset_and_a_record_is_in_utc_both_to_the_second():
    assert moment_text(NOW) == "2023-03-19T23:30:00+06:00"
    assert recorded_text(NOW) == "2023-03-19T17:30:00+00:00"
    assert moment_text(None) is None


@pytest.mark.parametrize("say", [moment_text, recorded_text])
def test_a_moment_without_a_zone_is_none(say):
    with pytest.raises(ValueError, match="zone"):
        say(NOW.replace(tzinfo=None))


def test_a_salted_hash_is_that_of_salt_line_feed_and_text():
    assert salted_sha256("сөз", "ab") == hashlib.sha256("ab\nсөз".encode()).hexdigest()


def test_a_body_spells_values_of_the_core_as_json_has_them():
    day = NOW.date()
    told = {"at": NOW, "since": day, "share": Fraction(1, 20), "stage": Stage.FINAL, "none": None}
    said = {"at": "2023-03-19T23:30:00+06:00", "since": "2023-03-19", "share": "1/20", "stage": "final"}
    assert spelled([told, (day, 7)]) == [{**said, "none": None}, ["2023-03-19", 7]]
    assert type(spelled(Stage.FINAL)) is str


@pytest.mark.parametrize("more", [{"replaces": None, "why": "no such key"}, {}])
def test_a_body_that_lacks_a_key_of_its_kind_or_has_another_is_none(more):
    with pytest.raises(TypeError, match=r"key: told .*, expected .*replaces"):
        entry_body("key", NOW, role="log", vkey=VKEY, **more)


def test_what_is_not_known_of_a_decision_is_null_in_its_body():
    file = SimpleNamespace(sha256="ab" * 32, size_bytes=5, media_type="application/pdf", pages=2)
    body = decision_body(Decision("court", "", None), file)
    assert (body["number"], body["decided_on"], body["document"]["pages"]) == ("", None, 2)
    assert decision_body(Decision("court", "7", NOW.date()), None) == {
        "authority": "court",
        "number": "7",
        "decided_on": "2023-03-19",
        "document": None,
    }
