"""One results protocol as a value: the figures that the paper gives, and what it does not give."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from hattama.core.vocabulary import Count


class FigureOutOfRange(ValueError):
    """A figure is negative or not below 2^53: no paper gives it, and a log entry could not carry it."""


class FigureGivenAndIllegible(ValueError):
    """One key is given as a number and marked illegible: a reading of the paper is one or the other."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What one precinct reports for one contest.

    `figures` holds only figures that the paper gives, by key (see forms); a key that is absent was left
    blank, a key in `illegible` is on the paper but could not be read. Neither is zero.
    `words` are figures in words as the paper gives them, by key; what they say is read elsewhere.
    `signed_at` is the moment written on the paper (aware), or None. `explanation` is the commission's
    own word on figures that disagree. Raises FigureOutOfRange or FigureGivenAndIllegible.
    """

    area_id: str
    contest: str
    figures: Mapping[str, int] = field(default_factory=dict)
    illegible: frozenset[str] = frozenset()
    signed_at: datetime.datetime | None = None
    explanation: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, value in self.figures.items():
            if not 0 <= value < 2**53:
                raise FigureOutOfRange(f"{key} = {value}")
        both = self.illegible.intersection(self.figures)
        if both:
            raise FigureGivenAndIllegible(", ".join(sorted(both)))

    def figure(self, key: str) -> Count:
        """The figure under `key`, or None where the paper gives none that can be read."""
        return self.figures.get(key)

    def rows(self, code: str) -> Mapping[str, int]:
        """The given rows of a repeated figure: row name to value."""
        prefix = code + "["
        return {key[len(prefix) : -1]: value for key, value in self.figures.items() if key.startswith(prefix)}
