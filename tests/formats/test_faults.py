import importlib
import pkgutil
from types import MappingProxyType

import pytest

import hattama.formats
from hattama.core.vocabulary import is_rule_code
from hattama.formats import FaultKind, InputFaults
from hattama.formats.faults import SAID_FAULTS, refuse_if_any

WRONG = FaultKind.of("ZZ-WRONG", kk="қате: {found}", ru="ошибка: {found}", en="wrong: {found}")


def kinds_of_all_formats():
    found = {}
    for module in pkgutil.iter_modules(hattama.formats.__path__, "hattama.formats."):
        for value in vars(importlib.import_module(module.name)).values():
            for kind in value.values() if isinstance(value, dict | MappingProxyType) else [value]:
                if isinstance(kind, FaultKind):
                    found.setdefault(kind.code, set()).add(kind)
    return found


def test_a_fault_knows_its_place_and_speaks_in_the_readers_language():
    fault = WRONG.at("areas.csv", row=3, field="number", found="x")
    assert fault.say("en") == "areas.csv, row 3, number: wrong: x"
    assert fault.say("kk") == "areas.csv, 3-жол, number: қате: x"


def test_a_kind_must_have_a_code_for_life():
    with pytest.raises(ValueError, match="wrong"):
        FaultKind.of("wrong", kk="қате", ru="ошибка", en="wrong")


def test_a_refused_file_says_all_that_is_wrong_with_it():
    refusal = InputFaults([WRONG.at("a.csv", row=1, found="x"), WRONG.at("a.csv", row=2, found="y")])
    assert len(refusal.faults) == 2
    assert str(refusal) == "a.csv, row 1: wrong: x\na.csv, row 2: wrong: y"
    assert refusal.say("ru").splitlines()[1] == "a.csv, строка 2: ошибка: y"


def test_where_there_are_very_many_faults_the_text_says_how_many_more():
    faults = [WRONG.at("a.csv", row=row, found="x") for row in range(1, SAID_FAULTS + 3)]
    lines = InputFaults(faults).say("en").splitlines()
    assert len(lines) == SAID_FAULTS + 1
    assert lines[-1] == "… +2"


def test_nothing_is_refused_where_nothing_is_wrong():
    refuse_if_any(())
    with pytest.raises(InputFaults):
        refuse_if_any(fault for fault in [WRONG.at("a.csv")])


def test_no_two_ways_of_being_wrong_share_a_code():
    kinds = kinds_of_all_formats()
    assert len(kinds) > 40
    assert [code for code, of_code in kinds.items() if len(of_code) > 1] == []


def test_every_way_of_being_wrong_speaks_three_languages_with_the_same_placeholders():
    for code, of_code in kinds_of_all_formats().items():
        assert is_rule_code(code)
        for kind in of_code:
            assert set(kind.words) == {"kk", "ru", "en"}
            for placeholder in ("{found}", "{expected}"):
                assert len({placeholder in text for text in kind.words.values()}) == 1, (code, placeholder)
