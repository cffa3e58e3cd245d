"""What each room owes the reader: a plate on the door, a list of what it offers, plain names, tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import dotted, imported_names, named, nodes_of, python_files, rooms, syntax_of

FORBIDDEN_NAMES = frozenset({"utils", "helpers", "common", "shared", "misc", "base", "manager"})
NAMED_BY_OTHERS = frozenset({"src/hattama/web/kernel/stores/postgresql/base.py"})
"""Django looks for a backend of the database under this name."""
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


def doors(root: Path) -> dict[str, dict[str, int]]:
    """Each package of src with what its door offers: the names that it imports and does not use, with lines.

    A room offers names in its door, and they are imported from there; or it offers none, and each of its
    modules is a door. What it reads late it imports under TYPE_CHECKING.
    """
    offers = {}
    for path in python_files(root, "src"):
        if path.name == "__init__.py":
            door = syntax_of(path)
            used = {node.id for node in ast.walk(door) if isinstance(node, ast.Name)}
            offers[dotted(root, path)] = {
                alias.name: statement.lineno
                for statement in _of_a_door(door)
                if isinstance(statement, ast.ImportFrom) and statement.module != "__future__"
                for alias in statement.names
                if alias.name not in used
            }
    return offers


def _of_a_door(door: ast.Module) -> Iterator[ast.stmt]:
    for statement in door.body:
        yield statement
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            yield from statement.body


# Names of a door that nobody outside the room imports: `room.Name`. It starts empty.
OFFERED_ALL_THE_SAME: frozenset[str] = frozenset()


def names_offered_to_nobody(root: Path) -> list[str]:
    """Names in a door that no module outside the room imports from it; tests look inside and do not count."""
    asked = {
        (node.module, alias.name)
        for path in python_files(root, "src", "bench", "training")
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and not dotted(root, path).startswith(f"{node.module}.")
        for alias in node.names
    }
    return [
        f"{named(root, _door_of(root, room), line)}: nobody outside the room imports {name}"
        for room, names in doors(root).items()
        for name, line in names.items()
        if (room, name) not in asked and f"{room}.{name}" not in OFFERED_ALL_THE_SAME
    ]


def imports_past_a_door(root: Path) -> list[str]:
    """Imports from inside a room whose door offers names, by a module of src outside it.

    A room inside a room has a door of its own.
    """
    offers = doors(root)
    return [
        f"{named(root, path, node.lineno)}: imports from {module}; the door is {room}"
        for path in python_files(root, "src")
        for node in nodes_of(path)
        for module in imported_names(node)
        if (room := module.rpartition(".")[0]) in offers and module not in offers and offers[room]
        if not f"{dotted(root, path)}.".startswith(f"{room}.")
    ]


def _door_of(root: Path, room: str) -> Path:
    return root.joinpath("src", *room.split("."), "__init__.py")


def forbidden_names(root: Path) -> list[str]:
    """Modules and folders whose name says nothing about what they hold."""
    return [
        f"{named(root, path)}: name it for what it holds"
        for path in python_files(root, "src", "tests", "bench", "training")
        if named(root, path) not in NAMED_BY_OTHERS
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
