"""Install what the tests need from the system: ``python -m tests.real.parts``.

As root on Debian or Ubuntu the missing packages are installed. Elsewhere a sentence says what is missing and
how to get it, and the tests that need it are skipped, except with ``CI=true``, where that is a failure.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.foreign.go_program import has_go, has_library
from tests.real import everything_must_be_here
from tests.real.chromium import browser_program
from tests.real.postgres import server_programs


class Part(NamedTuple):
    """Something real that tests use: its name, the Debian package that brings it, and how to see it."""

    name: str
    package: str
    is_here: Callable[[], bool]


def _has_kazakh_letters() -> bool:
    return any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))


def _has_nginx() -> bool:
    # Debian puts it where ordinary accounts do not look for programs.
    return any(map(shutil.which, ("nginx", "/usr/sbin/nginx")))


def _can_start_the_driver() -> bool:
    # Playwright's driver is a program linked against this library, which a small Debian lacks.
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


PARTS = (
    Part("the PostgreSQL server", "postgresql", lambda: server_programs() is not None),
    Part("the Chromium browser", "chromium-headless-shell", lambda: browser_program() is not None),
    Part("what the browser's driver is linked against", "libatomic1", _can_start_the_driver),
    Part("nginx, which stands before the site in production", "nginx-light", _has_nginx),
    Part("what checks units of systemd", "systemd", lambda: shutil.which("systemd-analyze") is not None),
    Part("a font with Kazakh letters", "fonts-dejavu-core", _has_kazakh_letters),
    Part("ffmpeg, which hides parts of recordings", "ffmpeg", lambda: shutil.which("ffmpeg") is not None),
    Part("Node, in which ODK's own engine fills forms in", "npm", lambda: shutil.which("npm") is not None),
    Part("Go, in which a stranger's reader of our log is written", "golang-go", has_go),
    Part("the library that this reader stands on", "golang-golang-x-mod-dev", has_library),
)


def missing_parts() -> list[Part]:
    """The parts that are not on this machine."""
    return [part for part in PARTS if not part.is_here()]


def _install(packages: list[str]) -> None:
    print(f"Installing from the system's packages: {' '.join(packages)} ...", flush=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-y", "--no-install-recommends"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages]):
        subprocess.run(command, check=False, env=quietly, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def main() -> int:
    """Install what can be installed; 1 where something needed stays missing."""
    missing = missing_parts()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([part.package for part in missing])
        missing = missing_parts()
    consequence = "with CI=true that is a failure" if everything_must_be_here() else "its tests are skipped"
    for part in missing:
        print(f"Missing: {part.name} (sudo apt-get install {part.package}); {consequence}.")
    return 1 if missing and everything_must_be_here() else 0


if __name__ == "__main__":
    sys.exit(main())
