"""This room knows how the site stands: whether it can serve, its figures for monitors, what is wrong now and
what to do; it does not know pages, commands, or anything that a protocol says.
"""

from hattama.web.watching.facts import SiteFacts, gather_facts
from hattama.web.watching.judgements import Judgement, judge_site
from hattama.web.watching.metrics import METRICS, render_metrics

__all__ = ["METRICS", "Judgement", "SiteFacts", "gather_facts", "judge_site", "render_metrics"]
