"""A text that stands beside the log is erased: its salted hash stays, of what nobody can tell any more.

A list of what was erased, without any text, lies in the data folder and beside every folder of backups: a
database of before holds the text still, and whoever brings one back erases it again.
"""

import datetime
import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction

from hattama.core.vocabulary import Message
from hattama.publish.json_lines import render_line
from hattama.publish.record_texts import RECORD_TEXTS
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.log.served import forget_all_made
from hattama.web.kernel.log.show_files import withdraw_unnamed
from hattama.web.kernel.log.writer_lock import ERASING, only_one, wait_for_tables
from hattama.web.kernel.stores.durable_files import read_if_any, replace_durably
from hattama.web.registers.publish import publish_records
from hattama.web.registers.reading import record_files
from hattama.web.registers.tables import ErasedText, OpenedText

LONGEST_GROUND = 500
ERASURES: Final = "erased.jsonl"
"""The list of what was erased, in the data folder and beside a folder of backups."""


class Erasure(NamedTuple):
    """That the text with this hash was erased: of which election, in which record and field, when and why."""

    election_id: str
    register: str
    record_id: str
    field: str
    digest: str
    ground: str
    erased_at: str


class ErasuresDamaged(Exception):
    """A list of what was erased cannot be read: a text of it might come back. The message names file and
    line."""


class GroundNeeded(SubmissionRefused):
    """It is not said why the text is erased, or at too great length."""

    sentence = Message("Say why it is erased, in at most 500 characters. The reason stays.")


class NothingToErase(SubmissionRefused):
    """The text is not there: it was erased before."""

    sentence = Message("This text is not there any more. Nothing was changed.")
    is_mendable = False


def erase_text(
    user: Any, election: ElectionRow, digest: str, ground: str, *, now: datetime.datetime
) -> ErasedText:
    """Erase the text that the log of `election` holds as `digest`. Raises GroundNeeded, NothingToErase."""
    if not ground.strip() or len(ground) > LONGEST_GROUND:
        raise GroundNeeded
    with transaction.atomic():
        wait_for_tables(election.pk)
        text = OpenedText.objects.select_for_update().filter(election=election, digest=digest).first()
        if text is None:
            raise NothingToErase(digest)
        told = (text.register, text.record_id, text.field, digest, ground.strip(), now.isoformat())
        erased = _erase(election, Erasure(election.pk, *told), user)
    keep_erasures(_data_list())
    return erased


def _erase(election: ElectionRow, told: Erasure, user: Any) -> ErasedText:
    """Write down that it was erased, and erase it where it stands, inside the caller's transaction."""
    files = record_files(election)
    erased = ErasedText.objects.create(
        election=election,
        register=told.register,
        record_id=told.record_id,
        field=told.field,
        digest=told.digest,
        actor=user,
        ground=told.ground,
        erased_at=datetime.datetime.fromisoformat(told.erased_at),
    )
    gone, _ = OpenedText.objects.filter(election=election, digest=told.digest).delete()
    if gone and told.record_id:
        publish_records(election, told.register, [told.record_id])
    _withdraw(election, files)
    # Whoever read the tables before this is committed may have made it all anew by then.
    transaction.on_commit(partial(_withdraw, election, files))
    return erased


def _withdraw(election: ElectionRow, files: set[str]) -> None:
    """Take away what was made of the tables and may hold an erased text: from the public bundle, too, and of
    `files` those that nothing names now.

    With the manifest gone, whoever keeps the log makes both anew the next time.
    """
    store = public_store(election.pk)
    with only_one(election.pk, ERASING, wait=True):
        forget_all_made(election.pk)
        store.remove(MANIFEST)
        store.remove(RECORD_TEXTS)
        withdraw_unnamed(election, store, files)


def repeat_erasures(erasures: Iterable[Erasure]) -> int:
    """Erase again what a database of before does not know to be erased; how many texts went.

    One that it does not hold is written down as erased all the same: it does not come in from elsewhere.
    """
    known = set(ErasedText.objects.values_list("election_id", "digest"))
    elections = ElectionRow.objects.in_bulk()
    gone = 0
    for told in erasures:
        election = elections.get(told.election_id)
        if election is None or (election.pk, told.digest) in known:
            continue
        known.add((election.pk, told.digest))
        with transaction.atomic():
            wait_for_tables(election.pk)
            gone += OpenedText.objects.filter(election=election, digest=told.digest).count()
            _erase(election, told, None)
    return gone


def repeat_kept_erasures(*more: Path) -> int:
    """Erase again what the list in the data folder names, and the lists `more`; how many texts went.

    Raises ErasuresDamaged, and then nothing was erased.
    """
    lists = [read_erasures(path) for path in (_data_list(), *more)]
    gone = repeat_erasures(one for told in lists for one in told)
    keep_erasures(_data_list())
    return gone


def keep_erasures(path: Path) -> None:
    """Bring the list at `path` up to what the database says; what stands there already stays. Raises
    ErasuresDamaged."""
    told = [
        Erasure(
            *(row.election_id, row.register, row.record_id, row.field, row.digest, row.ground),
            row.erased_at.astimezone(datetime.UTC).isoformat(),
        )
        for row in ErasedText.objects.order_by("id")
    ]
    known = {(one.election_id, one.digest): one for one in (*told, *read_erasures(path))}
    lines = [render_line(one._asdict()) for one in known.values()]
    if lines:
        replace_durably(path, b"".join(lines), mode=0o600)


def read_erasures(path: Path) -> list[Erasure]:
    """The list at `path`; none where there is no file. Raises ErasuresDamaged."""
    lines = read_if_any(path).splitlines()
    return [_read(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def _read(line: bytes, place: str) -> Erasure:
    try:
        told = Erasure(**json.loads(line))
        moment = datetime.datetime.fromisoformat(told.erased_at)
    except (ValueError, TypeError):
        raise ErasuresDamaged(place) from None
    if not all(isinstance(one, str) for one in told) or moment.tzinfo is None:
        raise ErasuresDamaged(place)
    return told


def _data_list() -> Path:
    return Path(settings.DATA_DIR) / ERASURES
