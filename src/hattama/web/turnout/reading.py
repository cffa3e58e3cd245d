"""Turnout that the log holds: its entries about some areas, read as they stand in the log."""

import json
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from hattama.core.entries import TURNOUT, StandingTurnout, standing_turnout, turnout_entry
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.kept_readings import kept_by_key

CHUNK = 500


def load_turnout(areas: Iterable[AreaRow]) -> tuple[StandingTurnout, ...]:
    """The figures stated of these areas, of every contest and source, in the order of time and area."""
    keys = [area.pk for area in areas]
    found: list[tuple[int, bytes | memoryview]] = []
    for start in range(0, len(keys), CHUNK):
        rows = LogEntry.objects.filter(kind=TURNOUT, act__area__in=keys[start : start + CHUNK])
        found += rows.values_list("index", "body")
    return standing_turnout(turnout_entry(index, json.loads(bytes(body))) for index, body in found)


def has_turnout(areas: Sequence[AreaRow]) -> bool:
    """Whether anything was stated of any of these areas."""
    return bool(kept_by_key({area.pk for area in areas}, _with_turnout))


def _with_turnout(keys: set[int]) -> dict[int, bool]:
    return dict.fromkeys(_areas_with_turnout(list(keys)), True)


@kept_question
def _areas_with_turnout(areas: list[int]) -> QuerySet[LogEntry, int]:
    told = LogEntry.objects.filter(kind=TURNOUT, act__area__in=areas).order_by()
    return told.values_list("act__area_id", flat=True).distinct()
