"""Sentences with a number in them are right for one thing as for many: none says «1 things»."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hattama

ROOT = Path(hattama.__file__).parent
ROOMS = ("cli", "web/**/commands", "web/*/commands.py", "verification")
COUNTED = re.compile(
    r"\{\w+\} (?:log |of them )?"
    r"(?:sheets|things|disagreements|checks|entries|files|logs|areas|precincts|contests|protocols|totals)\b"
)


def _modules(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def sentences() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted(path for folder in ROOT.glob(room) for path in _modules(folder)):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path.name, node.value


def test_no_sentence_puts_a_number_before_a_plural() -> None:
    found = [(name, text) for name, text in sentences() if COUNTED.search(text)]
    # Two checkpoints of one log, and a log that grew: never of one entry each.
    assert [
        told
        for told in found
        if told[0] not in ("copying.py", "evidence_words.py", "troubles.py", "trouble_kinds.py")
    ] == []


def test_the_rule_knows_what_it_looks_for() -> None:
    assert COUNTED.search("{file}: {count} sheets.") and COUNTED.search("{size} log entries")
    assert not COUNTED.search("Sheets in {file}: {count}.")
