"""Times from elsewhere than the desk: recorded as they are, all of them or none."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hattama.core.protocols import StepPlace
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act
from hattama.web.night.record_step import IncomingSteps, StepNotTakenHere, import_steps
from hattama.web.night.tables import PublishedStep
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HOUR = datetime.timedelta(hours=1)


def test_times_become_acts_and_then_rows(tiny):
    stated = [
        IncomingSteps("P001", "", {"closed": NIGHT - 3 * HOUR, "boxes_opened": NIGHT - 2 * HOUR}),
        IncomingSteps("P001", PARTY, {"completed": NIGHT}, {"completed": StepPlace.TERRITORIAL}),
        IncomingSteps("P002", "", {}),
    ]
    assert import_steps(tiny, stated, now=NIGHT, method="demonstration") == 2
    advance_log(ELECTION_ID, now=NIGHT)
    rows = PublishedStep.objects.values_list("step", "contest", "place", "method")
    assert set(rows) == {
        ("closed", "", "", "demonstration"),
        ("boxes_opened", "", "", "demonstration"),
        ("completed", PARTY, "territorial_commission", "demonstration"),
    }


def test_a_step_that_is_not_taken_there_leaves_nothing(tiny):
    stated = [IncomingSteps("P001", "", {"closed": NIGHT}), IncomingSteps("P001", "", {"counted": NIGHT})]
    with pytest.raises(StepNotTakenHere):
        import_steps(tiny, stated, now=NIGHT, method="demonstration")
    assert not Act.objects.filter(kind="steps").exists()


def test_times_of_two_precincts_ask_the_database_no_oftener_than_those_of_one(tiny):
    def asked(*areas: str) -> tuple[int, int]:
        stated = [IncomingSteps(area, PARTY, {"counted": NIGHT}) for area in areas]
        with CaptureQueriesContext(connection) as accepted:
            import_steps(tiny, stated, now=NIGHT, method="demonstration")
        with CaptureQueriesContext(connection) as published:
            advance_log(ELECTION_ID, now=NIGHT)
        # Whoever writes first into a log asks more of it, but no more of areas.
        return len(accepted), sum('FROM "area"' in one["sql"] for one in published)

    assert asked("P003") == asked("P001", "P002")
