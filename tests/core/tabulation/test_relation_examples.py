import dataclasses

from hattama.core.protocols import RelationExample, Scope
from hattama.core.tabulation.relation_examples import (
    example_contest,
    failing_example_findings,
    passing_example_findings,
    whole_example_findings,
)
from tests.core.protocols.small_form import WHOLE, relation, rules


def figures(**changes):
    return tuple({**WHOLE, **changes}.items())


def with_whole(*relations):
    return dataclasses.replace(rules(*relations), example=figures())


def codes(findings):
    return [finding.code for finding in findings]


LISTED = relation("issued <= listed", example=RelationExample((figures(),), (figures(listed=499),)))


def test_the_contest_of_examples_has_the_choices_that_the_whole_example_names():
    assert [choice.code for choice in example_contest(with_whole()).choices] == ["a", "b"]


def test_a_sound_example_passes_and_fails_as_it_says():
    sound = with_whole(LISTED)
    assert whole_example_findings(sound) == ()
    assert passing_example_findings(sound, LISTED) == ()
    (finding,) = failing_example_findings(sound, LISTED)
    assert (finding.code, finding.left, finding.right) == ("ZZ-R01", 500, 499)


def test_an_example_that_breaks_another_relation_too_shows_both():
    other = relation("listed >= 600", code="ZZ-R02")
    assert codes(failing_example_findings(with_whole(LISTED, other), LISTED)) == ["ZZ-R01", "ZZ-R02"]


def test_an_example_that_leaves_the_relation_unchecked_does_not_pass():
    without = tuple(item for item in figures() if item[0] != "listed")
    unsure = dataclasses.replace(LISTED, example=RelationExample((without,), (figures(listed=1),)))
    assert codes(passing_example_findings(with_whole(unsure), unsure)) == ["ZZ-R01"]


def test_another_reading_is_tried_in_place_of_the_one_for_which_it_stands_in():
    first = relation(
        "issued == 500", code="ZZ-R03", example=RelationExample((figures(),), (figures(issued=502),))
    )
    other = relation(
        "issued == 501",
        code="ZZ-R02",
        instead_of="ZZ-R03",
        example=RelationExample((figures(issued=501),), (figures(issued=502),)),
    )
    for first_holds in (True, False):
        both = with_whole(
            dataclasses.replace(first, enabled=first_holds),
            dataclasses.replace(other, enabled=not first_holds),
        )
        for reading in both.relations:
            assert passing_example_findings(both, reading) == ()
            # Figures that break both readings break one of them only: they are never asked together.
            assert codes(failing_example_findings(both, reading)) == [reading.code]


def test_examples_of_precincts_hold_several_protocols():
    same = relation(
        "same(listed)",
        scope=Scope.PRECINCT,
        example=RelationExample((figures(), figures(issued=1)), (figures(), figures(listed=901))),
    )
    assert passing_example_findings(with_whole(same), same) == ()
    assert codes(failing_example_findings(with_whole(same), same)) == ["ZZ-R01"]


def test_examples_of_levels_hold_a_claim_and_a_sum():
    level = relation(
        "claimed == summed",
        scope=Scope.LEVELS,
        example=RelationExample(((("issued", 1),), (("issued", 1),)), ((("issued", 1),), (("issued", 2),))),
    )
    assert passing_example_findings(with_whole(level), level) == ()
    assert codes(failing_example_findings(with_whole(level), level)) == ["ZZ-R01"]


def test_a_relation_without_an_example_shows_nothing():
    bare = relation("issued <= 1")
    assert passing_example_findings(with_whole(bare), bare) == ()
    assert failing_example_findings(with_whole(bare), bare) == ()
