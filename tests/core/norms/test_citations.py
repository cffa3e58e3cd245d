"""What a rule rests on, as it stood on its day."""

import datetime

from hattama.core.norms.citations import NOTHING_CITED, Citations, Cited
from hattama.formats.norm_files import load_norm

IN_2023 = datetime.date(2023, 3, 19)


def cited(*norm_ids, spoken_of="kz-elections"):
    return Citations(tuple(Cited.of(load_norm(one), IN_2023, spoken_of) for one in norm_ids))


def test_norms_are_cited_one_after_another_and_each_place_once():
    both = cited("kz-elections/43(4)1", "kz-elections/43(4-1)2")
    assert both.say("ru") == "пп. 1) п. 4 ст. 43; пп. 2) п. 4-1 ст. 43"
    assert both.words["kk"] == "43-баптың 4-тармағының 1) тармақшасы; 43-баптың 4-1-тармағының 2) тармақшасы"
    assert both.ids == ("kz-elections/43(4)1", "kz-elections/43(4-1)2")
    one_place = cited("kz-elections/20-1(1-1)#term", "kz-elections/20-1(1-1)#grounds")
    assert one_place.say("en") == "art. 20-1(1-1)"


def test_another_law_than_the_one_spoken_of_is_named():
    foreign = cited("kz-elections/43(8)", spoken_of="kz-referendum")
    assert foreign.say("kk") == "Сайлау туралы конституциялық заңның 43-бабының 8-тармағы"
    assert foreign.say("ru") == "п. 8 ст. 43 Конституционного закона о выборах"


def test_a_norm_that_was_not_in_force_cannot_be_cited():
    assert Cited.of(load_norm("kz-elections/95(3)"), datetime.date(2026, 7, 1)) is None


def test_one_inferred_norm_makes_all_of_it_inferred():
    assert not cited("kz-elections/43(4)1").is_inferred
    assert cited("kz-elections/43(4)1", "kz-elections/27(4)/p2").is_inferred


def test_a_document_is_said_as_it_is_named_and_nothing_as_nothing():
    assert Citations(document="ODIHR, 20.03.2023").say("kk") == "ODIHR, 20.03.2023"
    assert not NOTHING_CITED
    assert NOTHING_CITED.say("ru") == ""
    assert not NOTHING_CITED.words
