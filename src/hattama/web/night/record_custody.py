"""Somebody says what happened to a paper: who has it now, what was attached to it."""

import datetime
import secrets
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from hattama.core.entries import (
    ARCHIVE,
    CUSTODY,
    EVERYBODY,
    SIGNATURE_TYPE,
    CustodyChain,
    entry_body,
    file_body,
    salted_sha256,
)
from hattama.core.protocols import Attachment, CustodyEvent, Holder, Seal, is_paper
from hattama.core.vocabulary import Deed, Message
from hattama.scanning import told_by_header
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.loading import Definition, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import (
    ContestNotHeldHere,
    ElectionNotOpen,
    SubmissionRefused,
    record_act,
)
from hattama.web.kernel.log.recording import hold_area
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan, describe_kept
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.night.record_step import refuse_far_from
from hattama.web.night.tables import CustodyName, load_accepted_chain

MAX_NAME = 200
MOST_PAGES = 999


class PaperNotNamed(SubmissionRefused):
    """The identifier is none: capital letters, digits, inner dots, slashes and hyphens, at most 40."""

    sentence = Message(
        "The identifier of the paper: capital Latin letters, digits, dots, slashes and hyphens, at most 40."
    )


class AttachmentNotNamed(SubmissionRefused):
    """Something was attached and not said what, or said what though nothing was attached."""

    sentence = Message("Say what was attached; a file comes with something attached only.")


class SignatureIsAFile(SubmissionRefused):
    """An electronic signature was named without its file, or its file came under another name."""

    sentence = Message(
        "An electronic signature is a file .p7s or .sig, and such a file is nothing else. Choose both, or "
        "neither."
    )


class OnlyAnActIsShown(SubmissionRefused):
    """Everybody was to see a file that is none, or a signature, which opens for nobody."""

    sentence = Message("Only the scan of what was attached can be shown to everybody: choose its file, too.")


class ArrivalNotNamed(SubmissionRefused):
    """Pages or a seal are told of what is no arrival, or pages are none that a paper can have."""

    sentence = Message(
        "Pages and the seal are told of a paper that was received by the higher commission; pages are a "
        "number from 1 to 999."
    )


class HolderNotNamed(SubmissionRefused):
    """A person is named, and not what they are."""

    sentence = Message("You give a name: say also what this person is.")


class NameTooLong(SubmissionRefused):
    """The holder's name has more than 200 characters."""

    sentence = Message("The name is too long: at most 200 characters.")


class RecordNotThere(SubmissionRefused):
    """The record to be replaced is not there, or was replaced before."""

    sentence = Message("The record that you replace is not there, or has been replaced already.")
    is_mendable = False


class RecordsHaveGrown(SubmissionRefused):
    """There are records that the sender had not seen: another person's, or this very one sent twice."""

    sentence = Message(
        "What you sent now was not recorded: something was recorded about these papers before it. Look at "
        "the list; if yours is not in it, send it again."
    )
    is_mendable = False


@dataclass(frozen=True, slots=True)
class CustodyWord:
    """What is said of a paper. `at` is aware; `name`, the holder's, stays here; `replaces`: a number; `seen`:
    how many records there were when it was written, where that is known. `shown`: everybody may see the
    document; `pages` (from 1) and `seal`: of a paper that was received."""

    paper: str
    event: CustodyEvent
    at: datetime.datetime
    contest: str = ""
    holder: Holder | None = None
    name: str = ""
    attachment: Attachment | None = None
    document: Scan | None = None
    replaces: int | None = None
    seen: int | None = None
    shown: bool = False
    pages: int | None = None
    seal: Seal | None = None


@transaction.atomic
def record_custody(user: Any, area: AreaRow, word: CustodyWord, *, now: datetime.datetime) -> Act:
    """Record what happened to a paper as an act that awaits the log. A mistaken record is replaced by number.

    Raises NotYours or a SubmissionRefused that names the reason; then nothing is recorded. What the record
    contradicts is a finding and never a reason to refuse.
    """
    role = role_now(user, Deed.RECORD_CUSTODY, area)
    known = hold_area(area)
    definition = load_definition(area.election)
    _refuse_strange_place(area, word, definition)
    # What is said of this very moment is no slip, and a demonstration's election day lies years back.
    if word.at != now:
        refuse_far_from(definition, word.at)
    _refuse_strange_word(word)
    chain = load_accepted_chain(area)
    _refuse_blind_word(word, chain)
    number = len(chain.entries) + 1
    name = word.name.strip()
    salt = secrets.token_hex(16) if name else ""
    body = _body(area, word, number, salted_sha256(name, salt) if name else None, now)
    act = record_act(area.election, body, now, area=area, actor=user, role=role.value, known=known)
    CustodyName.objects.create(
        act=act, area=area, number=number, name=name, salt=salt, document=word.document
    )
    return act


def _body(
    area: AreaRow, word: CustodyWord, number: int, holder_sha256: str | None, now: datetime.datetime
) -> dict[str, Any]:
    at = word.at.astimezone(ZoneInfo(area.time_zone)).replace(microsecond=0)
    shown_to = None if word.document is None else EVERYBODY if word.shown else ARCHIVE
    return entry_body(
        CUSTODY,
        now,
        area=area.code,
        contest=word.contest or None,
        number=number,
        replaces=word.replaces,
        paper=word.paper,
        event=word.event,
        at=at,
        holder=word.holder,
        holder_sha256=holder_sha256,
        attachment=word.attachment,
        document=file_body(word.document),
        shown_to=shown_to,
        pages=word.pages,
        seal=word.seal,
        method="typed",
    )


def take_document(data: bytes, *, now: datetime.datetime) -> Scan:
    """Keep the bytes of an attached act and describe them. The log holds their hash; everybody sees the file
    only where its record says so.

    Raises hattama.formats.scans.ScanRefused; a refused upload leaves nothing behind. A detached electronic
    signature is kept as it is.
    """
    # Few acts come signed, and what reads signatures is much to load.
    from hattama.formats.cms_signatures import is_signature

    if is_signature(data):
        sha256 = put_content(data)
        return describe_kept(sha256, received_at=now, media_type=SIGNATURE_TYPE, size_bytes=len(data))
    facts = told_by_header(data)
    put_content(data, facts.sha256)
    return describe_kept(**asdict(facts), received_at=now)


def _refuse_strange_place(area: AreaRow, word: CustodyWord, definition: Definition) -> None:
    if area.election.opened_at is None:
        raise ElectionNotOpen
    held = {contest.code for contest in definition.contests_at(row.code for row in load_path(area))}
    if not area.is_precinct or (word.contest and word.contest not in held):
        raise ContestNotHeldHere


def _refuse_blind_word(word: CustodyWord, chain: CustodyChain) -> None:
    if word.seen not in (None, len(chain.entries)):
        raise RecordsHaveGrown
    if word.replaces is not None and word.replaces not in {one.number for one in chain.standing()}:
        raise RecordNotThere


def _refuse_strange_word(word: CustodyWord) -> None:
    if not is_paper(word.paper):
        raise PaperNotNamed
    if len(word.name) > MAX_NAME:
        raise NameTooLong
    if word.name.strip() and word.holder is None:
        raise HolderNotNamed
    if (word.event is CustodyEvent.ATTACHED) is not (word.attachment is not None):
        raise AttachmentNotNamed
    if word.document is not None and word.attachment is None:
        raise AttachmentNotNamed
    signature = word.document is not None and word.document.media_type == SIGNATURE_TYPE
    if signature is not (word.attachment is Attachment.E_SIGNATURE):
        raise SignatureIsAFile
    _refuse_strange_facts(word, signature=signature)


def _refuse_strange_facts(word: CustodyWord, *, signature: bool) -> None:
    """Refuse what is said of a document or an arrival that is none."""
    if word.shown and (word.document is None or signature):
        raise OnlyAnActIsShown
    has_arrived = word.event is CustodyEvent.RECEIVED
    if not has_arrived and (word.pages is not None or word.seal is not None):
        raise ArrivalNotNamed
    if word.pages is not None and not 1 <= word.pages <= MOST_PAGES:
        raise ArrivalNotNamed
