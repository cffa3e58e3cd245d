"""What entries of several kinds have in common: parts as bodies carry them, and what may stand there."""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, Final, NamedTuple, Protocol

from hattama.core.entries.schema_types import (
    Check,
    in_order,
    is_area,
    is_contest,
    is_decision,
    is_hash,
    is_moment,
    is_rule,
    one_of,
    optional,
)
from hattama.core.protocols import Decision
from hattama.core.vocabulary import Finding, Message


class BrokenLifeCycle(Exception):
    """An entry contradicts the entries before it; a log that holds it was not written by these rules."""


class NotOnTheRoster(BrokenLifeCycle):
    """An entry speaks of a precinct from which no protocol of this contest is expected."""


class NothingToAttachTo(BrokenLifeCycle):
    """A scan, an annulment or a redaction arrived for a protocol that the log does not hold."""


class PreliminaryNotConfirmed(BrokenLifeCycle):
    """A change or an investigation of figures that nobody has confirmed yet."""


class PollsNotClosed(BrokenLifeCycle):
    """A protocol was recorded before anything can have been counted at its precinct: that moment."""


class LogIsClosed(BrokenLifeCycle):
    """The log says that the election is closed, and takes nothing of this kind any more."""


class NoSuchArea(BrokenLifeCycle):
    """The entry speaks of an area that the election does not have."""


class NoSuchContest(BrokenLifeCycle):
    """The entry speaks of a contest that the election does not have."""


class NotHere(BrokenLifeCycle):
    """The entry speaks of a contest that is not held there, or of papers where no precinct is."""


Body = Mapping[str, Any]
Field = tuple[str, str, Check]
"""A key of a body, what docs/format/log.md says of it, and what may stand under it."""


class Kind(NamedTuple):
    """One kind of entries: its sentence, its keys beside those of every entry, and what they owe one another.

    `says` names what happened, for readers of the log who see no more of it. `whole` gives the key that
    contradicts the rest, or None. `read` makes of a body what it says of a protocol, with its place in the
    log; None for kinds that touch no precinct and the areas above it. `schema` is what is written.
    """

    name: str
    says: Callable[[Body], Message]
    fields: tuple[Field, ...]
    whole: Callable[[Body], str | None] = lambda body: None
    schema: int = 1
    read: Callable[[int, Body], Any] | None = None

    def head(self, recorded_at: datetime.datetime) -> dict[str, Any]:
        """The keys that every entry has. Raises ValueError for a naive moment."""
        return {"kind": self.name, "schema": self.schema, "recorded_at": recorded_text(recorded_at)}

    def body(self, recorded_at: datetime.datetime, /, **told: Any) -> dict[str, Any]:
        """An entry of this kind, recorded then, with what is `told` under its keys, spelled as JSON has it.

        Raises TypeError where a key of the kind is not told, or another is; ValueError for a naive moment.
        """
        keys = {name for name, _, _ in self.fields}
        if keys != told.keys():
            raise TypeError(f"{self.name}: told {sorted(told)}, expected {sorted(keys)}")
        return self.head(recorded_at) | {key: spelled(value) for key, value in told.items()}


def always(sentence: Message) -> Callable[[Body], Message]:
    """What entries say that all say the same."""
    return lambda body: sentence


class File(Protocol):
    """A file that an entry names: a scan, a decision."""

    sha256: str
    size_bytes: int
    media_type: str
    pages: int


def finding_body(finding: Finding) -> dict[str, Any]:
    """A finding as an entry carries it; sides are null where the relation could not be evaluated."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "fields": list(finding.fields),
        "left": finding.left,
        "right": finding.right,
        "row": finding.row,
    }


def file_body(file: File | None) -> dict[str, Any] | None:
    """A file as an entry carries it: its hash and shape, never its bytes; null where there is none."""
    if file is None:
        return None
    return {
        "sha256": file.sha256,
        "bytes": file.size_bytes,
        "media_type": file.media_type,
        "pages": file.pages,
    }


def decision_body(decision: Decision, document: File | None) -> dict[str, Any]:
    """A decision as an entry carries it."""
    day = decision.decided_on
    return {
        "authority": decision.authority,
        "number": decision.number,
        "decided_on": day.isoformat() if day else None,
        "document": file_body(document),
    }


def decision_from_body(said: Mapping[str, Any]) -> Decision:
    """The decision that an entry carries, or a row whose document is a hash alone."""
    day, file = said["decided_on"], said["document"]
    decided_on = datetime.date.fromisoformat(day) if day else None
    return Decision(
        said["authority"], said["number"], decided_on, file["sha256"] if isinstance(file, dict) else file
    )


def salted_sha256(text: str, salt: str) -> str:
    """SHA-256 in hex of salt, line feed and text: without the salt a guessed text cannot be confirmed."""
    return sealed_digest(text.encode("utf-8", "surrogatepass"), salt)


def sealed_digest(data: bytes, salt: str) -> str:
    """The same of the bytes of a file."""
    return hashlib.sha256(salt.encode() + b"\n" + data).hexdigest()


def recorded_text(moment: datetime.datetime) -> str:
    """When an act was recorded, as every entry says it: in UTC, to the second."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")


def spelled(value: Any) -> Any:
    """A value of the core as bodies carry it: moments, days, fractions and words of a list as text."""
    if isinstance(value, Mapping):
        return {key: spelled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(one) for one in value]
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return value.value if isinstance(value, Enum) else value


def moment_text(moment: datetime.datetime | None) -> str | None:
    """An aware moment as ISO 8601 with offset, to the second. Raises ValueError for a naive one."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.isoformat(timespec="seconds")


_DONE_KEYS: Final = {"deed", "role", "area"}
_STATED_KEYS: Final = _DONE_KEYS | {"at"}


def is_done_by(value: Any) -> bool:
    """DONE: in which role, held for which area (null: the precinct itself), each deed was done; in order.

    `at` stands only where a device without a network stated when it was done.
    """
    return type(value) is list and all(map(_is_done, value))


def _is_done(value: Any) -> object:
    return (
        type(value) is dict
        and (value.keys() == _DONE_KEYS or (value.keys() == _STATED_KEYS and is_moment(value["at"])))
        and is_contest(value["deed"])
        and is_contest(value["role"])
        and (value["area"] is None or is_area(value["area"]))
    )


PLACE: Final[tuple[Field, ...]] = (("area", "AREA", is_area), ("contest", "CODE", is_contest))
AREA_OR_CONTEST: Final[tuple[Field, ...]] = (
    ("area", "AREA", is_area),
    ("contest", "CODE or null", optional(is_contest)),
)
DECIDED: Final[tuple[Field, ...]] = (
    ("reason", "CODE", is_contest),
    ("decision", "DECISION", is_decision),
)
METHOD: Final[Field] = (
    "method",
    "typed, imported or demonstration",
    one_of("typed", "imported", "demonstration"),
)
DONE_BY: Final[Field] = ("done_by", "a list of DONE", is_done_by)
REREAD: Final[Field] = ("reread", "a sorted list of rule codes", in_order(is_rule))
NOTE: Final[Field] = ("note_sha256", "HASH or null", optional(is_hash))
