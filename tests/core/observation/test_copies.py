"""Copies of protocols beside the published ones: what differs, what one alone gives, copies to each other."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation.copies import CopyStanding, lay_copies_beside, read_copy
from hattama.core.observation.forms import Submission


def copy(name="a", station="0101", contest="list", **answers):
    given_ = {"contest": contest, **{key.replace("__", "."): str(value) for key, value in answers.items()}}
    return read_copy(Submission("kz-copy", "1", name, "o", "ngo", station, given_))


PUBLISHED = {("0101", "list"): {"participants": 600, "invalid": 12, "votes[dala]": 370}}


def test_figures_of_a_copy_are_named_as_those_of_the_protocol():
    shown = copy(
        figure_participants=600, figure_votes__list__dala=370, figure_votes__district__a=5, figure_invalid="x"
    )
    assert shown.figures == {"participants": 600, "votes[dala]": 370}


def test_a_copy_agrees_or_differs_in_so_many_figures_and_silence_is_no_difference():
    (place,) = lay_copies_beside(
        [
            copy("a", figure_participants=600, figure_against_all=3),
            copy("b", figure_participants=601, figure_invalid=13, figure_votes__list__dala=370),
            copy("c", copy="none", why_none="refused"),
            copy("d", figure_against_all=3),
        ],
        PUBLISHED,
    )
    told = [(one.standing, one.differing) for one in place.copies]
    assert told == [
        (CopyStanding.AGREES, 0),
        (CopyStanding.DIFFERS, 2),
        (CopyStanding.NO_FIGURES, 0),
        (CopyStanding.NO_FIGURES, 0),
    ]
    assert place.apart == ("participants",)
    assert place.copies[2].copy.why_none == "refused"


def test_a_copy_of_what_nobody_published_stands_alone():
    places = lay_copies_beside(
        [copy(contest="district", figure_invalid=1), copy(figure_invalid=12)], PUBLISHED
    )
    assert [(place.contest, place.copies[0].standing) for place in places] == [
        ("district", CopyStanding.NOT_PUBLISHED),
        ("list", CopyStanding.AGREES),
    ]


KEYS = ("participants", "invalid", "against_all")
FIGURES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3))


@given(FIGURES, FIGURES)
def test_what_differs_is_named_and_the_whole_agrees_exactly_where_no_shared_figure_does(shown, published):
    made = copy(**{f"figure_{key}": figure for key, figure in shown.items()})
    ((one,),) = (place.copies for place in lay_copies_beside([made], {("0101", "list"): published}))
    shared = shown.keys() & published.keys()
    differing = {key for key in shared if shown[key] != published[key]}
    assert one.differing == len(differing)
    assert (one.standing is CopyStanding.DIFFERS) == bool(differing)
    assert (one.standing is CopyStanding.AGREES) == bool(shared and not differing)
    if one.comparison is not None:
        assert {cell.cell.key for cell in one.comparison.differ} == differing


@given(st.lists(FIGURES, max_size=4))
def test_copies_are_apart_in_a_figure_that_any_two_give_differently(all_shown):
    copies = [
        copy(str(at), **{f"figure_{key}": n for key, n in shown.items()})
        for at, shown in enumerate(all_shown)
    ]
    for place in lay_copies_beside(copies, {}):
        assert set(place.apart) == {
            key for key in KEYS if len({one[key] for one in all_shown if key in one}) > 1
        }
