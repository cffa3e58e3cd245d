"""Processes that a server of a test has begun, as the system lists them."""

import contextlib
from pathlib import Path


def children(pid: int, words: bytes) -> list[int]:
    """The processes begun by `pid` whose command line holds `words`; one that has ended holds nothing."""
    begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in begun if words in _command_line(child)]


def begun_at(pid: int) -> int:
    """When a process began, in ticks of the machine; 0 once it has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def connected_sockets() -> set[str]:
    """The sockets of this machine that are connected by TCP, as files of processes name them."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {f"socket:[{line[9]}]" for line in lines if line[3] == "01"}


def sockets_of(pid: int) -> set[str]:
    """What a process has open, as its files name it."""
    found = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found.add(str(file.readlink()))
    return found


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
