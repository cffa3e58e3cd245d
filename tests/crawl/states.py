"""The states of the site that the crawl goes through, each prepared by a small function that names it.

`dense` states hold much at once and make up the short form; the long form goes through all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

Prepare = Callable[["Site"], None]


@dataclass(slots=True)
class Site:
    """What a state may set besides the database: the test's settings, and what is meant to look wrong."""

    settings: object
    contradicts: bool = False
    """Something was damaged on purpose: checks of the damaged part say so, and are right."""


@dataclass(frozen=True, slots=True)
class State:
    """A state: its name, how it is prepared, whether it is of the short form, and what it waits for."""

    name: str
    prepare: Prepare = field(repr=False)
    dense: bool = False


STATES: dict[str, State] = {}


def state(name: str, *, dense: bool = False) -> Callable[[Prepare], Prepare]:
    """Enter a state under its name."""

    def entered(prepare: Prepare) -> Prepare:
        assert name not in STATES, name
        STATES[name] = State(name, prepare, dense)
        return prepare

    return entered


def every_state() -> dict[str, State]:
    """All of them, of every module of states."""
    from tests.crawl import (
        states_elections,
        states_figures,
        states_lives,
        states_names,
        states_night,
        states_registers,
    )

    assert states_elections and states_figures and states_lives
    assert states_names and states_night and states_registers
    return STATES
