"""`hattama demo` a second time: it goes on where it was, and refuses to become another one."""

import pytest

from hattama.demonstration.complaints import COMPLAINTS
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.registers.tables import PublishedRecord

pytestmark = pytest.mark.both_engines

NIGHT = ("demo", "--speed", "max", "--no-serve")


@pytest.mark.django_db(transaction=True)
def test_started_twice_it_does_not_load_twice_and_with_other_parameters_not_at_all(run):
    first = run(*NIGHT, "--precincts", "20")
    assert first.code == 0
    assert "kz-demo is loaded" in first.told
    again = run(*NIGHT, "--precincts", "20")
    assert again.code == 0
    assert "kz-demo is loaded" not in again.told
    turnout = LogEntry.objects.filter(kind="turnout")
    assert 0 < turnout.count() == turnout.values("leaf_hash").distinct().count()
    assert PublishedRecord.objects.filter(register="complaints").count() == COMPLAINTS
    other = run(*NIGHT, "--precincts", "21")
    assert other.code == 2
    assert "loaded with other parameters, so nothing was started" in other.told
    assert "The night is over" not in other.told
