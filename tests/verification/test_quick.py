"""The quick way and the reference find the same, whatever the figures."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import flatten_figures
from hattama.core.protocols import Protocol, check_protocol
from hattama.core.transparency_log import canonical_bytes
from hattama.formats.election_definition import render_election
from hattama.verification import precincts
from hattama.verification.foundation import Foundation, read_foundation
from hattama.verification.parts import PartResult, Task, check_part
from hattama.verification.places import Limits
from hattama.verification.quick import ordinary
from hattama.verification.quick.columns import ColumnCheck, NotByColumn
from hattama.verification.quick.ordinary import Quick
from hattama.verification.quick.shapes import Printed, Shape, has_shape
from hattama.verification.sorting import Share, Sorter
from hattama.verification.tables import protocol_tables
from hattama.verification.troubles import Troubles
from tests.verification.made_bundle import Body, Files, Signer, log_files
from tests.verification.made_log import ORIGIN, make_foundation, protocol
from tests.verification.made_night import Night, codes, eventful_night

FOUNDATION = make_foundation(10, 2)
RULES = FOUNDATION.rules["contest0"]
CONTEST = FOUNDATION.election.contest("contest0")
SIGNER = Signer()


def examine(bodies: list[Body], *, quickly: bool) -> PartResult:
    return examine_entries([canonical_bytes(body) for body in bodies], quickly=quickly)


def examine_entries(entries: list[bytes], *, quickly: bool, of: Foundation = FOUNDATION) -> PartResult:
    # Of files beside the log those of an earlier size are asked for: what came later is not shown in them.
    limits = Limits(len(entries), len(entries) * 9 // 10)
    place = Files(log_files(entries, SIGNER))
    with pytest.MonkeyPatch.context() as patch:
        if not quickly:
            patch.setattr(ordinary, "MOST_OF_A_CONTEST", 0)
        return check_part(Task(of, place, ORIGIN, limits), 0, 1)


def found(bodies: list[Body], *, quickly: bool) -> tuple[Any, Any, Any]:
    """What is wrong, entry by entry, what everything adds up to, and what files beside the log show."""
    return summary(examine(bodies, quickly=quickly))


def summary(result: PartResult) -> tuple[Any, Any, Any]:
    ledger = {
        key: (
            *(c.received, c.annulled, c.with_findings, c.without_scan, c.last),
            sorted((k, *pair) for k, pair in c.figures.items() if pair[1]),
            sorted((k, *pair) for k, pair in c.derived.items() if pair[1]),
        )
        for key, c in result.ledger.items()
    }
    shown = (result.tables, result.versions, result.scans, result.shown, result.explanations)
    return sorted((t.kind.code, t.entry, t.found, t.expected) for t in result.troubles), ledger, shown


def test_an_eventful_night_is_the_same_both_ways() -> None:
    bodies = eventful_night(FOUNDATION, SIGNER).bodies
    assert found(bodies, quickly=True) == found(bodies, quickly=False)


@given(st.data())
def test_whatever_figures_are_given_both_ways_find_the_same(data: st.DataObject) -> None:
    night = Night(FOUNDATION, SIGNER)
    keys = sorted(protocol(FOUNDATION, "P000000", "contest0")["figures"])
    for number in range(data.draw(st.integers(1, 6))):
        contest = data.draw(st.sampled_from(["contest0", "contest1"]))
        precinct = f"P{data.draw(st.integers(0, 3)):06d}"
        if any(
            b["kind"] == "protocol" and (b["area"], b["contest"]) == (precinct, contest) for b in night.bodies
        ):
            continue
        body = protocol(FOUNDATION, precinct, contest, 1 + number % 3)
        for key in data.draw(st.lists(st.sampled_from(keys), max_size=3)):
            _change(body["figures"], key, data.draw(st.integers(-1, 1)))
        night.protocol(precinct, contest, figures=body["figures"], scans=body["scans"][: number % 2])
        if data.draw(st.booleans()):
            # A finding that should not be there, or one that should and is not.
            night.bodies[-1]["findings"] = night.bodies[-1]["findings"][1:]
    assert found(night.bodies, quickly=True) == found(night.bodies, quickly=False)


QUIET_NIGHT = Night(FOUNDATION, SIGNER)
for _number in range(10):
    for _contest in ("contest0", "contest1"):
        QUIET_NIGHT.protocol(f"P{_number:06d}", _contest, 1 + _number % 3)
QUIET = [canonical_bytes(body) for body in QUIET_NIGHT.bodies]
DIGITS_AND_SIGNS = st.sampled_from(b'0123456789abcz{}[]":,-+. \\\n\x00\x1f\x7f\xc3\xff')


@pytest.mark.parametrize("figure", [10**15 - 1, 10**15, 2**53 - 1])
def test_a_figure_as_large_as_an_entry_can_hold_is_read_both_ways(figure: int) -> None:
    night = Night(FOUNDATION, SIGNER)
    for number in range(3):
        body = protocol(FOUNDATION, f"P{number:06d}", "contest0", 1)
        body["figures"]["voters_listed"] = figure
        night.protocol(f"P{number:06d}", "contest0", figures=body["figures"], scans=body["scans"])
    assert found(night.bodies, quickly=True) == found(night.bodies, quickly=False)


@given(st.data())
def test_whatever_bytes_are_changed_both_ways_find_the_same(data: st.DataObject) -> None:
    entries = [bytearray(entry) for entry in QUIET]
    for _ in range(data.draw(st.integers(1, 4))):
        entry = data.draw(st.sampled_from(entries[3:]))
        at = data.draw(st.integers(0, len(entry) - 1))
        if data.draw(st.booleans()):
            entry[at] = data.draw(st.integers(0, 255) | DIGITS_AND_SIGNS)
        elif data.draw(st.booleans()):
            entry.insert(at, data.draw(DIGITS_AND_SIGNS))
        else:
            del entry[at]
    changed = [bytes(entry) for entry in entries]
    quick, slow = (summary(examine_entries(changed, quickly=quickly)) for quickly in (True, False))
    assert quick == slow


@pytest.mark.parametrize(
    ("findings", "code"),
    [(b"[0]", "schema-broken"), (b"[x]", "entry-refused"), (b'[],"findings":[]', "entry-refused")],
)
@pytest.mark.parametrize("twice", [False, True])
def test_findings_that_are_none_are_refused_though_a_shape_lets_them_pass(
    findings: bytes, code: str, twice: bool
) -> None:
    entries = list(QUIET)
    wrong = entries[-1].replace(b'"findings":[]', b'"findings":' + findings)
    assert wrong != entries[-1]
    entries[-1:] = [entries[-1], wrong] if twice else [wrong]
    quick, slow = (examine_entries(entries, quickly=quickly) for quickly in (True, False))
    assert summary(quick) == summary(slow)
    assert codes(quick.troubles) == {code}


@given(st.permutations(range(len(QUIET) - 3)))
def test_in_whatever_order_protocols_came_both_ways_find_the_same(order: list[int]) -> None:
    """Findings between contests say what had come by then, so most orders make them false."""
    entries = [*QUIET[:3], *(QUIET[3 + place] for place in order)]
    quick, slow = (summary(examine_entries(entries, quickly=quickly)) for quickly in (True, False))
    assert quick == slow


@pytest.mark.parametrize("times", [(1, 2), (2, 1)])
def test_figures_that_two_contests_of_a_precinct_should_share_are_compared(times: tuple[int, int]) -> None:
    night = Night(FOUNDATION, SIGNER)
    for contest, often in zip(("contest0", "contest1"), times, strict=True):
        night.protocol("P000000", contest, often)
        night.protocol("P000001", contest)
    kept_quiet = next(body for body in night.bodies if body.get("findings"))
    assert {finding["code"] for finding in kept_quiet["findings"]} == {"KZ-K11A", "KZ-K11B"}
    kept_quiet["findings"] = []
    assert found(night.bodies, quickly=True) == found(night.bodies, quickly=False)
    result = examine(night.bodies, quickly=True)
    assert [(one.kind.code, one.entry) for one in result.troubles] == [
        ("findings-differ", night.bodies.index(kept_quiet))
    ]


def test_a_quiet_night_needs_the_reference_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(precincts, "Replay", refuse)
    monkeypatch.setattr(precincts, "History", refuse)
    assert not examine_entries(QUIET, quickly=True).troubles


@pytest.mark.parametrize("changes", [{"signed_at": None}, {"scans": []}, {"explanation_sha256": "5a" * 32}])
def test_files_show_the_same_both_ways_whatever_protocols_have(changes: dict[str, Any]) -> None:
    night = Night(FOUNDATION, SIGNER)
    for number in range(10):
        night.protocol(f"P{number:06d}", "contest0", 1 + number % 3)
        night.bodies[-1].update(changes)
    assert found(night.bodies, quickly=True) == found(night.bodies, quickly=False)


@pytest.mark.parametrize(
    ("code", "is_shown"), [("KZ-P01", True), ("KZ-100 %d", True), (f"KZ-{10**15}", False)]
)
def test_texts_in_which_a_place_seems_marked_are_left_to_the_reference(code: str, is_shown: bool) -> None:
    shape = Shape(FOUNDATION, 0, body_of(protocol(FOUNDATION, "P000000", "contest0")))
    finding = {"code": code, "severity": "hard", "verdict": "broken", "row": "", "fields": ["invalid"]}
    told = canonical_bytes([{**finding, "left": 1, "right": 2}])
    tables = protocol_tables(FOUNDATION)[1]
    if is_shown:
        assert code.encode() in b"".join(Printed(shape, told, tables).of((b"",) * shape.texts + (1,) * 99))
        return
    with pytest.raises(NotByColumn):
        Printed(shape, told, tables)


def _change(figures: dict[str, Any], key: str, by: int) -> None:
    if by == 0:
        figures.pop(key, None)
    elif isinstance(figures.get(key), dict):
        row = next(iter(figures[key]))
        figures[key][row] = max(0, figures[key][row] + by)
    elif key in figures:
        figures[key] = max(0, figures[key] + by)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["invalid", "participants", "voters_listed"]), st.integers(0, 5000))
    )
)
def test_columns_miss_nothing_that_the_check_of_one_protocol_finds(changes: list[dict[str, int]]) -> None:
    base = flatten_figures(protocol(FOUNDATION, "P000000", "contest0")["figures"])
    keys = sorted(base)
    check = ColumnCheck(RULES, CONTEST, keys)
    rows = [{**base, **change} for change in changes]
    columns = [[row[key] for row in rows] for key in keys]
    more, _ = check.ask(columns)
    for place, row in enumerate(rows):
        findings = check_protocol(RULES, CONTEST, Protocol("P000000", "contest0", row))
        assert (place in more) is (findings != check.findings)


def test_what_the_quick_way_took_comes_back_byte_for_byte() -> None:
    sorter = Sorter(FOUNDATION, Share(), Troubles())
    for index, entry in enumerate(QUIET):
        sorter.take(index, entry)
    assert not sorter.told
    given = [entry for slot in range(10) for entry in sorter.quick.entries_of(slot)]
    assert sorted(given) == list(enumerate(QUIET))[3:]


def take(entry: bytes) -> bool:
    """Whether the quick way takes an entry after it learned the shape of another."""
    body = protocol(FOUNDATION, "P000000", "contest0")
    quick = Quick(FOUNDATION, ["P000000"])
    quick.learn(body_of(body), canonical_bytes(body))
    return quick.take(0, entry, 0, lambda moment: True)


def body_of(body: Body) -> Body:
    """The body in the order of its entry."""
    return json.loads(canonical_bytes(body))


def test_a_shape_takes_no_entry_that_is_not_canonical_or_does_not_fit_its_schema() -> None:
    entry = canonical_bytes(protocol(FOUNDATION, "P000000", "contest0"))
    assert take(entry)
    for old, new in (
        (b'"invalid":12', b'"invalid":012'),
        (b'"invalid":12', b'"invalid":-12'),
        (b'"invalid":12', b'"invalid":12.0'),
        (b'"invalid":12', b'"invalid":1e2'),
        (b'"invalid":12', b'"invalid":'),
        (b'"invalid":12', b'"invalid": 12'),
        (b'"invalid":12', b'"invalid":9007199254740993'),
        (b'"invalid":12', b'"invalid":' + b"9" * 20),
        (b'"invalid":12', b'"invalid":' + b"9" * 5000),
        (b'"box_ballots":{"1":', b'"box_ballots":{"01":'),
        (b'"box_ballots":{"1":', b'"box_ballots":{"2":'),
        (b'"box_ballots":{"1":', b'"box_ballots":{"3":'),
        (b'"kind":"protocol"', b'"kind":"recount"'),
        (b'"pages":1', b'"pages":0'),
        (b'"contest":"contest0"', b'"contest":"contest1"'),
        (b',"findings":[]', b""),
        (b',"illegible":[]', b',"illegible":[],"illegible":[]'),
        (b'{"area"', b'{"area":"P000000","area"'),
    ):
        assert old in entry
        assert not take(entry.replace(old, new, 1)), new


def test_no_shape_is_learned_of_an_entry_in_which_a_place_seems_marked() -> None:
    body = protocol(FOUNDATION, "P000000", "contest0", method="<hash>")
    quick = Quick(FOUNDATION, ["P000000"])
    quick.learn(body_of(body), canonical_bytes(body))
    assert not quick.take(0, canonical_bytes(body), 0, lambda moment: True)


def test_a_protocol_of_a_contest_that_is_not_held_there_is_found_both_ways() -> None:
    limited = replace(FOUNDATION.election.contest("contest1"), areas=("R00",))
    definition = render_election(replace(FOUNDATION.election, contests=(CONTEST, limited)))
    told = read_foundation({**FOUNDATION.files, "election.toml": definition})
    there = next(area for area in told.precincts if "contest1" in told.contests_at[area])
    elsewhere = next(area for area in told.precincts if "contest1" not in told.contests_at[area])
    night = Night(told, SIGNER)
    night.protocol(there, "contest1")
    night.add(protocol(told, elsewhere, "contest1"))
    entries = [canonical_bytes(body) for body in night.bodies]
    quick, slow = (examine_entries(entries, quickly=quickly, of=told) for quickly in (True, False))
    assert summary(quick) == summary(slow)
    assert [(one.kind.code, one.entry) for one in quick.troubles] == [("life-cycle-broken", len(entries) - 1)]


@pytest.mark.parametrize(
    "changes",
    [
        {"illegible": ["invalid"]},
        {"scans": [{}, {}]},
        {"kind": "correction"},
        {"figures": {}},
    ],
)
def test_what_is_out_of_the_ordinary_has_no_shape(changes: dict[str, Any]) -> None:
    assert not has_shape({**protocol(FOUNDATION, "P000000", "contest0"), **changes})


def test_a_moment_that_never_was_is_found_quickly_too() -> None:
    night = Night(FOUNDATION, SIGNER)
    night.protocol("P000000", "contest0")
    night.bodies[night.protocol("P000001", "contest0")]["recorded_at"] = "2026-02-30T20:00:00+05:00"
    result = examine(night.bodies, quickly=True)
    assert codes(result.troubles) == {"schema-broken"}
    assert json.dumps([t.entry for t in result.troubles]) == f"[{len(night.bodies) - 1}]"
