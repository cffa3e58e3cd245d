"""Observers' forms as values, and what was answered in them; whatever file or wire they came by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from hattama.core.vocabulary import NO_WORDS, Words

NOT_OBSERVED: Final = "not_observed"
"""The code of the option by which an observer says that the thing was not seen: neither a yes nor a no."""

REMARK: Final = "@"
"""The tag of the question that everything behind this sign answers in a short message."""

PHASES: Final = ("opening", "voting", "counting", "tabulation", "copy", "turnout", "incident", "removal")
"""The phases that the forms of a pack speak of. A form of an organisation may name another."""


class QuestionKind(StrEnum):
    """What may be answered. The text of an answer is that of XForms (a moment as ISO 8601 with its zone)."""

    CHOICE = "choice"
    CHOICES = "choices"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    PLACE = "place"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen. `flagged`: it says that something was wrong."""

    code: str
    labels: Words
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `name` is unique in its form (groups leave no trace in it).

    `code` is that of the indicator it answers ("CV04"), empty where it answers none; `finding` says in a
    clause what a flagged answer found ("the choice was not announced for each ballot"). `norms`: those it
    rests on; none where one was sought and not found, None where nobody says. `not_observed`: the codes of
    options that say so. `tag`: the letters that stand for it in a short message, if any do.
    """

    name: str
    kind: QuestionKind
    labels: Words
    code: str = ""
    norms: tuple[str, ...] | None = None
    options: tuple[Option, ...] = ()
    not_observed: frozenset[str] = frozenset()
    finding: Words = NO_WORDS
    tag: str = ""

    @property
    def flagged(self) -> frozenset[str]:
        """The codes of its options that say something was wrong."""
        return frozenset(option.code for option in self.options if option.flagged)


@dataclass(frozen=True)
class ObservationForm:
    """One version of a form. `phase` is one of PHASES, or a code of the organisation that wrote it;
    `keyword`: the word with which short messages of it begin, if it takes any."""

    form_id: str
    version: str
    phase: str
    titles: Words
    questions: tuple[Question, ...]
    keyword: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """The questions by their names."""
        return {question.name: question for question in self.questions}

    @property
    def tagged(self) -> tuple[Question, ...]:
        """The questions that a short message answers by tag and value, without that of its remark."""
        return tuple(question for question in self.questions if question.tag not in ("", REMARK))


@dataclass(frozen=True, slots=True)
class Submission:
    """What one observer answered at one place; never changed: an edit is another, naming the one it replaces.

    `observer` is a pseudonym, never a name. `station` is the identifier of the area whose place was observed
    (a precinct; for tabulation the area of its commission). `began_at`, `ended_at`: from when to when it
    was filled in by the telephone's clock; how long the observer was there is asked by the form itself. What
    was not asked, because it was not relevant, or not answered has no key in `answers`: absent is not "no".
    Several chosen options stand in one answer with a space between, as XForms writes them. `differing`: the
    questions, with a space between, that observers of one place answered differently; nobody chose yet.
    """

    form_id: str
    version: str
    instance_id: str
    observer: str
    organisation: str
    station: str
    answers: Mapping[str, str]
    deprecated_id: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    differing: str = ""

    def chosen(self, question: Question) -> frozenset[str]:
        """The codes of the options that were chosen; none where nothing was answered."""
        return frozenset(self.answers.get(question.name, "").split())


def standing(submissions: Sequence[Submission]) -> list[Submission]:
    """The submissions that no other replaces, in their order; whatever order edits came in.

    An edit of an edit replaces both. Nobody replaces what another observer sent, and no submission itself.
    """
    replaced = {
        (edit.observer, edit.deprecated_id) for edit in submissions if edit.deprecated_id != edit.instance_id
    }
    return [one for one in submissions if (one.observer, one.instance_id) not in replaced]


def first_names(submissions: Sequence[Submission]) -> dict[str, str]:
    """By the name of each submission that of the first of which it is an edit: its own where it is none."""
    before = {(one.observer, one.instance_id): one.deprecated_id for one in submissions}
    found = {}
    for one in submissions:
        chain = [one.instance_id]
        while (earlier := before.get((one.observer, chain[-1]))) and earlier not in chain:
            chain.append(earlier)
        found[one.instance_id] = chain[-1]
    return found
