"""Lines and files of Python in src, and how many there may be: `python -m tests.architecture.budget`."""

import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import ROOT, python_files


def spent(root: Path) -> dict[str, int]:
    """Lines, blank ones and comments with them, and files."""
    texts = [path.read_text("utf-8") for path in python_files(root, "src")]
    return {"lines": sum(len(text.splitlines()) for text in texts), "files": len(texts)}


def granted(root: Path) -> dict[str, int]:
    """What pyproject.toml allows."""
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    budget: dict[str, int] = declared["tool"]["hattama"]["budget"]
    return budget


def overspent(root: Path) -> list[str]:
    """What there is more of than the budget allows."""
    allowed = granted(root)
    return [
        f"src: {count} {unit} of Python, at most {allowed[unit]} ([tool.hattama.budget] in pyproject.toml)"
        for unit, count in spent(root).items()
        if count > allowed[unit]
    ]


if __name__ == "__main__":
    print(", ".join(f"{count} of {granted(ROOT)[unit]} {unit}" for unit, count in spent(ROOT).items()))
    breaches = overspent(ROOT)
    print(*breaches, sep="\n", end="\n" if breaches else "", file=sys.stderr)
    sys.exit(bool(breaches))
