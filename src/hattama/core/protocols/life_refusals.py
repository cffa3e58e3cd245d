"""Why a deed in a protocol's life is refused: one exception for each reason."""

from __future__ import annotations


class LifeRefusal(Exception):
    """The deed is refused and the protocol stays as it is; the subclass names the reason."""


class NobodyEnteredYet(LifeRefusal):
    """Nobody has entered this protocol; who reviews can never be the first to type."""


class NotInThisState(LifeRefusal):
    """What the protocol is now does not allow this deed."""


class ProtocolAlreadyEntered(LifeRefusal):
    """As many people have entered this protocol as the election asks for."""


class SecondEntryNeedsAnotherPerson(LifeRefusal):
    """Who entered first cannot enter second: two entries are two people's readings."""


class SecondEntryMissing(LifeRefusal):
    """This election asks for two entries, and there is one."""


class EntriesStillDiffer(LifeRefusal):
    """Two entries differ: neither confirms the other."""


class NotYourEntry(LifeRefusal):
    """Only the two who entered this protocol re-read what differs."""


class AlreadyRereadThisRound(LifeRefusal):
    """You have re-read the differing fields in this round; the other has not yet."""


class OnlyDifferingFields(LifeRefusal):
    """A field was given that does not differ, or one that differs was not ruled upon."""


class RoundsNotOver(LifeRefusal):
    """The two who entered may still re-read the paper; a third person decides after that."""


class RoundsAreOver(LifeRefusal):
    """Both have re-read as often as they may: a third person decides."""


class OwnRoundsNotEnded(LifeRefusal):
    """Who entered a reading does not end the rounds in which it is read again."""


class OwnEntryNotDecided(LifeRefusal):
    """Who entered a reading does not decide between it and the other."""


class OwnEntryNotConfirmed(LifeRefusal):
    """Nobody confirms what they entered."""


class ConfirmationNeedsAPerson(LifeRefusal):
    """This election asks a person who entered neither reading to confirm."""


class OwnEntryNotChanged(LifeRefusal):
    """Nobody corrects, recounts or annuls what they entered."""


class ReasonNeeded(LifeRefusal):
    """The deed needs a reason in words."""


class NothingChanges(LifeRefusal):
    """The correction says what stands already."""


class OtherProtocol(LifeRefusal):
    """The figures are those of another precinct or contest."""
