"""All questions together: clean figures deviate from nothing, and each distortion is shown by its own."""

import random
from dataclasses import replace
from functools import cache

import pytest

from hattama.core.forensics import asking
from hattama.core.forensics.answers import Answer, Family
from hattama.core.forensics.asking import METHODS, Asked, ask
from hattama.core.forensics.questions import BY_CODE, Standing
from hattama.core.forensics.stations import StationFigures
from hattama.phrases import say
from hattama.phrases.of_rooms.forensics import forensics_document
from tests.core.forensics.made import clean_figures, with_a_copied_result, with_one_share, with_whole_turnouts


@cache
def clean() -> StationFigures:
    return clean_figures()


def asked(figures: StationFigures, *methods: str, **more: object) -> tuple[dict[str, Answer], Family]:
    answers, family = ask(Asked(figures, random.Random(1), **more), methods or METHODS)  # type: ignore[arg-type]
    return {answer.question.code: answer for answer in answers}, family


def deviating(figures: StationFigures) -> set[str]:
    return {question.code for question in asked(figures)[1].deviating}


def test_clean_figures_deviate_from_no_model_and_are_not_called_clean() -> None:
    answers, family = asked(clean())
    assert tuple(answers) == METHODS
    assert family.asked >= 5
    assert family.deviating == ()


def test_a_region_alone_is_asked_of_its_own_stations_in_every_reading() -> None:
    figures = clean()
    region = figures.stations[0].region
    both = Asked(figures, random.Random(1), before=figures).within(region)
    assert both.figures == both.before
    assert {station.region for station in both.figures.stations} == {region}
    assert sum(len(figures.within(one).stations) for one in figures.regions) == len(figures.stations)


def test_turnouts_raised_to_whole_percents_are_shown_by_whole_percentages() -> None:
    assert deviating(with_whole_turnouts(clean(), 4)) >= {"whole_percentages"}


def test_a_result_published_for_two_stations_is_shown_by_equal_results_alone() -> None:
    assert deviating(with_a_copied_result(clean())) == {"equal_vectors"}


def test_one_share_written_for_a_whole_district_is_shown_as_too_even() -> None:
    answers, family = asked(with_one_share(clean(), "district 3"))
    assert "too_even" in {question.code for question in family.deviating}
    assert answers["too_even"].tables[0].rows[0][0] == "district 3"


def test_too_even_speaks_where_its_table_names_a_district_and_nowhere_else() -> None:
    """Of ten districts each somewhat too even, none is by itself as rare as the number of districts asks."""
    figures, chance = clean_figures(900, districts=60), random.Random(3)
    stations = []
    for one in figures.stations:
        counted = one.counted or 0
        even = int(one.district.split()[1]) < 10
        votes = round(0.48 * counted + chance.gauss(0, (0.37 if even else 3) * (counted / 4) ** 0.5))
        stations.append(replace(one, votes=(votes, counted - votes, 0)))
    answer = asked(StationFigures(figures.choices, tuple(stations)), "too_even")[0]["too_even"]
    corrected = [row[7] for row in answer.tables[0].rows]
    assert answer.p == min(corrected) <= 0.05
    assert 60 * min(float(row[6] or 0) for row in answer.tables[0].rows) > answer.p


def test_villages_that_vote_as_one_are_not_equal_beyond_chance_and_stand_in_the_list() -> None:
    figures = clean()
    alike = [
        replace(one, code=f"village {at}", cast=200, counted=200, votes=(200, 0, 0))
        for at, one in enumerate(figures.stations[:12])
    ]
    both = StationFigures(figures.choices, (*figures.stations, *alike, *alike))
    answers, family = asked(both, "equal_vectors")
    assert family.deviating == ()
    assert len(answers["equal_vectors"].tables[0].rows) >= 12


def test_ballots_stuffed_everywhere_alike_are_shown_by_no_calibrated_question() -> None:
    """What no method sees is said on every page; here it is measured."""
    stuffed = [
        (station, ((station.registered or 0) - (station.cast or 0)) // 7) for station in clean().stations[::5]
    ]
    added = {station.code: more for station, more in stuffed}
    stations = []
    for station in clean().stations:
        more = added.get(station.code, 0)
        first, *others = station.votes
        stations.append(
            type(station)(
                station.code,
                station.district,
                station.region,
                station.registered,
                (station.cast or 0) + more,
                (station.counted or 0) + more,
                ((first or 0) + more, *others),
            )
        )
    assert deviating(StationFigures(clean().choices, tuple(stations))) == set()


def test_a_question_whose_conditions_fail_says_so_and_gives_no_number() -> None:
    answers, family = asked(clean_figures(6, districts=6))
    assert family.asked <= 1
    for answer in answers.values():
        if not answer.is_applicable:
            assert answer.p is None
            assert answer.values == answer.tables == ()


def test_nothing_at_all_can_be_asked_too() -> None:
    answers, family = asked(StationFigures(("a",), ()))
    assert family.asked == 0
    assert not any(answer.is_applicable for answer in answers.values())


@pytest.mark.parametrize("code", METHODS)
def test_what_is_only_drawn_or_described_gives_no_probability(code: str) -> None:
    answers, _ = asked(clean(), code)
    if answers[code].question.standing is not Standing.CALIBRATED:
        assert answers[code].p is None
        assert answers[code].corrected is None


def test_an_earlier_reading_and_an_earlier_election_are_asked_where_they_are_given() -> None:
    figures = clean()
    answers, _ = asked(with_whole_turnouts(figures, 3), before=figures, earlier=figures)
    assert answers["preliminary_final"].p is not None
    assert answers["preliminary_final"].tables[0].rows
    assert answers["two_elections"].reason is not None


def test_every_probability_stands_beside_its_rate_on_clean_elections_at_these_stations() -> None:
    figures = with_whole_turnouts(clean(), 3)
    answers, _ = asked(figures, before=clean(), earlier=clean(), simulations=20)
    calibrated = {code: answer.calibration for code, answer in answers.items() if answer.calibration}
    assert set(calibrated) == {code for code, answer in answers.items() if answer.p is not None}
    assert "preliminary_final" in calibrated
    for code, held in calibrated.items():
        assert held.draws == 20, code
        assert held.spoke <= 4, code


def test_a_question_that_speaks_too_often_on_clean_elections_is_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def speaks(figures: StationFigures) -> Answer:
        return Answer(BY_CODE["last_digits"], p=0.001)

    monkeypatch.setattr(asking, "ask_last_digits", speaks)
    answers, family = asked(clean(), "last_digits", simulations=20)
    reason = answers["last_digits"].reason
    assert reason is not None
    assert "100 %" in say(reason, "kk"), "and no mark of English decimals"
    assert answers["last_digits"].p is None
    assert family.asked == 0


def test_of_a_station_with_an_impossible_figure_nothing_is_asked_and_that_is_said() -> None:
    sound = clean()
    first = sound.stations[0]
    spoilt = [
        replace(first, code="voters", registered=10**15),
        replace(first, code="votes", votes=(10**12, *first.votes[1:])),
    ]
    answers, family = asked(StationFigures(sound.choices, (*sound.stations, *spoilt)), simulations=1)
    assert family.left_out == 2
    assert answers["whole_percentages"].p == asked(sound)[0]["whole_percentages"].p
    assert "100000" in str(forensics_document(list(answers.values()), family, 1)["left_out"]["en"])
    assert forensics_document([], asked(sound, "spikes")[1], 1)["left_out"] is None
