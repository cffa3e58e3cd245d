"""Doors that open late: what they offer, and that what is not asked for is not read."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from hattama import core
from hattama.core import entries
from hattama.core.vocabulary import late_names

DOOR = "hattama.core.entries"
DOORS = [
    door
    for door in Path(core.__path__[0]).glob("*/__init__.py")
    if "TYPE_CHECKING:" in door.read_text("utf-8")
]


def read_after(program: str) -> set[str]:
    """The modules that a fresh process has read after this."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(said.stdout.split())


def test_a_module_is_read_when_a_name_of_it_is_asked_for() -> None:
    assert f"{DOOR}.audits" not in read_after(f"import {DOOR}")
    assert f"{DOOR}.audits" in read_after(f"from {DOOR} import fold_audit")


def test_a_late_name_is_the_very_thing_that_its_module_has() -> None:
    from hattama.core.entries.audits import fold_audit

    assert late_names(DOOR, "audits")("fold_audit") is fold_audit is entries.fold_audit


@pytest.mark.parametrize("name", ["no_such_name", "__wrapped__", "audits"])
def test_what_no_module_has_is_not_there(name: str) -> None:
    with pytest.raises(AttributeError, match=f"{DOOR} has no {name}"):
        late_names(DOOR, "audits")(name)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.parent.name)
def test_what_a_door_offers_to_readers_of_types_it_has(door: Path) -> None:
    room = f"hattama.core.{door.parent.name}"
    late = next(one for one in ast.parse(door.read_text("utf-8")).body if isinstance(one, ast.If))
    for told in late.body:
        assert isinstance(told, ast.ImportFrom) and told.module is not None
        # A module that is read takes its own name in the room: nothing that it holds may be called the same.
        module = import_module(told.module)
        for name in (alias.name for alias in told.names):
            assert getattr(import_module(room), name) is getattr(module, name)
