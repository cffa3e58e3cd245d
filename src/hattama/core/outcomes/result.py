"""The result of a contest as a value: who received what, by which steps; ties and gaps in the law too."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.outcomes.votes import Left
from hattama.core.vocabulary import Count, Share, Text, Words

Value = int | Fraction | str | Text | tuple[Text, ...]


class Status(StrEnum):
    """How far the rules lead. None of these is an error."""

    DECIDED = "decided"
    TIE = "tie"
    """Equal claims to the last seats, and nothing known that orders them."""
    REPEAT = "repeat"
    """The rules call for repeat voting among the tied candidates."""
    SECOND_ROUND = "second_round"
    """Nobody has the majority: a second round between the two leaders."""
    REPEAT_ELECTION = "repeat_election"
    """Nobody could be elected: the election itself is repeated."""
    PROLONGED = "prolonged"
    """Too few candidates are left to vote on: the law prolongs the election."""
    LAW_IS_SILENT = "law_is_silent"
    """The law gives no rule for this case; nothing is guessed."""
    INCOMPLETE = "incomplete"
    """A figure that the rule needs was not given."""
    NO_VOTES = "no_votes"


_SETTLED = (Status.DECIDED, Status.REPEAT_ELECTION)
_AMONG_CONTENDERS = (Status.TIE, Status.REPEAT, Status.SECOND_ROUND)
"""Where the contenders alone can still win."""


class Reason(StrEnum):
    """Why the rules give no outcome of these votes."""

    NO_RULES = "no_rules"
    """The rule pack states none for this kind of contest."""
    BELOW_ZERO = "votes_below_zero"
    """A part that is a difference is less than nothing: the protocols do not add up."""
    NO_SEATS = "no_seats"
    """The number of seats is not stated, or is none that an assembly can have."""
    FEW_VOTES = "few_votes"
    """There are fewer votes than seats."""
    COPIES_LACK = "copies_lack"
    """A civic count has no copy of some stations, and nobody drew by lot those of which it has one."""
    OTHER_ANSWERS = "other_answers"
    """The choices are not the two answers that the rules name."""
    """The votes cannot be those of the round that was named."""


class Answer(StrEnum):
    """What a referendum came to."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    NOT_HELD = "not_held"
    """Too few took part: the referendum counts as not having taken place."""


BAR_SHARES = ("bar_share", "asked_share", "threshold_share", "majority_share")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning. `code` names its sentence (see step_words), `values` fill it.

    Values are exact; a value whose name ends in `_share` is a part of one and is said as a percentage; those
    in `BAR_SHARES` are what the others are held against.
    `cited` are the norms it follows; `inferred` marks a reading of ours.
    """

    code: str
    values: tuple[tuple[str, Value], ...] = ()
    cited: Citations = NOTHING_CITED
    inferred: bool = False

    def value(self, name: str) -> Value:
        """The value under `name`; KeyError when the step has none such."""
        return dict(self.values)[name]


@dataclass(frozen=True, slots=True)
class Line:
    """One choice in the result. `share` is of the whole that the rule names.

    `admitted` is None where no threshold is asked, or nobody gave the votes; `let_in_by` cites the rule that
    lets a list in although it is below the threshold. `left`: it no longer stands, and wins nothing.
    `claim` is the exact number of seats that the votes come to (votes divided by the quotient), `whole` its
    whole part, `remainder` the rest; None where the method knows none. `seats` are those settled; a tie may
    leave seats open. `votes` are None where nobody gave a figure.
    """

    code: str
    names: Words
    votes: Count
    share: Share | None = None
    admitted: bool | None = None
    claim: Fraction | None = None
    whole: int | None = None
    remainder: Fraction | None = None
    seats: int = 0
    elected: bool = False
    let_in_by: Citations = NOTHING_CITED
    left: Left | None = None


class ElectedBy(StrEnum):
    """What gave a person of a list the seat, where others of the list could have had it."""

    VOTES = "votes"
    LIST_ORDER = "list_order"
    """Too few votes, or as many as others: those come first who stand first on the list."""
    LOT = "lot"
    """As many votes as others, among whom a lot was drawn."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a list, at its `place`. `passed`: whether the votes take it past the list's order;
    `elected` None while that is open, `elected_by` None while it is not so. `votes` and `passed` are None
    where nobody gave a figure."""

    code: str
    names: Words
    votes: Count
    place: int
    passed: bool | None
    elected: bool | None
    left: Left | None = None
    elected_by: ElectedBy | None = None


@dataclass(frozen=True, slots=True)
class ListPersons:
    """The persons of one list, in its order, and how far the rules lead to those who receive its `seats`:
    decided, a tie among persons, or incomplete. `bar` is the threshold in votes, None where it is not known;
    `vacant` seats have nobody left to take them; `tied` have equal claims to the last of them."""

    code: str
    names: Words
    seats: int
    status: Status
    bar: Fraction | None
    lines: tuple[PersonLine, ...]
    vacant: int = 0
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the same votes come to against one whole: the share, and whether it is enough (None: unknown)."""

    code: str
    words: Text
    share: Share | None
    enough: bool | None
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one contest.

    `kind` is the kind of contest. `contenders` are those tied, or those in the second round. `open_seats`
    are seats that the rules did not settle. `answer` and `conclusions` are a referendum's. `persons` are
    those of each list, where votes for persons give them its seats; `status` speaks of the lists alone.
    """

    kind: str
    status: Status
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    total_seats: int | None = None
    open_seats: int = 0
    contenders: tuple[str, ...] = ()
    answer: Answer | None = None
    conclusions: tuple[Conclusion, ...] = ()
    persons: tuple[ListPersons, ...] = ()

    @property
    def seats(self) -> dict[str, int]:
        """Seats by choice, in ballot order; empty where the contest gives no seats."""
        return {} if self.total_seats is None else {line.code: line.seats for line in self.lines}

    @property
    def elected(self) -> tuple[str, ...]:
        """The codes of those elected, or of the lists that received seats."""
        return tuple(line.code for line in self.lines if line.elected)

    def is_elected(self, line: Line) -> bool | None:
        """Whether the choice of this line is elected, or has seats; None while that is open."""
        if line.elected or line.left is not None or self.status in _SETTLED:
            return line.elected
        goes_on = line.code in self.contenders or self.status not in _AMONG_CONTENDERS
        return None if goes_on else False

    def line(self, code: str) -> Line:
        """The line of the choice with this code; KeyError when there is none such."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class NoOutcome:
    """Why there is no outcome; `possible`: the most seats, or the answers, of which there would be one."""

    reason: Reason
    possible: str = ""
