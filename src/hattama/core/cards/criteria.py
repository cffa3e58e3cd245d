"""What is asked of each precinct, and in which of four states an answer stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hattama.core.norms import Citations
from hattama.core.vocabulary import Message, Words


class State(StrEnum):
    """How an answer stands. No points, no weights: nothing is added up but precincts and votes."""

    SHOWN = "shown"
    """There is evidence, and none against it."""
    OPEN = "open"
    """Evidence that is owed or was announced is not there, or two sides disagree and nobody has decided."""
    CONTRADICTED = "contradicted"
    """There is evidence against it."""
    NOT_ANSWERABLE = "not_answerable"
    """Nothing in the log could answer: no source tells of it, or nothing of the kind happened here."""


STATE_WORDS: Final[Mapping[State, Message]] = MappingProxyType(
    {
        State.SHOWN: Message("shown"),
        State.OPEN: Message("open", "card"),
        State.CONTRADICTED: Message("contradicted"),
        State.NOT_ANSWERABLE: Message("not answerable"),
    }
)


class EvidenceKind(StrEnum):
    """Where evidence stands: an entry of the log by index, a record of a register, a file by SHA-256."""

    ENTRY = "entry"
    RECORD = "record"
    FILE = "file"


class Evidence(NamedTuple):
    """One thing that anybody can look at."""

    kind: EvidenceKind
    ref: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the pack. `code` names the question that this room asks; `cited` are its norms.

    `steps` are the steps of the night that show it, `acts` the acts against observers that contradict it;
    `told_by` and `denied_by` answers in observers' forms ("cv17=yes") that do the one and the other.
    """

    code: str
    question: Words
    shows: Words
    contradicts: Words
    cited: Citations
    steps: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


class Answer(NamedTuple):
    """The state of one criterion, why (`reason`, a code of REASONS with its numbers), and the evidence."""

    criterion: str
    state: State
    reason: str
    values: tuple[tuple[str, int], ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def why(self) -> Message:
        """The reason as a sentence."""
        return REASONS[self.reason].given(**dict(self.values))

    def facts(self) -> dict[str, Any]:
        """The answer as files state it."""
        return {
            "criterion": self.criterion,
            "state": self.state.value,
            "reason": self.reason,
            "values": dict(self.values),
            "evidence": [{"kind": one.kind.value, "ref": one.ref} for one in self.evidence],
        }

    def told(self) -> tuple[Any, ...]:
        """All but the state, as a table of many keeps it; `answer_from` reads it back."""
        return self.criterion, self.reason, self.values, self.evidence


def answer_from(state: State, told: Sequence[Any]) -> Answer:
    """The answer in this state of which `Answer.told` gave the rest, as JSON gives it back."""
    criterion, reason, values, evidence = told
    shown = tuple(Evidence(EvidenceKind(kind), ref) for kind, ref in evidence)
    return Answer(criterion, state, reason, tuple((name, value) for name, value in values), shown)


def state_of(answers: Iterable[State]) -> State:
    """Of a whole card: contradicted where any answer is, else open where any is, else shown where any is."""
    states = set(answers)
    order = (State.CONTRADICTED, State.OPEN, State.SHOWN)
    return next((state for state in order if state in states), State.NOT_ANSWERABLE)


@dataclass(frozen=True, slots=True)
class Card:
    """One contest at one precinct: an answer to each criterion, in the pack's order.

    `votes`: ballots for a choice or against all on the paper that stands and counts; None where there is none
    or a line of it is missing. `voters`: the most votes it may be about, by the longest list that is known.
    `entry` is the version that stands. `copies` names who signed the copies from which the figures are, where
    there is no protocol of the commission.
    """

    area_id: str
    contest: str
    answers: tuple[Answer, ...]
    votes: int | None
    voters: int | None
    entry: int | None = None
    copies: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The state of the whole card."""
        return state_of(answer.state for answer in self.answers)


REASONS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "no_protocol": Message("No protocol of this station is in the log."),
        "no_norm_of_time": Message("The rules of this election set no time for any step at the station."),
        "no_steps_asked": Message("The rules of this election name no such step."),
        "no_times": Message("No time of any step was recorded."),
        "times_lacking": Message("Times recorded: {known} of {asked}. None of them contradicts."),
        "in_time": Message("Every time that the law limits was kept: {asked} of {asked}."),
        "late": Message("The time that the law allows was exceeded."),
        "late_by_our_reading": Message(
            "By our reading of the law, which is not certain, a time was exceeded."
        ),
        "in_order": Message("All times are recorded and follow one another: {asked}."),
        "clocks_differ": Message(
            "Steps of which observers give a time more than ten minutes from the commission's: {steps}."
        ),
        "out_of_order": Message("Times contradict one another, or a step was taken elsewhere."),
        "scan_there": Message("A scan of the signed paper is in the log."),
        "scan_earlier": Message("The scan came with an earlier version of the protocol."),
        "scan_lacking": Message("There is no scan of the signed paper."),
        "adds_up": Message("Every control relation that the rules ask for holds."),
        "does_not_add_up": Message("Control relations that do not hold: {broken}."),
        "second_look": Message("Relations that ask for a second look: {broken}."),
        "cannot_be_checked": Message("Relations or lines that cannot be checked: {unchecked}."),
        "words_agree": Message("Words and digits say the same in every line: {asked}."),
        "words_differ": Message("Lines whose words say another number than their digits: {broken}."),
        "words_lacking": Message("Lines whose words were typed and could be read: {known} of {asked}."),
        "no_words_asked": Message("The form asks for no words."),
        "step_taken": Message("The step is recorded with its time."),
        "step_lacking": Message("The step is not recorded."),
        "act_told": Message("Acts against observers that are recorded here: {acts}."),
        "act_reported": Message("Forms of observers that tell of acts against them here: {forms}."),
        "observers_say_so": Message("Forms of observers that say so: {forms}."),
        "observers_deny": Message("Forms of observers that say it was not so: {forms}."),
        "observers_differ": Message("Observers differ on it, and nobody has decided."),
        "act_not_recognised": Message("An act against observers was told of and not recognised."),
        "observers_there": Message("Copies signed by observers at this station: {copies}."),
        "observers_reported": Message("Forms that observers filled in at this station: {forms}."),
        "observers_unknown": Message("Nothing tells whether observers were there."),
        "copies_received": Message("Observers who say that they were given a certified copy: {copies}."),
        "copies_equal": Message("Observers' copies that say the same as the protocol: {copies}."),
        "copies_differ": Message("Observers' copies that give other figures: {copies}."),
        "copies_among_themselves": Message(
            "There is no protocol; observers' copies that agree with one another: {copies}."
        ),
        "copies_alone": Message("One observer's copy, and nothing to hold it against."),
        "no_copies": Message("No observer's copy is in the log."),
        "turnout_agrees": Message("What was announced through the day is not above the protocol."),
        "turnout_above": Message("More voters were announced through the day than the protocol has."),
        "turnout_falls": Message("The announced turnout became less than it had been."),
        "counted_otherwise": Message(
            "Counts by observers of the same hours that the announced numbers do not allow: {counts}."
        ),
        "no_turnout": Message("No turnout of this station was announced."),
        "figure_lacking": Message("The figure that it would be held against is missing."),
        "no_camera": Message("No camera of this station is in the register of video."),
        "nothing_recorded": Message(
            "Cameras are registered here, and no recording of them with both its times."
        ),
        "video_gap": Message("Gaps in which no camera recorded the count: {gaps}; minutes: {minutes}."),
        "video_whole": Message("Some camera recorded every step: {asked}."),
        "never_changed": Message("The protocol stands as it was first published."),
        "changes_decided": Message("Changes, each with the file of its decision: {changes}."),
        "changes_without_file": Message("Changes whose decision is named and has no file: {changes}."),
        "changes_undecided": Message("Changes that name no decision: {changes}."),
        "not_confirmed": Message("The figures are preliminary."),
        "investigated": Message("A commission is looking into the protocol."),
        "no_complaint": Message("No complaint about this station is recorded."),
        "complaints_settled": Message("Complaints decided, none of them upheld: {complaints}."),
        "complaints_waiting": Message("Complaints that wait for a decision: {complaints}."),
        "complaints_upheld": Message("Complaints upheld: {complaints}."),
        "recounted": Message("The figures that stand are those of a recount."),
        "audit_agrees": Message("Counts by hand that found the figures that stand: {counts}."),
        "audit_differs": Message("Counts by hand that found other figures: {counts}."),
        "ballots_read": Message("An audit read single ballots of this pile and not the whole: {ballots}."),
        "not_recounted": Message("No recount or audit was held here."),
        "statistics_of_many": Message("Statistics speak of many stations and prove nothing of one."),
    }
)
"""Why an answer stands as it does, by code for life."""
