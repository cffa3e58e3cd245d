"""Compiles the translations that changed: before every build and installation, and by `make catalogues`.

Compiled catalogues are not in git, and a package without them would speak only English.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent / "src"


def compile_catalogues(source: Path = SOURCE) -> None:
    """Write beside each .po file under `source` its .mo file, where that is absent or older."""
    for po in source.rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns <= po.stat().st_mtime_ns:
            with po.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
            # Renamed into place, so that no process reads half a file; two may write it at once.
            unfinished = mo.with_suffix(f".{os.getpid()}.new")
            with unfinished.open("wb") as file:
                write_mo(file, catalogue)
            unfinished.replace(mo)


class CatalogueHook(BuildHookInterface[Any]):
    """What hatchling calls before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, so that the files are there to be packed."""
        compile_catalogues()


if __name__ == "__main__":
    compile_catalogues()
