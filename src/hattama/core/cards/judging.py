"""A precinct's card: each criterion answered from what the log says. One function a question."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from hattama.core.cards.asked import (
    Asked,
    JudgingRules,
    Why,
    differing_copies,
    keys_of,
    of_entry,
    of_file,
    of_record,
    of_tables,
    why,
)
from hattama.core.cards.criteria import Answer, Card, Criterion, Evidence, State
from hattama.core.cards.facts import PrecinctFacts, Told
from hattama.core.cards.observers import copies_given, entries_of, observers_there, step_or_observers
from hattama.core.entries import (
    AUDIT_COUNT,
    STEPS,
    TURNOUT,
    Notion,
    Timeline,
    TurnoutEntry,
    fold_steps,
    standing_turnout,
    summable_figures,
    turnout_entry,
)
from hattama.core.observation import (
    CAMERA,
    COUNTING,
    RECORDING,
    VIDEO,
    Seen,
    cover,
    lay_hours_beside,
    lay_steps_beside,
    read_hours,
    stretches_in,
)
from hattama.core.observation import TURNOUT as OBSERVED_TURNOUT
from hattama.core.protocols import (
    FORM_RULES,
    STEP_LATE,
    StepDefinition,
    StepScope,
    derive_figures,
    figure_key,
    split_key,
)
from hattama.core.tabulation import EntryPlace

_PRECINCT: Final = EntryPlace(is_precinct=True)
_BROKEN, _UNCHECKED = "broken", "cannot_be_checked"


def judge_precinct(facts: PrecinctFacts, contests: Sequence[str], rules: JudgingRules) -> tuple[Card, ...]:
    """The cards of a precinct, one for each of its contests. Raises a BrokenLifeCycle."""
    timeline: Timeline = {}
    for index, body in facts.entries.get(STEPS, ()):
        timeline = fold_steps(timeline, index, body, rules.steps, _PRECINCT)
    asked = [Asked(facts, contest, rules, timeline) for contest in contests]
    return tuple(at.card(Answer(c.code, *QUESTIONS[c.code](at, c)) for c in rules.criteria) for at in asked)


def _at_station(asked: Asked) -> list[StepDefinition]:
    return [step for step in asked.rules.steps if step.scope is not StepScope.COMMISSION]


def _in_time(asked: Asked, _: Criterion) -> Why:
    limited = [step for step in _at_station(asked) if step.limit is not None]
    if not limited:
        return why(State.NOT_ANSWERABLE, "no_norm_of_time")
    late = [finding for finding in asked.step_findings if finding.code == STEP_LATE.code]
    for finding in late:
        is_sure = finding.severity is STEP_LATE.severity
        state, reason = (State.CONTRADICTED, "late") if is_sure else (State.OPEN, "late_by_our_reading")
        return why(state, reason, *asked.named(finding))
    return _recorded(asked, limited, "in_time")


def _recorded(asked: Asked, steps: Sequence[StepDefinition], shown: str) -> Why:
    times = asked.times(steps)
    if len(times) == len(steps):
        return why(State.SHOWN, shown, *times, asked=len(steps))
    if not times:
        return why(State.OPEN, "no_times")
    return why(State.OPEN, "times_lacking", *times, asked=len(steps), known=len(times))


def _in_order(asked: Asked, _: Criterion) -> Why:
    broken = [finding for finding in asked.step_findings if finding.code != STEP_LATE.code]
    if broken:
        return why(State.CONTRADICTED, "out_of_order", *(e for one in broken for e in asked.named(one)))
    if any(code == "FORM-EARLY" for code, _, verdict in asked.findings or () if verdict == _BROKEN):
        return why(State.CONTRADICTED, "out_of_order", *asked.paper)
    steps = _at_station(asked)
    if not steps:
        return why(State.NOT_ANSWERABLE, "no_steps_asked")
    seen, apart = _clocks(asked)
    if apart:
        return why(State.OPEN, "clocks_differ", *of_tables(seen), steps=apart)
    told = _recorded(asked, steps, "in_order")
    return told._replace(evidence=tuple(dict.fromkeys((*told.evidence, *of_tables(seen)))))


def _clocks(asked: Asked) -> tuple[list[Seen], int]:
    """Forms that give times of the count, and of how many steps a time is another than the commission's."""
    seen = [one for one in asked.facts.seen if one.table.phase == COUNTING]
    if not seen:
        return [], 0
    stated: dict[str, list[datetime.datetime]] = {}
    for (_, step), times in asked.timeline.items():
        stated.setdefault(step, []).append(times[-1].moment)
    commission = {step: moments[0] for step, moments in stated.items() if len(moments) == 1}
    # Where nobody says when polls closed, a count before noon is of a clock of twelve hours.
    noon = datetime.datetime.combine(
        asked.rules.election.polling_on, datetime.time(12), asked.rules.calendar.zone
    )
    sent = [replace(one.sent, instance_id=str(number)) for number, one in enumerate(seen)]
    steps = [step.code for step in asked.rules.steps]
    beside = lay_steps_beside(steps, commission, sent, asked.facts.closed_at or noon)
    return seen, sum(one.is_apart for one in beside)


def _scan(asked: Asked, _: Criterion) -> Why:
    current = asked.standing.contribution
    if current is None:
        return why(State.OPEN, "no_protocol", *asked.paper)
    if current.has_scan:
        return why(State.SHOWN, "scan_there", *map(of_file, current.shown_scans))
    return why(State.OPEN, "scan_earlier" if current.has_any_scan else "scan_lacking", *asked.paper)


_LINES: Final = frozenset({"FORM-MISSING", "FORM-ILLEGIBLE"})
_NOT_OF_SUMS: Final = FORM_RULES.keys() - _LINES


def _arithmetic(asked: Asked, _: Criterion) -> Why:
    if asked.findings is None:
        return why(State.OPEN, "no_protocol", *asked.paper)
    relations = {rule.code for rule in asked.own.relations}
    of_sums = [one for one in asked.findings if one[0] not in _NOT_OF_SUMS]
    broken = [(code, hard) for code, hard, verdict in of_sums if verdict == _BROKEN and code in relations]
    hard = sum(severity == "hard" for _, severity in broken)
    if hard:
        return why(State.CONTRADICTED, "does_not_add_up", *asked.paper, broken=hard)
    unchecked = sum(verdict == _UNCHECKED or code in _LINES for code, _, verdict in of_sums)
    if unchecked:
        return why(State.OPEN, "cannot_be_checked", *asked.paper, unchecked=unchecked)
    if broken:
        return why(State.OPEN, "second_look", *asked.paper, broken=len(broken))
    return why(State.SHOWN, "adds_up", *asked.paper)


def _in_words(asked: Asked, _: Criterion) -> Why:
    lines = {figure.code for figure in asked.own.form.figures if figure.in_words}
    if not lines:
        return why(State.NOT_ANSWERABLE, "no_words_asked")
    body = asked.standing.body
    if body is None:
        return why(State.OPEN, "no_protocol", *asked.paper)
    told = [verdict for code, _, verdict in asked.findings or () if code == "FORM-WORDS"]
    if _BROKEN in told:
        return why(State.CONTRADICTED, "words_differ", *asked.paper, broken=told.count(_BROKEN))
    digits = [key for key in asked.figures if split_key(key)[0] in lines]
    words = sum(key in keys_of(body["words"]) for key in digits) - len(told)
    if words < len(digits) or not digits:
        return why(State.OPEN, "words_lacking", *asked.paper, asked=len(digits), known=max(0, words))
    return why(State.SHOWN, "words_agree", *asked.paper, asked=len(digits))


def _copies_agree(asked: Asked, _: Criterion) -> Why:
    copies = asked.copies
    if not copies:
        return why(State.NOT_ANSWERABLE, "no_copies")
    against = asked.standing.figures if asked.standing.body is not None else None
    differing = differing_copies(copies, against)
    if differing:
        return why(State.CONTRADICTED, "copies_differ", *entries_of(differing), copies=len(differing))
    if against is not None:
        return why(State.SHOWN, "copies_equal", *entries_of(copies), copies=len(copies))
    if len({copy.organisation for copy in copies}) > 1:
        return why(State.SHOWN, "copies_among_themselves", *entries_of(copies), copies=len(copies))
    return why(State.OPEN, "copies_alone", *entries_of(copies))


def _turnout(asked: Asked, _: Criterion) -> Why:
    told = [turnout_entry(index, body) for index, body in asked.facts.of({TURNOUT}, asked.code)]
    if not told:
        return why(State.NOT_ANSWERABLE, "no_turnout")
    evidence = [of_entry(one.index) for one in told]
    standing = [one for one, _ in standing_turnout(told)]
    most: dict[tuple[str, str | None, Notion], int] = {}
    for one in standing:
        key, voters = (one.source, one.contest, one.point.notion), one.point.voters
        if voters is not None and voters < most.get(key, 0):
            return why(State.CONTRADICTED, "turnout_falls", *evidence)
        most |= {} if voters is None else {key: voters}
    papers = {notion: asked.role(notion.value, asked.figures) for *_, notion in most}
    known = [(most[key], paper) for key in most if (paper := papers[key[-1]]) is not None]
    if any(voters > paper for voters, paper in known):
        return why(State.CONTRADICTED, "turnout_above", *evidence, *asked.paper)
    counts, apart = _own_counts(asked, standing)
    evidence += of_tables(counts)
    if apart:
        return why(State.OPEN, "counted_otherwise", *evidence, counts=apart)
    if not known:
        return why(State.OPEN, "figure_lacking", *evidence)
    return why(State.SHOWN, "turnout_agrees", *evidence, *asked.paper)


def _own_counts(asked: Asked, told: Sequence[TurnoutEntry]) -> tuple[list[Seen], int]:
    """Forms in which observers counted voters themselves, and how many cannot be true beside some source."""
    counts = {
        str(number): (one, hours)
        for number, one in enumerate(asked.facts.seen)
        if one.table.phase == OBSERVED_TURNOUT and (hours := read_hours(one.sent)) is not None
    }
    counted = [replace(hours, instance_id=number) for number, (_, hours) in counts.items()]
    points = {one.source: [other.point for other in told if other.source == one.source] for one in told}
    beside = [line for series in points.values() for line in lay_hours_beside(counted, series)]
    apart = {line.counted.instance_id for line in beside if line.difference}
    return [one for one, _ in counts.values()], len(apart)


def _corrections(asked: Asked, _: Criterion) -> Why:
    current = asked.standing.contribution
    if current is None:
        return why(State.OPEN, "no_protocol", *asked.paper)
    changes = asked.facts.of(("correction", "recount", "annulment"), asked.code)
    without = [one for one in changes if not _decision(one, "number", "decided_on", "document")]
    if without:
        return why(State.CONTRADICTED, "changes_undecided", *_told(without), changes=len(without))
    if current.is_investigated:
        return why(State.OPEN, "investigated", *asked.paper)
    if current.is_preliminary:
        return why(State.OPEN, "not_confirmed", *asked.paper)
    if not changes:
        return why(State.SHOWN, "never_changed", *asked.paper)
    bare = [one for one in changes if not _decision(one, "document")]
    if bare:
        return why(State.OPEN, "changes_without_file", *_told(bare), changes=len(bare))
    files = (of_file(body["decision"]["document"]["sha256"]) for _, body in changes)
    return why(State.SHOWN, "changes_decided", *_told(changes), *files, changes=len(changes))


def _decision(told: Told, *keys: str) -> bool:
    decision = told[1]["decision"]
    return any(decision[key] for key in keys)


def _told(entries: Sequence[Told]) -> Iterator[Evidence]:
    return (of_entry(index) for index, _ in entries)


_UPHELD: Final = ("upheld", "upheld_in_part", "breach_without_effect")


def _complaints(asked: Asked, _: Criterion) -> Why:
    told = [one for one in asked.records("complaints") if one.kind.field("outcome") is not None]
    if not told:
        return why(State.NOT_ANSWERABLE, "no_complaint")
    upheld = [one for one in told if one.value("outcome") in _UPHELD]
    if upheld:
        return why(State.CONTRADICTED, "complaints_upheld", *map(of_record, upheld), complaints=len(upheld))
    waiting = [one for one in told if one.state is not None and not one.state.is_final]
    if waiting:
        return why(State.OPEN, "complaints_waiting", *map(of_record, waiting), complaints=len(waiting))
    return why(State.SHOWN, "complaints_settled", *map(of_record, told), complaints=len(told))


def _recounted(asked: Asked, _: Criterion) -> Why:
    counts = asked.facts.of({AUDIT_COUNT.name}, asked.code)
    batches = [one for one in counts if one[1]["figures"]]
    body = asked.standing.body
    if body is None and counts:
        return why(State.OPEN, "no_protocol", *_told(counts))
    differing = [one for one in batches if _counts_otherwise(asked, one[1]["figures"])]
    if differing:
        evidence = (*_told(differing), *asked.paper)
        return why(State.CONTRADICTED, "audit_differs", *evidence, counts=len(differing))
    if body is not None and body["kind"] == "recount":
        return why(State.SHOWN, "recounted", *asked.paper)
    if batches:
        return why(State.SHOWN, "audit_agrees", *_told(batches), *asked.paper, counts=len(batches))
    if counts:
        ballots = sum(len(told["ballots"]) for _, told in counts)
        return why(State.OPEN, "ballots_read", *_told(counts), ballots=ballots)
    return why(State.NOT_ANSWERABLE, "not_recounted")


def _counts_otherwise(asked: Asked, counted: Mapping[str, int]) -> bool:
    """Whether a count by hand found another figure than the protocol that stands has."""
    form, choices = asked.own.form, {choice.code for choice in asked.contest.choices}
    known = summable_figures(form, asked.figures) | derive_figures(asked.own, asked.contest, asked.figures)
    votes = form.role("votes") or ""
    keys = {code: figure_key(votes, code) if code in choices else form.role(code) for code in counted}
    return any(known.get(key or "", counted[code]) != counted[code] for code, key in keys.items())


def _video(asked: Asked, criterion: Criterion) -> Why:
    told, steps = asked.records(VIDEO), asked.defined(criterion)
    records = [of_record(one) for one in told if one.kind.code in (CAMERA, RECORDING)]
    if not records or not steps:
        return why(State.NOT_ANSWERABLE, "no_camera" if steps else "no_steps_asked")
    stretches = stretches_in(told)
    if not stretches:
        return why(State.OPEN, "nothing_recorded", *records)
    covered, evidence = cover(asked.moments(steps), stretches), (*asked.times(steps), *records)
    if covered.gaps:
        gaps, minutes = len(covered.gaps), covered.minutes_missing
        # No norm orders cameras: what none recorded is not known, and nothing that anybody did wrong.
        return why(State.OPEN, "video_gap", *evidence, gaps=gaps, minutes=minutes)
    return _recorded(asked, steps, "video_whole")._replace(evidence=evidence)


QUESTIONS: Final[Mapping[str, Callable[[Asked, Criterion], Why]]] = MappingProxyType(
    {
        "in_time": _in_time,
        "scan": _scan,
        "arithmetic": _arithmetic,
        "words": _in_words,
        "order_of_steps": _in_order,
        "copies_given": copies_given,
        "observers": observers_there,
        "copies_agree": _copies_agree,
        "turnout": _turnout,
        "list_inspected": step_or_observers,
        "video": _video,
        "corrections": _corrections,
        "complaints": _complaints,
        "recounted": _recounted,
        "statistics": lambda _asked, _: why(State.NOT_ANSWERABLE, "statistics_of_many"),
    }
)
"""Every question that can be asked of one precinct, by the code that packs know it by."""
