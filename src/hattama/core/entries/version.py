"""`protocol`, `correction`, `recount`: a protocol with its figures, the first and what takes its place."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hattama.core.entries.nesting import flatten_figures, flatten_words, is_words, nest_figures, nest_words
from hattama.core.entries.parts import (
    DECIDED,
    DONE_BY,
    METHOD,
    NOTE,
    PLACE,
    REREAD,
    BrokenLifeCycle,
    Field,
    File,
    Kind,
    PreliminaryNotConfirmed,
    always,
    file_body,
    finding_body,
    moment_text,
    salted_sha256,
)
from hattama.core.entries.scan import with_scans
from hattama.core.entries.schema_types import (
    is_count,
    is_figures,
    is_files,
    is_findings,
    is_hash,
    is_illegible,
    is_moment,
    is_one,
    one_of,
    optional,
)
from hattama.core.entries.standing import Contribution, summable_figures
from hattama.core.protocols import OF_SAME_PAPER, SET_ASIDE, Form, Protocol
from hattama.core.vocabulary import Finding, Message

VERSION_KINDS = ("protocol", "correction", "recount")
"""Kinds of entries that carry figures: the first version of a protocol, and what may take its place."""


PRELIMINARY = "preliminary"
CONFIRMED = "confirmed"
"""What a protocol's entry says of its figures: not confirmed by anybody yet, or confirmed."""


class ProtocolAlreadyPublished(BrokenLifeCycle):
    """A first version arrived for a precinct and contest that has one."""


class ReplacedEntryIsNotCurrent(BrokenLifeCycle):
    """A version names as replaced an entry which is not the current one."""


class VersionOutOfOrder(BrokenLifeCycle):
    """A version has another number than the next after the one it replaces."""


class ConfirmedIsNotReplaced(BrokenLifeCycle):
    """A protocol that is neither correction nor recount takes the place of one that is confirmed."""


class ProtocolEntry(NamedTuple):
    """A protocol as the log carries it. `index` is the entry's place in the log, from 0.

    `replaces` is the index of the entry that this version takes the place of, or None for the first.
    `broken` are the codes of hard relations that do not hold. `scans` are SHA-256 hex digests, and so is
    `explanation`, the salted hash of the commission's word, or None. `preliminary` says that nobody has
    confirmed the figures yet; `settles`, that this is what the entries of a preliminary version came to, and
    neither correction nor recount; `keeps_paper`, as in the function of this name. A tuple, since a log holds
    many.
    """

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    figures: Mapping[str, int]
    replaces: int | None = None
    broken: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    version: int = 1
    explanation: str | None = None
    preliminary: bool = False
    settles: bool = False
    keeps_paper: bool = False


def version_body(
    protocol: Protocol,
    findings: Iterable[Finding],
    scans: Sequence[File],
    *,
    words: Mapping[str, str | None],
    recorded_at: datetime.datetime,
    method: str,
    salt: str,
    kind: str = "protocol",
    version: int = 1,
    extra: Mapping[str, Any] = MappingProxyType({"status": CONFIRMED}),
    reread: Sequence[str] = (),
    done_by: Sequence[Mapping[str, str | None]] = (),
) -> dict[str, Any]:
    """The body of the entry that publishes a version of `protocol`; `extra` is what its kind has besides.

    `words` are those of its figures, None where they say no number. Where it replaces another, `replaces` is
    null until the log's writer knows the index. The explanation is free text and may name people, so the log
    carries only its salted hash; the text stands beside the figures and can be withdrawn while the log stays.
    """
    return {
        **PROTOCOL.head(recorded_at),
        "kind": kind,
        "area": protocol.area_id,
        "contest": protocol.contest,
        "version": version,
        "replaces": None,
        "figures": nest_figures(protocol.figures),
        "words": nest_words(words),
        "illegible": sorted(protocol.illegible),
        "findings": [finding_body(finding) for finding in findings],
        "signed_at": moment_text(protocol.signed_at),
        "method": method,
        "explanation_sha256": salted_sha256(protocol.explanation, salt) if protocol.explanation else None,
        "scans": [file_body(scan) for scan in scans],
        "reread": list(reread),
        "done_by": [dict(done) for done in done_by],
        **extra,
    }


def is_bare(body: Mapping[str, Any]) -> bool:
    """Whether the entry says that a paper is there, and no figure of it: its source shows a scan alone."""
    is_imported = body.get("status") == PRELIMINARY and body["method"] == "imported"
    return is_imported and not body["figures"] and not body["illegible"]


def protocol_in(body: Mapping[str, Any]) -> Protocol:
    """The paper in an entry of VERSION_KINDS: all but the explanation."""
    return Protocol(
        body["area"],
        body["contest"],
        flatten_figures(body["figures"]),
        frozenset(body["illegible"]),
        None if body["signed_at"] is None else datetime.datetime.fromisoformat(body["signed_at"]),
        words=flatten_words(body["words"]),
    )


def keeps_paper(body: Mapping[str, Any]) -> bool:
    """Whether the entry, of VERSION_KINDS, gives the figures of the very paper that those before it were read
    from: what two entries of it came to, the correction of an error in copying it, or what counts again as it
    stood, without a scan of its own. Scans of that paper then show these figures; after any other change they
    show earlier ones.
    """
    if body["kind"] == "correction":
        return body["reason"] in OF_SAME_PAPER and not body["scans"]
    return _settles(body)


def _settles(body: Mapping[str, Any]) -> bool:
    return body["kind"] == "protocol" and body["replaces"] is not None


def read_version(index: int, body: Mapping[str, Any]) -> ProtocolEntry:
    findings = body["findings"]
    scans = body["scans"]
    return ProtocolEntry(
        index,
        body["area"],
        body["contest"],
        flatten_figures(body["figures"]),
        body["replaces"],
        _broken_codes(findings) if findings else (),
        tuple([scan["sha256"] for scan in scans]) if scans else (),
        body["version"],
        body["explanation_sha256"],
        body.get("status") == PRELIMINARY,
        _settles(body),
        keeps_paper(body),
    )


def _broken_codes(findings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    hard = {f["code"] for f in findings if f["severity"] == "hard" and f["verdict"] == "broken"}
    return tuple(sorted(hard))


def fold_version(previous: Contribution | None, entry: ProtocolEntry, form: Form) -> Contribution:
    """What stands after this version. Raises a BrokenLifeCycle."""
    _check_succession(previous, entry)
    return _version(previous, entry, form)


def _check_succession(previous: Contribution | None, entry: ProtocolEntry) -> None:
    if entry.replaces is None and previous is not None:
        raise ProtocolAlreadyPublished(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if entry.replaces is not None and (previous is None or previous.index != entry.replaces):
        raise ReplacedEntryIsNotCurrent(f"entry {entry.index} replaces {entry.replaces}")
    if entry.version != (1 if previous is None else previous.version + 1):
        raise VersionOutOfOrder(f"entry {entry.index} is version {entry.version}")
    if previous is None:
        return
    if entry.settles and not previous.is_preliminary:
        raise ConfirmedIsNotReplaced(f"entry {entry.index} replaces {entry.replaces}")
    if previous.is_preliminary and not entry.settles:
        raise PreliminaryNotConfirmed(f"entry {entry.index}: {entry.area_id}, {entry.contest}")


def _version(previous: Contribution | None, entry: ProtocolEntry, form: Form) -> Contribution:
    figures = summable_figures(form, entry.figures)
    scans: tuple[str, ...] = entry.scans
    withdrawn: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    has_scan = bool(scans)
    if previous is not None:
        # A scan once attached stays attached: a new version adds to the evidence and removes none.
        shown = previous if entry.keeps_paper else previous._replace(earlier=previous.scans)
        shown = with_scans(shown, entry.index, entry.scans)
        scans, withdrawn, earlier = shown.scans, shown.withdrawn, shown.earlier
        has_scan |= entry.keeps_paper and previous.has_scan
    return Contribution(
        entry.index,
        figures,
        bool(entry.broken),
        has_scan,
        False,
        entry.version,
        scans,
        withdrawn,
        entry.explanation,
        is_preliminary=entry.preliminary,
        earlier=earlier,
    )


def _version_agrees(body: Mapping[str, Any]) -> str | None:
    is_first = body["kind"] == "protocol"
    if (body["version"] == 1) is not is_first:
        return "version"
    if (body["replaces"] is None) is not is_first:
        return "replaces"
    return _illegible_agrees(body)


def _status_agrees(body: Mapping[str, Any]) -> str | None:
    """A first version replaces nothing, and every other says what it replaces; only a first is
    preliminary."""
    is_first = body["version"] == 1
    if (body["replaces"] is None) is not is_first:
        return "replaces"
    return "status" if body["status"] == PRELIMINARY and not is_first else None


def _protocol_agrees(body: Mapping[str, Any]) -> str | None:
    return _status_agrees(body) or _illegible_agrees(body)


def _illegible_agrees(body: Mapping[str, Any]) -> str | None:
    figures = body["figures"]
    for key in body["illegible"]:
        code, _, row = key.rstrip("]").partition("[")
        given = figures.get(code)
        if (row in given) if type(given) is dict else (given is not None and not row):
            return "illegible"
    return None


_VERSION: Final[tuple[Field, ...]] = (
    *PLACE,
    ("version", "an integer from 1", is_one),
    ("replaces", "INDEX or null", optional(is_count)),
    ("figures", "FIGURES", is_figures),
    ("illegible", "a sorted list of KEY", is_illegible),
    ("findings", "a list of FINDING", is_findings),
    ("signed_at", "MOMENT or null", optional(is_moment)),
    METHOD,
    ("explanation_sha256", "HASH or null", optional(is_hash)),
    ("scans", "a list of FILE, each once", is_files),
)

_WORDS: Final[Field] = ("words", "WORDS", is_words)
_STATUS: Final[tuple[Field, ...]] = (
    ("status", f"{PRELIMINARY} or {CONFIRMED}", one_of(PRELIMINARY, CONFIRMED)),
    _WORDS,
    REREAD,
    DONE_BY,
)
_CHANGE: Final[tuple[Field, ...]] = (_WORDS, REREAD, NOTE, DONE_BY)


def _says(body: Mapping[str, Any]) -> Message:
    preliminary = body["status"] == PRELIMINARY
    return Message("Preliminary figures published") if preliminary else Message("Protocol published")


def _says_corrected(body: Mapping[str, Any]) -> Message:
    if body["reason"] == SET_ASIDE:
        return Message("The declaration of invalidity set aside: the protocol counts again")
    return Message("Correction of the protocol")


PROTOCOL: Final = Kind("protocol", _says, (*_VERSION, *_STATUS), _protocol_agrees, 2, read_version)
CORRECTION: Final = Kind(
    "correction",
    _says_corrected,
    (*_VERSION, *DECIDED, *_CHANGE),
    _version_agrees,
    2,
    read_version,
)
RECOUNT: Final = CORRECTION._replace(name="recount", says=always(Message("Protocol of a recount")))
