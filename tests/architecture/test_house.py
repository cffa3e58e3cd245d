"""The house stands as ARCHITECTURE.md draws it. The arrows of import are checked by `lint-imports`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import arrows, budget, finding_codes, purity, rooms, sizes, texts
from tests.architecture.tree import ROOT

Check = Callable[[Path], list[str]]

WALLS: dict[str, Check] = {
    "no module is longer than the stop": sizes.oversized_modules,
    "no small module has one user": sizes.modules_of_one_importer,
    "the source keeps to its budget": budget.overspent,
    "no function is longer than the stop": sizes.oversized_functions,
    "the core imports nothing that reaches the world": purity.impure_imports,
    "the core asks neither world nor clock": purity.impure_calls,
    "rooms that count votes are exact": purity.inexact_arithmetic,
    "every room is in the picture": rooms.rooms_missing_from_the_picture,
    "every room says what it knows": rooms.rooms_without_a_plate,
    "every name of a door has an importer outside": rooms.names_offered_to_nobody,
    "imports end at doors": rooms.imports_past_a_door,
    "every name says what it holds": rooms.forbidden_names,
    "every module of the core has its tests": rooms.core_modules_without_tests,
    "capabilities know each other as declared": arrows.arrows_nobody_declared,
    "every declared arrow is followed": arrows.arrows_nobody_needs,
    "verbs do not know faces": arrows.verbs_that_know_faces,
    "the command line starts without Django": rooms.early_django,
    "every finding has a registered rule": finding_codes.unregistered_findings,
    "the text speaks of the project alone": texts.words_from_elsewhere,
}


@pytest.mark.parametrize("check", WALLS.values(), ids=WALLS.keys())
def test_the_house_has_no_breach(check: Check) -> None:
    assert check(ROOT) == []
