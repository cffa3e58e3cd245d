import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.audits import SeedTooShort, draw_in_order
from hattama.core.audits.record_draw import ticket_of

SEED = "31415926535897932384"
names = st.lists(st.text("ab0123456789-", min_size=1), unique=True, max_size=30)


def test_a_ticket_is_a_hash_that_anybody_can_make_with_another_tool():
    assert (
        ticket_of(SEED, "kz-01-0007/party")
        == hashlib.sha256(b"31415926535897932384,kz-01-0007/party").hexdigest()
    )


@given(names)
def test_the_order_does_not_depend_on_how_the_names_came(drawn):
    assert draw_in_order(SEED, drawn) == draw_in_order(SEED, reversed(drawn))
    assert sorted(draw_in_order(SEED, drawn)) == sorted(drawn)


@given(names, st.text("xyz", min_size=1))
def test_another_paper_on_the_list_changes_nobody_s_place_among_the_rest(drawn, added):
    longer = draw_in_order(SEED, [*drawn, added])
    assert tuple(name for name in longer if name != added) == draw_in_order(SEED, drawn)


def test_another_seed_draws_another_order():
    drawn = [f"p{number}" for number in range(50)]
    assert draw_in_order(SEED, drawn) != draw_in_order(SEED[::-1], drawn)


@pytest.mark.parametrize("seed", ["", "7", " " * 30, "1234567890123456789"])
def test_a_short_seed_is_refused_since_somebody_may_have_tried_it_out(seed):
    with pytest.raises(SeedTooShort):
        draw_in_order(seed, ["p1"])
