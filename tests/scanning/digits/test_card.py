from fractions import Fraction

from hattama.scanning.digits import ErrorRate, load_card
from training.digits import measure


def test_the_card_tells_what_the_shipped_weights_do_on_what_they_never_saw():
    card, measured = load_card(), measure(load_card().threshold)
    for told, seen in zip(rates(card), rates(measured), strict=True):
        assert told.shown == seen.shown
        # A processor may round the last digit of a confidence another way.
        assert abs(told.answered - seen.answered) <= 3
        assert abs(told.wrong - seen.wrong) <= 1


def rates(card) -> tuple[ErrorRate, ErrorRate, ErrorRate]:
    return card.handwritten, card.drawn, card.no_digit


def test_people_s_digits_in_photographed_boxes_are_mostly_answered_and_hardly_ever_wrongly():
    rate = load_card().handwritten
    assert rate.answered * 4 >= rate.shown * 3
    assert rate.share_wrong is not None
    assert rate.share_wrong <= Fraction(1, 200)


def test_where_nothing_was_answered_no_share_is_told():
    assert ErrorRate(10, 0, 0).share_wrong is None
