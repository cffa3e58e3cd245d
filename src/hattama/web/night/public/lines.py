"""Counting night as pages show it: the steps of a precinct in their order, the way of its papers."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hattama.core.entries import CUSTODY, STEPS, CustodyChain, CustodyEntry, Step, StepTime, steps_at
from hattama.core.norms import Citations
from hattama.core.protocols import StepDefinition
from hattama.core.tabulation import rule_book
from hattama.core.vocabulary import Contest, Text, Words
from hattama.phrases import say
from hattama.phrases.of_rooms.deadlines import say_deadline
from hattama.phrases.of_rooms.night import ATTACHMENTS, EVENTS, HOLDERS, PLACES, SEALS
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_clock, format_day
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.night.reading import check_signature
from hattama.web.night.tables import NightFinding, findings_of, load_chains, load_timelines
from hattama.web.night.words import signature_sentences

_RULES = rule_book(())
WIDTH = 600
HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a sentence: its rule's code, what is wrong, by how much."""

    code: str
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: when it was taken by the commission's clock and by the country's (empty: the same).

    `limit` says how soon it must be taken and by which norm, or that no norm sets a time.
    """

    words: Words
    cited: Citations
    inferred: bool
    limit: str
    note: Words
    local: str = ""
    national: str = ""
    place: str = ""
    index: int | None = None
    earlier: tuple[tuple[str, int], ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether a time was given."""
        return self.index is not None


@dataclass(frozen=True, slots=True)
class NightSection:
    """Steps of the whole precinct (`contest` None) or of one contest; `ticks` draw those that are known."""

    contest: Words | None
    lines: tuple[StepLine, ...]
    ticks: tuple[tuple[int, bool], ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One record of custody. `replaced_by` is the number of the record that took its place, or None.

    `is_shown`: everybody may open the document.
    """

    number: int
    event: Text
    when: str
    contest: Words | None
    holder: Text | None
    has_name: bool
    attachment: Text | None
    document: str
    index: int
    replaced_by: int | None
    is_shown: bool
    pages: int | None
    seal: Text | None
    told: tuple[Told, ...] = field(default=())
    signatures: tuple[str, ...] = ()

    @property
    def is_act(self) -> bool:
        """Whether a paper was attached, and its record stands: an act, a special opinion."""
        return self.attachment not in (None, ATTACHMENTS["e_signature"]) and self.replaced_by is None


@dataclass(frozen=True, slots=True)
class PaperChain:
    """Everything that was recorded of one paper."""

    paper: str
    lines: tuple[PaperLine, ...]

    @property
    def acts(self) -> list[PaperLine]:
        """The papers that were attached to it."""
        return [line for line in self.lines if line.is_act]


class NightWriter:
    """Says times and findings of one area. `national` is the country's zone, `local` the area's own."""

    def __init__(self, steps: Sequence[StepDefinition], national: ZoneInfo, local: ZoneInfo) -> None:
        self._steps = {step.code: step for step in steps}
        self._national = national
        self._local = local
        self._language = page_language()

    def sections(
        self,
        timeline: Mapping[Step, tuple[StepTime, ...]],
        findings: Sequence[NightFinding],
        contests: Mapping[str, Words],
        area: AreaRow,
    ) -> list[NightSection]:
        """The steps of a precinct and of each of its `contests` (names by code), or of a commission above."""
        sections = [
            self._section(code, names, steps_at(self._steps.values(), code, area), timeline, findings)
            for code, names in [("", None), *contests.items()]
        ]
        return [section for section in sections if section.lines]

    def _section(
        self,
        contest: str,
        names: Words | None,
        steps: Sequence[StepDefinition],
        timeline: Mapping[Step, tuple[StepTime, ...]],
        findings: Sequence[NightFinding],
    ) -> NightSection:
        lines, known = [], []
        for step in steps:
            of_step = [f for f in findings if f.contest == contest and f.fields[:1] == [step.code]]
            stated = timeline.get((contest, step.code), ())
            line = self._line(step, stated, tuple(self.told(finding) for finding in of_step))
            lines.append(line)
            if stated:
                known.append((stated[-1].moment, bool(line.told)))
        return NightSection(names, tuple(lines), _ticks(known))

    def _line(self, step: StepDefinition, stated: Sequence[StepTime], told: tuple[Told, ...]) -> StepLine:
        line = StepLine(step.words, step.cited, step.inferred, self.limit(step), step.note)
        if not stated:
            return line
        last = stated[-1]
        return StepLine(
            step.words,
            step.cited,
            step.inferred,
            line.limit,
            step.note,
            local=self.when(last.moment, self._local),
            national=self._national_time(last.moment),
            place=say(PLACES[last.place], self._language) if last.place else "",
            index=last.index,
            earlier=tuple((self.when(time.moment, self._local), time.index) for time in stated[:-1]),
            told=told,
        )

    def limit(self, step: StepDefinition) -> str:
        """How soon the step must be taken, with the norm; that no norm says it, where none does."""
        limit = step.limit
        if limit is None:
            return say_deadline(None, self._language)
        return f"{say_deadline(limit.deadline, self._language)}, {limit.cited.say(self._language)}"

    def papers(
        self,
        chain: CustodyChain,
        findings: Sequence[NightFinding],
        contests: Mapping[str, Words],
        signatures: Mapping[int, tuple[str, ...]],
    ) -> list[PaperChain]:
        """The records of each paper in their order; `signatures` says what those attached are worth."""
        by_paper: dict[str, list[PaperLine]] = {}
        for entry in chain.entries:
            line = self._paper_line(entry, chain, findings, contests)
            line = replace(line, signatures=signatures.get(entry.number, ()))
            by_paper.setdefault(entry.body["paper"], []).append(line)
        return [PaperChain(paper, tuple(lines)) for paper, lines in by_paper.items()]

    def _paper_line(
        self,
        entry: CustodyEntry,
        chain: CustodyChain,
        findings: Sequence[NightFinding],
        contests: Mapping[str, Words],
    ) -> PaperLine:
        body = entry.body
        replaced_by = chain.replaced.get(entry.number)
        own = [f for f in findings if replaced_by is None and _speaks_of(f, body["paper"], body["event"])]
        return PaperLine(
            entry.number,
            EVENTS[body["event"]],
            self.when(datetime.datetime.fromisoformat(body["at"]), self._local),
            contests.get(body["contest"] or ""),
            HOLDERS[body["holder"]] if body["holder"] else None,
            body["holder_sha256"] is not None,
            ATTACHMENTS[body["attachment"]] if body["attachment"] else None,
            entry.document,
            entry.index,
            replaced_by,
            entry.is_shown,
            body["pages"],
            SEALS[body["seal"]] if body["seal"] else None,
            tuple(self.told(finding) for finding in own),
        )

    def told(self, finding: NightFinding) -> Told:
        """A finding as a sentence in the language of the page."""
        rule = _RULES[finding.code]
        detail = self._detail(finding) if rule.is_known else ""
        return Told(finding.code, say(rule.words, self._language), detail)

    def _detail(self, finding: NightFinding) -> str:
        if finding.left is None:
            return ""
        said = {"taken": say_span(abs(finding.left)), "allowed": say_span(finding.right or 0)}
        if finding.code == "STEP-LATE" and len(finding.fields) == 1:
            return _("%(span)s too late") % {"span": say_span(finding.left - (finding.right or 0))}
        if finding.code == "STEP-LATE":
            return _("it took %(taken)s, allowed are %(allowed)s") % said
        if finding.code in ("STEP-FUTURE", "PAPER-FUTURE"):
            return _("%(taken)s after it was reported") % said
        last = finding.fields[-1]
        other = EVENTS[last] if finding.kind == CUSTODY else self._steps[last].words
        return _("%(taken)s before “%(other)s”") % (said | {"other": say(other, self._language)})

    def when(self, moment: datetime.datetime, zone: ZoneInfo) -> str:
        """The clock of `zone`, and the day."""
        local = moment.astimezone(zone)
        return f"{format_clock(local, self._language, zone)}, {format_day(local.date(), self._language)}"

    def _national_time(self, moment: datetime.datetime) -> str:
        there, here = moment.astimezone(self._national), moment.astimezone(self._local)
        return "" if there.utcoffset() == here.utcoffset() else self.when(moment, self._national)


def say_span(minutes: int) -> str:
    """So many hours and minutes, as a commission would say them."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _speaks_of(finding: NightFinding, paper: str, event: str) -> bool:
    if finding.code == "PAPER-TWO":
        return event == "signed" and paper in finding.fields
    return bool(finding.fields[:2] == [paper, event])


def _ticks(known: Sequence[tuple[datetime.datetime, bool]]) -> tuple[tuple[int, bool], ...]:
    """Where the known times stand on a line of WIDTH from the first to the last; whether one is told of."""
    if len(known) < 2:
        return ()
    first, last = min(known)[0], max(known)[0]
    minutes = max(1, int((last - first).total_seconds()) // 60)
    return tuple(
        (int((moment - first).total_seconds()) // 60 * WIDTH // minutes, is_told) for moment, is_told in known
    )


def night_of_precinct(
    definition: Definition, area: AreaRow, contests: Iterable[Contest]
) -> dict[str, object]:
    """What the page of a precinct shows of its night: steps, whether any has a time, papers."""
    if not definition.pack.steps:
        return {}
    election = definition.election
    names = {contest.code: contest.names for contest in contests}
    writer = NightWriter(definition.pack.steps, ZoneInfo(election.time_zone), ZoneInfo(area.time_zone))
    timeline = load_timelines([area.pk]).get(area.pk, {})
    chain = load_chains([area.pk]).get(area.pk)
    papers = _papers(writer, chain, area, names) if chain else []
    return {
        "night_sections": writer.sections(timeline, findings_of(area, STEPS), names, area),
        "has_times": bool(timeline),
        "night_papers": papers,
        "has_acts": any(paper.acts for paper in papers),
    }


def said_last(definition: Definition, areas: Sequence[AreaRow], contest: str) -> dict[int, str]:
    """What each commission said last of its night or of this contest's papers, and when, by row id."""
    zone, keys = ZoneInfo(definition.election.time_zone), [area.pk for area in areas]
    steps = {step.code: step.words for step in definition.pack.steps}
    timelines, chains = load_timelines(keys), load_chains(keys)
    told = {}
    for area in areas:
        said: list[tuple[datetime.datetime, Text]] = [
            (stated[-1].moment, steps[step])
            for (of, step), stated in timelines.get(area.pk, {}).items()
            if of in ("", contest)
        ]
        if area.pk in chains:
            said += [
                (datetime.datetime.fromisoformat(entry.body["at"]), EVENTS[entry.body["event"]])
                for entry in chains[area.pk].standing()
                if entry.body["contest"] in (None, "", contest)
            ]
        if said:
            writer = NightWriter(definition.pack.steps, zone, ZoneInfo(area.time_zone))
            moment, words = max(said, key=lambda one: one[0])
            told[area.pk] = f"{say(words, page_language())}: {writer.when(moment, ZoneInfo(area.time_zone))}"
    return told


def _papers(
    writer: NightWriter, chain: CustodyChain, area: AreaRow, names: Mapping[str, Words]
) -> list[PaperChain]:
    signatures = {
        entry.number: signature_sentences(check_signature(entry.body, area)) for entry in chain.entries
    }
    return writer.papers(chain, findings_of(area, CUSTODY), names, signatures)
