import datetime

import pytest

from hattama.core.vocabulary import NO_WORDS, Area, AreaKind, Contest, Election


def area(kind):
    return Area("001", "r1", "precinct", "1", NO_WORDS, NO_WORDS, NO_WORDS, "Asia/Almaty", 900, kind)


def test_every_kind_of_area_but_a_unit_is_a_precinct():
    assert not area(AreaKind.UNIT).is_precinct
    assert all(area(kind).is_precinct for kind in AreaKind if kind is not AreaKind.UNIT)


def test_a_contest_is_found_by_its_code():
    contest = Contest("party_list", "proportional", NO_WORDS, ())
    election = Election("kz-demo", NO_WORDS, datetime.date(2023, 3, 19), "kz-2023", (contest,))
    assert election.contest("party_list") is contest
    with pytest.raises(KeyError):
        election.contest("mayor")
