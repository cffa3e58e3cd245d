"""Schemas of entries: what docs/format/log.md promises of each kind, and that nothing else passes."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import SchemaProblem, check_entry_schema, entry_body, entry_from_body, entry_message
from hattama.core.entries.registry import ENTRY_KINDS, KINDS
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from tests.core.entries.entry_examples import COUNTS, DECISION, FILE, FINDING, HASH, ORIGIN, VKEY, example

kinds = pytest.mark.parametrize("kind", ENTRY_KINDS)


def places(body: object) -> list[str]:
    return [problem.place for problem in check_entry_schema(body)]


@kinds
def test_an_example_of_each_kind_fits_and_stays_itself_as_canonical_bytes(kind: str) -> None:
    body = example(kind)
    assert check_entry_schema(body) == ()
    assert parse_canonical(canonical_bytes(body)) == body


@kinds
def test_every_kind_says_what_happened(kind: str) -> None:
    assert entry_message(example(kind)).english


def test_the_same_kind_says_different_things_where_they_are() -> None:
    def said(kind: str, **changes: object) -> str:
        return entry_message(example(kind, **changes)).english

    assert said("protocol", status="preliminary") != said("protocol", status="confirmed")
    assert said("investigation", state="opened") != said("investigation", state="closed")
    assert said("redaction", what="scan") != said("redaction", what="explanation")


@kinds
def test_every_key_of_a_kind_is_demanded(kind: str) -> None:
    for key in example(kind):
        body = example(kind)
        del body[key]
        assert places(body) == [key]


@kinds
def test_a_key_that_the_schema_does_not_name_is_refused(kind: str) -> None:
    assert check_entry_schema(example(kind, beside=1)) == (SchemaProblem("beside", "no such key"),)


@kinds
@pytest.mark.parametrize("wrong", [True, -1, "", [[]], {"Z": 1}, 0.5])
def test_no_key_takes_just_anything(kind: str, wrong: Any) -> None:
    for key in example(kind):
        assert key in places(example(kind, **{key: wrong})), key


def test_another_version_of_a_schema_is_not_guessed_at() -> None:
    assert places(example("scan", schema=2)) == ["schema"]


@pytest.mark.parametrize("body", [None, [], "open", 3, {}, {"kind": "ballot"}, {"kind": ["open"]}])
def test_what_is_no_entry_has_a_problem(body: object) -> None:
    assert check_entry_schema(body)


def test_all_wrong_places_are_told_at_once() -> None:
    assert places(example("protocol", area="", contest="X", version=0)) == ["area", "contest", "version"]


@pytest.mark.parametrize(
    ("kind", "changes", "place"),
    [
        ("protocol", {"version": 2}, "replaces"),
        ("protocol", {"replaces": 3}, "replaces"),
        ("correction", {"version": 1}, "version"),
        ("recount", {"replaces": None}, "replaces"),
        ("protocol", {"illegible": ["voters_listed"]}, "illegible"),
        ("protocol", {"illegible": ["votes[dala]"]}, "illegible"),
        ("roster", {"part": 3}, "part"),
        ("total", {"received": 7}, "received"),
        ("total", {"annulled": 5}, "annulled"),
        ("total", {"with_findings": 4}, "with_findings"),
        ("total", {"without_scan": 4}, "without_scan"),
        ("turnout", {"voters": None, "share": None}, "voters"),
        ("close", {"received": {"single": 1}}, "received"),
        ("close", {"annulled": {}}, "annulled"),
    ],
)
def test_fields_that_contradict_each_other_are_a_problem(
    kind: str, changes: dict[str, Any], place: str
) -> None:
    assert check_entry_schema(example(kind, **changes)) == (SchemaProblem(place, "agreement with the rest"),)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("protocol", {"figures": {}, "illegible": [], "findings": [], "scans": [], "signed_at": None}),
        ("protocol", {"explanation_sha256": None, "illegible": ["votes", "voters_listed[1]"][:1]}),
        ("annulment", {"decision": {**DECISION, "number": "", "decided_on": None, "document": None}}),
        ("total", {"figures": {}, "preliminary": 0, **dict.fromkeys(COUNTS, 0)}),
        ("key", {"replaces": example("key")["vkey"]}),
        ("turnout", {"voters": None, "registered": None, "contest": "party"}),
        ("turnout", {"registered": None, "share": None}),
    ],
)
def test_what_may_be_absent_may_be_absent(kind: str, changes: dict[str, Any]) -> None:
    assert check_entry_schema(example(kind, **changes)) == ()


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("turnout", "notion", "visitors"),
        ("turnout", "at", "2023-03-19T16:10:00"),
        ("turnout", "share", "057.02"),
        ("turnout", "share", "57,02"),
        ("turnout", "share", 57),
        ("turnout", "voters", -1),
        ("protocol", "figures", {"votes": {}}),
        ("protocol", "figures", {"votes": {"a": -1}}),
        ("protocol", "figures", {"votes": {"a": True}}),
        ("protocol", "figures", {"listed": None}),
        ("protocol", "illegible", ["b", "a"]),
        ("protocol", "illegible", ["a", "a"]),
        ("protocol", "illegible", ["a[]"]),
        ("protocol", "scans", [FILE, FILE]),
        ("protocol", "scans", [{**FILE, "bytes": 0}]),
        ("protocol", "scans", [{**FILE, "media_type": "text/html"}]),
        ("protocol", "findings", [{**FINDING, "left": None}]),
        ("protocol", "findings", [{**FINDING, "row": "A"}]),
        ("protocol", "findings", [{**FINDING, "code": "K1"}]),
        ("protocol", "signed_at", "2023-02-29T10:00:00+06:00"),
        ("protocol", "signed_at", "2023-03-19T10:00:00"),
        ("protocol", "signed_at", "2023-03-19T10:00:00Z"),
        ("protocol", "signed_at", "2023-03-19T10:00:00.000+06:00"),
        ("protocol", "explanation_sha256", HASH.upper()),
        ("roster", "precincts", []),
        ("roster", "precincts", [*reversed(example("roster")["precincts"])]),
        ("roster", "precincts", [{"area": "P1", "contests": ["a", "a"], "registered": 1}]),
        ("total", "figures", {"listed": [5, 0]}),
        ("total", "figures", {"listed": ["12", 1]}),
        ("total", "figures", {"listed": ["9007199254740991", 1]}),
        ("total", "figures", {"listed": 5}),
        ("annulment", "decision", {**DECISION, "decided_on": "2023-02-30"}),
        ("annulment", "decision", {**DECISION, "number": "1" * 65}),
        ("key", "vkey", example("key")["vkey"][:-4] + "AAA="),
    ],
)
def test_a_value_of_the_wrong_shape_is_found_where_it_stands(kind: str, key: str, value: Any) -> None:
    assert places(example(kind, **{key: value})) == [key]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data(), kind=st.sampled_from(ENTRY_KINDS), value=json_values)
def test_any_value_anywhere_gives_an_answer_and_what_passes_can_be_folded(
    data: st.DataObject, kind: str, value: Any
) -> None:
    key = data.draw(st.sampled_from(sorted(example(kind))))
    body = example(kind, **{key: value})
    if not check_entry_schema(body):
        entry_from_body(0, body)


def test_the_documentation_describes_every_kind() -> None:
    page = Path(__file__).parents[3] / "docs/format/log.md"
    headings = [line[4:] for line in page.read_text("utf-8").splitlines() if line.startswith("### ")]
    told = {word.strip() for heading in headings for word in heading.split(",")}
    assert set(ENTRY_KINDS) <= told


def printed(kind: str) -> str:
    """The row of a kind in the documentation: its keys beside those of every entry, and what they hold."""
    keys = "; ".join(f"`{key}` {wanted}" for key, wanted, _ in KINDS[kind].fields)
    return f"| `{kind}` | {KINDS[kind].schema} | {keys} |"


def test_the_documentation_prints_the_keys_of_every_kind_as_the_registry_has_them() -> None:
    page = (Path(__file__).parents[3] / "docs/format/log.md").read_text("utf-8")
    _, _, table = page.partition("| kind | schema | keys |\n|---|---|---|\n")
    assert table.split("\n\n")[0].splitlines() == [printed(kind) for kind in ENTRY_KINDS]


AT = datetime.datetime(2023, 3, 19, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
HASHES = dict.fromkeys(("definition_sha256", "areas_sha256", "rule_pack_sha256"), HASH)


def test_the_first_entry_fits_its_schema_and_says_when_in_utc() -> None:
    body = entry_body("open", AT, election="tiny", origin=ORIGIN, **HASHES)
    assert places(body) == []
    assert body["recorded_at"] == "2023-03-19T17:30:00+00:00"


def test_a_hash_that_is_missing_is_missed() -> None:
    hashes = HASHES | {"areas_sha256": ""}
    assert places(entry_body("open", AT, election="tiny", origin=ORIGIN, **hashes)) == ["areas_sha256"]


def _key(vkey: str, replaces: str | None) -> dict[str, Any]:
    return entry_body("key", AT, role="log", vkey=vkey, replaces=replaces)


def test_the_first_key_replaces_none_and_the_next_names_it() -> None:
    first, second = _key(VKEY, None), _key(VKEY, VKEY)
    assert places(first) == places(second) == []
    assert (first["replaces"], second["replaces"]) == (None, VKEY)


def test_what_is_no_key_is_refused() -> None:
    assert places(_key("key", None)) == ["vkey"]


def _part(number: int, of: int) -> dict[str, Any]:
    precinct = {"area": "P001", "contests": ["party"], "registered": None}
    return entry_body("roster", AT, part=number, parts=of, precincts=[precinct])


def test_there_is_no_part_of_the_roster_after_the_last() -> None:
    assert places(_part(1, of=2)) == []
    assert places(_part(3, of=2)) == ["part"]
