"""The costs of a difference: nobody pays for agreeing, and only the field that differs is paid for here."""

from bench.bench_entry import MISREAD, PAPER, Cost, discarding, lost, ours, run, typing


def test_two_entries_that_agree_cost_the_same_in_both_designs():
    assert ours(PAPER) == discarding(PAPER) == typing(PAPER) + typing(PAPER)


def test_a_difference_costs_each_of_the_two_its_own_field_once_more():
    again = typing({"votes_b": PAPER["votes_b"]})
    assert ours(PAPER | MISREAD) == typing(PAPER) + typing(PAPER | MISREAD) + again + again
    assert discarding(PAPER | MISREAD) == ours(PAPER) + ours(PAPER)


def test_a_form_is_opened_and_sent_and_each_figure_left_with_a_key():
    assert typing({"a": 120, "b": 7}) == Cost(keys=1 + 3 + 1 + 1 + 1 + 1, thoughts=4)


def test_the_rows_say_what_was_lost():
    rows = run()
    assert [row.ratio for row in rows][:2] == [1.0, 1.0]
    assert all(row.ratio is not None and row.ratio < 0.6 for row in rows[2:])
    assert round(lost(ours(PAPER | MISREAD))) == 11
