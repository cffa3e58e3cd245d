"""One byte of one file is changed: the check notices, or docs/citizen/verify.md says that it need not.

A sample of the bytes of each file in ordinary runs; HATTAMA_ENDURANCE=1 changes every one.
"""

import os
import random

import pytest

from hattama.verification.checking import Asked, check_bundle
from hattama.verification.reports import Verdict
from tests.verification.made_bundle import Files, verify
from tests.verification.made_night import small_bundle

FILES = small_bundle()
IN_FULL = os.environ.get("HATTAMA_ENDURANCE") == "1"
EVERY_BYTE_UP_TO = 1_000_000 if IN_FULL else 20
SAMPLED = 1_000 if IN_FULL else 12


pytestmark = pytest.mark.usefixtures("parse_only_once")


def places(path: str) -> list[int]:
    """The bytes that are changed: all of a small file, a sample of a large one, the same ones every time."""
    size = len(FILES[path])
    if size <= EVERY_BYTE_UP_TO:
        return list(range(size))
    return sorted(random.Random(path).sample(range(size), min(SAMPLED, size)))


@pytest.mark.parametrize("path", sorted(FILES))
def test_no_changed_byte_passes_unnoticed(path: str) -> None:
    chance = random.Random(path)
    for at in places(path):
        data = bytearray(FILES[path])
        data[at] ^= 1 << chance.randrange(8)
        report = check_bundle(Files(FILES | {path: bytes(data)}), verify, Asked(with_scans=True))
        assert report.verdict in (Verdict.FALSE, Verdict.UNCHECKED), (
            f"{path}, byte {at}: {FILES[path][max(0, at - 20) : at + 20]!r}"
        )


@pytest.mark.parametrize("path", sorted(FILES))
def test_no_file_cut_short_or_prolonged_passes_unnoticed(path: str) -> None:
    for data in (FILES[path][:-1], FILES[path] + b"\0", b""):
        if data != FILES[path]:
            report = check_bundle(Files(FILES | {path: data}), verify, Asked(with_scans=True))
            assert report.verdict in (Verdict.FALSE, Verdict.UNCHECKED), path


@pytest.mark.parametrize("path", sorted(FILES))
def test_no_absent_file_passes_unnoticed(path: str) -> None:
    without = Files({name: data for name, data in FILES.items() if name != path})
    report = check_bundle(without, verify, Asked(with_scans=True))
    assert report.verdict in (Verdict.FALSE, Verdict.UNCHECKED), path


STRANGE = (
    "tile/0/x001/000",
    "readme.txt",
    "state/nights/P000009.json",
    "explanations/ab/ab",
    "key-changes/5",
    "scans/ab/ab",
    "~a",
)


@pytest.mark.parametrize("path", STRANGE)
def test_a_file_that_belongs_to_nothing_is_named_wherever_it_lies(path: str) -> None:
    report = check_bundle(Files(FILES | {path: bytes(8192)}), verify)
    assert report.verdict is Verdict.QUALIFIED
    assert [one.path for one in report.troubles if one.kind.code == "unknown-file"] == [path]


def test_no_file_of_a_bundle_is_unknown_nor_what_a_mirror_keeps_for_itself() -> None:
    report = check_bundle(Files(FILES | {".mirror/checkpoint": b""}), verify)
    assert "unknown-file" not in {one.kind.code for one in report.troubles}
