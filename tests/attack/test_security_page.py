"""The page about attacks names tests that exist, and every threat of the table."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operator/security.md"
NAMED = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def missing_tests(text: str) -> list[str]:
    named = NAMED.findall(text)
    return [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or name not in functions_of(ROOT / path)
    ]


def test_every_test_that_the_page_names_exists() -> None:
    text = PAGE.read_text("utf-8")
    assert len(NAMED.findall(text)) > 60
    assert missing_tests(text) == []
    assert missing_tests("tests/attack/test_security_page.py::test_that_is_not_there")


TRIED = "## A day of trying"


def rows_of(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^\| (T\d+) \|(.*)\|$", text, re.MULTILINE)


def test_every_threat_was_tried_with_a_result_and_a_test() -> None:
    rows = rows_of(PAGE.read_text("utf-8").partition(TRIED)[2])
    assert [number for number, _ in rows] == [f"T{number}" for number in range(1, 25)]
    for number, row in rows:
        attack, result, test = (cell.strip() for cell in row.split(" | "))
        assert attack and result and NAMED.search(test), number


def test_every_threat_has_its_row_with_a_countermeasure_and_a_test() -> None:
    rows = rows_of(PAGE.read_text("utf-8").partition(TRIED)[0])
    assert [number for number, _ in rows] == [f"T{number}" for number in range(1, 25)]
    for number, row in rows:
        threat, built, shown, *_ = (cell.strip() for cell in row.split(" | "))
        assert threat and built and NAMED.search(shown), number


@pytest.mark.parametrize("page", ["docs/operator/security.md", "docs/operator/privacy.md", "SECURITY.md"])
def test_its_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / link).exists(), link
