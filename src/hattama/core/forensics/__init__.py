"""This room knows statistical questions put to official figures, each with its null hypothesis and caveat.

It does not know who is to blame: what it gives is a signal that asks for a look at the papers, never proof.
"""

from typing import TYPE_CHECKING

from hattama.core.forensics.answers import (
    Answer,
    AreaId,
    Bars,
    Calibration,
    Cell,
    Family,
    Heat,
    Numbers,
    Percent,
    Probability,
    Table,
)
from hattama.core.forensics.observed import variance_of_total
from hattama.core.forensics.precinct_figures import bases, figures_of_precincts
from hattama.core.forensics.questions import Standing
from hattama.core.forensics.rounding_screen import (
    CAVEAT,
    NULL_HYPOTHESIS,
    NothingToScreen,
    RoundingScreen,
    screen_rounding,
)
from hattama.core.forensics.stations import MOST_AT_A_STATION, Station, StationFigures
from hattama.core.forensics.tails import student_quantile
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.forensics.asking import METHODS, Asked, ask, ask_contests, ask_regions
    from hattama.core.forensics.two_elections import contest_alike
else:
    # Many hold figures of stations; few put the questions to them.
    __getattr__ = late_names(__name__, "asking", "two_elections")
