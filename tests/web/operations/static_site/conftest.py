"""A copy of the tiny election, and a way to read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.web.operations.static_site import Options, Written, write_static_site
from tests.web.public_night import night

__all__ = ["night"]

Publish = Callable[..., Written]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the copy stands."""
    return tmp_path / "site"


@pytest.fixture
def copy_of(site: Path) -> Callable[..., Written]:
    """Write the copy, in this process."""

    def write(place: Path = site, *, whole: bool = False, **options: object) -> Written:
        return write_static_site(place, Options(**options), whole=whole)  # type: ignore[arg-type]

    return write


@pytest.fixture(scope="session")
def shelf(tmp_path_factory) -> Path:
    """Where the one copy stands that tests only read."""
    return tmp_path_factory.mktemp("copied") / "site"


@pytest.fixture
def copied(shelf: Path, request: pytest.FixtureRequest) -> Path:
    """The copy of the tiny election with its night: made once, for tests that ask the live site nothing."""
    if not shelf.exists():
        request.getfixturevalue("night")
        write_static_site(shelf, Options())
    return shelf
