"""What a difference between two blind entries costs the typists: ours, and a design that discards both.

Nobody is timed. Which fields are typed again is asked of `hattama.core.protocols`; what typing costs is the
keystroke-level model of Card, Moran and Newell ("The keystroke-level model for user performance time with
interactive systems", Communications of the ACM 23(7), 1980) with its constants: a key 0.28 s (the average
non-secretary typist), a mental preparation 1.35 s, here one for each figure that is read on the paper and one
for each form that is opened and sent.
"""

from dataclasses import dataclass, replace

from bench.row import Row
from hattama.core.protocols import EnteredTwice, EntriesDiffer, Expected, Protocol, enter, retype
from hattama.core.vocabulary import EntryRules

NAME = "entry: a protocol of 12 figures entered by two people, blind to each other (keystroke-level model)"

KEY_SECONDS = 0.28
MENTAL_SECONDS = 1.35

PAPER = {
    "voters_listed": 2140,
    "ballots_issued": 1312,
    "ballots_received": 2200,
    "ballots_cancelled": 888,
    "participants": 1290,
    "votes_a": 702,
    "votes_b": 311,
    "votes_c": 145,
    "votes_d": 86,
    "against_all": 46,
    "invalid": 19,
    "by_certificate": 7,
}
MISREAD = {"votes_b": 371}
FIRST, SECOND = 1, 2
OTHER = "both entries discarded when they differ"


@dataclass(frozen=True)
class Cost:
    """Keys pressed, and mental preparations."""

    keys: int = 0
    thoughts: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.keys + other.keys, self.thoughts + other.thoughts)

    @property
    def seconds(self) -> float:
        """What the model says that it takes."""
        return self.keys * KEY_SECONDS + self.thoughts * MENTAL_SECONDS


def typing(figures: dict[str, int]) -> Cost:
    """One form: opened with Enter, each figure read, typed and left with Enter, and sent with Enter."""
    digits = sum(len(str(value)) for value in figures.values())
    return Cost(keys=1 + digits + len(figures) + 1, thoughts=1 + len(figures) + 1)


def entered(read_by_second: dict[str, int]) -> tuple[EnteredTwice | EntriesDiffer, Cost]:
    """Two whole entries, and the state they lead to."""
    rules = EntryRules(entries=2)
    state = enter(Expected(), _protocol(PAPER), FIRST, rules)
    both = enter(state, _protocol(read_by_second), SECOND, rules)
    assert isinstance(both, EnteredTwice | EntriesDiffer), "two people have entered"
    return both, typing(PAPER) + typing(read_by_second)


def ours(read_by_second: dict[str, int]) -> Cost:
    """Only the fields that differ are read and typed again, by each of the two, until they agree."""
    state, cost = entered(read_by_second)
    while isinstance(state, EntriesDiffer):
        asked = {key: PAPER[key] for key in state.keys}
        for person in (FIRST, SECOND):
            if not isinstance(state, EntriesDiffer):
                break
            state = retype(state, _protocol(asked), person)
            cost += typing(asked)
    return cost


def discarding(read_by_second: dict[str, int]) -> Cost:
    """Both entries are thrown away where they differ, and both people type the whole paper again."""
    state, cost = entered(read_by_second)
    while isinstance(state, EntriesDiffer):
        state, again = entered(PAPER)
        cost += again
    return cost


def run() -> list[Row]:
    """Keys and seconds of both designs, without a difference and with one."""
    rows = []
    for what, second in (("no difference", PAPER), ("one figure misread", PAPER | MISREAD)):
        mine, other = ours(second), discarding(second)
        rows.append(Row(f"{what}: keys of both people", mine.keys, other.keys, OTHER, "keys"))
        rows.append(
            Row(
                f"{what}: time of both people",
                mine.seconds,
                other.seconds,
                OTHER,
                "s",
                f"lost to the difference: {lost(mine):.0f} s; there {lost(other):.0f} s",
            )
        )
    return rows


def lost(cost: Cost) -> float:
    """Seconds beyond two entries that agree."""
    return cost.seconds - 2 * typing(PAPER).seconds


def _protocol(figures: dict[str, int]) -> Protocol:
    return replace(Protocol("P001", "party"), figures=dict(figures))
