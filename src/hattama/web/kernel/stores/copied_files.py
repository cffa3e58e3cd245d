"""What of a public bundle stands in the bucket already: a list beside the log that grows with every file put.

It saves asking for each file and decides nothing: without it everything is compared with the bucket again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hattama.web.kernel.stores.durable_files import replace_file

_SPARE = 1000


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file as it was when it was put: time of its last change in nanoseconds, size, SHA-256."""

    changed_ns: int
    size: int
    sha256: str

    def is_as(self, path: Path) -> bool:
        """Whether the file at `path` has not been touched since."""
        facts = path.stat()
        return (facts.st_mtime_ns, facts.st_size) == (self.changed_ns, self.size)


ON_ITS_WAY: Final = CopiedFile(0, 0, "-")
"""One that was begun to be put there: whoever was broken off may have put it."""


class CopiedFiles:
    """The list for one bundle in one bucket, kept at `path`; `place` names the bucket."""

    def __init__(self, path: Path, place: str) -> None:
        self._path = path
        self._head = f"hattama copied files: {place}"
        self._files: dict[str, CopiedFile] = {}
        self.is_fresh = False
        self._load()

    def get(self, name: str) -> CopiedFile | None:
        """What was put under `name`, or ON_ITS_WAY; None where nothing is known."""
        return self._files.get(name)

    def names(self, folder: str) -> Iterator[str]:
        """The names of files that were put below `folder/`."""
        return iter([name for name in self._files if name.startswith(f"{folder}/")])

    def add(self, name: str, file: CopiedFile) -> None:
        """Remember that a file stands in the bucket now."""
        self._files[name] = file
        self._append(f"{file.changed_ns} {file.size} {file.sha256} {name}")

    def expect(self, names: Iterable[str]) -> None:
        """Remember that these may stand there from now on, so that they are found when they have to go."""
        for name in names:
            if name not in self._files:
                self.add(name, ON_ITS_WAY)

    def forget(self, name: str) -> None:
        """Remember that a file does not stand there any more."""
        if self._files.pop(name, None) is not None:
            self._append(f"- {name}")

    def forget_all(self) -> None:
        """Know nothing, so that everything is compared again."""
        self.is_fresh = True
        self._files.clear()
        replace_file(self._path, f"{self._head}\n".encode())

    def _append(self, line: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def _load(self) -> None:
        try:
            head, *lines = self._path.read_text("utf-8").split("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            head, lines = "", []
        if head != self._head or lines[-1:] != [""]:
            # Another bucket's, or broken off: begun anew.
            self.forget_all()
            return
        for line in lines[:-1]:
            self._read(line)
        if len(lines) > 2 * len(self._files) + _SPARE:
            self._write_anew()

    def _read(self, line: str) -> None:
        changed_ns, _, rest = line.partition(" ")
        if changed_ns == "-":
            self._files.pop(rest, None)
            return
        size, sha256, name = rest.split(" ", 2)
        self._files[name] = CopiedFile(int(changed_ns), int(size), sha256)

    def _write_anew(self) -> None:
        lines = [f"{file.changed_ns} {file.size} {file.sha256} {name}" for name, file in self._files.items()]
        replace_file(self._path, "".join(f"{line}\n" for line in (self._head, *lines)).encode())
