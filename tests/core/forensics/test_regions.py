"""Regions asked apart are corrected for one another: innocent elections hardly ever name one."""

import random
from dataclasses import replace

import pytest

from hattama.core.forensics.answers import SPEAKS_AT, Answer, apart_together, taken_together
from hattama.core.forensics.asking import Asked, RegionAnswers, ask, ask_regions
from hattama.core.forensics.questions import BY_CODE
from hattama.core.forensics.stations import StationFigures
from hattama.core.forensics.tails import binomial_at_least
from hattama.phrases.of_rooms.forensics import forensics_document, say_facts
from tests.core.forensics.elections import election
from tests.core.forensics.made import clean_figures, with_whole_turnouts

REGIONS = 48
CODES = ("whole_percentages", "last_digits", "too_even", "equal_vectors", "spikes")
FAST = ("whole_percentages", "last_digits", "equal_vectors", "spikes")


def seeded() -> random.Random:
    return random.Random(20)


def apart(figures: StationFigures, *methods: str, named: str | None = None) -> tuple[RegionAnswers, ...]:
    return ask_regions([Asked(figures, seeded(), region=named)], seeded, methods or FAST)[0]


def innocent(chance: random.Random) -> list[list[Answer]]:
    """Answers of every region to every question where each model holds; one in ten does not apply."""
    return [
        [Answer(BY_CODE[code], p=chance.random() if chance.random() < 0.9 else None) for code in CODES]
        for _ in range(REGIONS)
    ]


def test_of_innocent_elections_no_more_name_any_region_than_is_stated() -> None:
    chance, elections = random.Random(3), 150
    named = alone = 0
    for _ in range(elections):
        regions = innocent(chance)
        named += any(family.deviating for _, family in apart_together(regions))
        alone += any(taken_together(answers)[1].deviating for answers in regions)
    assert binomial_at_least(named, elections, SPEAKS_AT) > 0.01, named
    assert named > elections * SPEAKS_AT / 2, "a correction that never speaks would be silence"
    assert alone > elections * 0.85, "corrected within each region alone nearly every election named one"


def test_of_simulated_innocent_elections_hardly_any_names_a_region() -> None:
    named, elections = 0, 4
    for seed in range(elections):
        clean = clean_figures(240, seed, districts=24)
        stations = [replace(one, region=f"region {at % 8}") for at, one in enumerate(clean.stations)]
        told = apart(StationFigures(clean.choices, tuple(stations)))
        assert len(told) == 8
        named += any(one.family.deviating for one in told)
    assert binomial_at_least(named, elections, SPEAKS_AT) > 0.01, named


def test_a_bent_region_is_still_named_among_many_and_its_neighbours_are_not() -> None:
    clean = clean_figures(480, districts=8)
    bent = with_whole_turnouts(clean.within("region 1"), 2)
    others = tuple(one for one in clean.stations if one.region != "region 1")
    told = apart(StationFigures(clean.choices, (*others, *bent.stations)))
    deviating = {one.region: [question.code for question in one.family.deviating] for one in told}
    assert "whole_percentages" in deviating.pop("region 1")
    assert not any(deviating.values())


def test_a_region_says_of_how_many_it_is_one_and_a_small_one_only_where_it_is_named() -> None:
    figures = clean_figures(140)
    held = tuple(one for one in figures.stations if one.region != "region 2")
    few = tuple(figures.within("region 2").stations[:9])
    figures = StationFigures(figures.choices, (*held, *few))
    assert [one.region for one in apart(figures)] == ["region 0", "region 1", "region 3"]
    told = apart(figures, named="region 2")
    assert {one.region: one.stations for one in told}["region 2"] == 9
    one = told[0]
    document = forensics_document(one.answers, one.family, 20)
    assert document["of_regions"] == 4
    assert all("(4;" in words for words in document["statement"].values())
    card = next(answer for answer in document["answers"] if answer["code"] == "whole_percentages")
    assert card["p_regions"] == 3, "in the fourth the question does not apply"
    assert any("(3)" in name for name, _ in say_facts(card, "en"))


def test_a_region_is_corrected_for_the_regions_of_all_contests_and_one_region_alone_is_none() -> None:
    figures = clean_figures(140)
    whole = replace(figures, stations=tuple(replace(one, region="") for one in figures.stations))
    each = [Asked(one, seeded()) for one in (figures, figures, whole)]
    told = ask_regions(each, seeded, ["last_digits"])
    assert [len(one) for one in told] == [4, 4, 0]
    assert {one.family.regions for of_contest in told for one in of_contest} == {8}
    assert {one.family.contests for of_contest in told for one in of_contest} == {3}


def test_the_whole_election_is_corrected_for_its_questions_alone() -> None:
    answers, family = ask(Asked(clean_figures(), seeded()), FAST)
    document = forensics_document(answers, family, 20)
    assert document["of_regions"] is None
    assert {answer["p_regions"] for answer in document["answers"]} == {None}


@pytest.mark.endurance
def test_no_county_of_romania_deviates_when_all_are_asked() -> None:
    (told,) = ask_regions([Asked(election("ro_2024"), seeded())], seeded)
    assert len(told) == 47
    assert [one.region for one in told if one.family.deviating] == []
    assert any(taken_together(one.answers)[1].deviating for one in told), "alone, some stood out by chance"
