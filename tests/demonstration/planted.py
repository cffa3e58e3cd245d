"""The demonstration with twelve distortions planted in it, one at a time; and what each leaves to be seen.

The base is the demonstration without every thirtieth precinct: its totals are the published ones scaled,
and those lie near tenths of a percent, a distortion (or chance) of its own. Observers went to every
fifth precinct by lot; turnout by hour was announced honestly; an earlier election was held there.
"""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.cards import Copy, JudgingRules, PrecinctFacts, State, judge_precinct
from hattama.core.entries import Notion, entry_body, version_body
from hattama.core.forensics import AreaId, Asked, StationFigures, ask, figures_of_precincts
from hattama.core.norms import Calendar
from hattama.core.protocols import Protocol, ProtocolRules, check_protocol, derive_figures
from hattama.core.tabulation import AreaTree, Total
from hattama.core.vocabulary import Tally, Verdict
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.election import Demonstration
from hattama.formats.criteria import criteria_of
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from tests.demonstration.made import demonstration, night

PRECINCTS = 800
MOST_JUDGED = 60
ZONE = ZoneInfo("Asia/Almaty")
LEADER, SECOND = "votes[amanat]", "votes[auyl]"
Figures = dict[str, int]
Papers = dict[str, Figures]


@dataclass
class Planted:
    """The papers as they were first and are at last, and at which precincts somebody bent them."""

    first: Papers
    last: Papers
    chance: random.Random
    places: set[str] = field(default_factory=set)

    def each(self, part: int, least: int = 0) -> list[tuple[str, Figures]]:
        """Every `part`-th precinct of more than `least` voters; from now on it counts as bent."""
        large = [area for area, paper in self.last.items() if paper["voters_listed"] > least]
        self.places |= {*large[::part]}
        return [(area, self.last[area]) for area in large[::part]]


def _choices(paper: Figures) -> list[str]:
    return [key for key in paper if key.startswith("votes[") or key == "against_all"]


def _add(paper: Figures, more: int, choice: str = LEADER) -> int:
    """More ballots for a choice, as they would really be put in: issued, found and counted; how many fit."""
    more = max(0, min(more, paper["voters_listed"] - paper["ballots_issued"], paper["ballots_cancelled"]))
    for key in (choice, "participants", "ballots_issued", "issued_by_member[1]"):
        paper[key] += more
    paper["ballots_cancelled"] -= more
    return more


def _move(paper: Figures, votes: int, source: str, target: str = LEADER) -> None:
    moved = min(votes, paper[source])
    paper[source] -= moved
    paper[target] += moved


def _share_out(paper: Figures, leader: int) -> None:
    """The leader gets so many of the votes, the rest goes to the others as before."""
    others = [key for key in _choices(paper) if key != LEADER]
    rest, before = sum(paper[key] for key in _choices(paper)) - leader, sum(paper[key] for key in others)
    for key in others:
        paper[key] = rest * paper[key] // before if before else 0
    paper[LEADER] = leader
    paper[SECOND] += rest - sum(paper[key] for key in others)


def stuffed(made: Planted) -> None:
    for _, paper in made.each(5):
        _add(paper, (paper["voters_listed"] - paper["ballots_issued"]) * 15 // 100)


def swapped(made: Planted) -> None:
    for _, paper in made.each(50, 500):
        paper[LEADER], paper[SECOND] = paper[SECOND], paper[LEADER]


def invented(made: Planted) -> None:
    for _, paper in made.each(25, 500):
        turnout = made.chance.choice((80, 85, 90))
        _add(paper, -(-paper["voters_listed"] * turnout // 100) - paper["ballots_issued"])
        share = made.chance.choice((75, 80, 85))
        _share_out(paper, sum(paper[key] for key in _choices(paper)) * share // 100)


def copied(made: Planted) -> None:
    areas = [area for area, paper in made.last.items() if paper["voters_listed"] > 500]
    for place in range(0, len(areas) - 1, 150):
        source, target = areas[place], areas[place + 1]
        made.last[target] = dict(made.last[source])
        made.places |= {source, target}


def rounded(made: Planted) -> None:
    for _, paper in made.each(6, 500):
        listed, issued = paper["voters_listed"], paper["ballots_issued"]
        percent = -(-100 * issued // listed)
        _add(paper, -(-percent * listed // 100) - issued)


def changed_late(made: Planted) -> None:
    for _, paper in made.each(30, 500):
        _move(paper, made.chance.randrange(15, 60), SECOND)


def unobserved(made: Planted) -> None:
    seen = observed(made.last)
    for area, paper in made.last.items():
        if area not in seen:
            made.places.add(area)
            for key in _choices(paper):
                _move(paper, paper[key] // 10, key)


def one_share(made: Planted) -> None:
    neighbours = sorted(made.last)[:12]
    made.places |= {*neighbours}
    for area in neighbours:
        paper = made.last[area]
        _share_out(paper, round(sum(paper[key] for key in _choices(paper)) * 0.624))


def by_percent(made: Planted) -> None:
    """Somebody wrote the totals from percentages, and the largest precincts were made to fit."""
    large = sorted(made.last, key=lambda area: -made.last[area][LEADER])[:120]
    keys = _choices(made.last[large[0]])
    totals = {key: sum(paper.get(key, 0) for paper in made.last.values()) for key in keys}
    whole = sum(totals.values())
    made.places |= {*large}
    for key in keys[1:]:
        wanted = round(round(1000 * totals[key] / whole) * whole / 1000)
        for turn in range(abs(wanted - totals[key])):
            paper = made.last[large[turn % len(large)]]
            source, target = (keys[0], key) if wanted > totals[key] else (key, keys[0])
            _move(paper, 1, source, target)


def on_paper_alone(made: Planted) -> None:
    for _, paper in made.each(40, 500):
        paper[LEADER] += 40


def by_portable_box(made: Planted) -> None:
    for _, paper in made.each(60, 800):
        more = _add(paper, paper["voters_listed"] * 35 // 100)
        for key in ("outside_premises", "box_ballots[1]", "box_requests[1]"):
            paper[key] = paper.get(key, 0) + more


def bought(made: Planted) -> None:
    """One of twenty voters of the others was paid, and voted for the leader behind the curtain."""
    for area, paper in made.last.items():
        made.places.add(area)
        for key in _choices(paper):
            if key != LEADER:
                _move(paper, sum(made.chance.random() < 0.05 for _ in range(paper[key])), key)


AFTER_THE_COUNT = frozenset(
    ("swapped", "copied", "changed_late", "one_share", "by_percent", "on_paper_alone")
)
"""Bent after observers had signed copies of what was read out; the others are in the copies, too."""

DISTORTIONS: Mapping[str, tuple[str, Callable[[Planted], None]]] = {
    "stuffed": ("15 % of absent voters' ballots put in for the leader at every fifth precinct", stuffed),
    "swapped": ("first and second change lines at every fiftieth", swapped),
    "invented": ("turnout and share written from the head, in fives, at every twenty-fifth", invented),
    "copied": ("one paper published for the next precinct, too, at a few places", copied),
    "rounded": ("turnout raised to the next whole percent at every sixth", rounded),
    "changed_late": ("15 to 60 votes moved to the leader after publication at every thirtieth", changed_late),
    "unobserved": ("a tenth of the others' votes moved where no observer was", unobserved),
    "one_share": ("one share of the leader written for twelve neighbours", one_share),
    "by_percent": ("totals written from tenths of a percent, precincts made to fit", by_percent),
    "on_paper_alone": ("40 votes more on the leader's line alone at every fortieth", on_paper_alone),
    "by_portable_box": ("35 % of voters added through a portable box at every sixtieth", by_portable_box),
    "bought": ("one of twenty voters of the others paid to vote for the leader", bought),
}  # fmt: skip


@cache
def _ground() -> tuple[Demonstration, ProtocolRules, AreaTree]:
    made = demonstration(PRECINCTS)
    rules = parse_rulepack(read_rulepack(made.election.rule_pack), "pack").rules_for(
        made.election.contests[0]
    )
    return made, rules, AreaTree.of(made.areas)


@cache
def _base() -> Mapping[str, Mapping[str, int]]:
    made, rules, _ = _ground()
    contest = made.election.contests[0]
    sound = [
        one.protocol
        for one in night(PRECINCTS)
        if one.protocol.contest == contest.code and not check_protocol(rules, contest, one.protocol)
    ]
    ordered = sorted(sound, key=lambda protocol: protocol.area_id)
    return {one.area_id: one.figures for place, one in enumerate(ordered) if place % 30}


def plant(code: str) -> Planted:
    """The papers with this distortion; with the empty code none."""
    last = {area: dict(figures) for area, figures in _base().items()}
    made = Planted({area: dict(figures) for area, figures in last.items()}, last, random.Random(2023))
    if code:
        DISTORTIONS[code][1](made)
    if code != "changed_late":
        made.first = made.last
    return made


def observed(papers: Collection[str]) -> set[str]:
    """Where a lot sent observers."""
    areas = sorted(papers)
    return {*random.Random(5).sample(areas, len(areas) // 5)}


def _figures(papers: Mapping[str, Mapping[str, int]]) -> StationFigures:
    made, rules, areas = _ground()
    contest = made.election.contests[0]
    totals = {}
    for area, figures in papers.items():
        derived = derive_figures(rules, contest, figures)
        of_figures, of_derived = (
            {key: Tally(value, 1) for key, value in values.items()} for values in (figures, derived)
        )
        totals[area, contest.code] = Total(1, 1, figures=of_figures, derived=of_derived)
    return figures_of_precincts(rules, contest, areas, totals)


def _with_day_and_observers(figures: StationFigures) -> StationFigures:
    """Honest readings at noon and at five of those who came, then the protocol's figure; and who observed.

    Of sixty such days by other seeds one at most names a station; by the seed 3 one is named by chance.
    """
    base, chance = _base(), random.Random(13)
    seen = observed(base)
    stations = []
    for station in figures.stations:
        came = base[station.code]["ballots_issued"]
        noon = sum(chance.random() < 0.55 for _ in range(came))
        five = noon + sum(chance.random() < 0.85 for _ in range(came - noon))
        stations.append(replace(station, by_hour=(noon, five, station.cast), observed=station.code in seen))
    return StationFigures(figures.choices, tuple(stations))


@cache
def _earlier() -> StationFigures:
    """The election before: nearly as many came, and voted nearly so."""
    chance, papers = random.Random(4), {}
    for area, figures in _base().items():
        paper = dict(figures)
        _add(
            paper, chance.randrange(0, 1 + paper["ballots_cancelled"] // 20), chance.choice((LEADER, SECOND))
        )
        papers[area] = paper
    return _figures(papers)


@dataclass(frozen=True)
class Seen:
    """What a distortion leaves: questions that deviate, lists that name its precincts, relations broken
    there; and what their cards contradict, where an observer signed a copy and turnout was announced at five.
    """

    deviating: frozenset[str]
    listed: frozenset[str]
    findings: frozenset[str]
    cards: frozenset[str]


@cache
def seen(code: str) -> Seen:
    """What is to be seen of this distortion; with the empty code, of the base."""
    made = plant(code)
    asked = Asked(
        _with_day_and_observers(_figures(made.last)),
        random.Random(1),
        before=_figures(made.first),
        earlier=_earlier(),
        by_lot=True,
    )
    answers, family = ask(asked)
    listed = set()
    for answer in answers:
        for table in answer.tables:
            named = {cell for row in table.rows for cell in row if isinstance(cell, AreaId)} & {*made.last}
            if named and (not made.places or _names(named, made.places)):
                listed.add(f"{answer.question.code}/{table.code}")
    deviating = frozenset(question.code for question in family.deviating)
    return Seen(deviating, frozenset(listed), _findings(made), _cards(code, made))


def _names(named: set[str], places: set[str]) -> bool:
    """Whether a list holds half of the bent precincts, and half of what it holds is bent."""
    hit = len(named & places)
    return 2 * hit >= len(places) and 2 * hit >= len(named)


def _findings(made: Planted) -> frozenset[str]:
    ground, rules, _ = _ground()
    contest = ground.election.contests[0]
    return frozenset(
        finding.code
        for area in made.places
        for finding in check_protocol(rules, contest, Protocol(area, contest.code, made.last[area]))
        if finding.verdict is Verdict.BROKEN
    )


def _cards(code: str, made: Planted) -> frozenset[str]:
    """Criteria that the cards of half of the bent precincts contradict; of the base, those of any."""
    ground, rules, _ = _ground()
    contest, pack = (
        ground.election.contests[0],
        parse_rulepack(read_rulepack(ground.election.rule_pack), "pack"),
    )
    of_contest = {contest.code: rules}
    judging = JudgingRules(criteria_of(pack), ground.election, of_contest, pack.steps, Calendar(ZONE, {}))
    places = sorted(made.places)[:MOST_JUDGED] or sorted(made.last)[:MOST_JUDGED]
    contradicted = Counter(
        answer.criterion
        for area in places
        for card in judge_precinct(_facts(code, made, area), [contest.code], judging)
        for answer in card.answers
        if answer.state is State.CONTRADICTED
    )
    least = len(places) if made.places else 1
    return frozenset(one for one, times in contradicted.items() if 2 * times >= least)


def _facts(code: str, made: Planted, area: str) -> PrecinctFacts:
    """The log's word on a precinct: turnout at five, the paper, a change of it without a decision, a copy."""
    contest = _ground()[0].election.contests[0].code
    facts, base = PrecinctFacts(area), dict(_base()[area])
    five = datetime.datetime.combine(POLLING_ON, datetime.time(17), ZONE)
    said = {"area": area, "contest": contest, "notion": Notion.BALLOTS_ISSUED, "at": five}
    figure = {"voters": base["ballots_issued"] * 9 // 10, "registered": None, "share": None}
    facts.take(0, entry_body("turnout", five, **said, **figure, source="precinct_commission"))
    facts.take(1, _version(area, made.first[area]))
    if made.first[area] != made.last[area]:
        decision = {"authority": "territorial", "number": "", "decided_on": None, "document": None}
        more = {"status": "confirmed", "reason": "transcription_error", "decision": decision}
        facts.take(
            2, _version(area, made.last[area], kind="correction", version=2, extra=more) | {"replaces": 1}
        )
    signed = base if code in AFTER_THE_COUNT else made.last[area]
    facts.copies.append(Copy(3, contest, signed, "observers"))
    return facts


def _version(area: str, figures: Figures, **more: Any) -> dict[str, Any]:
    ground, rules, _ = _ground()
    contest = ground.election.contests[0]
    paper = Protocol(area, contest.code, figures)
    at = datetime.datetime.combine(POLLING_ON, datetime.time(23), ZONE)
    told = {"words": {}, "recorded_at": at, "method": "typed", "salt": "ab" * 16}
    return version_body(paper, check_protocol(rules, contest, paper), [], **told, **more)


def table() -> list[str]:
    """What shows which, as docs/observer/forensics.md has it."""
    lines = [
        "| planted | questions that deviate | lists that name the precincts | relations broken | cards |"
    ]
    lines.append("|---|---|---|---|---|")
    for code, (words, _) in DISTORTIONS.items():
        found = seen(code)
        columns = (found.deviating, found.listed, found.findings, found.cards)
        lines.append(f"| {words} | {' | '.join(', '.join(sorted(column)) or '–' for column in columns)} |")
    return lines
