"""The files with a row for each protocol or precinct, held against what the log makes of them in chunks.

Each part renders the rows of its own precincts and keeps only their digests; put together in order they are
the whole file. Where a chunk is not what it must be, its rows are rendered once more to name the line.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from hattama.publish.file_facts import FileDigest, FileFacts
from hattama.publish.state import PRECINCT_STATES
from hattama.publish.tables import ProtocolTables
from hattama.verification.foundation import Foundation
from hattama.verification.manifests import first_difference
from hattama.verification.places import FileProblem, Place
from hattama.verification.standings import PrecinctState
from hattama.verification.trouble_kinds import DOCUMENT_DIFFERS, TABLE_DIFFERS, file_trouble
from hattama.verification.troubles import Troubles

_PIECE = 1 << 20

Key = tuple[str, str]
"""Precinct and contest."""


class Chunk(NamedTuple):
    """Some rows of a table: their bytes, lines, SHA-256; the first protocol they show and the last."""

    size: int
    lines: int
    sha256: bytes
    first: Key
    last: Key


Digests = dict[str, list[Chunk]]
"""For each table its chunks in order."""

RenderAgain = Callable[[], bytes]
"""Gives the bytes of a chunk once more."""

_NOWHERE: tuple[Key, Key] = (("", ""), ("", ""))

_ROWS = 500
"""Precincts of whose states one chunk is made."""


def digest_tables(
    foundation: Foundation, states: Iterable[PrecinctState], roster_end: int, *, with_head: bool
) -> Digests:
    """The digests of the rows and lines of these precincts; the heads of tables only where asked for."""
    tables = _tables(foundation)
    digests: Digests = {name: [_chunk(head)] if with_head else [] for name, head in tables.take(())}
    digests[PRECINCT_STATES] = []
    rest = iter(states)
    while some := list(islice(rest, _ROWS)):
        lines = b"".join([state.line(foundation, roster_end) for state in some])
        digests[PRECINCT_STATES].append(_chunk(lines, ((some[0].area_id, ""), (some[-1].area_id, ""))))
        records = [record for state in some for record in state.records()]
        if records:
            first, last = records[0], records[-1]
            span = ((first.area_id, first.contest), (last.area_id, last.contest))
            for name, piece in tables.take(records):
                digests[name].append(_chunk(piece, span))
    return digests


def render_table(
    foundation: Foundation,
    states: Iterable[PrecinctState],
    roster_end: int,
    name: str,
    chunk: Chunk,
    *,
    with_head: bool,
) -> bytes:
    """The bytes of a chunk of one of the files, from the states of at least its precincts."""
    first, last = chunk.first, chunk.last
    if name == PRECINCT_STATES:
        lines = (
            state.line(foundation, roster_end) for state in states if first[0] <= state.area_id <= last[0]
        )
        return b"".join(lines)
    records = chain.from_iterable(state.records() for state in states)
    rows = (record for record in records if first <= (record.area_id, record.contest) <= last)
    tables = _tables(foundation)
    heads, pieces = dict(tables.take(())), dict(tables.take(rows))
    return (heads[name] if with_head else b"") + pieces[name]


def _tables(foundation: Foundation) -> ProtocolTables:
    return ProtocolTables({one.code: one for one in foundation.election.contests}, foundation.forms)


def check_chunks(
    name: str, chunks: Iterable[tuple[Chunk, RenderAgain]], place: Place, troubles: Troubles
) -> FileFacts | None:
    """Hold a table against its chunks; the facts of the file as it is, None where it cannot be read."""
    try:
        with place.open(name) as file:
            _compare(name, chunks, file, troubles)
            file.seek(0)
            digest = FileDigest()
            while piece := file.read(_PIECE):
                digest.take(piece)
            return digest.facts()
    except FileProblem as problem:
        troubles.add(file_trouble(problem))
        return None


def check_pieces(name: str, pieces: Iterable[bytes], place: Place, troubles: Troubles) -> FileFacts | None:
    """Hold a file against its pieces; the facts of the file as it is, None where it cannot be read."""
    return check_chunks(name, ((_chunk(piece), partial(bytes, piece)) for piece in pieces), place, troubles)


def _chunk(piece: bytes, span: tuple[Key, Key] = _NOWHERE) -> Chunk:
    return Chunk(len(piece), piece.count(b"\n"), hashlib.sha256(piece).digest(), *span)


def _compare(
    name: str, chunks: Iterable[tuple[Chunk, RenderAgain]], file: BinaryIO, troubles: Troubles
) -> None:
    line = 1
    for chunk, render_again in chunks:
        data = file.read(chunk.size)
        if hashlib.sha256(data).digest() != chunk.sha256:
            _note_difference(name, line, data + file.read(_PIECE), render_again(), troubles)
            return
        line += chunk.lines
    rest = file.read(_PIECE)
    if rest:
        _note_difference(name, line, rest, b"", troubles)


def _note_difference(name: str, line: int, found: bytes, expected: bytes, troubles: Troubles) -> None:
    """Name the first line in which the two differ; `line` is that of their first one."""
    alike = 0
    step = 1 << max(len(found), len(expected)).bit_length()
    while step := step >> 1:
        if found[alike : alike + step] == expected[alike : alike + step]:
            alike += step
    alike = min(alike, len(found), len(expected))
    number = line + expected.count(b"\n", 0, alike)
    stands, wanted = _line(found, alike), _line(expected, alike)
    if name.endswith(".jsonl"):
        where, one, other = first_difference(stands, wanted)
        troubles.add(DOCUMENT_DIFFERS.at(name, row=number, found=f"{where} = {one}", expected=other))
        return
    troubles.add(TABLE_DIFFERS.at(name, row=number, found=_say(stands), expected=_say(wanted)))


def _line(text: bytes, at: int) -> bytes:
    """The line around a byte, without its end; nothing where the text is at its end."""
    start = text.rfind(b"\n", 0, at) + 1
    return text[start:].partition(b"\n")[0].rstrip(b"\r")


def _say(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace") or "—"
