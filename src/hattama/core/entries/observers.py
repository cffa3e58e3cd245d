"""`observer_key`, `observer_copy`: an observer's key, and what it signed of a copy of a protocol.

A copy is a claim: it changes no sum and takes the place of nothing. Who the observer is the log says by a
salted hash alone; for whom they observe, in words.
"""

import datetime
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle, Kind, NotHere, PollsNotClosed, always
from hattama.core.entries.schema_types import (
    is_area,
    is_contest,
    is_hash,
    is_key,
    is_log_key,
    one_of,
    optional,
)
from hattama.core.transparency_log import (
    LogRefusal,
    Note,
    VerifierKey,
    Verify,
    parse_note,
    parse_vkey,
    verified_signers,
)
from hattama.core.vocabulary import Message, is_area_id, is_code, is_election_id, parse_whole_number

ENROLLED, REVOKED = "enrolled", "revoked"
HEADING: Final = "hattama observer copy v1"
LONGEST_ORGANISATION: Final = 200
LONGEST_NOTE: Final = 20_000
MOST_FIGURES: Final = 500
NO_PHOTO: Final = "-"


class KeyEnrolledBefore(BrokenLifeCycle):
    """The key is enrolled, or was: a revoked key never comes back."""


class KeyNotEnrolled(BrokenLifeCycle):
    """A key that is not enrolled, or no more, signs a copy or is revoked."""


class CopyNotSigned(BrokenLifeCycle):
    """The note is no statement about this protocol, or not signed by one enrolled key and nobody else."""


class CopyTakenBefore(BrokenLifeCycle):
    """The log holds this very statement by this key. What is public could be sent again by anybody."""


@dataclass(frozen=True, slots=True)
class ObserverCopy:
    """What an observer says that their copy of a protocol shows. `photo_sha256` of a photograph of it, or
    None; `acted_at` (aware) by the clock of the device."""

    election_id: str
    area_id: str
    contest: str
    acted_at: datetime.datetime
    photo_sha256: str | None
    figures: Mapping[str, int]

    def text(self) -> str:
        """The text to sign; `parse_copy` reads it back."""
        figures = [f"{key} {value}" for key, value in sorted(self.figures.items())]
        told = [self.election_id, self.area_id, self.contest, self.acted_at.isoformat(timespec="seconds")]
        return "\n".join([HEADING, *told, self.photo_sha256 or NO_PHOTO, *figures, ""])


def parse_copy(text: str) -> ObserverCopy:
    """The statement in a text, in its one spelling. Raises CopyNotSigned."""
    try:
        heading, election_id, area_id, contest, acted_at, photo, *figures, rest = text.split("\n")
        moment = datetime.datetime.fromisoformat(acted_at)
        said = [line.split(" ") for line in figures]
        # What is left out here is missing from the one spelling below.
        values = {key: n for key, text in said if is_key(key) and (n := parse_whole_number(text)) is not None}
    except ValueError:
        raise CopyNotSigned("no statement") from None
    told = ObserverCopy(election_id, area_id, contest, moment, None if photo == NO_PHOTO else photo, values)
    named = is_election_id(election_id) and is_area_id(area_id) and is_code(contest)
    fit = named and heading == HEADING and not rest and len(values) <= MOST_FIGURES
    hashed = told.photo_sha256 is None or is_hash(told.photo_sha256)
    if not (fit and hashed and moment.tzinfo and told.text() == text):
        raise CopyNotSigned("no statement")
    return told


class CopyPlace(NamedTuple):
    """What copies of a precinct are held against: the areas that it lies in, and itself; the contests held
    there; the moment before which nothing can have been counted, where one is said."""

    path: Collection[str]
    contests: Collection[str]
    counted_from: datetime.datetime | None


class SignedCopy(NamedTuple):
    """A copy, and the enrolled key that signed it."""

    vkey: str
    copy: ObserverCopy


Claim = tuple[str, bytes]
"""How a signature says whose it is: name and ID of the key."""


@dataclass(slots=True)
class ObserverStanding:
    """Which keys are enrolled for which area, by their entries so far, and what they signed."""

    enrolled: dict[str, str] = field(default_factory=dict)
    known: dict[Claim, tuple[VerifierKey, str]] = field(default_factory=dict)
    """Every key that ever was enrolled, by what its signatures say."""
    taken: set[tuple[str, str]] = field(default_factory=set)
    """Of each copy that was taken in, its key and `digest`."""

    def enrol(self, vkey: str, within: str) -> None:
        """Take a key in. Raises KeyEnrolledBefore, also where its signatures would read as another's."""
        key = parse_vkey(vkey)
        if (key.name, key.key_id) in self.known:
            raise KeyEnrolledBefore(vkey)
        self.known[key.name, key.key_id] = key, vkey
        self.enrolled[vkey] = within

    def signer(self, note: Note, verify: Verify) -> str:
        """The enrolled key that signed a note, alone: a line that nobody vouches for would make another note
        of the same copy. Raises CopyNotSigned."""
        (claimed, *others) = ((one.name, one.key_id) for one in note.signatures)
        key, vkey = self.known.get(claimed, (None, ""))
        if key is None or others or vkey not in self.enrolled:
            raise CopyNotSigned("by no enrolled key alone")
        try:
            verified_signers(note, (key,), verify)
        except LogRefusal as refusal:
            raise CopyNotSigned(refusal.code) from None
        return vkey


def copy_digest(copy: ObserverCopy) -> str:
    """By what a copy is known to be the same: the SHA-256 of its text, in hex."""
    return hashlib.sha256(copy.text().encode()).hexdigest()


def fold_observers(
    standing: ObserverStanding,
    body: Body,
    election_id: str,
    place_of: Callable[[str], CopyPlace | None],
    verify: Verify,
) -> SignedCopy | None:
    """Take an entry of either kind in; the copy that it brings, if any.

    `place_of` gives a precinct by its identifier, None where there is none. Raises KeyEnrolledBefore,
    KeyNotEnrolled, CopyNotSigned, CopyTakenBefore, PollsNotClosed, or NotHere where the key is not enrolled
    for that precinct, or the contest is not held there; then nothing has changed.
    """
    if body["kind"] == OBSERVER_COPY.name:
        return _take_copy(standing, body, election_id, place_of, verify)
    vkey = body["vkey"]
    if body["change"] == ENROLLED:
        standing.enrol(vkey, body["within"])
    elif standing.enrolled.pop(vkey, None) is None:
        raise KeyNotEnrolled(vkey)
    return None


def _take_copy(
    standing: ObserverStanding,
    body: Body,
    election_id: str,
    place_of: Callable[[str], CopyPlace | None],
    verify: Verify,
) -> SignedCopy:
    try:
        note = parse_note(body["note"].encode())
    except LogRefusal as refusal:
        raise CopyNotSigned(refusal.code) from None
    vkey = standing.signer(note, verify)
    copy = parse_copy(note.text)
    if (copy.election_id, copy.area_id, copy.contest) != (election_id, body["precinct"], body["contest"]):
        raise CopyNotSigned("of another protocol")
    place = place_of(copy.area_id)
    if place is None or standing.enrolled[vkey] not in place.path:
        raise NotHere(copy.area_id)
    if copy.contest not in place.contests:
        raise NotHere(copy.contest)
    since = place.counted_from
    if since is not None and datetime.datetime.fromisoformat(body["recorded_at"]) < since:
        raise PollsNotClosed(since.isoformat())
    told = vkey, copy_digest(copy)
    if told in standing.taken:
        raise CopyTakenBefore(vkey)
    standing.taken.add(told)
    return SignedCopy(vkey, copy)


def _is_words(most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is str and 0 < len(value) <= most and bool(value.strip())


def _is_whole(body: Body) -> str | None:
    """Who is enrolled is said once, when they are."""
    is_new = body["change"] == ENROLLED
    return next((name for name in ("organisation", "name_sha256") if (body[name] is None) is is_new), None)


_CHANGES: Final = {
    ENROLLED: Message("Key of an observer enrolled"),
    REVOKED: Message("Key of an observer revoked"),
}
OBSERVER_KEY: Final = Kind(
    "observer_key",
    lambda body: _CHANGES[body["change"]],
    (
        ("change", f"{ENROLLED} or {REVOKED}", one_of(ENROLLED, REVOKED)),
        ("vkey", "an Ed25519 verifier key", is_log_key),
        ("within", "AREA", is_area),
        ("organisation", "up to 200 characters, or null", optional(_is_words(LONGEST_ORGANISATION))),
        ("name_sha256", "HASH or null", optional(is_hash)),
    ),
    _is_whole,
)
OBSERVER_COPY: Final = Kind(
    "observer_copy",
    always(Message("An observer's copy of the protocol")),
    (
        ("precinct", "AREA", is_area),
        ("contest", "CODE", is_contest),
        ("note", "a signed note, up to 20,000 characters", _is_words(LONGEST_NOTE)),
    ),
)
OBSERVER_KINDS: Final = frozenset({OBSERVER_KEY.name, OBSERVER_COPY.name})
