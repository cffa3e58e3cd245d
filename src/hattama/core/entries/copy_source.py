"""`copy_source`: who brought the copy from which a protocol of a civic count was read."""

from enum import StrEnum
from typing import Final, NamedTuple

from hattama.core.entries.parts import PLACE, Body, Kind, always
from hattama.core.entries.schema_types import is_text, one_of, optional
from hattama.core.vocabulary import Message

LONGEST_BRINGER: Final = 200


class Bringer(StrEnum):
    """In what quality somebody brought a copy. Persons are never named."""

    OBSERVER = "observer"
    PROXY = "proxy"
    PARTY = "party"
    JOURNALIST = "journalist"
    CITIZEN = "citizen"
    NAMELESS = "nameless"
    """Somebody sent the picture over the site and said no name; no volunteer had it from a hand."""
    SOURCE = "source"
    """The scan is the one that the source of the election's list of papers shows itself."""


BRINGERS: Final = {
    Bringer.OBSERVER: Message("observer"),
    Bringer.PROXY: Message("candidate's proxy"),
    Bringer.PARTY: Message("representative of a party", "copy"),
    Bringer.JOURNALIST: Message("journalist"),
    Bringer.CITIZEN: Message("citizen"),
    Bringer.NAMELESS: Message("a person who gave no name, over this site"),
    Bringer.SOURCE: Message("the source itself, which shows this scan"),
}
BROUGHT: Final = {bringer: words for bringer, words in BRINGERS.items() if bringer is not Bringer.NAMELESS}
"""Those of them that a volunteer chooses: of a copy that came over the site it is known."""

_OF: Final = Message("{organisation} ({bringer})")
NOBODY_SAID: Final = Message("nobody said whose copy it is")


class CopySource(NamedTuple):
    """Whose copy it is; `organisation` empty where it is nobody's but the person's own."""

    bringer: Bringer
    organisation: str = ""

    @property
    def words(self) -> Message:
        """Who brought it, in words."""
        bringer = BRINGERS[self.bringer]
        return _OF.given(bringer=bringer, organisation=self.organisation) if self.organisation else bringer


def copy_source_in(body: Body) -> CopySource:
    """Whose copy it is by the entry."""
    return CopySource(Bringer(body["source"]), body["organisation"] or "")


COPY_SOURCE: Final = Kind(
    "copy_source",
    always(Message("It was said who brought the copy of the protocol")),
    (
        *PLACE,
        ("source", ", ".join(Bringer), one_of(*Bringer)),
        ("organisation", "a text of 1 to 200 characters, or null", optional(is_text(1, LONGEST_BRINGER))),
    ),
)
