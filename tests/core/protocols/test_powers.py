"""Whose decision a deed is: what a pack states is asked, what it does not state stays with the roles."""

import datetime
from dataclasses import replace

import pytest

from hattama.core.norms import Certainty, Citations, Cited, Deadline, Unit, parse_provision
from hattama.core.protocols import Extent, Power, Powers
from hattama.core.protocols.powers import DecidedByAnother, LeftToAnother, NotOverThis
from hattama.core.vocabulary import Deed, fill

CITED = Citations(
    (Cited("kz-elections/95(1)", parse_provision("kz-elections/95(1)"), "E2023", Certainty.READ),)
)
CENTRAL = Power(
    Deed.ANNUL, ("central_commission",), (Extent.UNIT, Extent.DISTRICT), kinds=("party_list",), cited=CITED
)
COURTS = Power(Deed.ANNUL, ("court",), (Extent.PRECINCT,), inferred=True)
LAW = Powers((CENTRAL, COURTS))
PARTY, LOCAL = "party_list", "maslikhat"


def test_a_unit_is_the_central_commissions_and_a_station_the_courts():
    LAW.refuse(Deed.ANNUL, PARTY, Extent.UNIT, "central_commission")
    LAW.refuse(Deed.ANNUL, PARTY, Extent.PRECINCT, "court")
    for extent, body in ((Extent.UNIT, "territorial_commission"), (Extent.PRECINCT, "central_commission")):
        with pytest.raises(DecidedByAnother):
            LAW.refuse(Deed.ANNUL, PARTY, extent, body)


def test_over_what_no_power_names_nobody_decides():
    with pytest.raises(NotOverThis) as refused:
        LAW.refuse(Deed.ANNUL, PARTY, Extent.WHOLE, "central_commission")
    sentence = refused.value.sentence
    norms = dict(sentence.values)["norms"]
    assert norms.say("ru") == "п. 1 ст. 95"
    assert fill(sentence.english, {"norms": norms.say("en")}).endswith(f"{norms.say('en')}.")


def test_an_order_of_the_site_is_refused_without_a_word_of_law():
    """Told as law before, and cited no norm: "By law another body decides this: ."."""
    order = Powers((Power(Deed.CORRECT, ("central_commission",), (Extent.PRECINCT,)),))
    for extent in (Extent.PRECINCT, Extent.UNIT):
        with pytest.raises(LeftToAnother):
            order.refuse(Deed.CORRECT, PARTY, extent, "territorial_commission")


VOTE = datetime.date(2023, 3, 19)
TWO_DAYS = Deadline("voting_day", Unit.CALENDAR_DAYS, 2, before=True)
STRIKING = Power(
    Deed.WITHDRAW, ("central_commission",), (Extent.WHOLE,), reasons=("list_struck",), until=TWO_DAYS,
    until_cited=CITED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "late"), [(5, ()), (2, ()), (1, CITED.ids), (0, CITED.ids), (-1, ())], ids=str
)
def test_what_is_done_in_the_last_days_before_voting_is_too_late_and_not_what_comes_after(before, late):
    on = VOTE - datetime.timedelta(before)
    asked = (PARTY, "list_struck", "central_commission", on, VOTE)
    assert Powers((STRIKING,)).too_late_by(Deed.WITHDRAW, *asked) == late
    assert Powers((replace(STRIKING, until=None),)).too_late_by(Deed.WITHDRAW, *asked) == ()


def test_the_limit_of_another_reason_or_body_is_not_asked():
    told = Powers((STRIKING,))
    assert told.too_late_by(Deed.WITHDRAW, PARTY, "died", "central_commission", VOTE, VOTE) == ()
    assert told.too_late_by(Deed.WITHDRAW, PARTY, "list_struck", "court", VOTE, VOTE) == ()


def test_a_deed_of_which_the_pack_says_nothing_is_left_to_the_roles():
    assert LAW.deciders(Deed.RECOUNT, PARTY, Extent.PRECINCT) is None
    LAW.refuse(Deed.RECOUNT, PARTY, Extent.PRECINCT, "territorial_commission")
    assert LAW.may_record(Deed.RECOUNT, PARTY, Extent.PRECINCT, "territorial_commission")


def test_a_power_over_other_contests_is_none_here():
    assert LAW.deciders(Deed.ANNUL, LOCAL, Extent.UNIT) == frozenset()
    assert LAW.deciders(Deed.ANNUL, LOCAL, Extent.PRECINCT) == {"court"}


def test_whoever_may_do_the_deed_records_what_a_court_decided_and_nobody_else_another_bodys():
    assert LAW.may_record(Deed.ANNUL, PARTY, Extent.PRECINCT, "territorial_commission")
    assert not LAW.may_record(Deed.ANNUL, PARTY, Extent.UNIT, "territorial_commission")
    assert LAW.may_record(Deed.ANNUL, PARTY, Extent.UNIT, "central_commission")
