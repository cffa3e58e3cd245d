"""The start of another process that reads the archive: Django is set up before anything is imported."""

from __future__ import annotations

import importlib
from typing import Any


def run_in_django(place: str, *arguments: Any) -> None:
    """Set Django up, then call the function at `place` (`package.module:function`).

    What a new process is given to call is imported at its start, and rows cannot be imported before Django is
    set up; hence the name in place of the function.
    """
    import django

    django.setup()
    module, _, name = place.partition(":")
    getattr(importlib.import_module(module), name)(*arguments)
