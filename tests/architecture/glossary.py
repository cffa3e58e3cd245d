"""The glossary holds the words of the code, in three languages, and no word that the code has given up."""

import ast
import re
from pathlib import Path

from tests.architecture.rooms import doors
from tests.architecture.tree import named, python_files, syntax_of

# Rooms whose nouns are those of elections. The nouns of transparency_log are those of its specifications.
ROOMS = ("vocabulary", "protocols", "tabulation", "outcomes")
FILE = "GLOSSARY.md"
_CODE = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_-]*")


def rows(root: Path) -> list[tuple[int, list[str]]]:
    """Rows of the glossary's tables without their heads: line number and cells."""
    found = []
    for number, line in enumerate((root / FILE).read_text("utf-8").splitlines(), start=1):
        if line.startswith("|") and not line.startswith(("|---", "| in code", "| Қазақша")):
            found.append((number, [cell.strip() for cell in line.strip("|").split("|")]))
    return found


def code_words(root: Path) -> dict[str, int]:
    """Words in the glossary's columns of code, with the line of each."""
    return {word: number for number, cells in rows(root) for word in _CODE.findall(" ".join(cells))}


def _nouns(root: Path) -> dict[str, str]:
    """Classes that the doors of the rooms offer, but for refusals: name and place."""
    bases: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    offers = doors(root)
    for room in ROOMS:
        offered = offers.get(f"hattama.core.{room}", {})
        for path in python_files(root, f"src/hattama/core/{room}"):
            for node in syntax_of(path).body:
                if isinstance(node, ast.ClassDef):
                    bases[node.name] = [ast.unparse(base) for base in node.bases]
                    if node.name in offered:
                        places[node.name] = named(root, path, node.lineno)
    return {noun: place for noun, place in places.items() if not _is_refusal(noun, bases)}


def _is_refusal(name: str, bases: dict[str, list[str]]) -> bool:
    # An exception is named by a sentence (ProtocolAlreadyPublished), not by a noun.
    return name.endswith(("Exception", "Error")) or any(
        _is_refusal(base, bases) for base in bases.get(name, ())
    )


def words_missing_from_the_glossary(root: Path) -> list[str]:
    """Nouns of the core that the glossary does not hold."""
    known = code_words(root)
    return [
        f"{place}: {noun} does not stand in {FILE}"
        for noun, place in _nouns(root).items()
        if noun not in known
    ]


def words_that_code_has_given_up(root: Path) -> list[str]:
    """Words of code in the glossary that stand nowhere in the source."""
    used: set[str] = set()
    for path in (root / "src").rglob("*"):
        if path.suffix in {".py", ".toml", ".html"}:
            used.update(_WORD.findall(path.read_text("utf-8")))
    return [
        f"{FILE}:{line}: nothing is called {word}"
        for word, line in code_words(root).items()
        if word not in used
    ]


def incomplete_rows(root: Path) -> list[str]:
    """Rows in which a language has no word, or a word stands twice."""
    breaches, seen = [], {}
    for number, cells in rows(root):
        if not all(cells) or len(cells) not in (2, 4):
            breaches.append(f"{FILE}:{number}: every cell of a row is filled")
        if len(cells) == 4 and cells[0] in seen:
            breaches.append(f"{FILE}:{number}: {cells[0]} stands at line {seen[cells[0]]} already")
        seen[cells[0]] = number
    return breaches
