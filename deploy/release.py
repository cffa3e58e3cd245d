"""A release: wheel, source archive, list of components and a signed note over their hashes (RELEASING.md).

    python -m deploy.release build FOLDER        the commit that is checked out, the same bytes every time
    python -m deploy.release sign FOLDER KEY     with a file of private keys, as logs are signed
    python -m deploy.release verify FOLDER VKEY

It is no part of the product; whoever has no copy of it can read `release.txt` with any tool for signed notes.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hattama.core.transparency_log import LogRefusal, Note, parse_vkey, sign_text, verify_signature
from hattama.core.transparency_log.notes import parse_note, verified_signers

NOTE = "release.txt"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)", re.M)


class ReleaseRefused(Exception):
    """A file is not the one that was signed, or nobody whose key was named signed it."""


def build(source: Path, folder: Path) -> None:
    """Build what the newest commit of `source` holds, and nothing else; the clock is that commit's."""
    folder.mkdir(parents=True)
    moment = int(_git(source, "log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(_git(source, "archive", "HEAD"))) as archive:
            # Python before 3.11.4, as in Debian 12, has no filters and looks at none; git made this archive.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(name)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment), "TZ": "UTC"}
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder.resolve())]
        subprocess.run(command, cwd=name, env=environment, check=True, capture_output=True)
        lock = (Path(name) / "requirements/run.txt").read_text("utf-8")
    (wheel,) = folder.glob("*.whl")
    version = wheel.name.split("-")[1]
    (folder / f"hattama-{version}.cdx.json").write_text(components(version, lock, moment), "utf-8")
    commit = _git(source, "rev-parse", "HEAD").decode().strip()
    (folder / NOTE).write_text(f"hattama {version}\ncommit {commit}\n" + "".join(_lines(folder)), "utf-8")


def components(version: str, lock: str, moment: int) -> str:
    """The list of components as CycloneDX: every package of the lock in its version."""
    # Whoever only checks a release has nothing but the core.
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output import OutputFormat, make_outputter
    from cyclonedx.schema import SchemaVersion
    from packageurl import PackageURL

    product = Component(
        name="hattama", version=version, type=ComponentType.APPLICATION, bom_ref=f"hattama=={version}"
    )
    made_of = [
        Component(
            name=name, version=pin, purl=PackageURL("pypi", name=name.lower(), version=pin), bom_ref=pinned
        )
        for name, pin in _PIN.findall(lock)
        if (pinned := f"{name}=={pin}")
    ]
    bom = Bom(components=made_of, serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{version} {lock}"))
    bom.metadata.component = product
    bom.metadata.timestamp = datetime.fromtimestamp(moment, UTC)
    bom.register_dependency(product, made_of)
    written = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    return f"{written}\n"


def sign(folder: Path, keys: Path) -> None:
    """Put the signature of the newest key under the note, beside those that stand there."""
    from hattama.web.kernel.log.signing_keys import KeyFile

    data = (folder / NOTE).read_bytes()
    note = parse_note(data) if b"\n\n" in data else Note(data.decode(), ())
    _require_files(folder, note.text)
    private = KeyFile(keys).read()[-1]
    signed = note.with_signatures([sign_text(note.text, private.key, private.sign)])
    (folder / NOTE).write_bytes(signed.encoded())


def verify(folder: Path, vkey: str) -> str:
    """The text of the note, which this key signed, of the very files beside it. Raises ReleaseRefused."""
    try:
        note = parse_note((folder / NOTE).read_bytes())
        verified_signers(note, [parse_vkey(vkey)], verify_signature)
    except LogRefusal as refusal:
        raise ReleaseRefused(f"{NOTE}: {refusal.code}") from refusal
    _require_files(folder, note.text)
    return note.text


def _require_files(folder: Path, text: str) -> None:
    stated = [line for line in text.splitlines(keepends=True) if line.startswith("sha256 ")]
    if stated != list(_lines(folder)):
        raise ReleaseRefused("the files are not those of which the note speaks")


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.name != NOTE:
            yield f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n"


def _git(source: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(source), *arguments], check=True, capture_output=True).stdout


def main(arguments: list[str]) -> int:
    """Do what is asked; 1 where a release is refused, 2 where nothing could be understood."""
    match arguments:
        case ["build", folder]:
            build(Path(__file__).resolve().parent.parent, Path(folder))
        case ["sign", folder, keys]:
            sign(Path(folder), Path(keys))
        case ["verify", folder, vkey]:
            try:
                print(verify(Path(folder), vkey), end="")
            except ReleaseRefused as refusal:
                print(refusal, file=sys.stderr)
                return 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
