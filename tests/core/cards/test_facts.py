"""What stands of a protocol follows from its entries in the order of the log, by contest."""

from hattama.core.cards import PrecinctFacts
from hattama.core.cards.facts import standing_of
from tests.core.cards.made import CONTEST, FOUNDATION, PRECINCT, change, steps, version


def test_the_last_version_stands_and_all_are_kept() -> None:
    facts = PrecinctFacts(PRECINCT)
    facts.take(4, version())
    facts.take(7, steps(closed="20:00"))
    facts.take(9, change(replaces=4))
    standing = standing_of(facts, CONTEST, FOUNDATION.forms)
    assert standing.contribution is not None
    assert (standing.contribution.index, [index for index, _ in standing.versions]) == (9, [4, 9])
    assert standing.figures["participants"] == 600


def test_of_a_contest_without_entries_nothing_stands() -> None:
    standing = standing_of(PrecinctFacts(PRECINCT), CONTEST, FOUNDATION.forms)
    assert (standing.body, standing.contribution, standing.versions, dict(standing.figures)) == (
        None,
        None,
        (),
        {},
    )


def test_entries_about_the_whole_precinct_are_those_of_each_contest() -> None:
    facts = PrecinctFacts(PRECINCT)
    facts.take(1, steps(closed="20:00"))
    facts.take(2, steps("contest9", counted="21:00"))
    assert [index for index, _ in facts.of({"steps"}, CONTEST)] == [1]
