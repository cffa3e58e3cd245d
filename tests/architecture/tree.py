"""Reading the source tree: which files there are, which rooms, and what their syntax says."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Folders that hold what was built, downloaded or stored, never what was written. Of those whose name begins
# with a dot only .ci is ours.
NOT_WRITTEN_BY_HAND = {"var", "build", "dist", "staticfiles", "__pycache__", "node_modules"}


def written_files(root: Path) -> Iterator[Path]:
    """Every file somebody wrote, caches and built things left out, in a stable order."""
    for path in sorted(root.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if not hidden and path.name not in NOT_WRITTEN_BY_HAND:
                yield from written_files(path)
        elif (
            not path.is_symlink() and path.name != ".git"
        ):  # a file where the folder is a work tree of another
            yield path


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """The Python files in the given folders of the repository, those that exist."""
    for folder in folders:
        if (root / folder).is_dir():
            yield from (path for path in written_files(root / folder) if path.suffix == ".py")


@cache
def _parsed(path: Path, _changed_at: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def syntax_of(path: Path) -> ast.Module:
    """The parsed module; read once for all the tests, unless the file changed."""
    return _parsed(path, path.stat().st_mtime_ns)


@cache
def _walked(path: Path, _changed_at: int) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(syntax_of(path)))


def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the module, walked once for all the tests: a dozen rules ask for them."""
    return _walked(path, path.stat().st_mtime_ns)


def imported_names(node: ast.AST) -> list[str]:
    """The modules that a statement imports, none where it is no import; relative ones begin with dots."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def dotted(root: Path, path: Path) -> str:
    """The name by which a module of src is imported; elsewhere the path with dots."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[parts[0] == "src" : -1 if parts[-1] == "__init__" else None])


def named(root: Path, path: Path, line: int | None = None) -> str:
    """How a breach names its place: the path from the repository, with the line where there is one."""
    place = path.relative_to(root).as_posix()
    return place if line is None else f"{place}:{line}"


def declared_rooms(root: Path) -> list[str]:
    """The rooms that the walls name (the layers in pyproject.toml), as dotted names, existing or not.

    A container of rooms, such as the core, is a storey and not a room.
    """
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = declared["tool"]["importlinter"]["contracts"]
    storeys = [contract for contract in contracts if contract["type"] == "layers"]
    containers = {container for storey in storeys for container in storey["containers"]}
    names = [
        f"{container}.{part.strip(' ()')}"
        for storey in storeys
        for container in storey["containers"]
        for layer in storey["layers"]
        for part in layer.split("|")
    ]
    return [name for name in names if name not in containers]


def rooms(root: Path) -> list[Path]:
    """The folders of the rooms that exist; rooms appear when they are needed, not before."""
    folders = [root.joinpath("src", *name.split(".")) for name in declared_rooms(root)]
    return [folder for folder in folders if folder.is_dir()]
