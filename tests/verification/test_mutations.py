"""Nothing that matters is altered in a bundle and not found by a reader who kept a key and a checkpoint.

Three of each class in ordinary runs; a thousand in all with HATTAMA_ENDURANCE=1.
"""

import copy
import os

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.verification.reports import Verdict
from tests.verification.made_bundle import Files, log_files
from tests.verification.mutations import BODIES, CLASSES, FILES, SIGNER, UNKNOWN, examine, mutate

EACH = -(-1_000 // len(CLASSES)) if os.environ.get("HATTAMA_ENDURANCE") == "1" else 3

pytestmark = pytest.mark.usefixtures("parse_only_once")


def test_the_bundle_that_is_altered_is_plainly_true() -> None:
    assert examine(FILES).verdict is Verdict.TRUE


@pytest.mark.parametrize("name", [name for name in CLASSES if name != UNKNOWN])
def test_what_is_altered_is_never_called_true(name: str) -> None:
    for number in range(EACH):
        report = examine(mutate(name, number))
        assert report.verdict in (Verdict.FALSE, Verdict.UNCHECKED), f"{name}, number {number}"


def test_a_file_that_nobody_vouches_for_is_named() -> None:
    for number in range(EACH):
        files = mutate(UNKNOWN, number)
        (added,) = files.keys() - FILES.keys()
        assert added in {one.path for one in examine(files).troubles}, added


LAST_MOMENT = "9999-12-31T23:59:59-14:00"


@pytest.mark.parametrize(
    ("kind", "member", "value"),
    [
        ("recount", ("recorded_at",), LAST_MOMENT),
        ("steps", ("times", "closed"), LAST_MOMENT),
        ("protocol", ("figures", "ballots_issued"), {"a": 1}),
    ],
)
def test_what_no_sound_log_says_is_false_and_stops_nobody(
    kind: str, member: tuple[str, ...], value: object
) -> None:
    bodies = copy.deepcopy(list(BODIES))
    within = next(body for body in bodies if body["kind"] == kind)
    for step in member[:-1]:
        within = within[step]
    within[member[-1]] = value
    files = FILES | log_files([canonical_bytes(body) for body in bodies], SIGNER)
    assert examine(Files(files)).verdict is Verdict.FALSE
