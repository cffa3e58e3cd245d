"""FX7: 117 openings, 1,201 stations, 128 counts, 47 tabulations give the figures of the statement of 2023."""

from dataclasses import replace
from fractions import Fraction

import pytest

from hattama.core.observation import Submission, summarise
from hattama.core.vocabulary import round_half_up
from hattama.formats.observation_packs import forms_for
from hattama.formats.xforms import read_form
from hattama.phrases.of_rooms.observation import observation_paragraphs

FORMS = {name.removesuffix(".md"): read_form(data, name) for name, data in forms_for("KZ").items()}
# Requirements N, O, P: how many observations found it. Of voting, whole percentages were published.
OPENING = {"N01": 3}
VOTING = {
    **{"N02": 36, "N03a": 36, "N03b": 48, "N03c": 36, "N03d": 60, "N03e": 192, "N03f": 60},
    **{
        "N04a": 396,
        "N04b": 108,
        "N04c": 72,
        "M10a": 1093,
        "M10b": 1009,
        "M10c": 985,
        "M10d": 144,
        "M10e": 60,
    },
}
COUNTING = {
    **{
        "CV00": 58,
        "CV01": 56,
        "CV02": 65,
        "CV03": 67,
        "CV04": 91,
        "CV05": 99,
        "CV06": 12,
        "CV07": 32,
        "CV08": 27,
    },
    **{
        "CV09": 12,
        "CV10": 8,
        "CV11": 24,
        "CV12": 55,
        "CV13": 42,
        "CV14": 49,
        "CV15": 38,
        "CV16": 65,
        "CV17": 128,
    },
    **{"CV18": 3},
}
TABULATION = {
    **{"TV00": 12, "TV01": 17, "TV02": 2, "TV03": 4, "TV04": 1, "TV05": 1, "TV06": 17, "TV07": 6, "TV08": 5},
    **{"TV09": 2, "TV10": 16, "TV11": 4, "TV12": 10},
}
PERCENTS = {
    **{"N01": "2.6", "N02": 3, "N03a": 3, "N03b": 4, "N03c": 3, "N03d": 5, "N03e": 16, "N03f": 5},
    **{"N04a": 33, "N04b": 9, "N04c": 6, "M10a": 91, "M10b": 84, "M10c": 82, "M10d": 12, "M10e": 5},
    **{
        "CV00": "45.3",
        "CV01": "43.8",
        "CV02": "50.8",
        "CV03": "52.3",
        "CV04": "71.1",
        "CV05": "77.3",
        "CV06": "9.4",
    },
    **{
        "CV07": "25.0",
        "CV08": "21.1",
        "CV09": "9.4",
        "CV10": "6.3",
        "CV11": "18.8",
        "CV12": "43.0",
        "CV13": "32.8",
    },
    **{
        "CV14": "38.3",
        "CV15": "29.7",
        "TV00": "25.5",
        "TV01": "36.2",
        "TV02": "4.3",
        "TV03": "8.5",
        "TV04": "2.1",
    },
    **{
        "TV05": "2.1",
        "TV06": "36.2",
        "TV07": "12.8",
        "TV08": "10.6",
        "TV09": "4.3",
        "TV10": "34.0",
        "TV11": "8.5",
    },
    "TV12": "21.3",
}
PHASES = [
    ("opening", 117, OPENING),
    ("voting", 1201, VOTING),
    ("counting", 128, COUNTING),
    ("tabulation", 47, TABULATION),
]


def observed(phase, places, found):
    """As many submissions, of which so many found each thing; all others answered that it was not so."""
    form = FORMS[phase]
    answers = [{} for _ in range(places)]
    for number, question in enumerate(form.questions):
        if question.code not in found:
            continue
        speaks = question.flagged or {question.options[0].code}
        other = next(
            one.code for one in reversed(question.options) if one.code not in speaks | question.not_observed
        )
        told = min(speaks)
        for place in range(places):
            is_found = (place + 7 * number) % places < found[question.code]
            answers[place][question.name] = told if is_found else other
    return form, [
        Submission(form.form_id, form.version, f"uuid:{place}", f"o{place}", "mission", f"{place:05}", given)
        for place, given in enumerate(answers)
    ]


@pytest.mark.parametrize(("phase", "places", "found"), PHASES)
def test_the_published_figures_follow_from_as_many_forms(phase, places, found):
    summary = summarise(*observed(phase, places, found))
    told = {one.question.code: one for one in summary.questions if one.question.code in found}
    assert summary.places == places
    assert {code: one.told for code, one in told.items()} == found
    assert {one.base for one in told.values()} == {places}
    for code, one in told.items():
        if code in PERCENTS:
            decimals = len(str(PERCENTS[code]).partition(".")[2])
            assert round_half_up(Fraction(one.told * 100, one.base), decimals) == Fraction(PERCENTS[code]), (
                code
            )


def told(phase, language):
    summary = summarise(*observed(*PHASES[phase]))
    return [line.replace("\u202f", " ") for line in observation_paragraphs(summary, language)]


def test_what_a_mission_wrote_is_what_the_paragraphs_say():
    counts = told(2, "en")
    assert counts[1].endswith("bad or very bad in 58 (45 %).")
    assert counts[2].startswith(
        "In every one of 128 counts observed, signatures on the list were not announced"
    )
    assert (
        "In 12 of 128 counts observed (9 %), ballots in all boxes were more than voters who had voted."
        in counts
    )
    assert (
        "In 65 of 128 counts observed (51 %, more than half), the marks on the ballots could not be seen."
        in counts
    )
    assert counts[-1].startswith("The places were not drawn by lot")
    voting = told(1, "en")
    assert "very good or good in 1 165 of 1 201 polling stations observed (97 %)" in voting[1]
    assert (
        "In 16 % of 1 201 polling stations observed (192), absentee voting certificates were not retained."
        in voting
    )
    assert "very good or good in 114 of 117 openings observed (97 %)" in told(0, "en")[1]


def test_kazakh_and_russian_numbers_take_their_endings():
    kazakh = told(2, "kk")
    assert "Бақыланған 128 дауыс санаудың 70-інде (55 %) жалпы баға" in kazakh[1]
    assert "Бақыланған 128 дауыс санаудың 56-сында (44 %) дауыс санау нашар ұйымдастырылды" in str(kazakh)
    assert (
        "Бақыланған 128 дауыс санаудың 49-ында (38 %) азаматтық байқаушылар санауды анық көрмеді." in kazakh
    )
    assert "Бақыланған 1 201 сайлау учаскесінің 16 пайызында (192) есептен шығару" in str(told(1, "kk"))
    russian = told(3, "ru")
    assert "Подведения итогов под наблюдением: в 1 случае из 47 (2 %) сказали, что комиссия закрыта" in str(
        russian
    )
    assert "Подведения итогов под наблюдением: в 17 случаях из 47 (36 %) наблюдать без ограничений" in str(
        russian
    )


def test_what_nobody_found_is_said_with_how_many_places_answered_it():
    form, sent = observed("counting", 128, COUNTING | {"CV09": 0})
    unseen = [replace(one, answers=one.answers | {"cv09": "not_observed"}) for one in sent[1:]]
    told = str(observation_paragraphs(summarise(form, [sent[0], *unseen]), "en"))
    assert "people who are no members directed the count or interfered (1)" in told


def test_incidents_are_told_by_kind_as_reports_and_never_as_a_share_of_what_happened():
    form = FORMS["incident"]
    sent = [
        Submission(form.form_id, form.version, f"uuid:{n}", f"o{n}", "ngo", "00001", {"kind": kind})
        for n, kind in enumerate(("stuffing", "other", "stuffing"))
    ]
    told = observation_paragraphs(summarise(form, sent), "en")
    assert told[0].startswith("Reports: 3; places that they name: 1; forms: 3; observers: 3;")
    assert "Observers reported: Ballot-box stuffing (2); Other (1)." in told
    assert "there was a violation" not in str(told)
    assert any("Several reports may tell of one event" in line for line in told)


def test_numbers_are_told_by_their_median_and_are_never_a_thing_that_was_not_found():
    form = FORMS["turnout"]
    sent = [
        Submission(form.form_id, form.version, f"uuid:{n}", f"o{n}", "ngo", f"{n:05}", {"n05d": str(voters)})
        for n, voters in enumerate((200, 1200, 250))
    ]
    told = observation_paragraphs(summarise(form, sent), "en")
    numbers = "Numbers, with how many gave them and the one in the middle: the observer's own count (3): 250."
    assert numbers in told
    assert "found nowhere" not in str(told)
