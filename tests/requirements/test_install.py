"""The script that builds the environment refuses what cannot work, with a sentence that helps."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def install(tree: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "requirements/install", "run"],
        cwd=tree,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_older_python_is_refused_with_a_sentence(tree: Path) -> None:
    installed = install(tree, PYTHON=str(program(tree, "python3.9", "exit 1")))
    assert installed.returncode == 1
    assert "needs Python 3.11 or newer" in installed.stderr
    assert not (tree / ".venv").exists()


def test_without_the_venv_module_an_ordinary_user_is_told_the_package(tree: Path) -> None:
    # Says it is new enough, lacks ensurepip, and is version 3.12; the user is not root.
    script = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'
    python = program(tree, "python3.12", script)
    program(tree / "bin", "id", "echo 1000")
    installed = install(tree, PYTHON=str(python), PATH=f"{tree / 'bin'}:{os.environ['PATH']}")
    assert installed.returncode == 1
    assert "sudo apt-get install python3.12-venv" in installed.stderr


@pytest.mark.parametrize(
    ("first", "second", "taken"), [(100, 89, "b"), (100, 95, "a"), (100, None, "a"), (None, 100, "b")]
)
def test_of_two_pythons_that_can_make_environments_the_quicker_is_taken(
    tree: Path, first: int | None, second: int | None, taken: str
) -> None:
    # Microseconds that no real one comes near; one that lacks the venv module, or is too old, says none.
    for folder, weight in (("a", first), ("b", second)):
        weighed = "exit 1" if weight is None else f"echo {weight} $0"
        program(
            tree / folder, "python3", f'[ "$1" = - ] && {{ {weighed}; exit; }}; echo {folder} >> {tree}/used'
        )
    # Nor are those of the machine weighed, each for a third of a second.
    (tree / "tools").mkdir()
    for name in ("sh", "dirname", "cksum", "cat", "grep", "rm"):
        (tree / "tools" / name).symlink_to(str(shutil.which(name)))
    install(tree, PYTHON="", PATH=f"{tree}/a:{tree}/b:{tree}/tools")
    assert set((tree / "used").read_text("utf-8").split()) == {taken}


def recording_environment(tree: Path, *, uv: str = "exit 0") -> Path:
    """An environment whose python and uv write down what they are asked to install."""
    note = f'case "$*" in *"pip install"*|*"pip download"*) echo "$*" >> {tree}/asked;; esac'
    program(tree, ".venv/bin/python", note)
    program(tree, ".venv/bin/uv", f"{note}; {uv}")
    (tree / ".venv/bin/activate").write_text(f'VIRTUAL_ENV="{tree}/.venv"\n', "utf-8")
    return tree / "asked"


def test_nothing_is_installed_when_nothing_changed(tree: Path) -> None:
    asked = recording_environment(tree)
    assert install(tree).returncode == 0
    first = asked.read_text("utf-8").splitlines()
    *locked, ourselves = first
    assert [("--require-hashes" in line, "--no-deps" in line) for line in locked] == [(True, True)] * 2
    assert "--no-deps --no-build-isolation -e ." in ourselves
    assert install(tree).returncode == 0
    assert asked.read_text("utf-8").splitlines() == first


def test_what_uv_cannot_fetch_pip_does_and_what_uv_cannot_unpack_too_each_with_hashes(tree: Path) -> None:
    asked = recording_environment(tree, uv="exit 1")
    assert install(tree).returncode == 0
    _, fetched, downloaded, unpacked, locked, _ = asked.read_text("utf-8").splitlines()
    assert "--offline" not in fetched and "--offline" in unpacked
    assert downloaded.startswith("-m pip download") and "--require-hashes" in downloaded
    assert locked.startswith("-m pip install") and "--require-hashes -r requirements/run.txt" in locked


@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_again(tree: Path, changed: str) -> None:
    asked = recording_environment(tree)
    install(tree)
    with (tree / changed).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    install(tree)
    assert len(asked.read_text("utf-8").splitlines()) == 6


def test_an_environment_that_failed_half_way_is_not_taken_for_whole(tree: Path) -> None:
    asked = recording_environment(tree)
    install(tree)
    (tree / "requirements/run.txt").write_text("changed==1\n", "utf-8")
    program(tree, ".venv/bin/python", f'case "$*" in *"pip install"*) echo no >> {tree}/asked; exit 1;; esac')
    assert install(tree).returncode == 1
    assert install(tree).returncode == 1
    assert asked.read_text("utf-8").splitlines()[3:] == ["no"] * 4
