"""This room knows a precinct's card, each criterion answered from the log, and the balance of all cards.

It does not know where a log is read from, who keeps cards, or how a verdict is written on a page.
"""

from hattama.core.cards.asked import JudgingRules
from hattama.core.cards.balance import IN_DOUBT, Balance, Reach, Stand, Weighed, reach_of, seat_at_stake
from hattama.core.cards.criteria import STATE_WORDS, Card, Criterion, State, answer_from
from hattama.core.cards.facts import Copy, PrecinctFacts
from hattama.core.cards.judging import QUESTIONS, judge_precinct
