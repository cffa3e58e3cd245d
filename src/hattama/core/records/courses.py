"""Courses: who has the power to do a deed in a record, what is wrong with a course, and its picture."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.records.conditions import Facts, is_true
from hattama.core.records.kinds import BodyPower, RecordCourse, RecordKind


def powers_over(
    course: RecordCourse, deed: str, facts: Facts, day: datetime.date
) -> tuple[BodyPower, ...] | None:
    """The powers to do `deed` on `day` in the record of `facts`; None where the pack states none for it.

    More than one body in them is an overlap: the law gives the same thing to several.
    """
    stated = [power for power in course.powers if power.deed == deed]
    if not stated:
        return None
    return tuple(one for one in stated if one.covers(day) and (one.when is None or is_true(one.when, facts)))


def has_power(kind: RecordKind, deed: str, by: str, facts: Facts, day: datetime.date) -> bool | None:
    """Whether `by` may do `deed`; None where nothing says, where nobody is said to have done it, or where a
    power would be theirs by what is not known of the record."""
    known = kind.course.deed(deed)
    if not by or known is None:
        return None
    stated = [power for power in kind.course.powers if power.deed == deed]
    if not stated:
        return by in known.by if known.by else None
    theirs = [power for power in stated if by in power.by and power.covers(day)]
    told = [True if power.when is None else is_true(power.when, facts) for power in theirs]
    return True if True in told else None if None in told else False


class CourseTrouble(StrEnum):
    """What can be wrong with a course as a pack writes it."""

    UNREACHABLE = "unreachable"
    """No deed leads to this state."""
    DEAD_END = "dead_end"
    """A state that is not final and that no deed leads out of."""


@dataclass(frozen=True, slots=True)
class CourseFault:
    """A trouble and the state that has it."""

    trouble: CourseTrouble
    state: str


def check_course(course: RecordCourse) -> Iterator[CourseFault]:
    """States that cannot be reached from the first, and dead ends that are not final."""
    if not course.states:
        return
    reached = {course.states[0].code}
    while True:
        more = {deed.to for deed in course.deeds if deed.to and reached & set(deed.since)} - reached
        if not more:
            break
        reached |= more
    for state in course.states:
        if state.code not in reached:
            yield CourseFault(CourseTrouble.UNREACHABLE, state.code)
        leaves = any(state.code in deed.since and deed.to not in ("", state.code) for deed in course.deeds)
        if not leaves and not state.is_final:
            yield CourseFault(CourseTrouble.DEAD_END, state.code)


def render_course(course: RecordCourse, language: str) -> str:
    """The course as a Mermaid state diagram with the words of `language`; empty for a kind without one."""
    if not course.states:
        return ""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.code}: {_plain(state.words.say(language))}" for state in course.states]
    lines.append(f"    [*] --> {course.states[0].code}")
    lines += [
        f"    {before} --> {deed.to or before}: {_plain(deed.words.say(language))}"
        for deed in course.deeds
        for before in deed.since
    ]
    lines += [f"    {state.code} --> [*]" for state in course.states if state.is_final]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Words without the signs that mean something to Mermaid."""
    return text.translate({ord(sign): " " for sign in ':;#"{}\n'})
