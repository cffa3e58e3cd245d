"""What a bundle brings back besides its entries: scans, explanations, public texts and files of records."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings

from hattama.core.entries import RECORD_KINDS, is_moment, salted_sha256
from hattama.core.records import NamedFile
from hattama.formats.scans import ScanRefused, inspect_scan
from hattama.publish.record_texts import RECORD_TEXTS, RecordText, named_file_in, read_record_text, seals_in
from hattama.publish.state import explanation_path
from hattama.verification.folders import FolderPlace
from hattama.verification.places import TABLE_BYTES, FileProblem
from hattama.verification.scans import scan_path
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.tables import describe_kept
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.registers.erase import Erasure, repeat_erasures
from hattama.web.registers.tables import CHUNK, ErasedText, OpenedText
from hattama.web.video.receive import container_of

MOST_SCAN_BYTES = 100_000_000
MOST_EXPLANATION_BYTES = 1_000_000
_FILE = {"sha256", "bytes", "media_type", "pages"}


class BundleLacksScan(Exception):
    """The bundle lacks a scan that its log names and nobody withdrew; the message is its hash."""


def files_of(said: object) -> Iterator[Mapping[str, Any]]:
    """Every FILE (docs/format/log.md) that an entry names, wherever it stands in it."""
    if isinstance(said, Mapping):
        if said.keys() == _FILE:
            yield said
        else:
            for value in said.values():
                yield from files_of(value)
    elif isinstance(said, list):
        for value in said:
            yield from files_of(value)


def take_scan_from(
    place: FolderPlace, told: Mapping[str, Any], withdrawn: set[str], at: datetime.datetime
) -> None:
    """Keep a scan that an entry names, and its row; of one that was withdrawn the row alone.

    Raises BundleLacksScan.
    """
    sha256 = told["sha256"]
    look = {"media_type": told["media_type"], "pages": told["pages"]}
    describe_kept(sha256, received_at=at, size_bytes=told["bytes"], **look)
    if sha256 in withdrawn:
        return
    put_content(_scan_in(place, sha256))


def _scan_in(place: FolderPlace, sha256: str, most: int = MOST_SCAN_BYTES) -> bytes:
    try:
        data = place.read(scan_path(sha256), most)
    except FileProblem:
        raise BundleLacksScan(sha256) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BundleLacksScan(sha256)
    return data


def explanation_from(place: FolderPlace, said: Mapping[str, Any]) -> dict[str, str]:
    """Text and salt of a version's explanation, where the bundle shows them: of current versions it does.

    Empty where the entry has none; empty texts where nobody shows it any more.
    """
    stated = said.get("explanation_sha256")
    if stated is None:
        return {}
    try:
        data = place.read(explanation_path(stated), MOST_EXPLANATION_BYTES)
    except FileProblem:
        return {"explanation": "", "salt": ""}
    if hashlib.sha256(data).hexdigest() != stated:
        return {"explanation": "", "salt": ""}
    salt, _, text = data.decode().partition("\n")
    return {"explanation": text, "salt": salt}


class RecordTexts:
    """The public texts and files of the records of a bundle, each as the log sealed it."""

    def __init__(self, election: ElectionRow, place: FolderPlace, withdrawn: set[str]) -> None:
        self.election = election
        self.place = place
        self.withdrawn = withdrawn
        try:
            lines = place.read(RECORD_TEXTS, TABLE_BYTES).split(b"\n")
        except FileProblem:
            # A bundle of before such files, or of an election without records, has none.
            lines = []
        read = map(read_record_text, lines)
        self.lines = {one.seal: one for one in read if one is not None}

    def erase(self) -> int:
        """Erase what stands here and is erased in the bundle; how many texts went."""
        gone = {line.seal.digest: line.erased_at for line in self.lines.values() if line.erased_at}
        return repeat_erasures(
            Erasure(self.election.pk, one.register, one.record_id, one.field, one.digest, "", erased_at)
            for one in OpenedText.objects.filter(election=self.election, digest__in=gone)
            if is_moment(erased_at := gone[one.digest])
        )

    def take(self, start: int, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Keep those that the entries from `start` on seal, before rows are made of the entries.

        Raises BundleLacksScan.
        """
        told = [(index, body) for index, body in enumerate(bodies, start) if body["kind"] in RECORD_KINDS]
        opened, erased = [], []
        gone = set(ErasedText.objects.filter(election=self.election).values_list("digest", flat=True))
        for index, body in told:
            for line in filter(None, map(self.lines.get, seals_in(index, body))):
                where = {"register": body["register"], "record_id": body["record"] or ""}
                where |= {"election": self.election, "field": line.seal.field, "digest": line.seal.digest}
                salt, text = line.salt or "", line.text
                if line.seal.digest in gone:
                    continue
                if text is not None and salted_sha256(text, salt) == line.seal.digest:
                    opened.append(OpenedText(**where, salt=salt, text=text))
                    self._take_file(line, body)
                elif line.erased_at is not None and is_moment(line.erased_at):
                    erased.append(ErasedText(**where, erased_at=_moment(line.erased_at)))
        OpenedText.objects.bulk_create(opened, batch_size=CHUNK, ignore_conflicts=True)
        # The log may seal a text twice with one salt: it was erased once.
        ErasedText.objects.bulk_create({one.digest: one for one in erased}.values(), batch_size=CHUNK)

    def _take_file(self, line: RecordText, body: Mapping[str, Any]) -> None:
        named = named_file_in(line)
        if named is None or named.sha256 in self.withdrawn:
            return
        # Recordings are the largest files that the site itself takes in.
        data = _scan_in(self.place, named.sha256, max(MOST_SCAN_BYTES, settings.MAX_RECORDING_BYTES))
        look, at = _shape_of(data, named), _moment(body["recorded_at"])
        describe_kept(named.sha256, received_at=at, size_bytes=len(data), **look)
        put_content(data)


def _shape_of(data: bytes, named: NamedFile) -> dict[str, Any]:
    """Type and pages of a file of a record, of every kind that there is: what its bytes do not show, whoever
    named it does not say either."""
    try:
        look = inspect_scan(data, MOST_SCAN_BYTES)
        return {"media_type": look.media_type, "pages": look.pages}
    except ScanRefused:
        is_video = container_of(data[:12]) == named.media_type
        return {"media_type": named.media_type, "pages": 0} if is_video else _OF_NO_PAGES


_OF_NO_PAGES: Final = {"media_type": "application/octet-stream", "pages": 1}

_moment = datetime.datetime.fromisoformat
