"""Steps of counting night in a pack: read as written, and every mistake told with its place."""

import pytest

from hattama.core.norms import Deadline, Unit
from hattama.core.protocols import StepScope
from hattama.formats.faults import InputFaults
from hattama.formats.rulepack import parse_rulepack
from tests.formats.broken_packs import BROKEN_STEPS
from tests.formats.small_pack import TEXT

STEPS = """
[[step]]
code = "closed"
part = "closed"
event = "count_started"
norms = ["zz-act/1"]
no_norm = true
words = { kk = "жабылды", ru = "закрыто", en = "closed" }

[[step]]
code = "counted"
scope = "contest"
part = "count_ended"
after = ["closed"]
at_premises = true
limit = "kz-elections/43(1)/p2"
words = { kk = "саналды", ru = "сосчитано", en = "counted" }

[[step]]
code = "sent"
scope = "commission"
limit = "kz-elections/94(2)"
limit_inferred = true
words = { kk = "жіберілді", ru = "отправлено", en = "sent" }
"""
PACK = parse_rulepack((TEXT + STEPS).encode(), "zz.toml")


def test_steps_are_read_in_their_order_with_their_limits():
    closed, counted, sent = PACK.steps
    assert (closed.code, closed.part, closed.cited.ids, closed.limit) == (
        "closed",
        "closed",
        ("zz-act/1",),
        None,
    )
    assert (counted.scope, counted.after, counted.at_premises) == (StepScope.CONTEST, ("closed",), True)
    assert (counted.limit.since, counted.limit.is_sure) == ("closed", True)
    assert counted.limit.deadline == Deadline("count_started", Unit.HOURS, 12)
    assert counted.limit.cited.say("en") == "art. 43(1), part 2 of the Constitutional Law on elections"
    assert (sent.scope, sent.limit.since, sent.limit.is_sure) == (StepScope.COMMISSION, "", False)
    assert sent.limit.deadline == Deadline("voting_day", Unit.CALENDAR_DAYS, 3)
    assert closed.words["kk"] == "жабылды"


def test_a_pack_without_steps_asks_for_no_times():
    assert parse_rulepack(TEXT.encode(), "zz.toml").steps == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    BROKEN_STEPS,
)
def test_what_is_wrong_with_a_step_is_told_with_its_place(old, new, code, place):
    assert old in STEPS
    with pytest.raises(InputFaults) as refusal:
        parse_rulepack((TEXT + STEPS.replace(old, new, 1)).encode(), "zz.toml")
    assert [(fault.code, fault.field) for fault in refusal.value.faults] == [(code, place)]
