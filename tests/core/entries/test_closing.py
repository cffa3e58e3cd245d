"""`close`: the last word of a log, and what it takes after that."""

import datetime

import pytest

from hattama.core.entries import check_entry_schema, entry_body, refuse_after_close
from hattama.core.entries.closing import AFTER_CLOSE
from hattama.core.entries.parts import LogIsClosed
from hattama.core.entries.registry import ENTRY_KINDS

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
COUNTS = {name: {"party": 6} for name in ("expected", "received", "annulled")}


def test_the_body_fits_its_schema():
    assert check_entry_schema(entry_body("close", NOW, election="tiny", tree_size=12, **COUNTS)) == ()


def test_every_count_is_of_the_same_contests():
    body = entry_body("close", NOW, election="tiny", tree_size=12, **COUNTS | {"received": {}})
    (problem,) = check_entry_schema(body)
    assert problem.place == "received"


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_a_closed_log_takes_only_what_changes_no_sum(kind):
    if kind in AFTER_CLOSE:
        refuse_after_close({"kind": kind, "decision": {"authority": "court"}})
    else:
        with pytest.raises(LogIsClosed, match=kind):
            refuse_after_close({"kind": kind})


def test_after_the_close_no_commission_orders_a_recount():
    order = {"kind": "recount_order", "decision": {"authority": "territorial_commission"}}
    with pytest.raises(LogIsClosed, match="recount_order by territorial_commission"):
        refuse_after_close(order)
