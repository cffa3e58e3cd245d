"""The core computes from what it is handed: no clock, disk, network, chance or environment; and exactly."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import imported_names, named, nodes_of, python_files, syntax_of

# What the core may import from the standard library. All of it is a function of its arguments; datetime is
# here for its types alone (asking it for the present is caught below), importlib for doors that
# read their own rooms late. A new name is added deliberately.
# fmt: off
PURE_LIBRARY = frozenset({
    "__future__", "abc", "base64", "binascii", "bisect", "collections", "copy", "csv", "dataclasses",
    "datetime", "enum", "fractions", "functools", "graphlib", "hashlib", "heapq", "importlib", "itertools",
    "json", "math", "operator", "re", "statistics", "string", "struct", "textwrap", "types", "typing",
    "unicodedata",
})
# fmt: on
ASKS_THE_WORLD = frozenset({"open", "print", "input", "breakpoint", "exec", "eval", "compile", "__import__"})
ASKS_THE_CLOCK = frozenset({"now", "utcnow", "today"})
# Rooms whose every number is exact. The statistical rooms may round.
EXACT_ROOMS = ("vocabulary", "protocols", "tabulation", "outcomes", "transparency_log", "complaints")
EXACT_MATHEMATICS = frozenset({"ceil", "comb", "floor", "gcd", "isqrt", "lcm", "perm", "prod", "factorial"})


def impure_imports(root: Path) -> list[str]:
    """Imports in the core of anything but the core itself and the pure part of the standard library."""
    return [
        f"{named(root, path, getattr(node, 'lineno', None))} imports {name}"
        for path in python_files(root, "src/hattama/core")
        for node in nodes_of(path)
        for name in imported_names(node)
        if not f"{name}.".startswith("hattama.core.") and name.split(".")[0] not in PURE_LIBRARY
    ]


def _asks(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id in ASKS_THE_WORLD:
        return node.func.id
    if isinstance(node.func, ast.Attribute) and node.func.attr in ASKS_THE_CLOCK:
        return node.func.attr
    return None


def impure_calls(root: Path) -> list[str]:
    """Calls in the core that ask the world or the clock."""
    return [
        f"{named(root, path, node.lineno)} calls {asked}"
        for path in python_files(root, "src/hattama/core")
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and (asked := _asks(node))
    ]


def _inexact(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=float()):
            return f"the number {node.value!r}"
        case ast.Name(id="float"):
            return "float"
        case ast.BinOp(left=ast.Call(func=ast.Name(id="Fraction")), op=ast.Div()):
            return None
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return "a division by / (of two integers it gives a float: write Fraction(a) / b or a // b)"
        case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in EXACT_MATHEMATICS:
            return f"math.{name}"
        case ast.ImportFrom(module="math", names=names) if {name.name for name in names} - EXACT_MATHEMATICS:
            return "inexact names from math"
        case _:
            return None


def _exact_modules(root: Path) -> Iterator[Path]:
    yield from python_files(root, *(f"src/hattama/core/{room}" for room in EXACT_ROOMS))


def _only_named(module: ast.Module) -> set[ast.AST]:
    """What stands inside `isinstance(…)` or beside `is`: to refuse a float one must name it."""
    named_here: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            named_here.update(ast.walk(node.args[-1]))
        elif isinstance(node, ast.Compare) and all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            named_here.update(node.comparators)
    return named_here


def inexact_arithmetic(root: Path) -> list[str]:
    """Floating point in the rooms that count votes."""
    breaches = []
    for path in _exact_modules(root):
        module = syntax_of(path)
        for node in set(ast.walk(module)) - _only_named(module):
            if found := _inexact(node):
                breaches.append(f"{named(root, path, getattr(node, 'lineno', None))} uses {found}")
    return sorted(breaches)
