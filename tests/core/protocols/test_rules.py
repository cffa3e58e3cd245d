import datetime

import pytest

from hattama.core.norms import Edition, Law
from hattama.core.protocols import Form, ProtocolRules, RulePack
from hattama.core.vocabulary import NO_WORDS, Contest
from tests.core.protocols.small_form import FORM, relation, rules

OTHER = ProtocolRules(Form("other", NO_WORDS, ()), (), ())
DAY = datetime.date(2024, 1, 1)
LAW = Law("zz-act", "ZZ", NO_WORDS, NO_WORDS, "", "", (Edition("ZZ", "1", DAY, DAY, None, ()),))
PACK = RulePack("zz-2024", NO_WORDS, "ZZ", DAY, LAW, LAW.editions[0], ("en",), (), (rules(), OTHER), "00")


def contest(form):
    return Contest("party_list", "proportional", NO_WORDS, (), form)


def test_a_contest_gets_the_rules_of_the_form_that_it_names():
    assert PACK.rules_for(contest("other")) is OTHER


def test_a_contest_that_names_no_form_gets_the_first():
    assert PACK.rules_for(contest("")).form is FORM


def test_a_form_that_the_pack_does_not_have_is_a_key_error():
    with pytest.raises(KeyError):
        PACK.rules_for(contest("mayor"))


def test_a_relation_is_found_by_its_code():
    issued = relation("issued <= listed")
    assert rules(issued).relation("ZZ-R01") is issued
    with pytest.raises(KeyError):
        rules(issued).relation("ZZ-R02")
