"""Lists come in parts that miss nothing while the log grows, and whoever makes a cursor up is told so."""

import base64
import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hattama.web.kernel.elections.tables import ElectionRow, root_of
from hattama.web.open_data.api.questions import decode_cursor, encode_cursor
from hattama.web.open_data.api.refusals import InvalidCursor
from tests.web.open_data.api.conftest import Ask
from tests.web.tiny_election import NIGHT, annul, protocol, publish, sound_figures

KEYS = st.integers(min_value=-1, max_value=2**53 - 1)


def read_all(ask: Ask, address: str, limit: int = 1) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    for _ in range(400):
        part = ask(f"{address}?limit={limit}{cursor}")
        assert len(part["items"]) <= limit
        items += part["items"]
        if part["next"] is None:
            return items
        cursor = f"&cursor={part['next']}"
    raise AssertionError("the list does not end")


@pytest.mark.django_db
def test_parts_put_together_are_the_whole_list(ask: Ask, night: object) -> None:
    for name in ("areas", "precincts", "protocols", "findings"):
        whole = ask(f"elections/tiny/{name}?limit=500")
        assert whole["next"] is None and len(whole["items"]) > 3
        for limit in (1, 2, 3):
            assert read_all(ask, f"elections/tiny/{name}", limit) == whole["items"]


@pytest.mark.django_db
def test_what_is_published_on_the_way_comes_in_a_later_part(ask: Ask, night: object) -> None:
    first = ask("elections/tiny/protocols?limit=2")
    publish(protocol("P003"), protocol("P201"), now=NIGHT + datetime.timedelta(hours=1))
    rest = ask(f"elections/tiny/protocols?limit=500&cursor={first['next']}")
    met = [(item["area_id"], item["contest"]) for item in (*first["items"], *rest["items"])]
    assert len(met) == len(set(met)) == 6


@pytest.mark.django_db
def test_a_protocol_that_changes_on_the_way_is_met_as_it_is_now(ask: Ask, night: object) -> None:
    """Read a part, let a protocol of it change, read on: `changed_since` tells what to read again."""
    first = ask("elections/tiny/protocols?limit=1")
    annul(first["items"][0]["area_id"])
    again = ask(f"elections/tiny/protocols?changed_since={first['tree_size']}")["items"]
    assert [(item["area_id"], item["counts"]) for item in again] == [("P001", False)]


MADE_UP = (
    "x",
    "%00",
    "AAAA",
    "W10",
    "🗳",
    encode_cursor("areas", (3,)),
    encode_cursor("protocols", (3, 4)),
    encode_cursor("protocols", (2**60,)),
    encode_cursor("protocols", (3,)) + "=",
    encode_cursor("protocols", (3,)) + " ",
    base64.urlsafe_b64encode(b'["protocols", 3]').decode().rstrip("="),
    base64.urlsafe_b64encode(b'["protocols",true]').decode().rstrip("="),
    base64.urlsafe_b64encode(b'["protocols",3.0]').decode().rstrip("="),
    base64.urlsafe_b64encode(b'["protocols",NaN]').decode().rstrip("="),
    base64.urlsafe_b64encode(b"[" * 90).decode().rstrip("="),
)


@pytest.mark.django_db
def test_a_cursor_that_was_made_up_is_refused_with_a_sentence(ask: Ask, night: object) -> None:
    for cursor in MADE_UP:
        refused = ask(f"elections/tiny/protocols?cursor={cursor}&lang=en", 400)
        assert refused["code"] == "invalid_cursor"
        assert refused["message"].startswith("This is no cursor of this list."), cursor


@pytest.mark.django_db
def test_a_part_has_a_largest_size(ask: Ask, night: object) -> None:
    for limit in ("0", "501", "-1", "many", "1e2", ""):
        assert ask(f"elections/tiny/protocols?limit={limit}", 422)["code"] == "invalid_parameter"


@given(st.sampled_from(["areas", "findings"]), st.lists(KEYS, min_size=1, max_size=3))
def test_a_cursor_gives_back_the_key_it_was_made_of(of: str, key: list[int]) -> None:
    assert decode_cursor(encode_cursor(of, tuple(key)), of, (-1,) * len(key)) == tuple(key)


@given(st.text(max_size=60))
def test_no_text_but_a_cursor_is_read(text: str) -> None:
    try:
        key = decode_cursor(text, "protocols", (-1,))
    except InvalidCursor:
        return
    assert encode_cursor("protocols", key) == text


@pytest.mark.django_db
def test_findings_of_one_protocol_may_stand_in_two_parts(ask: Ask, night: object) -> None:
    publish(protocol("P003", figures=sound_figures(participants=1, ballots_cancelled=0)))
    broken = ask("elections/tiny/findings?verdict=broken&limit=500")["items"]
    assert [
        item for item in read_all(ask, "elections/tiny/findings") if item["verdict"] == "broken"
    ] == broken


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "index"),
    [("protocols?scan=true", "protocol_scanned"), ("areas?level=precinct&kind=unit", "area_level")],
)
def test_what_nothing_is_passes_nothing_over_and_the_root_has_its_own_index(
    client: Client, tiny: ElectionRow, question: str, index: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/api/v1/elections/tiny/{question}").json()["items"] == []
        root_of(tiny)
    told = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    plans = list[str]()
    for sql in told:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans += [step[-1] for step in cursor.fetchall()]
    assert [plan for plan in plans if f"INDEX {index} " in plan]
    assert "INDEX area_root " in plans[-1]
