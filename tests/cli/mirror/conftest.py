"""A mirror of the tests waits for nobody."""

import pytest

from hattama.cli.mirror import copying


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PAUSE_SECONDS", 0)
