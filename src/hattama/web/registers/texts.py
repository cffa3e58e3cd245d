"""The texts of records that everybody may read, as the bundle has them, and what leaves it with one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hattama.core.entries import salted_sha256
from hattama.formats.register_packs import shipped_registers
from hattama.publish.record_texts import RECORD_TEXTS, RecordText, file_in, public_seals
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.registers.tables import ErasedText, OpenedText, RegisterEntry


def record_texts(election: ElectionRow) -> Iterator[RecordText]:
    """Every public text of the records of an election, in the order of the log; those erased, since when."""
    opened = {
        digest: (salt, text)
        for digest, salt, text in OpenedText.objects.filter(election=election).values_list(
            "digest", "salt", "text"
        )
        if salted_sha256(text, salt) == digest
    }
    erased = dict(ErasedText.objects.filter(election=election).values_list("digest", "erased_at"))
    packs = shipped_registers()
    rows = RegisterEntry.objects.filter(election=election).order_by("entry_index")
    for index, body in rows.values_list("entry_index", "body").iterator():
        register = packs[body["register"], body["edition"]]
        for seal in public_seals(register, index, body):
            salt, text = opened.get(seal.digest, (None, None))
            since = erased.get(seal.digest) if text is None else None
            yield RecordText(seal, salt, text, _moment(since))


def _moment(at: datetime.datetime | None) -> str | None:
    return None if at is None else at.astimezone(datetime.UTC).isoformat(timespec="seconds")


def record_files(election: ElectionRow) -> set[str]:
    """SHA-256 of the files that public fields of records name."""
    return {*map(file_in, record_texts(election))} - {""}


def withdraw_texts(election: ElectionRow, files: set[str]) -> None:
    """Take from the public bundle what may hold an erased text, and of `files` those that nothing names now.

    With the manifest gone, whoever keeps the log makes both anew the next time.
    """
    store = public_store(election.pk)
    store.remove(MANIFEST)
    store.remove(RECORD_TEXTS)
    beside = PublishedScan.objects.filter(scan_id__in=files, withdrawn_by=None)
    named = set(beside.values_list("scan_id", flat=True))
    for documents in provided("published_documents"):
        named |= documents(election)
    for sha256 in files - named:
        store.withdraw_scan(sha256)
