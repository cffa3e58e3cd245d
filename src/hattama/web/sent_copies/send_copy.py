"""A stranger sends the first copy of a protocol to a civic count, and gets a code that asks what became of
it.
"""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, Sum

from hattama.core.vocabulary import Message
from hattama.web.kernel.accounts.typed_codes import hash_of_code, new_code
from hattama.web.kernel.elections.loading import load_definition, path_codes
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ContestNotHeldHere, SubmissionRefused, polls_are_open
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.scans.read_scan import scan_reader
from hattama.web.scans.tables import places_with
from hattama.web.sent_copies.reading import OTHER_PLACE, CopyDeed, copies_in_hand, takes_copies
from hattama.web.sent_copies.tables import CopyStep, SentCopy, SentPicture

MOST_OF_PROTOCOL: Final = 5
"""Copies of one protocol in hand at once: another picture of the same paper tells nothing new."""

MOST_WAITING: Final = 500
MOST_WAITING_BYTES: Final = 256 * 1024 * 1024
"""Pictures that wait in one count, and their bytes, from where on each protocol has one in hand and no more:
whoever floods the count keeps nobody from sending the first copy of another polling station."""

MOST_KEPT_BYTES: Final = 8 * 1024 * 1024 * 1024
"""Of all pictures that wait in one count: the disk is the log's, too."""

_GROUPS_OF_CODE: Final = 3
"""60 random bits."""


class CopiesNotTaken(SubmissionRefused):
    """The election is no civic count, or its organisers have not opened it for copies of strangers."""

    sentence = Message("This count takes no copies over the site just now. Nothing was recorded.")
    is_mendable = False


class ProtocolStandsHere(SubmissionRefused):
    """The figures of this protocol were read already: another copy is compared with them."""

    sentence = Message(
        "A copy of this protocol stands here already. Compare yours with it; if they differ, report it there "
        "with your photograph."
    )
    is_mendable = False


class PhotographNeeded(SubmissionRefused):
    """There is no picture, and figures alone nobody can check."""

    sentence = Message("Choose a photograph of the copy: figures without it cannot be checked by anybody.")


class SentBefore(SubmissionRefused):
    """The very same picture was sent before, or stands on the site."""

    sentence = Message("This very picture was sent already. Ask by its code what became of it.")
    is_mendable = False


class QueueIsFull(SubmissionRefused):
    """So much waits for the volunteers, of this protocol or in all, that no more is taken in."""

    sentence = Message(
        "As many copies of this protocol wait for the volunteers as are taken just now, and nothing was "
        "recorded. Keep the photograph and send it later."
    )
    is_mendable = False
    is_passing = True


def send_copy(
    area: AreaRow, contest: str, photo: bytes, figures: Mapping[str, int], *, now: datetime.datetime
) -> str:
    """Take in the photograph of a copy; the code by which its sender asks what became of it.

    The picture is drawn anew, so that place, time and device are gone before anything is stored; of the code
    a hash is kept. `figures`: what the sender typed of it, by key. Raises CopiesNotTaken, ContestNotHeldHere,
    PollsAreOpen, ProtocolStandsHere, PhotographNeeded, SentBefore, QueueIsFull, or
    hattama.formats.scans.ScanRefused for a file that is no photograph; then nothing is recorded.
    """
    _refuse_place(area, contest, now)
    if not photo:
        raise PhotographNeeded
    _refuse_full(area, contest)
    # Before the lock: a photograph that takes long shall keep nobody else waiting.
    picture = scan_reader().photo(photo)
    sha256 = hashlib.sha256(picture).hexdigest()
    code = new_code(_GROUPS_OF_CODE)
    with transaction.atomic():
        lock_areas([area])
        _refuse_place(area, contest, now)
        _refuse_full(area, contest, len(picture))
        _refuse_twin(area, contest, sha256)
        copy = SentCopy.objects.create(
            election_id=area.election_id,
            area=area,
            contest=contest,
            code_sha256=hash_of_code(code),
            figures=dict(figures),
            photo_sha256=sha256,
            size_bytes=len(picture),
            sent_at=now,
        )
        SentPicture.objects.create(copy=copy, data=picture)
    return code


def _refuse_place(area: AreaRow, contest: str, now: datetime.datetime) -> None:
    if not takes_copies(area.election):
        raise CopiesNotTaken
    definition, path = load_definition(area.election), path_codes(area)
    if not area.is_precinct or contest not in {held.code for held in definition.contests_at(path)}:
        raise ContestNotHeldHere
    since = definition.counted_from(path, area)
    if since is not None and now < since:
        raise polls_are_open(definition)
    if protocol_at(area, contest) is not None:
        raise ProtocolStandsHere


def protocol_at(area: AreaRow, contest: str) -> PublishedProtocol | None:
    """The published figures of this protocol, if there are any: of a paper alone nobody has read them."""
    row = PublishedProtocol.objects.filter(area=area, contest=contest).first()
    return None if row is None or row.is_bare else row


def is_crowded(election: ElectionRow) -> bool:
    """Whether so many copies wait that of each protocol one is taken in until volunteers have caught up."""
    count, held = _waiting(election.pk)
    return count >= MOST_WAITING or held >= MOST_WAITING_BYTES


def _waiting(election_id: str) -> tuple[int, int]:
    """How many pictures wait, and their bytes."""
    waiting = SentPicture.objects.filter(copy__election=election_id)
    told = waiting.aggregate(count=Count("pk"), bytes=Sum("copy__size_bytes"))
    return told["count"], told["bytes"] or 0


def _refuse_full(area: AreaRow, contest: str, size: int = 0) -> None:
    in_hand = copies_in_hand(area.election).filter(area=area, contest=contest).count()
    most = 1 if is_crowded(area.election) else MOST_OF_PROTOCOL
    if in_hand >= most or _waiting(area.election_id)[1] + size > MOST_KEPT_BYTES:
        raise QueueIsFull


def _refuse_twin(area: AreaRow, contest: str, sha256: str) -> None:
    elsewhere = CopyStep.objects.filter(deed=CopyDeed.REFUSE, reason=OTHER_PLACE).values("copy")
    same = SentCopy.objects.filter(election=area.election_id, photo_sha256=sha256)
    # Whoever chose the wrong polling station sends the same picture again, to the right one.
    if places_with(sha256) or same.filter(Q(area=area, contest=contest) | ~Q(pk__in=elsewhere)).exists():
        raise SentBefore
