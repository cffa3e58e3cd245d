from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import FigureDifference, Protocol, compare_entries


def entry(**figures):
    return Protocol("001", "party_list", figures)


entries = st.dictionaries(st.sampled_from(["listed", "issued", "invalid"]), st.integers(0, 9)).map(
    lambda figures: Protocol("001", "party_list", figures)
)


def test_two_entries_differ_in_the_figures_that_they_give_differently():
    assert compare_entries(entry(listed=900, issued=500), entry(listed=900, issued=50)) == (
        FigureDifference("issued", 500, 50),
    )


def test_a_figure_that_one_entry_lacks_is_a_difference_even_from_zero():
    differences = compare_entries(entry(), entry(invalid=0))
    assert differences == (FigureDifference("invalid", None, 0),)
    assert differences[0].distance == 0
    assert FigureDifference("invalid", None, 7).distance == 7
    assert FigureDifference("invalid", 3, 7).distance == 4


def test_differences_come_in_the_order_that_was_asked_for_and_no_others_do():
    first, second = entry(a=1, b=1, c=1), entry(a=2, b=2, c=2)
    assert [d.key for d in compare_entries(first, second, ["c", "a"])] == ["c", "a"]
    assert [d.key for d in compare_entries(first, second)] == ["a", "b", "c"]


@given(entries)
def test_an_entry_does_not_differ_from_itself(one):
    assert compare_entries(one, one) == ()


@given(entries, entries)
def test_differences_are_the_same_whoever_typed_first(first, second):
    swapped = tuple(FigureDifference(d.key, d.second, d.first) for d in compare_entries(second, first))
    assert compare_entries(first, second) == swapped
