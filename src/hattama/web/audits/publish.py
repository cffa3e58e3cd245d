"""Entries about audits become rows, from which every page and file of an audit is told."""

from collections.abc import Sequence

from hattama.core.entries import AUDIT_KINDS
from hattama.web.audits.reading import load_book
from hattama.web.audits.tables import AuditEntry
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry


def publish_audits(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Write what those of `entries` say that speak of audits. Raises an AuditRefused when one contradicts
    those before it."""
    told = [entry for entry in entries if entry.kind in AUDIT_KINDS]
    if not told:
        return
    book = load_book(election)
    for entry in told:
        book.take(entry.index, entry.body, is_trusted=True)
    rows = (AuditEntry(election=election, entry_index=one.index, body=dict(one.body)) for one in told)
    AuditEntry.objects.bulk_create(rows, batch_size=400)
