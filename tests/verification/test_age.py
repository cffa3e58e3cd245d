"""A log that is open was witnessed lately, or newer entries may be withheld; a closed one needs nobody."""

import datetime

import pytest

from hattama.core.transparency_log import parse_checkpoint
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.reports import Verdict
from hattama.verification.troubles import Weight
from tests.verification.made_bundle import Files, make_bundle, verify
from tests.verification.made_log import make_foundation
from tests.verification.made_night import Night
from tests.verification.test_cosigned import LOG, POLICY, cosigned

NOW = datetime.datetime(2026, 8, 31, 12, 0, tzinfo=datetime.UTC)
BOUND = 60
FOUNDATION = make_foundation(10, 1, greatest_age_minutes=BOUND)


def bundle(foundation=FOUNDATION, *, closed: bool = False, **ages: int) -> Files:
    """A log whose witnesses signed so many minutes before NOW."""
    night = Night(foundation, LOG)
    if closed:
        night.close()
    files = make_bundle(foundation, night.bodies, LOG)
    files["policy.txt"] = POLICY.encoded()
    note = files["checkpoint"]
    for name, minutes in ages.items():
        time = int(NOW.timestamp()) - 60 * minutes
        note = cosigned(parse_checkpoint(note), int(name[1:]), time=time)
    files["checkpoint"] = note
    return files


def is_old(files: Files, now: datetime.datetime | None = NOW) -> bool:
    report = check_bundle(files, verify, Asked(now=now))
    assert report.verdict is Verdict.QUALIFIED, list(report.troubles)
    return "checkpoint-old" in {kind.code for kind, _, _ in report.troubles.of(Weight.QUALIFIES)}


@pytest.mark.parametrize(("age", "expected"), [(0, False), (BOUND, False), (BOUND + 1, True)])
def test_witnesses_may_be_silent_for_as_long_as_the_election_says(age: int, expected: bool) -> None:
    assert is_old(bundle(w0=age, w1=age)) is expected


def test_one_fresh_witness_is_no_quorum() -> None:
    assert is_old(bundle(w0=0, w1=BOUND + 1, w2=BOUND + 1))
    assert not is_old(bundle(w0=0, w1=1, w2=1_000))


def test_where_nothing_is_promised_or_nobody_asks_no_age_is_too_great() -> None:
    files = bundle(w0=1_000, w1=1_000)
    assert not is_old(files, None)
    assert not is_old(bundle(make_foundation(10, 1), w0=1_000, w1=1_000))


def test_a_closed_log_grows_old_in_peace() -> None:
    assert not is_old(bundle(closed=True, w0=1_000, w1=1_000))
