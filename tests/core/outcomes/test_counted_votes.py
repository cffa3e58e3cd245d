"""Sums of protocols become votes: parts by the roles of the form, and nothing that was not given."""

from dataclasses import replace

from hattama.core.outcomes.counted_votes import votes_from_total
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Tally
from tests.core.protocols.small_form import CONTEST, FORM, derived, rules

ROLES = (("votes", "votes"), ("invalid", "invalid"), ("registered", "listed"), ("ballots_found", "found"))


def small(roles: tuple[tuple[str, str], ...] = ROLES) -> ProtocolRules:
    of_form = rules(quantities=(derived("found", "sum(votes) + invalid"),))
    return replace(of_form, form=replace(FORM, roles=roles))


def total(received: int = 10, annulled: int = 0, **figures: int | tuple[int, int]) -> Total:
    keys = {"a": "votes[a]", "b": "votes[b]"}
    counted = received - annulled
    tallies = {
        keys.get(name, name): Tally(*value) if isinstance(value, tuple) else Tally(value, counted)
        for name, value in figures.items()
    }
    return Total(expected=20, received=received, figures=tallies, annulled=annulled)


def test_choices_and_parts_follow_from_the_roles_of_the_form() -> None:
    counted = votes_from_total(small(), CONTEST, total(a=300, b=150, invalid=20, listed=900))
    assert [(choice.code, choice.votes) for choice in counted.votes.choices] == [("a", 300), ("b", 150)]
    assert dict(counted.votes.parts) == {"invalid": 20, "registered": 900, "ballots_found": 470}
    assert (counted.silent, dict(counted.missing)) == ((), {})


def test_a_part_that_no_protocol_gives_is_absent_and_so_is_what_is_derived_from_it() -> None:
    counted = votes_from_total(small(), CONTEST, total(a=300, b=150))
    assert dict(counted.votes.parts) == {}


def test_a_choice_that_no_protocol_gives_is_named() -> None:
    assert votes_from_total(small(), CONTEST, total(a=300)).silent == ("b",)
    assert votes_from_total(small(()), CONTEST, total(a=300, b=1)).silent == ("a", "b")


def test_figures_that_some_protocols_lack_are_counted() -> None:
    counted = votes_from_total(small(), CONTEST, total(a=(300, 8), b=150, invalid=(20, 9)))
    assert dict(counted.missing) == {"votes[a]": 2, "invalid": 1}


def test_a_derived_part_is_that_of_the_protocols_that_have_all_it_is_made_of() -> None:
    partly = total(a=(300, 8), b=150, invalid=(20, 9), listed=900)
    assert "ballots_found" not in dict(votes_from_total(small(), CONTEST, partly).votes.parts)
    partly.derived["found"] = Tally(401, 7)
    counted = votes_from_total(small(), CONTEST, partly)
    assert dict(counted.votes.parts)["ballots_found"] == 401
    assert dict(counted.missing) == {"votes[a]": 2, "invalid": 1, "found": 3}


def test_annulled_protocols_lack_nothing() -> None:
    assert dict(votes_from_total(small(), CONTEST, total(annulled=4, a=300, b=150)).missing) == {}


def test_regions_are_handed_on_in_their_order() -> None:
    parts = [("R2", total(a=1, b=2)), ("R1", total(a=3, b=4, invalid=1))]
    counted = votes_from_total(small(), CONTEST, total(a=4, b=6), parts)
    told = [(name, votes.for_choices, votes.part("invalid")) for name, votes in counted.votes.areas]
    assert told == [("R2", 3, None), ("R1", 7, 1)]
