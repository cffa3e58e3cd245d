from hypothesis import given
from hypothesis import strategies as st

from hattama.core.audits import NOT_ON_PAPER, UNREADABLE, ReadAgain, check_record
from hattama.core.audits.record_reading import settle
from hattama.core.protocols import Protocol

PUBLISHED = Protocol("P001", "party", {"given": 136, "invalid": 0}, illegible=frozenset({"spoiled"}))
answers = st.one_of(st.integers(0, 5), st.sampled_from([UNREADABLE, NOT_ON_PAPER]))


def shown(*readings: object, key: str = "given") -> ReadAgain:
    check = check_record(PUBLISHED, [{key: reading} for reading in readings], [key])
    return check.figures[0].shows


def test_two_equal_answers_settle_a_figure_and_one_does_not():
    assert settle([136]) is None
    assert settle([136, 186]) is None
    assert settle([136, 186, 136]) == 136


def test_two_pairs_that_agree_on_different_answers_settle_nothing():
    assert settle([136, 186, 136, 186]) is None


@given(st.lists(answers, max_size=6))
def test_who_read_first_does_not_matter(given_answers):
    assert settle(given_answers) == settle(list(reversed(given_answers)))


def test_two_strangers_who_read_what_is_published_confirm_it():
    assert shown(136, 136) is ReadAgain.SAME


def test_two_strangers_who_read_another_figure_show_a_difference():
    assert shown(186, 186) is ReadAgain.DIFFERS


def test_a_published_zero_is_not_a_blank():
    assert shown(NOT_ON_PAPER, NOT_ON_PAPER, key="invalid") is ReadAgain.DIFFERS
    assert shown(0, 0, key="invalid") is ReadAgain.SAME


def test_a_figure_published_as_none_is_confirmed_by_a_blank_on_the_paper():
    assert shown(NOT_ON_PAPER, NOT_ON_PAPER, key="acts") is ReadAgain.SAME
    assert shown(0, 0, key="acts") is ReadAgain.DIFFERS


def test_what_nobody_can_read_is_told_apart_from_a_difference():
    assert shown(UNREADABLE, UNREADABLE) is ReadAgain.UNREADABLE
    assert shown(UNREADABLE, UNREADABLE, key="spoiled") is ReadAgain.SAME
    assert shown(7, 7, key="spoiled") is ReadAgain.DIFFERS


def test_a_protocol_is_settled_when_each_of_its_figures_is():
    first, second = {"given": 136, "invalid": 1}, {"given": 136, "invalid": 0}
    waiting = check_record(PUBLISHED, [first, second], ["given", "invalid"])
    assert not waiting.settled
    assert waiting.differing == ()
    settled = check_record(PUBLISHED, [first, second, {"invalid": 1}], ["given", "invalid"])
    assert settled.settled
    assert [(one.key, one.published, one.read) for one in settled.differing] == [("invalid", 0, 1)]
