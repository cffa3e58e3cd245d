"""Chance that is the same on every machine: whole numbers drawn from a named stream of one seed."""

import random
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")


class Draws:
    """A stream of draws. Streams of one seed with different names do not disturb each other.

    Only `Random.random` is used, whose sequence Python promises to keep between versions; every other
    draw is whole-number arithmetic upon it.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}/{name}").random  # noqa: S311 -- made-up figures

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int(self._random() * bound)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both possible."""
        return least + int(self._random() * (most - least + 1))

    def bell(self, middle: int, spread: int) -> int:
        """A whole number within `spread` of `middle`, likelier near it (the mean of four even draws)."""
        draw = self._random
        return middle + int((draw() + draw() + draw() + draw() - 2.0) * spread) // 2

    def happens(self, in_ten_thousand: int) -> bool:
        """Whether something of this chance happens."""
        return self.below(10_000) < in_ten_thousand

    def one_of(self, items: Sequence[_Item]) -> _Item:
        """One of `items`, each as likely."""
        return items[self.below(len(items))]

    def sample(self, count: int, bound: int) -> list[int]:
        """`count` different whole numbers below `bound`, in the order drawn; `count` at most `bound`."""
        taken: dict[int, int] = {}
        chosen = []
        for place in range(count):
            other = self.between(place, bound - 1)
            chosen.append(taken.get(other, other))
            taken[other] = taken.get(place, place)
        return chosen
