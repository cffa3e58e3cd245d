"""What observers of the demonstration saw: the shipped forms take it, and what is planted is found."""

from collections import Counter

from hattama.core.observation import (
    Submission,
    lay_copies_beside,
    lay_hours_beside,
    read_copy,
    read_hours,
    summarise,
    summarise_hours,
)
from hattama.demonstration import OBSERVED_PHASES, announced_hours, filled_forms
from hattama.demonstration.observing import OBSERVED, FilledForm
from hattama.formats.observation_packs import forms_for
from hattama.formats.xforms import read_form
from tests.demonstration.made import SMALL, demonstration, night

MADE = demonstration(SMALL)
PROTOCOLS = [one.protocol for one in night(SMALL)]
FORMS = {
    form.phase: form
    for name, data in forms_for("KZ", MADE.election.contests[:1]).items()
    if (form := read_form(data, name)).phase in OBSERVED_PHASES
}
FILLED = list(filled_forms(FORMS.values(), PROTOCOLS, MADE.precincts, MADE.seed))


def sent(one: FilledForm) -> Submission:
    form = FORMS[one.phase]
    place = f"{one.observer} {one.area_id}"
    return Submission(form.form_id, form.version, place, one.observer, "demo", one.area_id, one.answers)


def of(phase: str) -> list[Submission]:
    return [sent(one) for one in FILLED if one.phase == phase]


def test_each_form_asks_what_is_answered_and_every_phase_has_an_assessment() -> None:
    assert list(filled_forms(FORMS.values(), PROTOCOLS, MADE.precincts, MADE.seed)) == FILLED
    for one in FILLED:
        asked = FORMS[one.phase].by_name
        for name, said in one.answers.items():
            options = {option.code for option in asked[name].options} if name in asked else set()
            assert name == "station" or not options or said in options, (one.phase, name, said)
    for phase in ("opening", "voting", "counting", "tabulation"):
        summary = summarise(FORMS[phase], of(phase))
        told = {one.question.code: one for one in summary.questions}
        assert any(told[code].base for code in ("N01", "N02", "CV00", "TV00") if code in told), phase


def test_a_tenth_more_than_was_counted_is_seen_and_so_is_a_copy_with_another_number() -> None:
    """N05: one place in three announced a tenth more; P: one altered figure is found at its place."""
    counted = [hours for one in of("turnout") if (hours := read_hours(one)) is not None]
    summary = summarise_hours(lay_hours_beside(counted, announced_hours(PROTOCOLS)))
    assert (summary.matched, summary.above, summary.below) == (OBSERVED, OBSERVED // 3, 0)
    published = {(one.area_id, one.contest): one.figures for one in PROTOCOLS}
    beside = lay_copies_beside(map(read_copy, of("copy")), published)
    standings = Counter(copy.standing.value for place in beside for copy in place.copies)
    assert standings["differs"] == 2 and standings["no_figures"] == 3
    assert {copy.differing for place in beside for copy in place.copies} == {0, 1}
