"""Where a protocol stands in its life, and what one person may do about it now."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hattama.core.entries import (
    COPY_SOURCE,
    TELLING_KINDS,
    VERSION_KINDS,
    Contribution,
    CopySource,
    copy_source_in,
    entry_from_body,
    fold_life,
    protocol_in,
)
from hattama.core.protocols import (
    ROUNDS,
    SIGNED_AT,
    EntriesDiffer,
    Extent,
    Protocol,
    State,
    deeds_open_to,
    form_keys,
    life_refusal,
    state_code,
)
from hattama.core.tabulation import rule_book
from hattama.core.vocabulary import Contest, Deed, DeedRefused, Finding, NotYours, Severity, Verdict
from hattama.web.kernel.accounts.roles import precinct_people, role_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed, Known, load_known
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.publish_entries import row_of_log
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import COLUMNS, Act, LogEntry, WrittenEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.life_steps import protocol_data, replay
from hattama.web.protocols.powers import may_by_law
from hattama.web.protocols.tables import CurrentState, LifeStep, load_steps
from hattama.web.scans.tables import ScanClaim


@dataclass(frozen=True)
class History:
    """What is recorded of one protocol: the steps of its life, the acts for the log, the state they make.

    `known` is what is recorded of the precinct, its other contests among it.
    """

    steps: Sequence[LifeStep]
    acts: Sequence[Act]
    state: State
    known: Known

    @property
    def versions(self) -> list[Act]:
        """The acts that carry figures, in order; the last is the current version."""
        return [act for act in self.acts if act.kind in VERSION_KINDS]


def load_history(area: AreaRow, contest: str, known: Known | None = None) -> History:
    """Everything that is recorded of this precinct's protocol of `contest`; `known` is read unless given."""
    rules = load_definition(area.election).election.entry
    known = known or load_known(area)
    steps = load_steps(area, contest)
    acts = [act for act in known.acts if act.contest == contest]
    led_to = {step.act_id for step in steps}
    telling = (*VERSION_KINDS, "annulment")
    # Acts that a step led to stand in the steps; the others (an import) came before any step.
    alone = [act for act in acts if act.kind in telling and act.pk not in led_to]
    return History(steps, acts, replay(alone, steps, rules), known)


@dataclass(frozen=True, slots=True)
class Logged:
    """A protocol as a checkpoint of the log has it: the entry of its current version, and what stands."""

    entry: LogEntry
    stands: Contribution

    @property
    def protocol(self) -> Protocol:
        """The figures of the current version."""
        return protocol_in(json.loads(bytes(self.entry.body)))

    def findings(self, definition: Definition) -> list[Finding]:
        """What the current version says of them."""
        book = rule_book(definition.rules.values())
        return [
            Finding(
                book[said["code"]].code,
                Severity(said["severity"]),
                Verdict(said["verdict"]),
                tuple(said["fields"]),
                said["left"],
                said["right"],
                said["row"],
            )
            for said in json.loads(bytes(self.entry.body))["findings"]
        ]


def load_logged(area: AreaRow, contest: str) -> Logged | None:
    """The protocol by the log's own entries: the public tables come after them, and whoever has just acted
    would be told the code of the version before."""
    rules = load_definition(area.election).rules
    by_index = {
        entry.index: entry for entry in _telling(area, contest, public_store(area.election_id).size())
    }
    stands = None
    for index, entry in by_index.items():
        said = entry_from_body(index, json.loads(bytes(entry.body)))
        assert said is not None, "kinds that tell something"
        stands = fold_life(stands, said, {contest: rules[contest].form})
    return None if stands is None else Logged(by_index[stands.index], stands)


def load_logged_row(area: AreaRow, contest: str) -> PublishedProtocol | None:
    """As `load_logged`, or as the public tables have it where no checkpoint covers that: the row that they
    come to hold, without its scans."""
    size = max(public_store(area.election_id).size(), load_public_size(area.election))
    told = _telling(area, contest, size).values_list(*COLUMNS)
    return row_of_log(area, contest, map(WrittenEntry.of, told))


def _telling(area: AreaRow, contest: str, size: int) -> QuerySet[LogEntry]:
    """The entries about a protocol among the first `size` of the log, in their order."""
    told = LogEntry.objects.filter(act__area=area, act__contest=contest, kind__in=TELLING_KINDS)
    return told.filter(index__lt=size).order_by("index")


def load_copy_sources(
    election: ElectionRow, contest: str, area: AreaRow | None = None
) -> dict[int, CopySource]:
    """Who brought the copies of a civic count, by row id of the precinct, as the log says it last."""
    rows = LogEntry.objects.filter(election=election, kind=COPY_SOURCE.name, act__contest=contest)
    if area is not None:
        rows = rows.filter(act__area=area)
    told = rows.order_by("index").values_list("act__area_id", "body")
    return {pk: copy_source_in(json.loads(bytes(body))) for pk, body in told}


def load_life(area: AreaRow, contest: str) -> State:
    """What this precinct's protocol of `contest` is now: a state value with figures. Never shown as it is."""
    return load_history(area, contest).state


def life_states(areas: Iterable[AreaRow], contests: Iterable[str]) -> dict[tuple[int, str], str]:
    """The code of the state of each precinct's protocol, by row id of the precinct and code of the contest.

    For overviews: two queries for any number of precincts and contests, without figures.
    """
    pks, codes = [area.pk for area in areas], list(contests)
    states = {(pk, code): "expected" for pk in pks for code in codes}
    rows = PublishedProtocol.objects.filter(area__in=pks, contest__in=codes)
    # A preliminary one without a step is a paper that its source shows: its figures are to be entered.
    for pk, code, annulled_by in rows.exclude(preliminary=True).values_list(
        "area__pk", "contest", "annulled_by"
    ):
        states[pk, code] = "published" if annulled_by is None else "annulled"
    now = CurrentState.objects.filter(area__in=pks, contest__in=codes)
    states.update({(pk, code): state for pk, code, state in now.values_list("area_id", "contest", "state")})
    return states


def next_deeds(user: Any, area: AreaRow, contest: str, state: State | None = None) -> tuple[Deed, ...]:
    """What this person may do now about this protocol, by the state (read unless it is known), their role,
    and the duties kept apart; nothing once the election is closed."""
    if area.election.closed_at is not None:
        return ()
    state = state or load_life(area, contest)
    definition = load_definition(area.election)
    open_deeds = deeds_open_to(state, int(user.pk), definition.election.entry, precinct_people(area))
    held = definition.election.contest(contest)
    return tuple(deed for deed in open_deeds if _is_theirs(user, deed, area, definition, held))


def why_closed(user: Any, area: AreaRow, contest: str, deed: Deed) -> DeedRefused:
    """Why `deed` is not among what this person may do now about this protocol."""
    if area.election.closed_at is not None:
        return ElectionClosed(area.election_id)
    rules = load_definition(area.election).election.entry
    refusal = life_refusal(load_life(area, contest), deed, int(user.pk), rules, precinct_people(area))
    # Where neither the state nor a duty forbids it, the law gives it to somebody else.
    return (refusal or NotYours)(f"{deed} is not open")


def _is_theirs(user: Any, deed: Deed, area: AreaRow, definition: Definition, contest: Contest) -> bool:
    try:
        role = role_for(user, deed, area)
    except NotYours:
        return False
    return may_by_law(definition, deed, contest, Extent.PRECINCT, role)


def came_before(
    user: Any, area: AreaRow, contest: str, deed: Deed, protocol: Protocol | None = None, reason: str = ""
) -> LifeStep | None:
    """The step by which `user` did this very deed already: a button was pressed twice, or the line broke
    before the answer came. Whatever others have done since is no reason to deny it."""
    mine = LifeStep.objects.filter(area=area, contest=contest, actor=user, deed=deed.value, reason=reason)
    last = mine.order_by("pk").last()
    said = None if protocol is None else protocol_data(protocol)
    return last if last is not None and last.data.get("protocol") == said else None


def retyped_in(user: Any, area: AreaRow, contest: str, number: int) -> LifeStep | None:
    """The step by which `user` read the differing fields again in the round of this number, from 1."""
    mine = LifeStep.objects.filter(area=area, contest=contest, actor=user, deed=Deed.RETYPE.value)
    return mine.order_by("pk")[number - 1 : number].first() if 0 < number <= ROUNDS else None


def differing_fields(user: Any, area: AreaRow, contest: str) -> tuple[str, ...]:
    """The keys of the fields in which two entries differ, in the order of the form; empty where none do.

    SIGNED_AT stands for the moment of signing and comes last. Keys alone: no value of anybody. Raises
    NotYours for who neither enters, decides nor looks after this precinct.
    """
    role_for(user, Deed.SEE_DESK, area)
    state = load_life(area, contest)
    return _in_order(area, contest, state.keys) if isinstance(state, EntriesDiffer) else ()


def _in_order(area: AreaRow, contest: str, keys: Iterable[str]) -> tuple[str, ...]:
    definition = load_definition(area.election)
    expected = form_keys(definition.rules[contest].form, definition.ballot(contest, area), required=True)
    order = {key: number for number, key in enumerate(expected)}
    return tuple(sorted(keys, key=lambda key: (key == SIGNED_AT, order.get(key, len(order)), key)))


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """What a reviewer sees who is to decide: both readings, and the keys that differ in the form's order."""

    first: Protocol
    second: Protocol
    keys: tuple[str, ...]


def readings_to_decide(user: Any, area: AreaRow, contest: str) -> TwoReadings | None:
    """Both readings, for who may decide between them now; None for everybody else and in every other
    state."""
    state = load_life(area, contest)
    if Deed.DECIDE not in next_deeds(user, area, contest, state):
        return None
    assert isinstance(state, EntriesDiffer), "only then may anybody decide"
    return TwoReadings(state.first.protocol, state.second.protocol, _in_order(area, contest, state.keys))


def reading_to_confirm(user: Any, area: AreaRow, contest: str) -> Protocol | None:
    """The entered figures, for who may confirm them now; None for everybody else and in every other state."""
    state = load_life(area, contest)
    if Deed.CONFIRM not in next_deeds(user, area, contest, state):
        return None
    first = getattr(state, "first", None)
    return None if first is None else first.protocol


def scans_entered(area: AreaRow, contest: str) -> tuple[str, ...]:
    """SHA-256 of the scans that came for this protocol, with entries or from its source, in their order."""
    claims = ScanClaim.objects.filter(area=area, contest=contest).order_by("scan__received_at", "scan")
    return tuple(claims.values_list("scan", flat=True))


def state_of(area: AreaRow, contest: str) -> str:
    """The code of what the protocol is now."""
    return state_code(load_life(area, contest))
