"""Two contests are chosen among at a glance, thirty without thirty buttons before the page."""

from hattama.core.vocabulary import Contest, Words
from hattama.web.kernel.templatetags.hattama_public import contest_tabs


def contest(code: str, *areas: str) -> Contest:
    return Contest(code, "any", Words.of({"en": code}), (), areas=areas)


LISTS = contest("lists")
DISTRICTS = [contest(f"d{n}", f"S{n}") for n in range(29)]


def test_few_contests_all_stand_in_sight() -> None:
    few = [LISTS, *DISTRICTS[:3]]
    assert contest_tabs(few, LISTS) == (few, [])


def test_of_many_those_of_single_districts_are_folded_but_for_the_chosen_one() -> None:
    tabs, folded = contest_tabs([LISTS, *DISTRICTS], DISTRICTS[4])
    assert tabs == [LISTS, DISTRICTS[4]]
    assert folded == [one for one in DISTRICTS if one is not DISTRICTS[4]]
