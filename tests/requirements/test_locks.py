"""The locks say exactly what is installed, and still fit what is declared."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "test", "core", "uv")


def lines_of(lock: str) -> list[str]:
    """The lines of a lock, one per package: its hashes joined on, comments dropped."""
    text = (ROOT / f"requirements/{lock}.txt").read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins_in(lock: str) -> list[tuple[str, str]]:
    """Name and version of each line; a package may have one line for older and one for newer Pythons."""
    found = (re.match(r"([\w.-]+)==(\S+)", line) for line in lines_of(lock))
    return [(canonicalize_name(match[1]), match[2]) for match in found if match]


def versions_in(lock: str) -> dict[str, str]:
    return dict(pins_in(lock))


def wanted_by(source: str) -> list[Requirement]:
    """What a file declares: requirements one a line, or the extras that `make run` installs."""
    if source == "pyproject.toml":
        extras = tomllib.loads((ROOT / source).read_text("utf-8"))["project"]["optional-dependencies"]
        lines = [*extras["web"], *extras["files"], *extras["fast"]]
    else:
        lines = (ROOT / "requirements" / source).read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    return [requirement for requirement in wanted if requirement.name != "hattama"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_has_a_hash(lock: str) -> None:
    assert [line for line in lines_of(lock) if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:", line)] == []
    assert len(set(pins_in(lock))) == len(lines_of(lock)) > 0


@pytest.mark.parametrize(
    ("source", "lock"),
    [
        ("pyproject.toml", "run"),
        ("run.in", "run"),
        ("test.in", "test"),
        ("core.in", "test"),
        ("core.in", "core"),
    ],
)
def test_the_lock_holds_what_is_declared(source: str, lock: str) -> None:
    versions = versions_in(lock)
    declared = wanted_by(source)
    assert declared
    for requirement in declared:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_what_runs_is_what_was_tested() -> None:
    tested = versions_in("test")
    assert {name: tested.get(name) for name in versions_in("run")} == versions_in("run")


def test_the_lock_is_unpacked_by_the_uv_that_is_tested() -> None:
    assert versions_in("uv") == {"uv": versions_in("test")["uv"]}


def test_the_core_is_tested_beside_no_web() -> None:
    assert not {"django", "granian", "psycopg"} & versions_in("core").keys()
