"""What a volunteer does with a copy that a stranger sent: takes it, to be typed as any first entry; refuses
it with a reason; or, where other figures stand by now, makes it a report of a difference. And whether any
are taken in, which is the organisers' word.
"""

import datetime
from typing import Any, Final

from django.db import transaction

from hattama.core.vocabulary import Deed, Message, NotYours
from hattama.web.kernel.accounts.roles import areas_for, asked_anew, role_now
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.reading import state_of
from hattama.web.reports.report_difference import report_difference
from hattama.web.scans.take_scan import take_scan
from hattama.web.sent_copies.reading import OTHER, REFUSALS, CopyDeed, CopyState, picture_of, standing_of
from hattama.web.sent_copies.send_copy import CopiesNotTaken, protocol_at
from hattama.web.sent_copies.tables import CopyReception, CopyStep, SentCopy, SentPicture

LONGEST_NOTE: Final = 500
IN_HAND: Final = (CopyState.WAITING, CopyState.TAKEN)


class CopyNotInHand(SubmissionRefused):
    """Somebody has refused, entered or reported this copy already."""

    sentence = Message("This copy was dealt with already. Nothing was recorded.")
    is_mendable = False


class AlreadyBeingRead(SubmissionRefused):
    """The protocol has a first entry: this picture cannot become one."""

    sentence = Message(
        "This protocol was entered already. Keep the picture beside it if it shows the same paper, or "
        "refuse it."
    )
    is_mendable = False


class NothingToDifferFrom(SubmissionRefused):
    """There are no published figures from which the copy could differ."""

    sentence = Message("No figures of this protocol are published yet from which the copy could differ.")
    is_mendable = False


class RefusedWithoutReason(SubmissionRefused):
    """A refusal without a reason, or with no words where the reason is another."""

    sentence = Message("Say why the copy is not taken: whoever sent it reads that by the code.")


def take_sent(user: Any, copy: SentCopy, *, now: datetime.datetime) -> Scan:
    """Let `copy` be typed by `user` as a first entry; its scan, as if they had been handed the file.

    Raises NotYours, CopyNotInHand, AlreadyBeingRead, ScanOfAnotherProtocol or StoreUnavailable; then nothing
    is recorded of it.
    """
    role_now(user, Deed.ENTER, copy.area)
    if state_of(copy.area, copy.contest) != "expected":
        raise AlreadyBeingRead
    scan = scan_of_copy(copy, now=now)
    _step(user, copy, CopyDeed.TAKE, now=now)
    return scan


def scan_of_copy(copy: SentCopy, *, now: datetime.datetime) -> Scan:
    """The picture of `copy` as a scan that may stand beside its protocol. Raises CopyNotInHand,
    ScanOfAnotherProtocol or StoreUnavailable."""
    picture = picture_of(copy)
    if picture is None:
        raise CopyNotInHand
    # What a telephone writes beside a picture is gone since it was drawn anew; the bytes stay these.
    return take_scan(picture, area=copy.area, contest=copy.contest, now=now, keep_details=True)


def keep_beside(user: Any, copy: SentCopy, *, now: datetime.datetime) -> Scan:
    """As `take_sent`, of a picture that `keep_scan` is to put beside what was entered from another."""
    scan = scan_of_copy(copy, now=now)
    _step(user, copy, CopyDeed.TAKE, now=now)
    return scan


def refuse_sent(user: Any, copy: SentCopy, reason: str, note: str, *, now: datetime.datetime) -> CopyStep:
    """Record that `copy` is not taken, for a reason of REFUSALS; its picture is deleted, or,
    where it was taken before, stays in the archive as any scan that was received.

    Raises NotYours, RefusedWithoutReason or CopyNotInHand; then nothing is recorded.
    """
    note = note.strip()[:LONGEST_NOTE]
    if reason not in REFUSALS or (reason == OTHER and not note):
        raise RefusedWithoutReason
    return _step(user, copy, CopyDeed.REFUSE, now=now, reason=reason, note=note)


@transaction.atomic
def report_sent(user: Any, copy: SentCopy, message: str, *, now: datetime.datetime) -> CopyStep:
    """Make `copy` a report that the paper says otherwise than what is published; `message` is the report's.

    Raises NotYours, CopyNotInHand, NothingToDifferFrom, or what `report_difference` does; then nothing is
    recorded.
    """
    lock_areas([copy.area])
    stands, picture = protocol_at(copy.area, copy.contest), picture_of(copy)
    if stands is None:
        raise NothingToDifferFrom
    if picture is None:
        raise CopyNotInHand
    role_now(user, Deed.ENTER, copy.area)
    report = report_difference(stands, copy.figures, message=message, photo=picture, now=now)
    return _step(user, copy, CopyDeed.REPORT, now=now, report=report.pk)


@transaction.atomic
def _step(
    user: Any,
    copy: SentCopy,
    deed: CopyDeed,
    *,
    now: datetime.datetime,
    reason: str = "",
    note: str = "",
    report: int | None = None,
) -> CopyStep:
    lock_areas([copy.area])
    role = role_now(user, Deed.ENTER, copy.area)
    if standing_of(copy).state not in IN_HAND:
        raise CopyNotInHand
    SentPicture.objects.filter(copy=copy).delete()
    said = {"reason": reason, "note": note, "report": report}
    return CopyStep.objects.create(
        copy=copy, deed=deed.value, actor=user, role=role.value, moment=now, **said
    )


def set_reception(user: Any, election: ElectionRow, is_open: bool, *, now: datetime.datetime) -> None:
    """Open or close `election` for copies of strangers.

    Raises NotYours, or CopiesNotTaken where it is no civic count; then nothing is recorded.
    """
    if not areas_for(asked_anew(user), Deed.MANAGE_SETTINGS, election).exists():
        raise NotYours("settings")
    if not load_definition(election).election.civic:
        raise CopiesNotTaken
    CopyReception.objects.create(election=election, is_open=is_open, actor=user, moment=now)
