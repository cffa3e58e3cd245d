"""The store of scans: a file goes in and comes out, and kept scans still have the hashes of their names."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from django.conf import settings

from hattama.core.vocabulary import Message
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import content_home, get_content
from hattama.web.kernel.stores.object_store import (
    ContentLost,
    ContentMissing,
    ObjectStore,
    StoreUnavailable,
)
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, wrong
from hattama.web.operations.watching.judgements import Value

_PROBES = "doctor"
MOST_NAMED = 5

_ROUND = Message("{store}: a file was put, read and taken away.")
_NO_STORE = Message("{store} did not take a file or give it back: {why}")
_MEND_STORE = Message("Check HATTAMA_STORE, the keys of the store, and the network.")
_OTHER = Message("{store} gave back other bytes than were put.")
_DAMAGED = Message("Of {all} scans that were read again {n} are damaged: {names}")
_MEND_DAMAGED = Message(
    "Bring them back from the backup, and check the disk. All damaged ones: `hattama store check`."
)
_MISSING = Message("Of {all} scans that were looked for {n} are not in the store: {names}")
_MEND_MISSING = Message(
    "Nothing is to be done for those imported without a file; bring the others back from the backup."
)
_WHOLE = Message("All scans that were read again are whole: {all}.")


def check_storage(patient: Patient) -> Answers:
    """A round trip, and a sample of what is kept. Raises django.db.Error."""
    home = content_home()
    there = list(_round_trip(home))
    yield from there
    if there[0].level == "good":
        yield from _sample(patient)


def _round_trip(home: ObjectStore) -> Answers:
    key, sent = f"{_PROBES}/{secrets.token_hex(16)}", secrets.token_bytes(4096)
    try:
        try:
            home.put(key, sent)
            came = home.get(key)
        finally:
            home.delete(key)
            # A folder of ours that was not there before, where the store is a disk.
            with contextlib.suppress(OSError):
                (Path(settings.DATA_DIR) / _PROBES).rmdir()
    except (StoreUnavailable, ContentMissing, OSError) as trouble:
        yield wrong("storage.round", _NO_STORE, _MEND_STORE, store=home.name, why=str(trouble))
        return
    if came == sent:
        yield good("storage.round", _ROUND, store=home.name)
    else:
        yield wrong("storage.round", _OTHER, _MEND_STORE, store=home.name)


def _sample(patient: Patient) -> Answers:
    names = sample_of_scans(patient.scans)
    try:
        found = {name: _how(name) for name in names}
    except StoreUnavailable as trouble:
        yield wrong("storage.scans", _NO_STORE, _MEND_STORE, store=content_home().name, why=str(trouble))
        return
    damaged = sorted(name for name, how in found.items() if how == "damaged")
    gone = sorted(name for name, how in found.items() if how == "gone")
    if damaged:
        yield wrong("storage.scans", _DAMAGED, _MEND_DAMAGED, **_told(damaged, names))
    if gone:
        yield attention("storage.scans", _MISSING, _MEND_MISSING, **_told(gone, names))
    if not damaged and not gone:
        yield good("storage.scans", _WHOLE, all=len(names))


def sample_of_scans(many: int) -> list[str]:
    """So many scans by chance: names are hashes, so those that follow a name drawn by chance will do."""
    scans = Scan.objects.order_by("pk").values_list("pk", flat=True)
    start = secrets.token_hex(32)
    after = list(scans.filter(pk__gte=start)[:many])
    return after + list(scans.filter(pk__lt=start)[: many - len(after)])


def _told(lost: list[str], looked_at: list[str]) -> dict[str, Value]:
    names = ", ".join(lost[:MOST_NAMED]) + (", …" if len(lost) > MOST_NAMED else "")
    return {"all": len(looked_at), "n": len(lost), "names": names}


def _how(sha256: str) -> str:
    try:
        get_content(sha256)
    except ContentLost as trouble:
        return trouble.how
    return "whole"
