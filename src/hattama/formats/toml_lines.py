"""Where the keys of a TOML document stand: the line of each table and key, found by its dotted path.

The standard library reads values and forgets places. This finds them again well enough for people to
be sent to the right line: headers, keys and dotted keys at the start of a line. A key inside an inline
table is not at the start of a line; whoever asks for it is told the line of what holds it.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys from the top; members of an array of tables by their index from 0."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAME})\s*\]")
_KEY = re.compile(rf"\s*({_NAME})\s*=")
_EACH_PART = re.compile(_PART)
_QUOTES = re.compile(r'"""|\'\'\'')


def find_lines(text: str) -> dict[Path, int]:
    """Line numbers, from 1, by path. Paths that could not be found are absent: see `line_of`."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not closing:
            header = _HEADER.match(line)
            key = None if header else _KEY.match(line)
            if header:
                here = _enter(_parts(header.group(2)), header.group(1) == "[[", counts)
                lines.setdefault(here, number)
            elif key:
                lines.setdefault(here + _parts(key.group(1)), number)
        closing = _open_quotes(line, closing)
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """The line of `path`, or of the nearest thing that holds it; 0 when nothing of it was found."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def written_path(path: Path) -> str:
    """A path as people read it, counting from 1: `contest[2].choice[1].code`."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part + 1}]"
        else:
            words += f".{part}" if words else part
    return words


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in _EACH_PART.findall(name))


def _enter(parts: Path, is_array: bool, counts: dict[Path, int]) -> Path:
    """The full path of a header: members of arrays above it are the latest ones."""
    path: Path = ()
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, parts[-1])
    if is_array:
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def _open_quotes(line: str, closing: str) -> str:
    """The triple quotes that are still open at the end of the line, or nothing."""
    for quotes in _QUOTES.findall(line):
        if not closing:
            closing = quotes
        elif quotes == closing:
            closing = ""
    return closing
