"""What waits for the log is asked from what waits, however much was accepted."""

import pytest
from django.db.models import QuerySet

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, acts_waiting
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row, protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(tiny: ElectionRow) -> ElectionRow:
    """P001 is in the log; P002 and P101 wait for it, in this order."""
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    import_protocols(tiny, [Incoming(protocol("P002")), Incoming(protocol("P101"))], now=NIGHT)
    return tiny


def areas_of(acts: QuerySet[Act]) -> list[str]:
    return [act.area.code for act in acts if act.area is not None]


@pytest.mark.both_engines
def test_acts_wait_until_the_log_holds_them(waiting: ElectionRow) -> None:
    assert areas_of(acts_waiting(election=waiting)) == ["P002", "P101"]
    assert areas_of(acts_waiting(election=waiting, most=1)) == ["P002"]
    assert areas_of(acts_waiting(below(area_row("P101"), "area__"))) == ["P101"]
    assert not acts_waiting(election="another").exists()
    assert not acts_waiting(kind="rights").exists()
    advance_log(ELECTION_ID, now=NIGHT)
    assert not acts_waiting().exists()


@pytest.mark.sqlite
def test_no_question_for_what_waits_walks_through_what_was_accepted(waiting: ElectionRow) -> None:
    root = AreaRow.objects.get(election=waiting, parent=None)
    for asked in (
        acts_waiting(election=waiting),
        acts_waiting(election=waiting, most=1000),
        acts_waiting(kind="rights"),
        acts_waiting(below(root, "area__")),
        acts_waiting().order_by().values_list("election_id", flat=True).distinct(),
    ):
        plan = asked.explain()
        assert "SEARCH act USING INTEGER PRIMARY KEY (rowid=?)" in plan, plan
        assert "SCAN act" not in plan, plan
