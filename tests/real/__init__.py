"""Real parts for the tests: a database server, a browser, published result files.

A part that is absent is said so and its tests are skipped; where the environment says ``CI=true``
nothing may be absent, so the same tests fail.
"""

import os
from typing import NoReturn

import pytest

__all__ = ["PATIENCE", "do_without", "everything_must_be_here"]

PATIENCE = 300
"""Seconds: nothing that is waited for takes so long; a machine that is busy with other things may need a good
part. For what must come; whatever must not is not waited for by the clock."""


def everything_must_be_here() -> bool:
    """Whether an absent part is a failure here rather than a reason to skip."""
    return os.environ.get("CI") == "true"


def do_without(what_is_missing: str) -> NoReturn:
    """Leave the running test: skipped with the reason, or failed with it where CI=true."""
    if everything_must_be_here():
        pytest.fail(f"{what_is_missing} (with CI=true nothing is skipped)", pytrace=False)
    pytest.skip(what_is_missing)
