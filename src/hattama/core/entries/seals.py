"""`seal`, `unsealing`: a file that is fixed now and can be read later: the list of a sample, what its
stations reported, a table of forms that observers filled in.

The seal is a salted hash, so that no list can be tried out against it. What stands is a fold of these
entries: who sealed what, before what else the log holds, and when it was opened.
"""

import datetime
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle, Kind
from hattama.core.entries.schema_types import (
    is_contest,
    is_count,
    is_hash,
    is_moment,
    is_one,
    is_text,
    one_of,
    optional,
)
from hattama.core.vocabulary import Message

SAMPLE: Final = "sample"
"""The list of the stations of a sample."""
RESULTS: Final = "sample_results"
"""What stations of an open sample reported."""
SENT_FORMS: Final = "sent_forms"
"""Forms that an organisation's observers filled in, as one table; its name is the phase they speak of."""
LONGEST_ORGANISATION: Final = 200


class SampleSealedTwice(BrokenLifeCycle):
    """A sample of this name is sealed already: whoever seals many lists could open the one that suits."""


class NoSuchSample(BrokenLifeCycle):
    """Results of a sample that this organisation has not sealed and opened."""


class NoSuchSeal(BrokenLifeCycle):
    """A file is opened that was not sealed before."""


class OpenedTwice(BrokenLifeCycle):
    """A file is opened that is open."""


class OpenedEarly(BrokenLifeCycle):
    """A file is opened before the hour for which its seal promised it."""


class Unsealing(NamedTuple):
    """The file that a seal is opened with, and its entry."""

    index: int  # type: ignore[assignment]
    salt: str
    sha256: str
    size_bytes: int
    recorded_at: str


class Seal(NamedTuple):
    """What one seal says, and what it was opened with; None while it is closed."""

    index: int  # type: ignore[assignment]
    about: str
    name: str
    organisation: str
    digest: str
    opens_at: str | None
    recorded_at: str
    opening: Unsealing | None = None


@dataclass(slots=True)
class SealStanding:
    """Every seal of a log by the index of its entry, in their order."""

    seals: dict[int, Seal] = field(default_factory=dict)

    def sample(self, name: str) -> Seal | None:
        """The list of this name."""
        return next((one for one in self.seals.values() if (one.about, one.name) == (SAMPLE, name)), None)

    def opened(self, about: str) -> list[Seal]:
        """What was sealed of this kind and is open, in the order of the seals: what was sealed later knows
        more, whenever it was opened."""
        return [one for one in self.seals.values() if one.about == about and one.opening is not None]

    def results(self, name: str) -> list[Seal]:
        """The results of this sample, in the order of the log."""
        return [one for one in self.seals.values() if (one.about, one.name) == (RESULTS, name)]


def fold_seal(standing: SealStanding, index: int, body: Body) -> None:
    """Take one entry into `standing`. Raises SampleSealedTwice, NoSuchSample, NoSuchSeal, OpenedTwice or
    OpenedEarly, and then nothing has changed."""
    if body["kind"] == UNSEALING.name:
        standing.seals[body["seal"]] = _opened(standing, index, body)
        return
    sample = standing.sample(body["name"])
    if body["about"] == SAMPLE and sample is not None:
        raise SampleSealedTwice(f"entry {index}: {body['name']}")
    if body["about"] == RESULTS and (
        sample is None or sample.opening is None or sample.organisation != body["organisation"]
    ):
        raise NoSuchSample(f"entry {index}: {body['name']}")
    keys = ("about", "name", "organisation", "digest", "opens_at", "recorded_at")
    standing.seals[index] = Seal(index, *(body[key] for key in keys))


def _opened(standing: SealStanding, index: int, body: Body) -> Seal:
    seal = standing.seals.get(body["seal"])
    if seal is None:
        raise NoSuchSeal(f"entry {index}: {body['seal']}")
    if seal.opening is not None:
        raise OpenedTwice(f"entry {index}: {body['seal']}")
    if seal.opens_at is not None and _moment(body["recorded_at"]) < _moment(seal.opens_at):
        raise OpenedEarly(f"entry {index}: {seal.opens_at}")
    keys = ("salt", "sha256", "bytes", "recorded_at")
    return seal._replace(opening=Unsealing(index, *(body[key] for key in keys)))


_moment = datetime.datetime.fromisoformat


_SEALED: Final = {
    SAMPLE: Message("The list of a sample of stations was sealed"),
    RESULTS: Message("Results of a sample of stations were sealed"),
    SENT_FORMS: Message("Forms that observers filled in were sealed"),
}

SEAL: Final = Kind(
    "seal",
    lambda body: _SEALED[body["about"]],
    (
        ("about", f"{SAMPLE}, {RESULTS} or {SENT_FORMS}", one_of(SAMPLE, RESULTS, SENT_FORMS)),
        ("name", "CODE", is_contest),
        ("organisation", "a text of 1 to 200 characters", is_text(1, LONGEST_ORGANISATION)),
        ("digest", "HASH", is_hash),
        ("opens_at", "MOMENT or null", optional(is_moment)),
    ),
)
UNSEALING: Final = Kind(
    "unsealing",
    lambda body: Message("A sealed file was opened"),
    (
        ("seal", "INDEX", is_count),
        ("salt", "HASH", is_hash),
        ("sha256", "HASH", is_hash),
        ("bytes", "an integer from 1", is_one),
    ),
)
SEAL_KINDS: Final = frozenset({SEAL.name, UNSEALING.name})
