"""The text of the project speaks of the project: no place on somebody's machine, no package index."""

import re
from pathlib import Path

from tests.architecture.tree import named, written_files

_MACHINE_FOLDERS = ("work", "root", "home", "tmp", "opt", "Users")
# Written in pieces, so that this file does not hold what it looks for.
_INDEX_HOSTS = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"))
]
_INDEX_HOSTS.append("registry" + ".npm")
ELSEWHERE = re.compile(
    rf"(?<![\w.…/-])/(?:{'|'.join(_MACHINE_FOLDERS)})/\w|{'|'.join(map(re.escape, _INDEX_HOSTS))}",
)
_NOT_OURS = "src/hattama/web/static/field/xforms-engine/index.js"
"""Taken over byte for byte, which a test holds against its publisher's."""


def words_from_elsewhere(root: Path) -> list[str]:
    """Lines of any text file that name a machine's folder or a package index."""
    breaches = []
    for path in written_files(root):
        content = path.read_bytes()
        if b"\0" in content or path == root / _NOT_OURS:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if found := ELSEWHERE.search(line):
                breaches.append(f"{named(root, path, number)}: {found.group()}")
    return breaches
