"""Some of many questions that are alike: other ones each day, so that in some days all are asked.

`make endurance` asks all of them at once. Whoever fails says on which day it was drawn, and can be drawn
again by HATTAMA_DAY.
"""

import datetime
import os
import random
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from hypothesis import settings

One = TypeVar("One")

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
DAY = os.environ.setdefault("HATTAMA_DAY", datetime.datetime.now(datetime.UTC).date().isoformat())
"""Told to every process that this one starts: all workers of a run draw the same, at midnight, too."""


def drawn(many: Iterable[One], most: int, *told: object) -> Sequence[One]:
    """At most so many of them, in their order; `told` sets one draw of a day apart from another."""
    every = list(many)
    if ENDURANCE or len(every) <= most:
        return every
    places = random.Random(f"{DAY} {told}").sample(range(len(every)), most)
    return [every[place] for place in sorted(places)]


def leave_to_other_days(config: Any, items: list[Any], mine: Sequence[Any], most: int, *told: object) -> None:
    """Of the collected `items` run of `mine` no more than the day draws; who asks for some of them alone
    gets these."""
    kept = {*drawn(mine, most, *told)}
    left_out = {item for item in mine if item not in kept}
    if len(mine) > 1.5 * most and left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def examples(most: int) -> settings:
    """Fewer examples than the profile has with each change, for a property of which one costs much."""
    return settings(max_examples=settings.default.max_examples if ENDURANCE else most)
