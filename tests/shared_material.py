"""Published vectors and data that stand beside the repository, in ../shared, and are never copied into it."""

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def shared_path(*parts: str) -> Path:
    """A file or folder under ../shared.

    Where it is absent the test is skipped with a clear word; under CI=true its absence is a failure, so that
    no check can fall silent unnoticed.
    """
    path = _SHARED.joinpath(*parts)
    if path.exists():
        return path
    word = f"../shared/{'/'.join(parts)} is not beside this repository"
    if os.environ.get("CI") == "true":
        pytest.fail(word)
    pytest.skip(word)
