"""Rows of sent copies become values: whether a count takes any, which wait, and where one stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from hattama.core.entries import Bringer, CopySource
from hattama.core.vocabulary import Message
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.scans.tables import ScanClaim
from hattama.web.sent_copies.tables import CopyReception, CopyStep, SentCopy, SentPicture


class CopyDeed(StrEnum):
    """What a volunteer does with a copy."""

    TAKE = "take"
    REFUSE = "refuse"
    REPORT = "report"


ENDING: Final = (CopyDeed.REFUSE, CopyDeed.REPORT)
"""After these nothing more is done with a copy."""

OTHER: Final = "other"
OTHER_PLACE: Final = "other_place"
REFUSALS: Final = {
    "no_protocol": Message("the picture shows no results protocol"),
    "unreadable": Message(
        "its figures cannot be read: photograph the paper again, straight and in good light"
    ),
    OTHER_PLACE: Message("it is the protocol of another polling station, or of another election"),
    "stands": Message("a copy of this protocol with the same figures stands here already"),
    "personal": Message("it shows people, marked ballots or personal data of voters"),
    OTHER: Message("another reason, said in words"),
}
"""Why a volunteer does not take a copy, by code."""


class CopyState(StrEnum):
    """Where a copy stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    READ = "read"
    PUBLISHED = "published"
    REFUSED = "refused"
    REPORTED = "reported"


STATES: Final = {
    CopyState.WAITING: Message("waits for a volunteer", "sent copy"),
    CopyState.TAKEN: Message("a volunteer is reading it", "sent copy"),
    CopyState.READ: Message("read once; a second volunteer reads it without seeing the first", "sent copy"),
    CopyState.PUBLISHED: Message("published with its picture", "sent copy"),
    CopyState.REFUSED: Message("not taken", "sent copy"),
    CopyState.REPORTED: Message("became a report of a difference", "sent copy"),
}


@dataclass(frozen=True, slots=True)
class CopyStanding:
    """Where a copy stands, and the last step that a volunteer took."""

    state: CopyState
    step: CopyStep | None

    @property
    def words(self) -> Message:
        """The state in words."""
        return STATES[self.state]

    @property
    def reason(self) -> Message | None:
        """Why it was refused."""
        return REFUSALS.get(self.step.reason) if self.step is not None else None


def standing_of(copy: SentCopy) -> CopyStanding:
    """Where `copy` stands by its steps, and by what became of its picture."""
    step = copy.steps.last()
    if step is not None and step.deed in ENDING:
        ended = CopyState.REFUSED if step.deed == CopyDeed.REFUSE else CopyState.REPORTED
        return CopyStanding(ended, step)
    if PublishedScan.objects.filter(scan=copy.photo_sha256, protocol__area=copy.area_id).exists():
        return CopyStanding(CopyState.PUBLISHED, step)
    if ScanClaim.objects.filter(scan=copy.photo_sha256, area=copy.area_id, contest=copy.contest).exists():
        return CopyStanding(CopyState.READ, step)
    return CopyStanding(CopyState.WAITING if step is None else CopyState.TAKEN, step)


def takes_copies(election: ElectionRow) -> bool:
    """Whether `election` is a civic count that its organisers opened for copies of strangers."""
    if election.closed_at is not None or not load_definition(election).election.civic:
        return False
    last = CopyReception.objects.filter(election=election).last()
    return last is not None and last.is_open


def last_reception(election: ElectionRow) -> str:
    """Another text as soon as a civic count was opened or closed for copies of strangers."""
    is_civic = load_definition(election).election.civic
    return "-".join(map(str, _last_reception())) if is_civic else ""


@kept_question
def _last_reception() -> QuerySet[CopyReception, int]:
    return CopyReception.objects.order_by("-pk").values_list("pk", flat=True)[:1]


def copies_in_hand(election: ElectionRow) -> QuerySet[SentCopy]:
    """The copies that wait or are being read, the oldest first."""
    ended = CopyStep.objects.filter(copy=OuterRef("pk"), deed__in=ENDING)
    claimed = ScanClaim.objects.filter(scan=OuterRef("photo_sha256"))
    return SentCopy.objects.filter(~Exists(ended), ~Exists(claimed), election=election)


def in_turn(copies: QuerySet[SentCopy]) -> QuerySet[SentCopy]:
    """The oldest copy of each protocol, then the second of each: many of one keep no other waiting."""
    turn = Window(RowNumber(), partition_by=[F("area"), F("contest")], order_by="pk")
    return copies.annotate(turn=turn).order_by("turn", "pk")


def picture_of(copy: SentCopy) -> bytes | None:
    """The picture, as it waits or since it was taken; None once it was refused. Raises ContentMissing,
    StoreUnavailable."""
    waiting = SentPicture.objects.filter(copy=copy).first()
    if waiting is not None:
        return bytes(waiting.data)
    ended = standing_of(copy).state in (CopyState.REFUSED, CopyState.REPORTED)
    return None if ended else get_content(copy.photo_sha256)


def source_of_scan(sha256: str) -> CopySource | None:
    """Whose copy a scan is that a stranger sent; None of any other."""
    is_sent = SentCopy.objects.filter(photo_sha256=sha256).exists()
    return CopySource(Bringer.NAMELESS) if is_sent else None
