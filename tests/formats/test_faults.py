import importlib
import pkgutil
from types import MappingProxyType

import pytest

import hattama.formats
from hattama.core.vocabulary import Message, is_rule_code
from hattama.formats.faults import SAID_FAULTS, FaultKind, InputFaults, refuse_if_any
from hattama.phrases import say_fault

WRONG = FaultKind.of("ZZ-WRONG", Message("the file cannot be read: {found}"))


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
    assert say_fault(fault, "en") == "areas.csv, row 3, number: the file cannot be read: x"
    assert say_fault(fault, "kk") == "areas.csv, 3-жол, number: файлды оқу мүмкін емес: x"


def test_a_kind_must_have_a_code_for_life():
    with pytest.raises(ValueError, match="wrong"):
        FaultKind.of("wrong", Message("wrong"))


def test_a_refused_file_says_all_that_is_wrong_with_it():
    refusal = InputFaults([WRONG.at("a.csv", row=1, found="x"), WRONG.at("a.csv", row=2, found="y")])
    assert len(refusal.faults) == 2
    assert str(refusal) == (
        "a.csv, row 1: the file cannot be read: x\na.csv, row 2: the file cannot be read: y"
    )
    assert refusal.say("ru").splitlines()[1] == "a.csv, строка 2: файл не читается: y"


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


def test_every_way_of_being_wrong_has_a_code_for_life():
    assert all(is_rule_code(code) for code in kinds_of_all_formats())
