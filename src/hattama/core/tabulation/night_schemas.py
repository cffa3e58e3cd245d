"""What stands in the log entries of counting night: times of steps, records of custody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hattama.core.protocols import Attachment, CustodyEvent, Holder, StepPlace, is_paper
from hattama.core.tabulation.schema_types import (
    Check,
    is_area,
    is_contest,
    is_file,
    is_hash,
    is_moment,
    is_one,
    one_of,
    optional,
)

_METHOD: Final = ("method", "typed, imported or demonstration", one_of("typed", "imported", "demonstration"))
_AREA: Final[tuple[tuple[str, str, Check], ...]] = (
    ("area", "AREA", is_area),
    ("contest", "CODE or null", optional(is_contest)),
)


def _by_code(check: Check) -> Callable[[Any], bool]:
    return lambda value: (
        type(value) is dict and all(map(is_contest, value)) and all(map(check, value.values()))
    )


def _is_attached(value: Any) -> object:
    """FILE, or the file of a detached signature, which is of a type of its own and of no pages but one."""
    if type(value) is dict and value.get("media_type") == SIGNATURE_TYPE:
        return is_file(value | {"media_type": "application/pdf"}) and value["pages"] == 1
    return is_file(value)


SIGNATURE_TYPE: Final = "application/pkcs7-signature"
_is_times: Final = _by_code(is_moment)

STEP_FIELDS: Final[tuple[tuple[str, str, Check], ...]] = (
    *_AREA,
    ("times", "MOMENT by CODE, at least one", lambda value: bool(value) and _is_times(value)),
    ("places", " ".join(StepPlace) + " by CODE", _by_code(one_of(*StepPlace))),
    ("corrects", "MOMENT by CODE", _is_times),
    _METHOD,
)

CUSTODY_FIELDS: Final[tuple[tuple[str, str, Check], ...]] = (
    *_AREA,
    ("number", "an integer from 1", is_one),
    ("replaces", "an integer from 1, or null", optional(is_one)),
    ("paper", "PAPER", lambda value: type(value) is str and is_paper(value)),
    ("event", " ".join(CustodyEvent), one_of(*CustodyEvent)),
    ("at", "MOMENT", is_moment),
    ("holder", " ".join(Holder) + ", or null", optional(one_of(*Holder))),
    ("holder_sha256", "HASH or null", optional(is_hash)),
    ("attachment", " ".join(Attachment) + ", or null", optional(one_of(*Attachment))),
    ("document", "FILE or null; a detached signature is of SIGNATURE_TYPE", optional(_is_attached)),
    _METHOD,
)


def steps_agree(body: Mapping[str, Any]) -> str | None:
    """The key whose codes are not all among those of `times`, or None."""
    return next((key for key in ("places", "corrects") if not body[key].keys() <= body["times"].keys()), None)


def custody_agrees(body: Mapping[str, Any]) -> str | None:
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
    return None
