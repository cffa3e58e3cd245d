"""A precinct and what a log says of it, for tests of cards."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.cards import Card, Copy, JudgingRules, PrecinctFacts, judge_precinct
from hattama.core.cards.criteria import Answer
from hattama.core.entries import protocol_in
from hattama.core.norms import Calendar
from hattama.core.observation import OpenedTable, Seen, Submission
from hattama.core.records import Record, RecordDeed, Statement
from hattama.core.tabulation import expected_findings
from hattama.formats.criteria import criteria_of
from hattama.formats.register_packs import load_register
from tests.verification.made_log import entry, make_foundation, protocol

FOUNDATION = make_foundation(2, 1, districts=1, regions=1)
PRECINCT, CONTEST = "P000000", "contest0"
RULES = JudgingRules(
    criteria_of(FOUNDATION.pack),
    FOUNDATION.election,
    FOUNDATION.rules,
    FOUNDATION.pack.steps,
    Calendar(ZoneInfo("Asia/Almaty"), {}),
)
DOCUMENT = {"sha256": "d" * 64, "bytes": 10, "media_type": "application/pdf", "pages": 1}
DECISION = {"authority": "court", "number": "12-3", "decided_on": "2026-08-31", "document": DOCUMENT}
Body = dict[str, Any]


def version(**fields: Any) -> Body:
    """A version of the protocol with the findings that its figures have."""
    body = protocol(FOUNDATION, PRECINCT, CONTEST, **fields)
    return body | {"findings": expected_findings(FOUNDATION.ground, body, {})}


def figures(**changed: Any) -> Body:
    """The figures of a sound protocol, nested, with some others in their place."""
    return protocol(FOUNDATION, PRECINCT, CONTEST)["figures"] | changed


def change(
    kind: str = "correction", replaces: int = 0, decision: Mapping[str, Any] = DECISION, **more: Any
) -> Body:
    """A correction or a recount."""
    told = {"version": 2, "replaces": replaces, "scans": [], "reason": "recount", "decision": decision}
    return version(kind=kind, **told, **more)


BODY_OF_ANNULMENT = entry(
    "annulment",
    area=PRECINCT,
    contest=CONTEST,
    annuls=0,
    within=PRECINCT,
    reason="court",
    decision=DECISION,
    note_sha256=None,
    done_by=[],
)


def steps(contest: str | None = None, **clocks: str) -> Body:
    """Times of steps of the evening, by clock."""
    times = {code: f"2026-08-30T{clock}:00+05:00" for code, clock in clocks.items()}
    said = {"places": {}, "corrects": {}, "method": "typed"}
    body = entry("steps", area=PRECINCT, contest=contest, times=times, **said)
    return body | {"recorded_at": "2026-08-31T01:00:00+05:00"}


def turnout(voters: int, clock: str) -> Body:
    """A number of voters who received ballots, as it was announced."""
    told = {"at": f"2026-08-30T{clock}:00+05:00", "voters": voters, "registered": None, "share": None}
    return entry(
        "turnout", area=PRECINCT, contest=CONTEST, notion="ballots_issued", source="commission", **told
    )


def counted(ballots: Sequence[tuple[int, str]] = (), **changed: int) -> Body:
    """A batch counted again by hand as the protocol says, but for what is changed; or single ballots read."""
    figures = {} if ballots else {"a": 300, "b": 200, "c": 70, "invalid": 12, "ballots_found": 612} | changed
    told = {"number": 1, "area": PRECINCT, "contest": CONTEST, "figures": figures}
    return entry("audit_count", **told, ballots=[list(one) for one in ballots], done_by=[])


def copy(organisation: str = "Made", index: int = 90, **changed: int) -> Copy:
    """A signed copy with the figures of a sound protocol, but for those changed."""
    plain = dict(protocol_in(version()).figures)
    return Copy(index, CONTEST, plain | changed, organisation)


def record(register: str, kind: str, *deeds: str, name: str = "k3v9p2x7", **values: Any) -> Record:
    """A record of a register about this precinct."""
    pack = load_register(register)
    found = pack.kind(kind)
    assert found is not None
    about = {"register": register, "edition": pack.edition, "kind": kind, "record_id": name}
    said = Statement(**about, source="press", values={"area": PRECINCT, **values})
    moment = datetime.datetime(2026, 8, 31, 9, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    done = [RecordDeed(**about, deed=deed, at=moment, by="", source="press") for deed in deeds]
    return Record(name, pack, found, [said], done)


def recording(begun: str, ended: str, name: str = "recorded", camera: str = "camera-1") -> Record:
    """What a camera recorded on the evening, by clock."""
    begun_at, ended_at = (
        datetime.datetime.fromisoformat(f"2026-08-30T{clock}:00+05:00") for clock in (begun, ended)
    )
    return record("video", "recording", name=name, camera=camera, begun_at=begun_at, ended_at=ended_at)


def seen(*, phase: str = "counting", differing: str = "", **answers: str) -> Seen:
    """A form that an observer filled in at the precinct, in an opened table."""
    sent = Submission("form", "1", "uuid:1", "o1", "made", PRECINCT, answers, differing=differing)
    return Seen(OpenedTable(80, "e" * 64, phase, "Made", {PRECINCT: [sent]}), sent)


def card(
    *bodies: Body,
    copies: tuple[Copy, ...] = (),
    records: tuple[Record, ...] = (),
    seen: tuple[Seen, ...] = (),
) -> Card:
    """The card where these entries are all that the log says of the precinct."""
    facts = PrecinctFacts(PRECINCT, 1000, copies=list(copies), records=list(records))
    facts.see(seen)
    for index, body in enumerate(bodies):
        facts.take(index, body)
    (told,) = judge_precinct(facts, (CONTEST,), RULES)
    return told


def answer(criterion: str, *bodies: Body, **more: Any) -> Answer:
    """The answer to one criterion."""
    return next(one for one in card(*bodies, **more).answers if one.criterion == criterion)
