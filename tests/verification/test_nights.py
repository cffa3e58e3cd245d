"""Times and papers of a bundle are checked: what contradicts the log's own rules is found where it stands."""

import copy
from collections.abc import Callable

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.reports import Verdict
from tests.verification.made_bundle import Body, Files, Signer, log_files, verify
from tests.verification.made_night import codes, custody, eventful_bundle, steps

FOUNDATION, BODIES, FILES = eventful_bundle()
ONE, TWO = (contest.code for contest in FOUNDATION.election.contests)
STATE = "state/nights.jsonl"
CLOSED = {"closed": "2026-08-30T20:05:00+05:00"}


def found_in(files: Files) -> set[str]:
    return codes(check_bundle(files, verify, Asked()).troubles)


def with_entry(body: Body) -> set[str]:
    """What is said of an entry that the log holds beside the others, before it closes."""
    bodies = copy.deepcopy(list(BODIES))
    bodies.insert(next(at for at, one in enumerate(bodies) if one["kind"] == "scan"), body)
    files = Files(FILES) | log_files([canonical_bytes(one) for one in bodies], Signer())
    report = check_bundle(Files(files), verify, Asked(with_tables=False))
    at = bodies.index(body)
    return {trouble.found for trouble in report.troubles if trouble.entry == at}


def test_a_bundle_that_tells_of_the_night_is_true() -> None:
    report = check_bundle(FILES, verify, Asked())
    assert report.verdict is Verdict.QUALIFIED
    assert b"P000000,contest0,signed,2026-08-30T21:00:00+05:00,,2026" in FILES["timeline.csv"]
    assert b",STEP-EARLY STEP-FUTURE," in FILES["timeline.csv"]
    assert FILES["custody.csv"].count(b"\r\n") == 4


@pytest.mark.parametrize("path", ["timeline.csv", "custody.csv", STATE])
@pytest.mark.parametrize(
    "change", [lambda data: data.replace(b"22:", b"21:"), lambda data: data[:-3]], ids=["other", "cut"]
)
def test_a_changed_file_is_found(path: str, change: Callable[[bytes], bytes]) -> None:
    files = Files(FILES)
    files[path] = change(files[path])
    assert files[path] != FILES[path]
    assert found_in(files) - found_in(FILES)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (steps("P000000", closed="20:10"), "StepAlreadyRecorded"),
        (
            steps("P000000", closed="20:10", corrects={"closed": "2026-08-30T20:00:00+05:00"}),
            "CorrectedTimeDoesNotStand",
        ),
        (steps("P000000", unheard="20:10"), "NoSuchStep"),
        (steps("R00", closed="20:10"), "NoSuchStep"),
        (steps("P000000", "unheard", counted="23:10"), "NotHere"),
        (steps("P999999", closed="20:10"), "NoSuchArea"),
        (custody("P000002", 3, "received", "23:00"), "CustodyNumberOutOfOrder"),
        (custody("P000002", 4, "received", "23:00", replaces=2), "ReplacedRecordDoesNotStand"),
        (custody("R00", 1, "received", "23:00"), "NotHere"),
    ],
)
def test_an_entry_that_contradicts_those_before_it_is_found(body: Body, refusal: str) -> None:
    assert with_entry(body) == {refusal}


def test_a_correction_that_names_what_stands_is_sound() -> None:
    assert with_entry(steps("P000000", closed="20:10", corrects=CLOSED)) == set()


def test_a_time_after_the_closing_is_found() -> None:
    bodies = [*BODIES, steps("P000003", closed="20:00")]
    files = Files(FILES) | log_files([canonical_bytes(one) for one in bodies], Signer())
    report = check_bundle(Files(files), verify, Asked(with_tables=False))
    assert {trouble.kind.code for trouble in report.troubles if trouble.entry == len(BODIES)} == {
        "order-broken"
    }


def test_a_state_of_another_size_is_found() -> None:
    files = Files(FILES)
    files[STATE] = FILES[STATE].replace(b'"tree_size":', b'"tree_size":1')
    assert found_in(files) - found_in(FILES)


def test_a_missing_state_is_told() -> None:
    files = Files(FILES)
    del files[STATE]
    assert found_in(files) - found_in(FILES)
