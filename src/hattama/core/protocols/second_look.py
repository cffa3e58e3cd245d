"""Figures that are possible and unusual: the typist is asked to read these lines once more, and nothing is
held up.

Where the bounds lie is said by the rule pack. A bound that lies exactly on a figure is kept by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from hattama.core.protocols.form_rules import FormRule
from hattama.core.protocols.forms import Form
from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Finding, Message, Severity, Verdict


@dataclass(frozen=True, slots=True)
class SecondLook:
    """From where on a figure is unusual; None where nobody asks.

    `turnout_percent`: participants above so many percent of the voters listed. `invalid_points`: the share of
    invalid ballots is more than so many percentage points from that of the area. `register_percent`: the
    voters listed differ by more than so many percent from the roster's.
    """

    turnout_percent: int | None = None
    invalid_points: int | None = None
    register_percent: int | None = None


class AreaSoFar(NamedTuple):
    """What the protocols of the area around have given so far: invalid ballots, and participants with
    them."""

    invalid: int
    participants: int


TURNOUT_HIGH: Final = FormRule(
    "LOOK-TURNOUT",
    Severity.SOFT,
    Message("Turnout is very high: read these lines on the paper again."),
    passing="with a bound of 95 %: of 1000 voters listed 950 took part",
    failing="with a bound of 95 %: of 1000 voters listed 951 took part",
)
INVALID_FAR: Final = FormRule(
    "LOOK-INVALID",
    Severity.SOFT,
    Message("The share of invalid ballots is far from that of the area around: read this line again."),
    passing="with a bound of 5 points: 6 % are invalid here, 2 % in the area",
    failing="with a bound of 5 points: 8 % are invalid here, 2 % in the area",
)
REGISTER_CHANGED: Final = FormRule(
    "LOOK-REGISTER",
    Severity.SOFT,
    Message("The number of voters listed has changed much since the roster: read this line again."),
    passing="with a bound of 10 %: 1000 on the roster, 1100 listed",
    failing="with a bound of 10 %: 1000 on the roster, 1101 listed",
)

SECOND_LOOK_RULES: Final = MappingProxyType(
    {rule.code: rule for rule in (TURNOUT_HIGH, INVALID_FAR, REGISTER_CHANGED)}
)
"""The rules by code. Their bounds are the rule pack's."""


def check_second_look(
    form: Form, bounds: SecondLook, protocol: Protocol, roster: int | None, around: AreaSoFar | None
) -> tuple[Finding, ...]:
    """What is unusual in `protocol`; figures that are absent, and bounds that nobody set, are not asked.

    `roster` is the number of voters registered before the election, `around` the area's figures so far.
    """
    return (
        *_turnout(form, bounds.turnout_percent, protocol),
        *_invalid(form, bounds.invalid_points, protocol, around),
        *_register(form, bounds.register_percent, protocol, roster),
    )


def _turnout(form: Form, percent: int | None, protocol: Protocol) -> Iterator[Finding]:
    listed, took_part = form.role("registered"), form.role("participants")
    whole, part = _given(protocol, listed), _given(protocol, took_part)
    if percent is None or whole is None or part is None:
        return
    if part * 100 > whole * percent:
        yield _unusual(TURNOUT_HIGH, (listed, took_part), part, whole * percent // 100)


def _invalid(
    form: Form, points: int | None, protocol: Protocol, around: AreaSoFar | None
) -> Iterator[Finding]:
    line = form.role("invalid")
    spoiled, took_part = _given(protocol, line), _given(protocol, form.role("participants"))
    if points is None or around is None or not around.participants or not took_part or spoiled is None:
        return
    apart = abs(spoiled * around.participants - around.invalid * took_part) * 100
    if apart > points * took_part * around.participants:
        yield _unusual(INVALID_FAR, (line,), spoiled, around.invalid * took_part // around.participants)


def _register(form: Form, percent: int | None, protocol: Protocol, roster: int | None) -> Iterator[Finding]:
    line = form.role("registered")
    listed = _given(protocol, line)
    if percent is None or roster is None or listed is None:
        return
    if abs(listed - roster) * 100 > roster * percent:
        yield _unusual(REGISTER_CHANGED, (line,), listed, roster)


def _given(protocol: Protocol, key: str | None) -> int | None:
    return None if key is None else protocol.figure(key)


def _unusual(rule: FormRule, fields: tuple[str | None, ...], left: int, right: int) -> Finding:
    named = tuple(field for field in fields if field is not None)
    return Finding(rule.code, rule.severity, Verdict.BROKEN, named, left, right)
