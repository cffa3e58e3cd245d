"""Steps of a protocol's life as rows carry them, and the state that they make when done again in order."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from hattama.core.entries import PRELIMINARY, decision_from_body, is_bare, moment_text, protocol_in
from hattama.core.protocols import (
    UNKNOWN_TYPIST,
    Decision,
    EnteredOnce,
    Expected,
    Protocol,
    Published,
    Ruling,
    Source,
    State,
    TypedEntry,
    annul,
    close_investigation,
    confirm,
    correct,
    decide,
    end_rounds,
    enter,
    entered_by,
    import_published,
    open_investigation,
    publish,
    recount,
    retype,
)
from hattama.core.vocabulary import Deed, EntryRules
from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.tables import LifeStep


def protocol_data(protocol: Protocol) -> dict[str, Any]:
    """A protocol, or what was re-read of one, as a step's data carry it."""
    return {
        "figures": dict(protocol.figures),
        "illegible": sorted(protocol.illegible),
        "signed_at": moment_text(protocol.signed_at),
        "explanation": protocol.explanation,
        "words": dict(protocol.words),
    }


def ruling_data(ruling: Ruling) -> dict[str, Any]:
    """A ruling as a step's data carry it."""
    return {
        "key": ruling.key,
        "source": ruling.source.value,
        "reason": ruling.reason,
        "value": ruling.value,
        "illegible": ruling.illegible,
        "moment": moment_text(ruling.moment),
    }


def decision_data(decision: Decision) -> dict[str, Any]:
    """A decision as a step's data carry it."""
    return {
        "authority": decision.authority,
        "number": decision.number,
        "decided_on": decision.decided_on.isoformat() if decision.decided_on else None,
        "document": decision.document,
    }


def replay(acts: Iterable[Act], steps: Iterable[LifeStep], rules: EntryRules) -> State:
    """What the protocol is: after the acts that no step led to (imported ones), and then after the steps.

    Each is done again by the core; what the core would refuse is a LifeRefusal here: then the tables were not
    written by these rules.
    """
    state: State = Expected()
    for act in acts:
        # A paper that is shown and whose figures nobody gave is still to be entered, also once it is gone.
        if not is_bare(act.body) and not (isinstance(state, Expected) and act.kind == "annulment"):
            state = _after_act(state, act)
    for step in steps:
        read = _Read(step.area.code, step.contest, step.data)
        state = _DOING[Deed(step.deed)](state, step, read, rules)
    return state


def protocol_of(body: Mapping[str, Any]) -> Protocol:
    """The figures that an act's body carries; neither their words nor the explanation are among them."""
    return replace(protocol_in(body), words={})


def _taken_in(state: State, act: Act | None) -> State:
    """After an act that others' copy of the log brought: it gives way to nothing that was in hand here, and
    whoever typed here is not forgotten."""
    assert act is not None, "what was taken in is an act"
    if act.kind == "confirmation":
        assert isinstance(state, EnteredOnce), "the log confirms what is preliminary"
        return Published(state.first.protocol, entered_by(state))
    if act.kind != "protocol":
        return _after_act(state, act)
    if act.body["status"] == PRELIMINARY:
        return EnteredOnce(TypedEntry(protocol_of(act.body), UNKNOWN_TYPIST))
    published = import_published(Expected(), protocol_of(act.body))
    return replace(published, entered_by=entered_by(state) | {UNKNOWN_TYPIST})


def _after_act(state: State, act: Act) -> State:
    body, by = act.body, 0 if act.actor_id is None else int(act.actor_id)
    if act.kind == "protocol":
        # Before lives were kept a person's protocol was an act alone, too.
        typists = frozenset({by} - {0})
        return replace(import_published(state, protocol_of(body)), entered_by=typists)
    decision = decision_from_body(body["decision"])
    if act.kind == "annulment":
        return annul(state, by, body["reason"], decision)
    change = recount if act.kind == "recount" else correct
    return change(state, protocol_of(body), by, body["reason"], decision)


class _Read:
    """The data of one step as values."""

    def __init__(self, area_id: str, contest: str, data: Mapping[str, Any]) -> None:
        self.place = (area_id, contest)
        self.data = data

    def protocol(self) -> Protocol:
        said = self.data["protocol"]
        return Protocol(
            *self.place,
            said["figures"],
            frozenset(said["illegible"]),
            _moment(said["signed_at"]),
            said["explanation"],
            said.get("words", {}),
        )

    def rulings(self) -> list[Ruling]:
        return [
            Ruling(
                said["key"],
                Source(said["source"]),
                said["reason"],
                said["value"],
                said["illegible"],
                _moment(said["moment"]),
            )
            for said in self.data["rulings"]
        ]

    def decision(self) -> Decision:
        return decision_from_body(self.data["decision"])


def _moment(text: str | None) -> datetime.datetime | None:
    return None if text is None else datetime.datetime.fromisoformat(text)


def _by(step: LifeStep) -> int:
    return 0 if step.actor_id is None else int(step.actor_id)


_Doing = Callable[[State, LifeStep, _Read, EntryRules], State]
_DOING: dict[Deed, _Doing] = {
    Deed.IMPORT: lambda state, step, read, rules: _taken_in(state, step.act),
    Deed.ENTER: lambda state, step, read, rules: enter(state, read.protocol(), _by(step), rules),
    Deed.RETYPE: lambda state, step, read, rules: retype(state, read.protocol(), _by(step)),
    Deed.END_ROUNDS: lambda state, step, read, rules: end_rounds(state, _by(step), step.data["note"]),
    Deed.DECIDE: lambda state, step, read, rules: decide(
        state, read.rulings(), _by(step), step.data["explanation"]
    ),
    Deed.CONFIRM: lambda state, step, read, rules: confirm(state, step.actor_id, rules),
    Deed.PUBLISH: lambda state, step, read, rules: publish(state),
    Deed.ATTACH_SCAN: lambda state, step, read, rules: state,
    Deed.OPEN_INVESTIGATION: lambda state, step, read, rules: open_investigation(state, step.reason),
    Deed.CLOSE_INVESTIGATION: lambda state, step, read, rules: close_investigation(state, _by(step)),
    Deed.CORRECT: lambda state, step, read, rules: correct(
        state, read.protocol(), _by(step), step.reason, read.decision()
    ),
    Deed.RECOUNT: lambda state, step, read, rules: recount(
        state, read.protocol(), _by(step), step.reason, read.decision()
    ),
    Deed.ANNUL: lambda state, step, read, rules: annul(state, _by(step), step.reason, read.decision()),
}
