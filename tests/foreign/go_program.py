"""The reader in Go, built where Go and its library are, and what it says of a folder."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.real import PATIENCE, do_without

_SOURCE = Path(__file__).resolve().parent / "sumdb"
_BUILT = Path(__file__).resolve().parents[2] / "build" / "foreign"
GO_PACKAGES = Path("/usr/share/gocode")
"""Where Debian keeps Go packages as source: golang-golang-x-mod-dev brings the library."""


class Said(NamedTuple):
    """How the reader ended: 0 where everything held; each line it printed."""

    status: int
    lines: list[str]

    @property
    def refusal(self) -> str:
        """The step that did not hold, and why; empty where all did."""
        return self.lines[-1].removeprefix("refused: ") if self.status else ""


def has_go() -> bool:
    """Whether the reader can be built here."""
    return shutil.which("go") is not None


def has_library() -> bool:
    """Whether the library is here that the reader stands on."""
    return (GO_PACKAGES / "src" / "golang.org" / "x" / "mod" / "sumdb" / "tlog").is_dir()


@cache
def program() -> Path:
    """The reader as a program. Without Go the test is left: skipped, or failed with CI=true."""
    if not has_go() or not has_library():
        do_without("Go is not here to read our log (apt-get install golang-go golang-golang-x-mod-dev)")
    target = _BUILT / f"sumdb-{os.getpid()}"
    # No module mode: the library is a folder of Debian's, and nothing is fetched from anywhere.
    surroundings = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(GO_PACKAGES),
        "GOFLAGS": "",
        "GOCACHE": str(_BUILT / "cache"),
    }
    command = ["go", "build", "-o", str(target), "./"]
    done = subprocess.run(command, cwd=_SOURCE, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target.rename(_BUILT / "sumdb")


def read_by_go(
    folder: Path, *, key: Path | None = None, since: Path | None = None, receipt: Path | None = None
) -> Said:
    """What the reader says of a bundle; by its own `log.vkey` unless another key is given."""
    command = [str(program()), "-key", str(key or folder / "log.vkey")]
    for option, path in (("-since", since), ("-receipt", receipt)):
        if path is not None:
            command += [option, str(path)]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=10 * PATIENCE)
    assert done.returncode in (0, 1), done.stderr
    return Said(done.returncode, done.stdout.splitlines())
