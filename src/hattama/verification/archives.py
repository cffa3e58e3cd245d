"""A ZIP archive that anybody may have made, unpacked into an empty folder and no further."""

import zipfile
import zlib
from pathlib import Path

from hattama.verification.folders import is_plain_path
from hattama.verification.trouble_kinds import ARCHIVE_REFUSED
from hattama.verification.troubles import Troubles

MOST_FILES = 20_000
MOST_BYTES = 2_000_000_000
_PIECE = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What Python's reader raises for archives that were cut short, altered, encrypted or packed otherwise."""


def unpack(archive: Path, folder: Path, troubles: Troubles) -> None:
    """Unpack into `folder` what is whole; a file that is not is noted by its name, and left out."""
    left = MOST_BYTES
    try:
        packed = zipfile.ZipFile(archive)
    except _DAMAGED as trouble:
        troubles.add(ARCHIVE_REFUSED.at(archive.name, found=str(trouble)))
        return
    with packed:
        members = packed.infolist()
        if len(members) > MOST_FILES or len({one.filename for one in members}) < len(members):
            troubles.add(ARCHIVE_REFUSED.at(archive.name, found=f"{len(members)} files"))
            return
        for member in members:
            if not is_plain_path(member.filename):
                troubles.add(ARCHIVE_REFUSED.at(archive.name, found=member.filename))
                continue
            place = folder / member.filename
            try:
                left = _unpack_one(packed, member, place, left)
            except _DAMAGED as trouble:
                if place.is_file():
                    place.unlink()
                troubles.add(ARCHIVE_REFUSED.at(member.filename, found=str(trouble)))


def _unpack_one(packed: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, left: int) -> int:
    """How many bytes may still come after this file. Raises what the reader does, and ValueError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as source, place.open("xb") as target:
        # What the archive says of sizes is not believed.
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"> {MOST_BYTES}")
            target.write(piece)
    return left
