"""PostgreSQL is shut down at once, in the middle of transactions, and started again."""

import pytest

from tests.faults.judge import judge
from tests.faults.site import ENDURANCE, rounds

pytestmark = pytest.mark.endurance

SENTENCE = "The site cannot do this just now"


def test_a_database_that_is_shut_down_at_once_loses_nothing_and_people_are_told(night):
    site = night.site
    shut_down = 0
    with site.load() as load:
        for _ in rounds():
            night.database.shut_down_at_once()
            shut_down += 1
            load.sees(503)
            night.database.start()
            load.goes_on(6)
    assert site.ledger.sentences == {SENTENCE}
    judge(site, f"PostgreSQL shut down at once {shut_down} times", whole=ENDURANCE)
