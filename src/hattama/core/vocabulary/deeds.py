"""What people do here, and the rule of four eyes: who is kept from a deed by what they did or are.

People are numbers here. Which role may do which deed is the policy of a shell, keyed by these deeds.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from hattama.core.vocabulary.words import Message


class Deed(StrEnum):
    """What can be done. First what happens to a protocol in its life, as log entries name it."""

    ENTER = "enter"
    IMPORT = "import"
    RETYPE = "retype"
    END_ROUNDS = "end_rounds"
    DECIDE = "decide"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    OPEN_INVESTIGATION = "open_investigation"
    CLOSE_INVESTIGATION = "close_investigation"
    CORRECT = "correct"
    RECOUNT = "recount"
    ANNUL = "annul"
    ATTACH_SCAN = "attach_scan"
    RECORD_STEP = "record_step"
    RECORD_CUSTODY = "record_custody"
    RECORD_CLAIM = "record_claim"
    WITHDRAW = "withdraw"
    RECORD_LOT = "record_lot"
    PROPOSE_CHANGE = "propose_change"
    CHANGE_PRECINCT = "change_precinct"
    REVIEW_REPORT = "review_report"
    DRAW_PAPERS = "draw_papers"
    READ_PAPER = "read_paper"
    JUDGE_FIGURE = "judge_figure"
    CONDUCT_AUDIT = "conduct_audit"
    COUNT_BATCH = "count_batch"
    KEEP_REGISTER = "keep_register"
    IMPORT_RECORDS = "import_records"
    ERASE_TEXT = "erase_text"
    PUBLISH_RECORDING = "publish_recording"
    OBSERVE = "observe"
    SEE_DESK = "see_desk"
    SEE_PROGRESS = "see_progress"
    SEE_TYPING = "see_typing"
    MANAGE_ACCOUNTS = "manage_accounts"
    CONFIRM_ROLE = "confirm_role"
    MANAGE_SETTINGS = "manage_settings"


class DeedRefused(Exception):
    """The deed is refused and everything stays as it is; the subclass names the reason.

    The name of the subclass is its code, for life; `sentence` is what every face says. `is_mendable`: whoever
    sent it can mend it. `is_passing`: too much of it came.
    """

    sentence: Message
    is_mendable: ClassVar[bool] = False
    is_passing: ClassVar[bool] = False

    @classmethod
    def code(cls) -> str:
        """The stable name of the reason, for programs and tables."""
        return cls.__name__


class NotYours(DeedRefused):
    """The person holds no role that allows this deed there."""

    sentence = Message("The account has no right to do this here.")


class DutiesNotSeparate(NotYours):
    """The role would allow the deed, but not to this person; the subclass says why."""


class EntersTwice(DutiesNotSeparate):
    """The person has entered this protocol: two entries are two people's readings."""

    sentence = Message("You have entered this protocol already. The second entry is another person's.")


class ConfirmsOwnEntry(DutiesNotSeparate):
    """The person has entered this protocol and would confirm what they typed."""

    sentence = Message("You have entered this protocol. Another person confirms it.")


class TypistNotKnown(DutiesNotSeparate):
    """A copy of the log brought the entry, which names no persons, and this one may have typed it."""

    sentence = Message(
        "Who entered this protocol is not known here: a copy of the log brought it, which names no persons. "
        "Somebody from outside this precinct's commission confirms it."
    )


class DecidesOwnEntry(DutiesNotSeparate):
    """The person has entered this protocol and would decide about what they typed."""

    sentence = Message("You have entered this protocol. Another person decides about it.")


class DecidesOwnPrecinct(DutiesNotSeparate):
    """The person is a typist or the chair of this precinct and would decide about it from above."""

    sentence = Message("You belong to this precinct's commission. A person from outside it decides.")


class ReadsOwnPaper(DutiesNotSeparate):
    """The person entered this protocol, or works in the commission of its precinct."""

    sentence = Message(
        "You have entered this protocol or belong to its commission. Another person reads the paper again."
    )


class ReadsTwice(DutiesNotSeparate):
    """The person has read this paper: each reading is another person's."""

    sentence = Message("You have read this paper already. The next reading is another person's.")


class CountsOwnPrecinct(DutiesNotSeparate):
    """The person entered this protocol, or works in the commission of its precinct."""

    sentence = Message(
        "You have entered this protocol or belong to its commission. Another person counts its ballots again."
    )


class CountsTwice(DutiesNotSeparate):
    """The person has typed a count of this batch: two counts are two people's."""

    sentence = Message("You have typed a count of these ballots already. The next count is another person's.")


class ChangesOwnRights(DutiesNotSeparate):
    """The person would give, take away or change a role of their own."""

    sentence = Message("Nobody changes their own rights. Ask another administrator.")


class ConfirmsOwnProposal(DutiesNotSeparate):
    """The person proposed this role: a role that decides takes two."""

    sentence = Message("You have proposed this role. Another administrator confirms it.")


class SignsOwnProposal(DutiesNotSeparate):
    """The person proposed this change of a polling station: two people see what is published of it."""

    sentence = Message("You have proposed this change. Another person signs it.")


class PublishesOwnRecording(DutiesNotSeparate):
    """The person sent this recording: what everybody will see two people have seen."""

    sentence = Message("You have sent this recording. Another person publishes it.")


class Tie(StrEnum):
    """What ties a person to that which a deed is about, in words."""

    ENTERED = "who entered or decided its figures"
    PRECINCT = "the precinct's typists and chair"
    READ = "who has read it"
    COUNTED = "who has counted it"
    SELF = "the person concerned"
    PROPOSED = "who proposed it"


_DECISION: Final = {Tie.ENTERED: DecidesOwnEntry, Tie.PRECINCT: DecidesOwnPrecinct}
KEPT_FROM: Final[Mapping[Deed, Mapping[Tie, type[DutiesNotSeparate]]]] = MappingProxyType(
    {
        Deed.ENTER: {Tie.ENTERED: EntersTwice},
        Deed.END_ROUNDS: _DECISION,
        Deed.DECIDE: _DECISION,
        Deed.CONFIRM: {Tie.ENTERED: ConfirmsOwnEntry},
        Deed.CLOSE_INVESTIGATION: _DECISION,
        Deed.CORRECT: _DECISION,
        Deed.RECOUNT: _DECISION,
        Deed.ANNUL: _DECISION,
        Deed.REVIEW_REPORT: {Tie.PRECINCT: DecidesOwnPrecinct},
        Deed.READ_PAPER: {Tie.ENTERED: ReadsOwnPaper, Tie.PRECINCT: ReadsOwnPaper, Tie.READ: ReadsTwice},
        Deed.JUDGE_FIGURE: {Tie.PRECINCT: DecidesOwnPrecinct},
        Deed.COUNT_BATCH: {
            Tie.ENTERED: CountsOwnPrecinct,
            Tie.PRECINCT: CountsOwnPrecinct,
            Tie.COUNTED: CountsTwice,
        },
        Deed.PROPOSE_CHANGE: {Tie.PRECINCT: DecidesOwnPrecinct},
        Deed.CHANGE_PRECINCT: {Tie.PROPOSED: SignsOwnProposal, Tie.PRECINCT: DecidesOwnPrecinct},
        Deed.PUBLISH_RECORDING: {Tie.PROPOSED: PublishesOwnRecording},
        Deed.MANAGE_ACCOUNTS: {Tie.SELF: ChangesOwnRights},
        Deed.CONFIRM_ROLE: {Tie.SELF: ChangesOwnRights, Tie.PROPOSED: ConfirmsOwnProposal},
    }
)
"""By which ties one is kept from a deed, and how the refusal is called; from all others nobody is."""


def joined_duty(
    deed: Deed, person: int, tied: Mapping[Tie, Collection[int]]
) -> type[DutiesNotSeparate] | None:
    """Why `person` is kept from `deed` whatever their role, or None.

    `tied` names the people of every tie that KEPT_FROM has for the deed: KeyError where one lacks.
    """
    return next((why for tie, why in KEPT_FROM.get(deed, {}).items() if person in tied[tie]), None)


def refuse_joined_duty(deed: Deed, person: int, tied: Mapping[Tie, Collection[int]]) -> None:
    """Raise what `joined_duty` finds."""
    refusal = joined_duty(deed, person, tied)
    if refusal is not None:
        raise refusal(deed.value)


def refusals_under(parent: type[DeedRefused]) -> Iterator[type[DeedRefused]]:
    """`parent` and every refusal under it that is loaded."""
    yield parent
    for child in parent.__subclasses__():
        yield from refusals_under(child)
