"""Scans and explanations are shown, and taken away, as the log says: of every precinct that an entry touched.

They can be put there again at any time, so they are not flushed. A mark beside the log says up to which size
this is done; what a killed writer left out is done by the next.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.db.models import QuerySet

from hattama.core.entries import VERSION_KINDS
from hattama.publish.state import EXPLANATIONS, explanation_path, render_explanation
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import MANIFEST, WORDED, BundleStore, working_folder
from hattama.web.kernel.log.served import forget_all_made
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.states import touched_areas
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.log.writer_lock import ERASING, SHOWING, only_one
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.kernel.stores.content_store import ContentAltered, ContentMissing, StoreUnavailable
from hattama.web.kernel.stores.durable_files import replace_file
from hattama.web.kernel.stores.kept_questions import among, kept_question, rows_among

RECENT = 500
"""Entries whose files are shown as soon as the public tables have them; more are left to `refresh_bundle`."""

AREAS_AT_A_TIME = 1000

_log = logging.getLogger(__name__)


def show_recent_files(election: ElectionRow, store: BundleStore) -> None:
    """Show the files of what the newest entries touch, if it is little."""
    with _one_at_a_time(election):
        written, size = read_mark(election.pk), _size_to_show(election, store)
        if written is None or not written < size <= written + RECENT:
            return
        if _show_files(store, list(touched_areas(election, written, size))):
            _set_mark(election.pk, size)


def _one_at_a_time(election: ElectionRow) -> AbstractContextManager[bool]:
    return only_one(election.pk, SHOWING, wait=True)


def _size_to_show(election: ElectionRow, store: BundleStore) -> int:
    """What a checkpoint covers, as far as the public tables are."""
    return min(store.size(), load_public_size(election))


def show_all_files(
    election: ElectionRow,
    store: BundleStore,
    *,
    whole: bool = False,
    advance: Callable[[int], None] | None = None,
) -> None:
    """Show the files of what was touched since the last time; of all areas if `whole`, or if never before.

    A thousand areas at a time, so that what comes meanwhile is shown without waiting for a country.
    """
    with _one_at_a_time(election):
        written, size = read_mark(election.pk), _size_to_show(election, store)
        start = 0 if whole or written is None else written
        if start == size:
            return
        if start:
            pks = sorted(touched_areas(election, start, size))
        else:
            pks = list(AreaRow.objects.filter(election=election).order_by("pk").values_list("pk", flat=True))
    is_whole = True
    for at in range(0, len(pks), AREAS_AT_A_TIME):
        some = pks[at : at + AREAS_AT_A_TIME]
        with _one_at_a_time(election):
            is_whole &= _show_files(store, some)
        if advance is not None:
            advance(len(some))
    if not is_whole:
        return
    with _one_at_a_time(election):
        # What was appended meanwhile may be shown already, and is looked at once more.
        _set_mark(election.pk, max(size, read_mark(election.pk) or 0))


def read_mark(election_id: str) -> int | None:
    """Up to which size of the log scans and explanations are shown; None before the first time."""
    try:
        return int(_mark(election_id).read_text("ascii"))
    except FileNotFoundError:
        return None


def _set_mark(election_id: str, size: int) -> None:
    replace_file(_mark(election_id), str(size).encode("ascii"))


def _mark(election_id: str) -> Path:
    return working_folder(election_id) / "shown-files"


def _show_files(store: BundleStore, pks: list[int]) -> bool:
    """Show explanations and scans of areas; whether all scans could be had.

    What could not stays unmarked, and is done again: the entries are published, a scan beside them follows.
    """
    _show_explanations(store, pks)
    try:
        _show_scans(store, pks)
    except StoreUnavailable as trouble:
        _log.warning("%s: scans are shown later: %s", store.folder.name, trouble)
        return False
    return True


def _show_explanations(store: BundleStore, pks: list[int]) -> None:
    shown: set[str] = set()
    withdrawn: set[str] = set()
    for row in _explained(pks):
        facts = row.explanation_facts or {}
        # A site that was set up again from a bundle that lacked the text has none to show.
        if facts["salt"]:
            path = explanation_path(facts["sha256"])
            shown.add(path)
            store.put_if_other(path, render_explanation(row.explanation, facts["salt"]))
        elif facts["withdrawn_by"] is not None:
            withdrawn.add(explanation_path(facts["sha256"]))
    if not (store.folder / EXPLANATIONS).exists():
        return
    if any((store.folder / path).exists() for path in withdrawn):
        _take_back(store)
    # What another version said before, or what was withdrawn, is nobody's to read any more.
    named = rows_among(Act, "area", pks, "body__explanation_sha256", kind__in=VERSION_KINDS)
    for path in {explanation_path(sha256) for (sha256,) in named if sha256 is not None} - shown:
        store.remove(path)


@kept_question
def _explained(areas: list[int]) -> QuerySet[PublishedProtocol]:
    return PublishedProtocol.objects.filter(area__in=areas).exclude(explanation_facts=None)


def _take_back(store: BundleStore) -> None:
    """Take away what was made of the tables and may hold a text that was withdrawn. With the manifest gone,
    whoever keeps the log makes the files anew the next time."""
    with only_one(store.folder.name, ERASING, wait=True):
        forget_all_made(store.folder.name)
        for path in (MANIFEST, *WORDED[1:]):
            store.remove(path)


def _show_scans(store: BundleStore, pks: list[int]) -> None:
    scans = rows_among(PublishedScan, "protocol__area", pks, "scan_id", "withdrawn_by")
    named = {sha256 for documents in provided("decision_documents") for sha256 in documents(pks)}
    named.update(sha256 for sha256, _ in scans)
    gone = {sha256 for sha256, withdrawn_by in scans if withdrawn_by is not None}
    # The same file may stand beside another protocol, anywhere.
    stands = PublishedScan.objects.filter(scan_id__in=gone, withdrawn_by=None)
    gone -= set(stands.values_list("scan_id", flat=True))
    gone |= _documents_gone(pks, named)
    # First, for that needs no store.
    for sha256 in gone:
        store.withdraw_scan(sha256)
    for sha256 in sorted(named - gone):
        _show(store, sha256)


def _documents_gone(pks: list[int], named: set[str]) -> set[str]:
    """Files beside papers of these areas that were shown and that nothing in their elections names now."""
    gone = {sha256 for documents in provided("withdrawn_documents") for sha256 in documents(pks)} - named
    if not gone:
        return set()
    beside = PublishedScan.objects.filter(scan_id__in=gone, withdrawn_by=None)
    gone -= set(beside.values_list("scan_id", flat=True))
    elections = ElectionRow.objects.filter(
        pk__in=AreaRow.objects.filter(pk__in=among(pks)).values("election")
    )
    for election in elections if gone else ():
        for documents in provided("published_documents"):
            gone -= documents(election)
    return gone


def show_record_files(election: ElectionRow, store: BundleStore) -> None:
    """Show the public files of records."""
    erased = erased_texts(election)
    named = {sha256 for files in provided("record_files") for sha256 in files(election)}
    try:
        for sha256 in named:
            _show(store, sha256)
    except StoreUnavailable as trouble:
        _log.warning("%s: files of records are shown later: %s", store.folder.name, trouble)
    with only_one(election.pk, ERASING, wait=True):
        if erased_texts(election) != erased:
            withdraw_unnamed(election, store, named)


def withdraw_unnamed(election: ElectionRow, store: BundleStore, files: set[str]) -> None:
    """Take out of the public's sight those of `files` that nothing names now."""
    beside = PublishedScan.objects.filter(scan_id__in=files, withdrawn_by=None)
    named = set(beside.values_list("scan_id", flat=True))
    for documents in provided("published_documents"):
        named |= documents(election)
    for sha256 in files - named:
        store.withdraw_scan(sha256)


def erased_texts(election: ElectionRow) -> list[str]:
    """What tells whether a text of this election was erased or withdrawn since."""
    withdrawn = LogEntry.objects.filter(election=election, kind="redaction").count()
    return [str(withdrawn), *(count(election.pk) for count in provided("erased_texts"))]


def _show(store: BundleStore, sha256: str) -> None:
    try:
        store.link_scan(sha256)
    except (ContentMissing, ContentAltered) as trouble:
        # One lost scan keeps nobody else's from being shown; whoever checks the bundle finds it missing.
        _log.error("scan %s cannot be shown: %s", sha256, type(trouble).__name__)
