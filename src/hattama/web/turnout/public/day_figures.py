"""Turnout through the day of one area: the drawing, and each figure with what was counted."""

from __future__ import annotations

from hattama.core.tabulation import NOTION_WORDS, StandingTurnout
from hattama.core.vocabulary import Text
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.turnout.public.series import TurnoutChart, of_contest, turnout_chart
from hattama.web.turnout.reading import load_turnout

Day = tuple[TurnoutChart | None, list[tuple[StandingTurnout, Text]]]


def load_area_day(area: AreaRow, contest: str | None) -> Day:
    """What was stated of `area`: of `contest`, and of the election as a whole."""
    said = of_contest(load_turnout([area]), contest)
    return turnout_chart(said), [(one, NOTION_WORDS[one.entry.point.notion]) for one in said]
