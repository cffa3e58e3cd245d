"""Entries about audits become rows, from which every page and file of an audit is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from hattama.core.entries import AUDIT_KINDS
from hattama.web.audits.reading import load_book
from hattama.web.audits.tables import AuditEntry
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry


def publish_audits(
    election: ElectionRow, entries: Sequence[WrittenEntry], bodies: Sequence[Mapping[str, Any]]
) -> None:
    """Write what those of `entries` say that speak of audits, inside the caller's transaction.

    `bodies` are what the entries say, one each. Raises an AuditRefused when one contradicts those before it;
    then the caller must roll back.
    """
    told = [pair for pair in zip(entries, bodies, strict=True) if pair[0].kind in AUDIT_KINDS]
    if not told:
        return
    book = load_book(election)
    for entry, body in told:
        book.take(entry.index, body, is_trusted=True)
    AuditEntry.objects.bulk_create(
        (AuditEntry(election=election, entry_index=entry.index, body=dict(body)) for entry, body in told),
        batch_size=400,
    )
