"""This room knows how to make up an election to look at: areas, the protocols of a night, scans of papers.

It does not know the clock, the disk (but for its own fonts), tables or pages: all follows from a seed.
"""

from hattama.demonstration.books import made_up_registers, made_up_video
from hattama.demonstration.complaints import made_up_complaints
from hattama.demonstration.earlier import comparisons, earlier_elections
from hattama.demonstration.election import demonstration_election
from hattama.demonstration.incidents import made_up_incidents
from hattama.demonstration.observing import OBSERVED_PHASES, announced_hours, filled_forms
from hattama.demonstration.papers import blank_forms, draw_scan
from hattama.demonstration.tables import STATED_AT, stated_tables
from hattama.demonstration.timelines import stated_times
from hattama.demonstration.turnout import printed_turnout
