"""Why a deed in a protocol's life is refused by what the protocol is: one exception for each reason."""

from hattama.core.vocabulary import DeedRefused, Message


class LifeRefusal(DeedRefused):
    """What the protocol is does not allow the deed; the subclass names the reason.

    What a protocol's life does not allow any more was allowed when the page was opened: it was overtaken.
    """

    sentence = Message(
        "Meanwhile somebody else has acted on this protocol. What you sent was not recorded; look where it "
        "stands now."
    )


class NobodyEnteredYet(LifeRefusal):
    """Nobody has entered this protocol; who reviews can never be the first to type."""


class NotInThisState(LifeRefusal):
    """What the protocol is now does not allow this deed."""


class ProtocolAlreadyEntered(LifeRefusal):
    """As many people have entered this protocol as the election asks for."""

    sentence = Message(
        "A protocol of this contest has been submitted from this precinct already. "
        "What you sent was not recorded."
    )


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


class ConfirmationNeedsAPerson(LifeRefusal):
    """This election asks a person who entered neither reading to confirm."""


class ReasonNeeded(LifeRefusal):
    """The deed needs a reason in words."""

    sentence = Message("Give a reason for every field.")
    is_mendable = True


class NothingChanges(LifeRefusal):
    """The correction says what stands already."""

    sentence = Message("These are the figures that count already: nothing would change.")
    is_mendable = True


class CountsAgainAsItStood(LifeRefusal):
    """A declaration of invalidity is set aside, and the figures are others than those it spoke of."""

    sentence = Message(
        "Where a declaration of invalidity is set aside the figures stay as they were. Give another reason, "
        "or put the figures back."
    )
    is_mendable = True


class OtherProtocol(LifeRefusal):
    """The figures are those of another precinct or contest."""
