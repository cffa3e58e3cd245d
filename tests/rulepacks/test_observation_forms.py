"""Observers' forms of Kazakhstan: each indicator asked once, each norm known, all said in three languages."""

import re
from collections import Counter

import pytest

from hattama.core.observation import QuestionKind
from hattama.core.vocabulary import Choice, Contest, Words
from hattama.formats.norm_files import load_norm
from hattama.formats.observation_packs import forms_for
from hattama.formats.register_packs import load_register
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.xforms import compile_form, read_form
from hattama.formats.xlsform_sheets import read_sheets
from hattama.rulepacks import read_rulepack

NAMES = Words.of({"kk": "Дала | ${x}", "ru": "Дала", "en": "Dala"})
CONTESTS = tuple(
    Contest(code, "party_list", NAMES, (Choice("dala", NAMES), Choice("tau", NAMES)))
    for code in ("list", "district")
)
FORMS = forms_for("KZ", CONTESTS)
PHASES = ["copy", "counting", "incident", "opening", "removal", "tabulation", "turnout", "voting"]
# Requirements N, O, P, and those of M that one sees at a place. N09 is the prosecutor's to state.
INDICATORS = {
    *("N01", "N02", "N03a", "N03b", "N03c", "N03d", "N03e", "N03f", "N04a", "N04b", "N04c"),
    *("N05a", "N05b", "N05c", "N05d", "N05e", "N06", "N07", "N08", "N10", "N11", "N12"),
    *(f"CV{number:02}" for number in range(20)),
    *(f"TV{number:02}" for number in range(14)),
    *("M04", "M08", "M09", "M10a", "M10b", "M10c", "M10d", "M10e", "M12", "D26"),
}


def read(name):
    return read_form(FORMS[name], name)


def test_there_is_a_form_of_every_phase():
    assert sorted(read(name).phase for name in FORMS) == PHASES
    assert [name.removesuffix(".md") for name in FORMS] == PHASES
    assert forms_for("ZZ") == {}


def test_each_indicator_of_the_requirements_is_asked_once():
    codes = Counter(
        cells["code"]
        for name, data in FORMS.items()
        for _, cells in read_sheets(data, name)["choices"].rows
        if "code" in cells
    )
    assert codes == Counter(dict.fromkeys(INDICATORS, 1))


@pytest.mark.parametrize("name", FORMS)
def test_every_text_is_there_in_three_languages_and_every_norm_is_known(name):
    form = read(name)
    for question in form.questions:
        for words in (question.labels, question.finding, *(option.labels for option in question.options)):
            assert set(words) in ({"kk", "ru", "en"}, set()), question.name
        if question.code or question.flagged:
            assert question.finding and question.norms is not None, question.name
        for norm in question.norms or ():
            assert load_norm(norm).norm_id == norm


@pytest.mark.parametrize("name", FORMS)
def test_what_was_not_observed_is_apart_from_no_wherever_observers_judge(name):
    judged = [one for one in read(name).questions if one.code and one.kind is QuestionKind.CHOICE]
    apart = [
        one for one in judged if one.not_observed or {option.code for option in one.options} >= {"very_good"}
    ]
    assert apart == [one for one in judged if one.code not in ("M04", "M08", "M09")]


def test_an_overall_assessment_has_four_grades_of_which_two_are_negative():
    for name in ("opening.md", "voting.md", "counting.md", "tabulation.md"):
        (overall,) = (one for one in read(name).questions if "very_bad" in one.flagged)
        assert [option.code for option in overall.options] == ["very_good", "good", "bad", "very_bad"]
        assert overall.flagged == {"bad", "very_bad"}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_compiles(name):
    assert compile_form(FORMS[name], name).xform.startswith(b"<?xml")


def test_a_copy_asks_for_the_votes_of_each_choice_of_its_contest():
    names = {one.name: one for one in read("copy.md").questions if one.name.startswith("figure_votes")}
    assert list(names) == [
        "figure_votes.list.dala",
        "figure_votes.list.tau",
        "figure_votes.district.dala",
        "figure_votes.district.tau",
    ]
    assert names["figure_votes.list.dala"].labels.say("kk") == "Дала    x}"
    assert "copy.md" not in forms_for("kz")


def test_votes_of_a_choice_are_asked_of_whoever_answered_that_the_protocol_is_of_its_contest():
    asked = re.findall(r"figure_votes\.(\w+)\.tau .*?\| (\$[^|]+) \|", FORMS["copy.md"].decode())
    assert asked == [
        (code, f"${{copy}} != 'none' and ${{contest}} = '{code}'") for code in ("list", "district")
    ]


def test_a_copy_asks_for_figures_of_the_protocol_and_a_count_for_times_of_its_steps():
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    figures = {
        re.sub("^figure_|[.].*", "", one.name) for one in read("copy.md").questions if "figure_" in one.name
    }
    assert figures <= {figure.code for figure in pack.rules[0].form.figures}
    times = {
        one.name.removeprefix("at_") for one in read("counting.md").questions if one.name.startswith("at_")
    }
    assert times == {step.code for step in pack.steps[:16]} - {"count_started"}


def test_incidents_and_removals_speak_the_words_of_the_register_of_observers_rights():
    kind = load_register("observers-rights").kinds[0]
    fields = {field.code: field for field in kind.fields}
    for name in ("incident.md", "removal.md"):
        for question in read(name).questions:
            items = {item.code for item in fields[question.name].items} if question.name in fields else set()
            assert not items or {option.code for option in question.options} <= items, question.name
