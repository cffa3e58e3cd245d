"""A module or a function that has grown past the stop is cut where its parts part."""

import ast
from pathlib import Path

from tests.architecture.tree import named, python_files, syntax_of

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_TEST_MODULE = 600
MOST_LINES_OF_A_FUNCTION = 40
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
        for node in ast.walk(syntax_of(path))
        if isinstance(node, FUNCTIONS) and body_lines(node) > MOST_LINES_OF_A_FUNCTION
    ]
