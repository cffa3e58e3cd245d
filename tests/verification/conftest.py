"""What tests that check one bundle thousands of times ask for."""

from collections.abc import Mapping

import pytest

from hattama.verification import frames
from hattama.verification.foundation import Foundation, read_foundation

_parsed: dict[bytes, Foundation] = {}


@pytest.fixture
def parse_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare thousands of readings of the same rule pack. Another one is refused before it is read."""

    def read(files: Mapping[str, bytes]) -> Foundation:
        key = b"\0".join(files[name] for name in sorted(files))
        if key not in _parsed:
            _parsed[key] = read_foundation(files)
        return _parsed[key]

    monkeypatch.setattr(frames, "read_foundation", read)
