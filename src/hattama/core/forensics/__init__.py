"""This room knows statistical questions put to official figures, each with its null hypothesis and caveat.

It does not know who is to blame: what it gives is a signal that asks for a look at the papers, never proof.
"""

from hattama.core.forensics.rounding_screen import (
    CAVEAT,
    NULL_HYPOTHESIS,
    NothingToScreen,
    RoundingScreen,
    screen_rounding,
)
