"""Every code that a finding can have is in the registry from which pages, commands and documents tell it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from hattama.core.tabulation import OWN_RULES
from tests.architecture.tree import named, python_files, syntax_of


def unregistered_findings(root: Path) -> list[str]:
    """Findings made of a bare code instead of a rule, and rules of ours that `OWN_RULES` does not hold."""
    return [
        f"{named(root, path, call.lineno)}: {wrong}"
        for path in python_files(root, "src")
        for call in _calls(syntax_of(path))
        if (wrong := _what_is_wrong(call))
    ]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _what_is_wrong(call: ast.Call) -> str:
    called = call.func.id if isinstance(call.func, ast.Name) else ""
    code = _code(call)
    if called == "Finding" and not (isinstance(code, ast.Attribute) and code.attr == "code"):
        return "a finding takes its code from a rule"
    if called in ("FormRule", "Relation") and isinstance(code, ast.Constant) and code.value not in OWN_RULES:
        return f"{code.value} is not in OWN_RULES"
    return ""


def _code(call: ast.Call) -> ast.expr | None:
    by_name = (keyword.value for keyword in call.keywords if keyword.arg == "code")
    return call.args[0] if call.args else next(by_name, None)
