"""What stands of a protocol: its figures in the shape in which they are summed."""

from hattama.core.entries import summable_figures
from hattama.core.protocols import CHOICES, FigureDefinition, Form, RowGroup
from hattama.core.vocabulary import NO_WORDS

FORM = Form(
    "list",
    NO_WORDS,
    (
        FigureDefinition("listed", NO_WORDS, ""),
        FigureDefinition("issued", NO_WORDS, "", group="members"),
        FigureDefinition("votes", NO_WORDS, "", group=CHOICES),
        FigureDefinition("lines", NO_WORDS, "", summed=False),
    ),
    (RowGroup("members", NO_WORDS, 9),),
)


def test_rows_of_numbered_groups_are_added_up_and_rows_of_choices_stay_apart():
    figures = {"listed": 900, "issued[1]": 5, "issued[2]": 6, "votes[a]": 3, "votes[b]": 0, "lines": 2}
    assert summable_figures(FORM, figures) == {"listed": 900, "issued": 11, "votes[a]": 3, "votes[b]": 0}


def test_what_the_form_does_not_know_is_left_out():
    assert summable_figures(FORM, {"listed": 900, "stranger": 1, "other[1]": 2}) == {"listed": 900}
    assert summable_figures(FORM, {"listed[a]": 1, "votes": 2, "issued": 3, "listed": 900}) == {"listed": 900}
