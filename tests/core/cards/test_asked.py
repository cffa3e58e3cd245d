"""The votes and voters of a card: missing is not zero, and a copy's figures say whose they are."""

from tests.core.cards.made import BODY_OF_ANNULMENT, card, copy, figures, version


def test_the_votes_are_those_of_the_paper_that_stands() -> None:
    told = card(version())
    assert (told.votes, told.voters, told.entry, told.copies) == (600, 1000, 0, ())


def test_a_paper_that_lacks_a_pile_has_no_votes_and_still_bounds_its_voters() -> None:
    votes = figures()["votes"]
    lacking = {key: value for key, value in votes.items() if key != "b"}
    told = card(version(figures=figures(votes=lacking, voters_listed=1200)))
    assert (told.votes, told.voters) == (None, 1200)


def test_a_station_without_a_protocol_is_bounded_by_its_list() -> None:
    told = card()
    assert (told.votes, told.voters, told.entry) == (None, 1000, None)


def test_an_annulled_protocol_has_no_votes_that_count() -> None:
    assert card(version(), BODY_OF_ANNULMENT).votes is None


def test_figures_of_copies_that_agree_are_taken_and_named() -> None:
    told = card(copies=(copy("One"), copy("Other", 91)))
    assert (told.votes, told.copies) == (600, ("One", "Other"))


def test_of_copies_that_differ_no_figure_is_taken() -> None:
    told = card(copies=(copy("One"), copy("Other", 91, participants=1)))
    assert (told.votes, told.copies) == (None, ())


def test_a_commission_s_protocol_is_never_replaced_by_a_copy() -> None:
    told = card(version(), copies=(copy(participants=1),))
    assert (told.votes, told.copies) == (600, ())
