"""What refuses a start in production: one sentence for each fault, all of them at once, no secret in any."""

import re
from pathlib import Path

import pytest

from hattama.web.operations.settings.environment import Environment
from hattama.web.operations.settings.faults import Gathering, SettingsRefused
from hattama.web.operations.settings.production import Facts, production_faults, refuse_unfit_environment
from hattama.web.operations.settings.reading import read_settings
from hattama.web.operations.settings.variables import OF_OTHERS, known_names, told_slips

KEY = "Zk3v-9QxTf_7mWc2LhYpR8sNbJ4uGa6EoDi1XyVtKqPwMzUr5S"
FIT = {
    "HATTAMA_PRODUCTION": "1",
    "HATTAMA_BASE_URL": "https://results.example",
    "DATABASE_URL": "postgresql://hattama:p-a-s-s@db/hattama",
    "HATTAMA_SECRET_KEY": KEY,
}
SOURCE = Path(__file__).resolve().parents[4] / "src/hattama"


def faults(facts=None, **variables):
    return production_faults(FIT | variables, facts or Facts())


def test_a_site_that_is_fit_for_production_has_no_fault():
    assert faults() == []
    assert faults(DATABASE_URL="sqlite:") == [], "SQLite may be wished for"


@pytest.mark.parametrize(
    ("name", "found", "what"),
    [
        ("DEBUG", "yes", "is on"),
        ("DJANGO_DEBUG", "1", "is on"),
        ("HATTAMA_BASE_URL", "", "is not given"),
        ("HATTAMA_BASE_URL", "http://results.example", "'http://results.example'"),
        ("DATABASE_URL", "", "is not given"),
        ("HATTAMA_SECRET_KEY", "short", "has 5 characters"),
        ("HATTAMA_SECRET_KEY", "ab" * 40, "has 2 different characters"),
        ("HATTAMA_SECRET_KEY", "change-me-" + KEY, "is a key of an example"),
        ("HATTAMA_SECRET_KEY", "Demonstration" + KEY, "is a key of an example"),
        ("HATTAMA_LOG_ORIGIN", "hattama.invalid/kz", "nobody's name"),
    ],
)
def test_each_fault_is_a_sentence_in_three_languages_that_names_its_variable(name, found, what):
    [fault] = faults(**{name: found})
    assert fault.variable == name
    assert fault.refuses
    assert what in fault.say("en")
    said = [fault.say(language) for language in ("kk", "ru", "en")]
    assert all(name in sentence for sentence in said)
    assert len(set(said)) == 3
    assert not (name.endswith("KEY") and found in " ".join(said)), "a key is never repeated"


@pytest.mark.parametrize("off", ["", "0", "false", "No", "OFF"])
def test_what_is_off_is_not_asked_for(off):
    assert faults(DEBUG=off) == []


def test_a_key_of_the_data_folder_is_fit_while_its_owner_alone_may_read_it():
    assert faults(Facts(key_mode=0o600), HATTAMA_SECRET_KEY="") == []
    assert faults(Facts(key_mode=0o400), HATTAMA_SECRET_KEY="") == []
    [fault] = faults(Facts(key_mode=0o640), HATTAMA_SECRET_KEY="")
    assert "has mode 640, expected: 600" in fault.say("en")


def test_what_a_demonstration_left_behind_refuses_a_start():
    left = Facts(
        debug=True,
        key_names=("log.example/kz", "hattama.invalid/kz-demo"),
        elections=("kz-demo",),
        accounts=("demo-chair", "demo-typist"),
    )
    said = [fault.say("en") for fault in faults(left)]
    assert len(said) == 4
    assert any("DEBUG is on" in sentence for sentence in said)
    assert any("key of the demonstration (hattama.invalid/kz-demo)" in sentence for sentence in said)
    assert any("demonstration election (kz-demo)" in sentence for sentence in said)
    assert any("(demo-chair, demo-typist)" in sentence for sentence in said)


def test_everything_that_is_wrong_is_told_at_once_and_without_a_secret():
    wrong = {
        "HATTAMA_PRODUCTION": "1",
        "HATTAMA_BASE_URL": "results.example",
        "HATTAMA_PROXIES": "two",
        "HATTAMA_TIME_ZONE": "Asia/Almata",
        "HATTAMA_LOG_FORMAT": "xml",
        "DATABASE_URL": "mysql://root:p-a-s-s@db/night",
        "HATTAMA_MAIL": "smtp:/me:p-a-s-s@x",
        "HATTAMA_MAIL_FROM": "site@example.org",
        "HATTAMA_SECRET_KEY": "s-h-o-r-t",
    }
    with pytest.raises(SettingsRefused) as refused:
        read_settings(wrong)
    named = {fault.variable for fault in refused.value.faults}
    assert named == set(wrong) - {"HATTAMA_PRODUCTION", "HATTAMA_MAIL_FROM"}
    for language in ("kk", "ru", "en"):
        told = refused.value.say(language)
        assert "p-a-s-s" not in told
        assert "s-h-o-r-t" not in told
        assert len(told.splitlines()) == len(named)


def test_a_slip_in_the_word_production_is_refused_and_no_less_strict():
    gathering = Gathering()
    assert Environment.gathered({"HATTAMA_PRODUCTION": "yes"}, gathering).production
    assert "expected: 0, 1" in gathering.faults[0].say("en")


def test_a_variable_that_nobody_reads_is_told_with_its_neighbour_and_without_its_value():
    [fault] = told_slips({"HATTAMA_SECRET_KEYS": "p-a-s-s", "HATTAMA_WITNESS_KEY": "k", "HOME": "h"})
    assert not fault.refuses
    assert fault.say("en") == "HATTAMA_SECRET_KEYS is read by nobody (is it HATTAMA_SECRET_KEY?)"
    assert "p-a-s-s" not in fault.say("kk") + fault.say("ru")


def test_a_server_that_other_hands_start_refuses_the_environment_too():
    refuse_unfit_environment(FIT)
    refuse_unfit_environment({"DEBUG": "1"})
    with pytest.raises(SettingsRefused, match="HATTAMA_BASE_URL"):
        refuse_unfit_environment(FIT | {"HATTAMA_BASE_URL": ""})


def test_every_variable_that_the_site_reads_is_in_the_list():
    read = set()
    for path in SOURCE.rglob("*.py"):
        if "witness" not in path.parts:
            read |= set(re.findall(r'"(HATTAMA_[A-Z0-9_]+)"', path.read_text("utf-8")))
    read = {name for name in read if not name.startswith(OF_OTHERS)}
    # Not read but refused where it is found.
    assert read - {"HATTAMA_DEBUG"} == {name for name in known_names() if name.startswith("HATTAMA_")}


def test_a_language_that_commands_do_not_speak_is_named_and_refuses_nothing():
    [fault] = told_slips({"HATTAMA_LANG": "fr"})
    assert fault.say("en") == "HATTAMA_LANG is 'fr', expected: kk, ru, en"
    assert not fault.refuses
    assert told_slips({"HATTAMA_LANG": "kk_KZ.UTF-8"}) == told_slips({"HATTAMA_LANG": ""}) == []
