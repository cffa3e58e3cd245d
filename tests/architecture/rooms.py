"""What each room owes the reader: a plate on the door, a list of what it offers, plain names, tests."""

import ast
from pathlib import Path

from tests.architecture.tree import imported_names, named, python_files, rooms, syntax_of

FORBIDDEN_NAMES = frozenset({"utils", "helpers", "common", "shared", "misc", "base", "manager"})
DJANGO = ("django", "allauth")


def rooms_without_a_plate(root: Path) -> list[str]:
    """Rooms whose docstring does not say what they know and what they do not."""
    breaches = []
    for room in rooms(root):
        door = room / "__init__.py"
        words = (ast.get_docstring(syntax_of(door)) or "") if door.exists() else ""
        if not words.startswith("This room knows") or "does not know" not in " ".join(words.split()):
            breaches.append(f"{named(root, door)}: begin with «This room knows …; it does not know …»")
    return breaches


def rooms_missing_from_the_picture(root: Path) -> list[str]:
    """Rooms that ARCHITECTURE.md does not draw."""
    picture = (root / "ARCHITECTURE.md").read_text("utf-8")
    return [
        f"ARCHITECTURE.md: does not show {named(root, room)}"
        for room in rooms(root)
        if f"{room.name}/" not in picture
    ]


def _names_its_door(module: ast.Module) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id == "__all__"
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
    )


def rooms_without_a_door(root: Path) -> list[str]:
    """Rooms that do not list what others may use of them."""
    doors = [room / "__init__.py" for room in rooms(root)]
    return [
        f"{named(root, door)}: list the public door in __all__"
        for door in doors
        if not door.exists() or not _names_its_door(syntax_of(door))
    ]


def forbidden_names(root: Path) -> list[str]:
    """Modules and folders whose name says nothing about what they hold."""
    return [
        f"{named(root, path)}: name it for what it holds"
        for path in python_files(root, "src", "tests", "bench", "training")
        if FORBIDDEN_NAMES & {*path.relative_to(root).parent.parts, path.stem.removeprefix("test_")}
    ]


def core_modules_without_tests(root: Path) -> list[str]:
    """Modules `core/room/thing.py` with no `tests/core/room/test_thing*.py` beside them."""
    core = root / "src/hattama/core"
    breaches = []
    for path in python_files(root, "src/hattama/core"):
        if path.name == "__init__.py":
            continue
        mirror = root / "tests/core" / path.relative_to(core).parent
        if not any(mirror.glob(f"test_{path.stem}*.py")):
            breaches.append(f"{named(root, path)}: no {named(root, mirror)}/test_{path.stem}*.py")
    return breaches


def early_django(root: Path) -> list[str]:
    """Django imported by the command line before a command that needs it was asked for.

    Whoever only verifies a downloaded bundle has no Django installed; such imports stand inside functions.
    """
    return [
        f"{named(root, path, getattr(node, 'lineno', None))} imports {name} before it is needed"
        for path in (*python_files(root, "src/hattama/cli"), *_command_files(root))
        for node in _run_on_import(syntax_of(path))
        for name in imported_names(node)
        if name.split(".")[0] in DJANGO
    ]


def _run_on_import(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return []
    return [node, *(found for child in ast.iter_child_nodes(node) for found in _run_on_import(child))]


def _command_files(root: Path) -> list[Path]:
    """The commands of the capabilities, and the list that finds them."""
    web = root / "src/hattama/web"
    return [
        path
        for path in python_files(root, "src/hattama/web")
        if "commands" in path.relative_to(web).with_suffix("").parts or path == web / "capabilities.py"
    ]
