"""The registers that come with the program, and a complaint through all that can happen to it."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hattama.core.records import Moment, RecordDeed, RecordFacts, Registry, Statement, read_clocks
from hattama.core.records.clocks import Reading, Standing
from hattama.core.records.courses import powers_over
from hattama.core.records.measures import measure_records
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import load_register, shipped_registers
from hattama.rulepacks import register_ids

ZONE = ZoneInfo("Asia/Almaty")
POLLING = datetime.date(2023, 3, 19)
ABOUT: dict[str, Any] = {
    "register": "complaints",
    "edition": "2023",
    "kind": "complaint",
    "record_id": "k3v9p2x7",
}


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime.datetime:
    return datetime.datetime(2023, month, day, hour, minute, tzinfo=ZONE)


class Case:
    """One complaint; what is said and done of it, and how it stands."""

    def __init__(
        self, subject: str = "commission_act", against: str = "precinct_commission", act: int = 9
    ) -> None:
        self.registry = Registry(shipped_registers())
        self.say(subject=subject, against=against, act_on=datetime.date(2023, 3, 9))

    def say(self, **values: Any) -> None:
        self.registry.say(Statement(**ABOUT, source="complainant", values=values))

    def do(self, deed: str, moment: datetime.datetime, by: str = "", **more: Any) -> Case:
        self.registry.do(RecordDeed(**ABOUT, deed=deed, at=moment, by=by, source="observers", **more))
        return self

    def facts(self, now: datetime.datetime, vote: str = "") -> RecordFacts:
        moment = Moment(load_calendar("KZ", ZONE), POLLING, now, vote)
        return RecordFacts(self.registry.records["k3v9p2x7"], self.registry, moment)

    def clocks(self, now: datetime.datetime) -> dict[str, Reading]:
        facts = self.facts(now)
        return {reading.clock.code: reading for reading in read_clocks(facts.record, facts, facts.moment)}


@pytest.mark.parametrize("name", register_ids())
def test_every_register_that_is_shipped_is_sound(name: str) -> None:
    pack = load_register(name)
    assert pack.kinds and len(pack.sha256) == 64


def test_two_registers_are_not_of_one_edition() -> None:
    assert len(shipped_registers()) == len(register_ids())


def test_a_complaint_filed_in_the_last_evening_decided_late_appealed_and_suspended_by_a_court() -> None:
    case = Case().do("file", at(19, 17, 59)).do("receive", at(20), "territorial_commission")
    assert case.clocks(at(20))["file"].standing is Standing.MET
    assert case.clocks(at(20))["file"].due_at == at(20, 0)
    decide = case.clocks(at(22))["decide_higher_commission"]
    assert (decide.standing, decide.due_at) == (Standing.RUNNING, at(24, 0))
    case.do("decide", at(27), "territorial_commission", attached={"decision": "ab" * 32})
    late = case.clocks(at(28))["decide_higher_commission"]
    assert late.standing is Standing.LATE and late.late_by == at(27) - at(24, 0)
    case.do("appeal", at(28)).do("receive", at(28, 10), "central_commission").do(
        "suspend", at(29), "central_commission"
    )
    assert case.clocks(at(1, month=5))["decide_higher_commission"].standing is Standing.STANDS_STILL
    case.do("resume", at(3, 12, month=5))
    again = case.clocks(at(3, 13, month=5))["decide_higher_commission"]
    # It began on 28 March; the days from the 29th to 3 May stand still, so 4, 5 and 6 May are its three.
    assert (again.standing, again.due_at) == (Standing.RUNNING, at(7, 0, month=5))
    assert [finding.rule.name for finding in case.facts(at(3, 13, month=5)).record.findings()] == ["MISSING"]


@pytest.mark.parametrize(
    ("subject", "by", "received", "clock", "due"),
    [
        ("breach", "precinct_commission", at(13), "decide_commission", at(19, 0)),
        ("commission_act", "territorial_commission", at(13), "decide_higher_commission", at(17, 0)),
        ("commission_act", "administrative_court", at(13), "decide_court", at(19, 0)),
        ("breach", "prosecutor", at(14), "decide_court", at(20, 0)),
        ("breach", "prosecutor", at(15), "decide_court_near", None),
        ("commission_act", "administrative_court", at(19), "decide_court_near", None),
        ("commission_act", "administrative_court", at(20), "decide_court", at(26, 0)),
        ("voter_list", "precinct_commission", at(18, 23), "decide_voter_list", at(19, 0)),
        ("voter_list", "administrative_court", at(18), "decide_voter_list_court", at(19, 0)),
        ("registration_parliament", "supreme_court", at(1), "decide_registration", at(9, 0)),
        ("offence", "police", at(13), "decide_police", at(17, 0)),
        ("offence", "police", at(16), "decide_police_near", None),
        ("results_referendum", "constitutional_court", at(13), "decide_constitutional", None),
    ],
)
def test_each_body_has_the_days_that_the_law_gives_it(
    subject: str, by: str, received: datetime.datetime, clock: str, due: datetime.datetime | None
) -> None:
    """Articles 26, 48, 49 and 89 of the law on elections, voting on 19 March 2023."""
    read = Case(subject).do("file", received).do("receive", received, by).clocks(received)
    started = {code: reading.due_at for code, reading in read.items() if code.startswith("decide")}
    assert started == {clock: due}


@pytest.mark.parametrize(
    ("subject", "filed", "standing"),
    [
        ("commission_act", at(19, 23, 59), Standing.MET),
        ("commission_act", at(20, 0, 1), Standing.LATE),
        ("registration_parliament", at(17), Standing.LATE),
    ],
)
def test_who_complains_too_late_is_told_so_and_the_complaint_is_kept(
    subject: str, filed: datetime.datetime, standing: Standing
) -> None:
    read = Case(subject).do("file", filed).clocks(filed)
    assert [one.standing for code, one in read.items() if code.startswith("file")] == [standing]


def test_a_decision_by_a_working_group_is_one_by_no_power() -> None:
    """2011: a working group of the commission rejected complaints that the commission had to decide."""
    case = Case().do("file", at(10)).do("receive", at(10), "territorial_commission")
    case.do("decide", at(11), "working_group", attached={"decision": "ab" * 32})
    found = [finding.rule.value for finding in case.facts(at(12)).findings()]
    assert "REG-POWER" in found
    pack = load_register("complaints")
    measure = pack.measure("no_power")
    assert measure is not None
    measured = measure_records(measure, pack, case.registry, case.facts(at(12)).moment)
    assert (measured.number, measured.base) == (1, 1)


@pytest.mark.parametrize(
    ("subject", "against", "day", "bodies"),
    [
        (
            *("commission_act", "precinct_commission", datetime.date(2023, 3, 1)),
            {"district_commission", "territorial_commission", "central_commission", "administrative_court"},
        ),
        (
            *("commission_act", "precinct_commission", datetime.date(2022, 11, 20)),
            {"territorial_commission", "central_commission", "administrative_court"},
        ),
        (
            *("commission_act", "district_commission", datetime.date(2023, 3, 1)),
            {"territorial_commission", "central_commission", "administrative_court"},
        ),
        ("commission_act", "central_commission", datetime.date(2023, 3, 1), {"supreme_court"}),
        (
            *("results_referendum", "central_referendum_commission", datetime.date(2022, 6, 8)),
            {"supreme_court", "constitutional_court"},
        ),
        ("commission_act", "precinct_commission", datetime.date(2021, 1, 10), {"civil_court"}),
        ("registration_president", "central_commission", datetime.date(2023, 3, 1), {"supreme_court"}),
    ],
)
def test_where_to_complain_depends_on_what_against_whom_and_when(
    subject: str, against: str, day: datetime.date, bodies: set[str]
) -> None:
    facts = Case(subject, against).facts(at(20), "election")
    powers = powers_over(facts.record.kind.course, "decide", facts, day)
    assert {body for power in powers or () for body in power.by} == bodies


@pytest.mark.parametrize(("vote", "found"), [("referendum", False), ("election", True), ("", False)])
def test_the_commission_of_a_referendum_decides_at_a_referendum_alone(vote: str, found: bool) -> None:
    """2022: it decided six complaints about lower commissions. Where nobody says what vote it was, nothing is
    found of it."""
    case = Case()
    case.do("receive", at(10), "central_referendum_commission")
    case.do("decide", at(11), "central_referendum_commission", attached={"decision": "ab" * 32})
    rules = [finding.rule.value for finding in case.facts(at(12), vote).findings()]
    assert ("REG-POWER" in rules) is found


def test_at_a_referendum_its_own_commission_stands_above_those_of_precincts() -> None:
    facts = Case("commission_act", "precinct_commission").facts(at(20), "referendum")
    powers = powers_over(facts.record.kind.course, "decide", facts, datetime.date(2022, 6, 5))
    assert {body for power in powers or () for body in power.by} == {
        *("territorial_commission", "central_referendum_commission", "administrative_court"),
    }


@pytest.mark.parametrize(("year", "norm"), [(2023, "26(4)"), (2026, "26(2)")])
def test_who_decides_on_a_voter_list_rests_on_the_article_of_the_day(year: int, norm: str) -> None:
    facts = Case("voter_list", "precinct_commission").facts(at(20))
    powers = powers_over(facts.record.kind.course, "decide", facts, datetime.date(year, 8, 1)) or ()
    cited = [(one.norm_id, one.edition) for power in powers for one in power.cited.norms]
    assert cited == [(f"kz-elections/{norm}", f"E{year}")]
