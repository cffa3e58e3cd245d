"""How long typists take over an entry and how often they mend it: for training, and never for the public.

Whose entries differed follows from the steps; times and keys are kept apart from them, and go after a month.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet

from hattama.core.vocabulary import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.tables import LifeStep, TypingTime

_TYPED = re.compile(r"(\d{1,5}) (\d{1,5}) (\d{1,5})")
_SECOND = ("entered_twice", "entries_differ")
"""States after an entry that was held against an earlier one."""


@dataclass(slots=True)
class TypistLine:
    """One typist: entries, those of them that were the second, and those of these that differed.

    `timed`: of how many times are kept; `seconds`, `keys`, `corrections` are medians of them, None of none.
    """

    login: str
    entries: int = 0
    second: int = 0
    differed: int = 0
    times: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def timed(self) -> int:
        """Of how many entries the times are kept."""
        return len(self.times)

    @property
    def seconds(self) -> int | None:
        """From the first key to the last."""
        return self._median(0)

    @property
    def keys(self) -> int | None:
        """Presses of keys."""
        return self._median(1)

    @property
    def corrections(self) -> int | None:
        """Presses that take something away."""
        return self._median(2)

    def _median(self, place: int) -> int | None:
        return round(median(one[place] for one in self.times)) if self.times else None


def record_typing(person: Any, area: AreaRow, typed: str, *, now: datetime.datetime) -> None:
    """Keep what the page counted of an entry: seconds, keys, corrections; nothing where it counted none."""
    counted = _TYPED.fullmatch(typed)
    if counted is not None:
        seconds, keys, corrections = map(int, counted.groups())
        told = {"seconds": seconds, "keys": keys, "corrections": corrections, "typed_at": now}
        TypingTime.objects.create(person=person, area=area, **told)


Within = Callable[[QuerySet[Any]], QuerySet[Any]]
"""Those of some rows that are of the areas asked about."""


def typists_in(within: Within) -> list[TypistLine]:
    """Those who entered protocols there, by what they did, in the order of logins, without times."""
    lines: dict[str, TypistLine] = {}
    steps = within(LifeStep.objects.filter(deed=Deed.ENTER.value))
    told: Any = steps.order_by().values_list("actor__username", "state").annotate(n=Count("pk"))
    for login, state, count in told:
        line = lines.setdefault(login, TypistLine(login))
        line.entries += count
        line.second += count * (state in _SECOND)
        line.differed += count * (state == "entries_differ")
    return [lines[login] for login in sorted(lines)]


def add_times(lines: Iterable[TypistLine], within: Within) -> None:
    """Give each line the times that are kept of it there."""
    by_login = {line.login: line for line in lines}
    times = within(TypingTime.objects.filter(person__username__in=list(by_login)))
    for login, *counted in times.values_list("person__username", "seconds", "keys", "corrections"):
        by_login[login].times.append((counted[0], counted[1], counted[2]))
