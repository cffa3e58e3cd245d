"""Reasons to change a protocol, and bounds of what is unusual, as a pack writes them."""

import datetime

import pytest

from hattama.core.protocols import REASONED_DEEDS, SecondLook
from hattama.core.vocabulary import AreaKind, Deed, PollingHours
from hattama.formats.faults import InputFaults
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from tests.formats.small_pack import TEXT

REASON = """
[[change_reason]]
code = "recount_52"
deeds = ["recount"]
norms = ["zz-act/5"]
words = { kk = "қайта санау", ru = "пересчёт", en = "a recount" }
"""


def parsed(more: str):
    return parse_rulepack((TEXT + more).encode(), "rulepack.toml")


def refused(more: str):
    with pytest.raises(InputFaults) as refusal:
        parsed(more)
    return [(fault.code, fault.field) for fault in refusal.value.faults]


def test_a_pack_adds_its_reasons_with_their_articles():
    (reason,) = parsed(REASON).change_reasons
    assert (reason.code, reason.cited.ids, reason.words["en"]) == ("recount_52", ("zz-act/5",), "a recount")
    assert reason.deeds == (Deed.RECOUNT,)
    assert parsed("").change_reasons == ()


def test_a_reason_has_words_an_article_and_a_code_of_its_own():
    assert refused(REASON.replace('ru = "пересчёт", ', "")) == [("PACK-LANGUAGE", "change_reason[1].words")]
    assert refused(REASON.replace('norms = ["zz-act/5"]', "")) == [("TOML-MISSING", "change_reason[1].norms")]
    (of_every_deed,) = parsed(REASON.replace('deeds = ["recount"]', "")).change_reasons
    assert all(of_every_deed.is_given_for(deed) for deed in REASONED_DEEDS)
    assert refused(REASON.replace('["recount"]', '["confirm"]'))[0][1].startswith("change_reason[1].deeds")
    assert refused(REASON + REASON) == [("PACK-TWICE", "change_reason[2].code")]
    assert refused(REASON.replace("recount_52", "other")) == [("PACK-TWICE", "change_reason[1].code")]


def test_a_bound_that_is_not_set_is_not_asked():
    assert parsed("").second_look == SecondLook()
    assert parsed("[second_look]\nturnout_percent = 95\n").second_look == SecondLook(turnout_percent=95)
    assert refused("[second_look]\nturnout = 95\n") == [("TOML-UNKNOWN", "second_look.turnout")]
    half = refused("[second_look]\ninvalid_points = 0.5\n")
    assert half == [("TOML-INTEGER", "second_look.invalid_points")]


def test_the_pack_of_2023_cites_the_articles_of_its_reasons():
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    assert {reason.code: reason.cited.say("ru") for reason in pack.change_reasons} == {
        "recount_43_7_1": "п. 7-1 ст. 43",
        "higher_commission_43_9": "п. 9 ст. 43",
    }
    assert pack.second_look == SecondLook(95, 5, 10)


POLLS = """
[polls]
norms = ["zz-act/5"]
open = "07:00"
close = "20:00"
may_end_early = ["ship"]
"""


def test_a_pack_states_the_hours_of_polls_and_where_they_may_end_early():
    pack = parsed(POLLS)
    assert pack.polls is not None and pack.polls.cited.ids == ("zz-act/5",)
    opening, closing = datetime.time(7), datetime.time(20)
    assert pack.hours_at(AreaKind.ORDINARY) == PollingHours(opening, closing)
    assert pack.hours_at(AreaKind.SHIP).counted_from == opening
    assert parsed("").hours_at(AreaKind.ORDINARY) is None


def test_hours_of_polls_have_an_article_an_order_and_kinds_of_precincts():
    assert refused(POLLS.replace('norms = ["zz-act/5"]', "")) == [("TOML-MISSING", "polls.norms")]
    assert refused(POLLS.replace("20:00", "06:00")) == [("ELECTION-POLLS", "polls.close")]
    assert refused(POLLS.replace("20:00", "8 pm"))[0][1] == "polls.close"
    assert refused(POLLS.replace("ship", "unit")) == [("TOML-VALUE", "polls.may_end_early")]
