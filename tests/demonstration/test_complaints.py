"""Made-up complaints: a register takes them in, and finds everything that it can find of a complaint."""

import datetime
import zoneinfo
from collections import Counter

from hattama.core.records import Moment, RecordDeed, RecordFacts, RecordRule, Registry
from hattama.demonstration import made_up_complaints
from hattama.demonstration.complaints import COMPLAINTS
from hattama.demonstration.contests import POLLING_ON
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import shipped_registers
from tests.demonstration.made import SMALL, demonstration


def test_a_register_takes_them_in_and_finds_what_is_wrong_with_some() -> None:
    made = demonstration(SMALL)
    told = made_up_complaints(made.precincts, made.seed)
    assert told == made_up_complaints(made.precincts, made.seed)
    assert told != made_up_complaints(made.precincts, made.seed + 1)
    registry = Registry(shipped_registers())
    filed, later = told
    # During the day itself only what is filed on it arrives.
    assert all(one.at.date() == POLLING_ON for group in filed for one in group if isinstance(one, RecordDeed))
    for one in (*(one for group in filed for one in group), *later):
        if isinstance(one, RecordDeed):
            registry.do(one)
        else:
            registry.say(one)
    zone = zoneinfo.ZoneInfo("Asia/Almaty")
    moment = Moment(load_calendar("KZ", zone), POLLING_ON, datetime.datetime(2023, 5, 1, tzinfo=zone))
    records = registry.of("complaints")
    states = Counter(record.state.code for record in records if record.state)
    assert len(records) == COMPLAINTS
    assert set(states) == {"decided", "under_review", "suspended", "returned"}
    found = {one.rule for record in records for one in RecordFacts(record, registry, moment).findings()}
    assert {RecordRule.LATE, RecordRule.POWER, RecordRule.DIFFERS, RecordRule.ATTACHED} <= found
