"""A text that stands beside the log is erased: its salted hash stays, of what nobody can tell any more."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.vocabulary import Message
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.advance_log import wait_for_writer_lock
from hattama.web.kernel.stores.made_files import forget_made
from hattama.web.registers.publish import publish_records
from hattama.web.registers.tables import ErasedText, OpenedText
from hattama.web.registers.texts import record_files, withdraw_texts

LONGEST_GROUND = 500


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
        wait_for_writer_lock(election.pk)
        text = OpenedText.objects.select_for_update().filter(election=election, digest=digest).first()
        if text is None:
            raise NothingToErase(digest)
        files = record_files(election)
        erased = ErasedText.objects.create(
            election=election,
            register=text.register,
            record_id=text.record_id,
            field=text.field,
            digest=digest,
            actor=user,
            ground=ground.strip(),
            erased_at=now,
        )
        text.delete()
        if text.record_id:
            publish_records(election, text.register, [text.record_id])
    # What was made of the tables may hold it.
    forget_made(election.pk)
    withdraw_texts(election, files)
    return erased
