"""The files with a row for each protocol or precinct, held against what the log makes of them in chunks.

Each part renders the rows of its own precincts and keeps only their digests; put together in order they are
the whole file. Digests go on from chunk to chunk, so that what is read is hashed once for both the chunks and
the manifest. Where a chunk is not what it must be, its rows are rendered once more to name the line.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import BinaryIO, NamedTuple

from hattama.publish.file_facts import FileDigest, FileFacts
from hattama.publish.state import PRECINCT_STATES
from hattama.publish.tables import ProtocolTables
from hattama.verification.foundation import Foundation
from hattama.verification.manifests import first_difference
from hattama.verification.places import Place
from hattama.verification.standings import Page
from hattama.verification.trouble_kinds import DOCUMENT_DIFFERS, TABLE_DIFFERS, noting
from hattama.verification.troubles import Troubles

_PIECE = 1 << 20

"""Precinct and contest."""


class Chunk(NamedTuple):
    """Some rows of a table: their bytes; the facts of all that its part has of the table up to their end; the
    first precinct they may tell of, and the last."""

    size: int
    facts: FileFacts
    first: str
    last: str

    def is_it(self, own: FileDigest | None, data: bytes, read: FileDigest) -> bool:
        """Whether these are its bytes, those before them being right. `own`: what was read for its part, but
        for these; None for the part at the beginning of the table, of which `read` tells."""
        if own is None:
            return read.facts() == self.facts
        own.take(data)
        return own.facts() == self.facts


Digests = dict[str, list[Chunk]]
"""For each table its chunks in order."""

IsIt = Callable[[bytes, FileDigest], bool]
"""Whether these bytes are what they must be; beside them all that was read of the file, with them."""

RenderAgain = Callable[[], bytes]
"""Gives the bytes of a chunk once more."""

_ROWS = 500
"""Precincts of which one chunk is made."""


def protocol_tables(foundation: Foundation) -> tuple[dict[str, bytes], ProtocolTables]:
    """The heads of the tables of protocols by their names, and what makes the rows below them."""
    tables = ProtocolTables({one.code: one for one in foundation.election.contests}, foundation.forms)
    return dict(tables.take(())), tables


def digest_tables(foundation: Foundation, pages: Iterable[Page], *, with_head: bool) -> Digests:
    """The digests of the rows and lines of these precincts; the heads of tables only where asked for."""
    heads, _ = protocol_tables(foundation)
    so_far = {name: FileDigest() for name in (*heads, PRECINCT_STATES)}
    digests: Digests = {name: [] for name in so_far}
    for name, head in heads.items() if with_head else ():
        digests[name].append(_chunk(head, so_far[name]))
    rest = iter(pages)
    while some := list(islice(rest, _ROWS)):
        in_each = map(b"".join, zip(*[page.texts for page in some], strict=True))
        for name, piece in zip(digests, in_each, strict=True):
            digests[name].append(_chunk(piece, so_far[name], some[0].area_id, some[-1].area_id))
    return digests


def render_table(foundation: Foundation, pages: Iterable[Page], name: str, *, with_head: bool) -> bytes:
    """The bytes of one of the files, of these precincts."""
    heads, _ = protocol_tables(foundation)
    number = [*heads, PRECINCT_STATES].index(name)
    head = heads.get(name, b"") if with_head else b""
    return head + b"".join([page.texts[number] for page in pages])


def check_chunks(
    name: str, chunks: Iterable[tuple[int, IsIt, RenderAgain]], place: Place, troubles: Troubles
) -> FileFacts | None:
    """Hold a table against its chunks, of each its size and what knows its bytes; the facts of the file as it
    is, None where it cannot be read."""
    with noting(troubles), place.open(name) as file:
        digest = FileDigest()
        for size, is_it, render_again in chunks:
            start, data = digest.size, file.read(size)
            digest.take(data)
            if not is_it(data, digest):
                _note_difference(name, file, start, render_again(), troubles)
                break
        else:
            if file.read(1):
                _note_difference(name, file, digest.size, b"", troubles)
        file.seek(digest.size)
        return digest.take_rest(file)
    return None


def check_pieces(name: str, pieces: Iterable[bytes], place: Place, troubles: Troubles) -> FileFacts | None:
    """Hold a file against its pieces; the facts of the file as it is, None where it cannot be read."""
    # What is at hand is compared by itself, and not by its hash.
    told = ((len(piece), partial(_is_same, piece), partial(bytes, piece)) for piece in pieces)
    return check_chunks(name, told, place, troubles)


def _is_same(piece: bytes, data: bytes, _: FileDigest) -> bool:
    return data == piece


def _chunk(piece: bytes, so_far: FileDigest, first: str = "", last: str = "") -> Chunk:
    so_far.take(piece)
    return Chunk(len(piece), so_far.facts(), first, last)


def _note_difference(name: str, file: BinaryIO, start: int, expected: bytes, troubles: Troubles) -> None:
    """Name the first line in which a file differs from what is expected from this byte of it on."""
    file.seek(0)
    line = 1 + sum(file.read(min(_PIECE, start - at)).count(b"\n") for at in range(0, start, _PIECE))
    found = file.read(len(expected) + _PIECE)
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
