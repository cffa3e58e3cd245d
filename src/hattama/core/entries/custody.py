"""The custody of papers as the log carries it: records numbered by precinct, none of them ever erased.

A record that was mistaken is replaced by a later one that names its number. Who held the paper stands in
the log as what they are and, if a name was given, as a salted hash of it.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import AREA_OR_CONTEST, METHOD, BrokenLifeCycle, Kind, always
from hattama.core.entries.schema_types import is_file, is_hash, is_moment, is_one, one_of, optional
from hattama.core.protocols import (
    Attachment,
    CustodyEvent,
    CustodyRecord,
    Holder,
    Seal,
    check_custody,
    is_paper,
)
from hattama.core.vocabulary import Finding, Message

CUSTODY = "custody"
"""The kind of the entry. It changes no sum."""

EVERYBODY: Final = "everybody"
ARCHIVE: Final = "archive"
"""Who may see what was attached: a file that names people may stay in the archive, known by its hash."""


class CustodyRefused(BrokenLifeCycle):
    """An entry about custody contradicts those before it; the subclass names the reason."""


class CustodyNumberOutOfOrder(CustodyRefused):
    """The record has another number than the next of its precinct."""


class ReplacedRecordDoesNotStand(CustodyRefused):
    """The record replaces one that there is not, or that was replaced before."""


class CustodyEntry(NamedTuple):
    """One record as the log carries it; `index` is the entry's place there, `body` all that it says."""

    index: int  # type: ignore[assignment]
    body: Mapping[str, Any]

    @property
    def number(self) -> int:
        """The record's number in its precinct, from 1."""
        number: int = self.body["number"]
        return number

    @property
    def moment(self) -> datetime.datetime:
        """When it happened."""
        return datetime.datetime.fromisoformat(self.body["at"])

    @property
    def document(self) -> str:
        """SHA-256 of the file of what was attached; empty where there is none."""
        return self.body["document"]["sha256"] if self.body["document"] else ""

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see that file."""
        return bool(self.body["shown_to"] == EVERYBODY)


class CustodyChain(NamedTuple):
    """All records of one precinct in their order, and which were replaced: number to the one that did it."""

    entries: tuple[CustodyEntry, ...] = ()
    replaced: Mapping[int, int] = {}

    def standing(self) -> tuple[CustodyEntry, ...]:
        """The records that nobody has replaced."""
        return tuple(entry for entry in self.entries if entry.number not in self.replaced)

    def shown_documents(self) -> dict[str, int]:
        """SHA-256 of the files that everybody may see, each with the entry that names it."""
        return {entry.document: entry.index for entry in self.standing() if entry.is_shown}

    def hidden_documents(self) -> set[str]:
        """SHA-256 of the files that were shown and are no more."""
        return {entry.document for entry in self.entries if entry.is_shown} - self.shown_documents().keys()

    def bearer_of(self, received: CustodyEntry) -> CustodyEntry | None:
        """The standing record of who set out with the paper before it was `received`; the last of several."""
        carried = (
            entry
            for entry in self.standing()
            if entry.body["event"] == CustodyEvent.CARRIED
            and entry.body["paper"] == received.body["paper"]
            and entry.moment <= received.moment
        )
        return max(carried, key=lambda entry: entry.moment, default=None)


def fold_custody(chain: CustodyChain, index: int, body: Mapping[str, Any]) -> CustodyChain:
    """The chain of a precinct after the entry `body`, which fits its schema. Raises a CustodyRefused."""
    if body["number"] != len(chain.entries) + 1:
        raise CustodyNumberOutOfOrder(body["number"])
    replaced = dict(chain.replaced)
    mistaken = body["replaces"]
    if mistaken is not None:
        if mistaken in replaced or not 1 <= mistaken <= len(chain.entries):
            raise ReplacedRecordDoesNotStand(mistaken)
        replaced[mistaken] = body["number"]
    return CustodyChain((*chain.entries, CustodyEntry(index, body)), replaced)


def check_chain(entries: Iterable[CustodyEntry]) -> tuple[Finding, ...]:
    """What the standing records of one precinct cannot all be true about."""
    return check_custody([_record(entry.body) for entry in entries])


def _record(body: Mapping[str, Any]) -> CustodyRecord:
    return CustodyRecord(
        body["paper"],
        body["contest"] or "",
        CustodyEvent(body["event"]),
        datetime.datetime.fromisoformat(body["at"]),
        datetime.datetime.fromisoformat(body["recorded_at"]),
    )


def _is_attached(value: Any) -> object:
    """FILE, or the file of a detached signature, which is of a type of its own and of no pages but one."""
    if type(value) is dict and value.get("media_type") == SIGNATURE_TYPE:
        return is_file(value | {"media_type": "application/pdf"}) and value["pages"] == 1
    return is_file(value)


SIGNATURE_TYPE: Final = "application/pkcs7-signature"


def _custody_agrees(body: Mapping[str, Any]) -> str | None:
    """The key that contradicts the rest, or None: what is attached is named, and nothing else is a file."""
    if (body["attachment"] is not None) is not (body["event"] == CustodyEvent.ATTACHED):
        return "attachment"
    if body["document"] is not None and body["attachment"] is None:
        return "document"
    signature = body["document"] is not None and body["document"]["media_type"] == SIGNATURE_TYPE
    if signature is not (body["attachment"] == Attachment.E_SIGNATURE):
        return "document"
    if body["holder_sha256"] is not None and body["holder"] is None:
        return "holder"
    if (body["shown_to"] is None) is not (body["document"] is None) or (
        signature and body["shown_to"] == EVERYBODY
    ):
        return "shown_to"
    if body["event"] != CustodyEvent.RECEIVED:
        return next((key for key in ("pages", "seal") if body[key] is not None), None)
    return None


KIND: Final = Kind(
    CUSTODY,
    always(Message("Custody of the papers")),
    (
        *AREA_OR_CONTEST,
        ("number", "an integer from 1", is_one),
        ("replaces", "an integer from 1, or null", optional(is_one)),
        ("paper", "PAPER", lambda value: type(value) is str and is_paper(value)),
        ("event", " ".join(CustodyEvent), one_of(*CustodyEvent)),
        ("at", "MOMENT", is_moment),
        ("holder", " ".join(Holder) + ", or null", optional(one_of(*Holder))),
        ("holder_sha256", "HASH or null", optional(is_hash)),
        ("attachment", " ".join(Attachment) + ", or null", optional(one_of(*Attachment))),
        ("document", "FILE or null; a detached signature is of SIGNATURE_TYPE", optional(_is_attached)),
        (
            "shown_to",
            f"{EVERYBODY} {ARCHIVE}, or null: who may see the document",
            optional(one_of(EVERYBODY, ARCHIVE)),
        ),
        ("pages", "an integer from 1, or null", optional(is_one)),
        ("seal", " ".join(Seal) + ", or null", optional(one_of(*Seal))),
        METHOD,
    ),
    _custody_agrees,
)
"""`holder_sha256` stands for the holder's name; `pages` and `seal`: with how many pages, and how sealed, the
paper was received."""
