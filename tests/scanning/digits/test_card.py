from itertools import islice

from hattama.scanning.digits import load_card
from tests.drawn import ENDURANCE


def test_the_card_tells_what_the_shipped_weights_do_on_what_they_never_saw():
    """On people's digits; `make endurance` asks of what we drew, too."""
    # What trains is imported where it measures: a second, in each worker that only collects.
    from training.digits import measured_rates

    card = load_card()
    told_rates, asked = (card.handwritten, card.drawn, card.no_digit), 3 if ENDURANCE else 1
    measured = measured_rates(card.threshold)
    for told, seen in zip(told_rates[:asked], islice(measured, asked), strict=True):
        assert told.shown == seen.shown
        # A processor may round the last digit of a confidence another way.
        assert abs(told.answered - seen.answered) <= 3
        assert abs(told.wrong - seen.wrong) <= 1


def test_people_s_digits_in_photographed_boxes_are_mostly_answered_and_hardly_ever_wrongly():
    rate = load_card().handwritten
    assert rate.answered * 4 >= rate.shown * 3
    assert rate.wrong * 200 <= rate.answered
