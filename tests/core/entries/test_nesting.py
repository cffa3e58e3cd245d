"""Entries: figures nested for canonical JSON and back, and what a body says to tabulation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import (
    AnnulmentEntry,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
    entry_from_body,
    flatten_figures,
    nest_figures,
    nest_sums,
)
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Tally

single = st.sampled_from(["voters_listed", "invalid", "participants"])
repeated = st.builds(
    "{}[{}]".format, st.sampled_from(["votes", "issued"]), st.sampled_from(["a", "b", "1", "12"])
)
figures = st.dictionaries(single | repeated, st.integers(0, 2**53 - 1))


@given(figures)
def test_nested_figures_come_back_as_they_were(given_figures: dict[str, int]) -> None:
    assert flatten_figures(nest_figures(given_figures)) == given_figures


@given(figures)
def test_nested_figures_can_stand_in_a_canonical_entry(given_figures: dict[str, int]) -> None:
    assert canonical_bytes({"figures": nest_figures(given_figures)})


def test_a_figure_cannot_stand_both_alone_and_with_rows() -> None:
    with pytest.raises(ValueError, match="votes"):
        nest_figures({"votes": 1, "votes[a]": 2})


def body(**changes: object) -> dict[str, object]:
    return {
        "kind": "protocol",
        "area": "0001",
        "contest": "party",
        "figures": {"votes": {"a": 3}},
        "replaces": None,
        "findings": [
            {"code": "KZ-K02", "severity": "hard", "verdict": "broken"},
            {"code": "KZ-K01", "severity": "hard", "verdict": "broken"},
            {"code": "KZ-K02", "severity": "hard", "verdict": "broken"},
            {"code": "KZ-K08A", "severity": "soft", "verdict": "broken"},
            {"code": "KZ-K09", "severity": "hard", "verdict": "cannot_be_checked"},
        ],
        "scans": [{"sha256": "ab"}],
        "version": 1,
        "explanation_sha256": None,
    } | changes


def test_only_broken_hard_relations_make_a_protocol_one_that_does_not_add_up() -> None:
    expected = ProtocolEntry(7, "0001", "party", {"votes[a]": 3}, None, ("KZ-K01", "KZ-K02"), ("ab",))
    assert entry_from_body(7, body()) == expected


def test_a_scan_entry_names_its_scan() -> None:
    said = entry_from_body(8, {"kind": "scan", "area": "0001", "contest": "party", "scan": {"sha256": "cd"}})
    assert said == ScanEntry(8, "0001", "party", "cd")


def test_a_correction_is_read_like_the_version_it_replaces() -> None:
    said = entry_from_body(9, body(kind="correction", replaces=7, version=2, reason="other"))
    assert isinstance(said, ProtocolEntry)
    assert (said.replaces, said.version) == (7, 2)


def test_annulments_and_redactions_name_what_they_are_about() -> None:
    place = {"area": "0001", "contest": "party"}
    annulment = {"kind": "annulment", "annuls": 7, **place}
    redaction = {"kind": "redaction", "what": "scan", "sha256": "ab", **place}
    assert entry_from_body(9, annulment) == AnnulmentEntry(9, "0001", "party", 7)
    assert entry_from_body(10, redaction) == RedactionEntry(10, "0001", "party", "scan", "ab")


@given(figures)
def test_sums_nest_as_figures_do(given_figures: dict[str, int]) -> None:
    sums = nest_sums({key: Tally(value, 3) for key, value in given_figures.items()})
    assert canonical_bytes(sums)
    paired = {
        code: {row: [one, 3] for row, one in value.items()} if isinstance(value, dict) else [value, 3]
        for code, value in nest_figures(given_figures).items()
    }
    assert sums == paired


def test_a_sum_beyond_the_numbers_of_json_is_written_in_digits() -> None:
    assert nest_sums({"listed": Tally(2**53, 2)}) == {"listed": ["9007199254740992", 2]}
    assert nest_sums({"listed": Tally(2**53 - 1, 2)}) == {"listed": [2**53 - 1, 2]}


def test_kinds_that_change_no_sum_say_nothing() -> None:
    assert entry_from_body(0, {"kind": "open"}) is None


def test_a_body_without_what_its_schema_demands_is_not_guessed_at() -> None:
    broken = body()
    del broken["figures"]
    with pytest.raises(KeyError):
        entry_from_body(0, broken)
