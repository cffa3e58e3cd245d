"""Processes that a server of a test has begun, as the system lists them."""

from pathlib import Path


def children(pid: int, words: bytes) -> list[int]:
    """The processes begun by `pid` whose command line holds `words`; one that has ended holds nothing."""
    begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in begun if words in _command_line(child)]


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
