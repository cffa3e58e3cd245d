"""Nothing that matters is altered in a bundle and not found by a reader who kept a key and a checkpoint.

Three of each class in ordinary runs; a thousand in all with HATTAMA_ENDURANCE=1.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from hattama.verification import checking
from hattama.verification.foundation import Foundation, read_foundation
from hattama.verification.reports import Verdict
from tests.verification.mutations import CLASSES, FILES, UNKNOWN, examine, mutate

EACH = -(-1_000 // len(CLASSES)) if os.environ.get("HATTAMA_ENDURANCE") == "1" else 3

_parsed: dict[bytes, Foundation] = {}


@pytest.fixture(autouse=True)
def parse_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(files: Mapping[str, bytes]) -> Foundation:
        key = b"\0".join(files[name] for name in sorted(files))
        if key not in _parsed:
            _parsed[key] = read_foundation(files)
        return _parsed[key]

    monkeypatch.setattr(checking, "read_foundation", read)


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
