"""Turnout as the press printed it on 19 March 2023; nothing here is made up.

The percentages are of listed voters who received ballots, by time of Astana. A cell that the stored reports
do not hold is empty. They stand as they were printed: two regions fall, and two state the same at one moment.
Sources: time.kz (12:10), arbatmedia.kz and el.kz (16:10), informburo.kz (18:10), astanatv.kz (20:10),
egemen.kz and inform.kz (22:10); their addresses stand in tests/core/tabulation/vectors/turnout.json.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hattama.core.entries import Notion, TurnoutPoint, stated_share
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.night import CAPITAL_ZONE

TIMES = ("12:10", "16:10", "18:10", "20:10", "22:10")

# fmt: off
PRINTED = {
    "kz": ("30.65", "51.98", "53.11", "54.09", "54.19"),
    "10": ("33.58", "55.23", "56.14", "57.02", "57.02"),
    "11": ("33.63", "58.96", "59.49", "60.01", "60.01"),
    "15": ("33.18", "56.32", "56.88", "57.45", "58.00"),
    "19": ("34.41", "59.45", "59.74", "60.03", "60.03"),
    "23": ("30.66", "48.15", "49.19", "50.22", "51.23"),
    "27": ("33.61", "58.61", "58.81", "59.01", "59.20"),
    "31": ("35.82", "64.78", "65", "65.21", "65.21"),
    "33": ("33.15", "54.82", "55.07", "55.32", "55.32"),
    "35": ("34.19", "58.21", "58.85", "59.48", "59.48"),
    "39": ("37.39", "64.81", "65", "65.10", "65.10"),
    "43": ("32.78", "64.95", "65.7", "66.46", "67.21"),
    "47": ("32.43", "53.84", "54.04", "54.08", "54.10"),
    "55": ("34.26", "58.43", "58.61", "58.68", "58.68"),
    "59": ("32.81", "63.66", "64.46", "65.25", "65.25"),
    "61": ("38.29", "49.14", "41.07", "", "53.01"),
    "62": ("34.61", "58.26", "63.63", "", "58.99"),
    "63": ("34.16", "63.09", "63.63", "", "64.15"),
    "71": ("23.35", "38.57", "40.94", "", "42.91"),
    "75": ("11.25", "19.14", "22.95", "", "25.82"),
    "79": ("19.63", "42.31", "43.89", "", "45.46"),
}
# fmt: on
"""Percentages by area, one for each of TIMES; empty where none is known."""


@dataclass(frozen=True, slots=True)
class PrintedTurnout:
    """One figure, and the percentage as it was printed."""

    point: TurnoutPoint
    printed: str


def printed_turnout(areas: Collection[str]) -> Iterator[PrintedTurnout]:
    """The figures of these areas, in the order of the day."""
    for place, time in enumerate(TIMES):
        at = datetime.datetime.combine(POLLING_ON, datetime.time.fromisoformat(time), tzinfo=CAPITAL_ZONE)
        for area_id, percentages in PRINTED.items():
            printed = percentages[place]
            if printed and area_id in areas:
                point = TurnoutPoint(area_id, Notion.BALLOTS_ISSUED, at, None, None, *stated_share(printed))
                yield PrintedTurnout(point, printed)
