from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import CHOICES, Name, Sum
from hattama.core.protocols.figures_lookup import FigureReader
from tests.core.protocols.small_form import BOXES, CONTEST, WHOLE, derived, rules

RULES = rules(quantities=(derived("valid", "sum(votes)"), derived("found", "valid + invalid")))


def reader(figures=WHOLE, illegible=(), **parts):
    return FigureReader(RULES, CONTEST, figures, frozenset(illegible), **parts)


def test_a_line_a_total_and_a_derived_quantity_are_found_by_name():
    assert reader().figure("listed") == 900
    assert reader().total("votes") == 450
    assert reader().figure("found") == 470
    assert reader().figure("outside") is None


def test_asked_of_a_row_a_repeated_line_is_the_line_of_that_row():
    lookup = reader({**WHOLE, "papers[2]": 7}).lookup("2")
    assert lookup.figure("papers") == 7
    assert lookup.figure("requests") is None
    assert lookup.figure("listed") == 900
    assert lookup.figure("found") == 470
    assert lookup.total("papers") == 7


def test_rows_of_a_group_are_those_that_any_of_its_lines_gives_in_the_order_of_their_numbers():
    figures = {"papers[10]": 1, "requests[9]": 1, "papers[0]": 1, "papers[21]": 1, "papers[x]": 1}
    assert reader(figures, ["requests[2]"]).rows(BOXES) == ("2", "9", "10")
    assert reader({}).rows(BOXES) == ()


def test_rows_of_the_choices_are_the_choices_whether_given_or_not():
    assert reader({}).rows(CHOICES) == ("a", "b")


def test_names_lead_to_the_keys_on_the_paper():
    given_rows = reader({**WHOLE, "papers[1]": 1, "papers[2]": 1})
    assert given_rows.keys([Name("found"), Sum("papers"), Name("listed")], "") == (
        "votes[a]", "votes[b]", "invalid", "papers[1]", "papers[2]", "listed"
    )  # fmt: skip
    assert given_rows.keys([Name("papers"), Name("listed")], "2") == ("papers[2]", "listed")
    assert reader().keys([Sum("papers")], "") == ("papers",)


def test_rows_added_up_stand_under_their_bare_code_only_where_many_protocols_were_added():
    assert reader({"papers": 12}).total("papers") is None
    assert reader({"papers": 12}, rows_added_up=True).total("papers") == 12


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 99), min_size=1))
def test_a_total_is_the_sum_of_the_rows_whatever_their_order(rows):
    figures = {f"papers[{row}]": value for row, value in rows.items()}
    backwards = dict(reversed(figures.items()))
    assert reader(figures).total("papers") == reader(backwards).total("papers") == sum(rows.values())


@given(st.sets(st.sampled_from(sorted(WHOLE))))
def test_a_quantity_is_told_only_when_every_figure_under_it_is(missing):
    figures = {key: value for key, value in WHOLE.items() if key not in missing}
    told = reader(figures).figure("found")
    assert (told is None) == bool(missing & {"votes[a]", "votes[b]", "invalid"})
