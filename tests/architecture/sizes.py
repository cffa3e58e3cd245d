"""A module or a function that has grown past the stop is cut where its parts part."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import dotted, imported_names, named, nodes_of, python_files

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_TEST_MODULE = 600
MOST_LINES_OF_A_FUNCTION = 40
LEAST_LINES_OF_A_MODULE_OF_ONE = 60
# Paths of modules that may be longer. It starts empty, and every entry needs a decision record.
MODULES_ALLOWED_TO_BE_LONGER: frozenset[str] = frozenset()

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def oversized_modules(root: Path) -> list[str]:
    """Modules over 400 lines, tests over 600."""
    breaches = []
    for path in python_files(root, "src", "tests", "bench", "training"):
        place = named(root, path)
        if "migrations" in path.parts:
            # Written by Django from the models, one step after another; nobody reads them as a subject.
            continue
        most = MOST_LINES_OF_A_TEST_MODULE if place.startswith("tests/") else MOST_LINES_OF_A_MODULE
        lines = len(path.read_text("utf-8").splitlines())
        if lines > most and place not in MODULES_ALLOWED_TO_BE_LONGER:
            breaches.append(f"{place}: {lines} lines, at most {most}")
    return breaches


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end; comments and blank lines count."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def oversized_functions(root: Path) -> list[str]:
    """Functions with more than 40 lines of body."""
    return [
        f"{named(root, path, node.lineno)} {node.name}: {body_lines(node)} lines, "
        f"at most {MOST_LINES_OF_A_FUNCTION}"
        for path in python_files(root, "src", "tests", "bench", "training")
        for node in nodes_of(path)
        if isinstance(node, FUNCTIONS) and body_lines(node) > MOST_LINES_OF_A_FUNCTION
    ]


def modules_of_one_importer(root: Path) -> list[str]:
    """Modules under 60 lines that one module beside them imports and nobody else: they belong in it.

    Left alone: doors, tables, what is registered by its name, what only a door, an address or a function
    that runs later imports, and what would make its importer longer than the stop.
    """
    files = {dotted(root, path): path for path in python_files(root, "src")}
    importers: dict[str, set[str]] = {}
    for name, path in files.items():
        for imported, at_once in _imports(path):
            importers.setdefault(imported, set()).add(name if at_once else "")
    breaches = []
    for name, path in files.items():
        users = importers.get(name, set()) - {name}
        user = files.get(next(iter(users))) if len(users) == 1 else None
        if user is None or user.parent != path.parent or _stands_alone(path) or _only_names(user):
            continue
        lines = len(path.read_text("utf-8").splitlines())
        together = lines + len(user.read_text("utf-8").splitlines())
        if lines < LEAST_LINES_OF_A_MODULE_OF_ONE and together <= MOST_LINES_OF_A_MODULE:
            breaches.append(f"{named(root, path)}: {lines} lines that only {named(root, user)} imports")
    return breaches


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each name that may be a module, and whether it is imported as soon as the module is."""
    nodes = nodes_of(path)
    later = {id(inner) for node in nodes if isinstance(node, FUNCTIONS) for inner in ast.walk(node)}
    for node in nodes:
        for module in imported_names(node):
            yield module, id(node) not in later
            if isinstance(node, ast.ImportFrom):
                yield from ((f"{module}.{alias.name}", id(node) not in later) for alias in node.names)


def _stands_alone(path: Path) -> bool:
    return _only_names(path) or path.stem.endswith("tables") or path.stem.startswith("__")


def _only_names(path: Path) -> bool:
    """Doors and registrations name other modules and hold no code of their own."""
    return path.stem in ("__init__", "capability")
