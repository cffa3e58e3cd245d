"""One protocol as a page shows it: the lines in the order of the paper, each with what was found about it;
and the precinct and contest that an address names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from django.http import Http404, HttpRequest

from hattama.core.norms import Citations
from hattama.core.protocols import (
    CHOICES,
    NAMED_GROUPS,
    PERSONS,
    FigureDefinition,
    Protocol,
    ProtocolRules,
    derive_figures,
    figure_key,
    row_names,
    split_key,
)
from hattama.core.tabulation import FindingRule, rule_book
from hattama.core.vocabulary import Choice, Contest, Count, Verdict, Words
from hattama.phrases import LANGUAGES, standing_names
from hattama.web.kernel.elections.loading import load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import find_area, opened_elections
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.scans.figure_boxes import ShownPage, ShownScan


class State(StrEnum):
    """What the paper says on a line. Blank, illegible and zero are three things."""

    GIVEN = "given"
    BLANK = "blank"
    ILLEGIBLE = "illegible"


_COMPARED = re.compile(r" (?:==|<=|>=|!=|<|>) ")
_NAME = re.compile(r"(?:(?:sum|within)\()?([a-z][a-z0-9_]*)\)?")


def _in_words(side: str, labels: Mapping[str, Words]) -> Words:
    """One side of a relation, its names as the paper says them."""

    def said(name: re.Match[str], language: str) -> str:
        label = labels.get(name.group(1))
        if label is None:
            return name.group()
        return f"{'Σ ' if name.group().startswith(('sum(', 'within(')) else ''}«{label.say(language)}»"

    languages = {*LANGUAGES, *(code for label in labels.values() for code in label)}
    return Words.of({one: _NAME.sub(partial(said, language=one), side) for one in languages})


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """A finding with its place on the page (`ordinal` from 1) and the rule it speaks of."""

    ordinal: int
    code: str
    is_hard: bool
    is_broken: bool
    rule: FindingRule
    left: Count
    right: Count
    row: str
    named: tuple[Words, ...] = ()
    """What its row is called where the contest names it: a choice, or a list and its person."""

    @property
    def sides(self) -> tuple[Words, Words] | None:
        """The two sides of a relation in the words of the paper; None where it has not two of them."""
        relation, stated_in = self.rule.relation, self.rule.stated_in
        parts = _COMPARED.split(relation.text) if relation is not None else ()
        if stated_in is None or len(parts) != 2:
            return None
        labels = {one.code: one.label for one in stated_in.form.figures}
        labels |= {one.code: one.label for one in stated_in.derived}
        left, right = (_in_words(part, labels) for part in parts)
        return left, right

    @property
    def difference(self) -> Count:
        """By how much the two sides differ, or None where they could not be told."""
        return None if self.left is None or self.right is None else abs(self.left - self.right)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the paper. `number` is the row of a group (ballot place, member), 0 for a line of its own.

    `findings` are the relations that do not hold and speak of this line.
    """

    key: str
    mark: str
    label: Words
    cited: Citations
    inferred: bool
    number: int
    state: State
    value: Count
    findings: tuple[SheetFinding, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether a required relation that does not hold speaks of this line."""
        return any(finding.is_hard for finding in self.findings)


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Lines that belong together: single lines under no heading, or the rows of a group under theirs."""

    heading: Words | None
    mark: str
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class DerivedLine:
    """A quantity that the paper does not give but the law names."""

    label: Words
    cited: Citations
    formula: str
    inferred: bool
    value: Count


@dataclass(frozen=True, slots=True)
class SheetScan:
    """A scan beside the protocol, with its pages as they may be shown: none while it waits to be read.

    `is_earlier`: it shows a paper whose figures those that stand took the place of.
    """

    shown: PublishedScan
    pages: tuple[ShownPage, ...]
    is_waiting: bool
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class ProtocolSheet:
    """A published protocol, ready to be read. `left_out`: lines that need not be given, and are not.
    `withdrawn`: scans that stood beside it and were taken down."""

    contest: Contest
    row: PublishedProtocol
    sections: tuple[SheetSection, ...]
    left_out: tuple[Words, ...]
    derived: tuple[DerivedLine, ...]
    findings: tuple[SheetFinding, ...]
    scans: tuple[SheetScan, ...] = ()
    withdrawn: tuple[PublishedScan, ...] = ()

    @property
    def broken(self) -> tuple[SheetFinding, ...]:
        """Findings that say that a relation does not hold, what the law requires first."""
        return tuple(finding for finding in self.findings if finding.is_broken)

    @property
    def unchecked(self) -> tuple[SheetFinding, ...]:
        """Findings that say that a relation could not be checked."""
        return tuple(finding for finding in self.findings if not finding.is_broken)

    @property
    def adds_up(self) -> bool:
        """Whether no relation that the law requires is broken."""
        return not any(finding.is_hard for finding in self.broken)


def protocol_sheet(
    rules: ProtocolRules, contest: Contest, row: PublishedProtocol, all_rules: Mapping[str, ProtocolRules]
) -> ProtocolSheet:
    """The sheet of a published protocol, without its scans. `all_rules`: of every contest, for relations
    between contests."""
    findings = tuple(_findings(row, contest, all_rules.values()))
    lines = _Lines(rules, contest, row, findings)
    derived = derive_figures(rules, contest, row.figures)
    return ProtocolSheet(
        contest=contest,
        row=row,
        sections=tuple(lines.sections()),
        left_out=tuple(lines.left_out()),
        derived=tuple(
            DerivedLine(q.label, q.cited, q.formula, q.inferred, derived.get(q.code)) for q in rules.derived
        ),
        findings=findings,
    )


def with_scans(sheet: ProtocolSheet, scans: Mapping[str, ShownScan]) -> ProtocolSheet:
    """The sheet with the scans beside it, those of the version that stands first: what can be shown of
    `scans` by SHA-256."""
    row = sheet.row
    # A file that was named again is shown once, as what it is now.
    latest = {scan.scan_id: scan for scan in row.scans.all()}.values()
    beside = [scan for scan in latest if scan.withdrawn_by is None]
    gone = tuple(scan for scan in latest if scan.withdrawn_by is not None)
    told = [SheetScan(scan, *scans[scan.scan_id], row.is_earlier(scan)) for scan in beside]
    shown = tuple(sorted(told, key=lambda scan: scan.is_earlier))
    return replace(sheet, scans=shown, withdrawn=gone)


def _named_row(rule: FindingRule, contest: Contest, row: str) -> tuple[Words, ...]:
    relation = rule.relation
    return row_names(contest, row) if relation is not None and relation.each in NAMED_GROUPS else ()


def _findings(
    row: PublishedProtocol, contest: Contest, rules: Iterable[ProtocolRules]
) -> Iterator[SheetFinding]:
    book = rule_book(rules)
    # What is broken stands before what could not be checked, what the law requires before the rest.
    ordered = sorted(row.findings, key=lambda f: (f["verdict"] != Verdict.BROKEN, f["severity"] != "hard"))
    for ordinal, finding in enumerate(ordered, start=1):
        yield SheetFinding(
            ordinal=ordinal,
            code=finding["code"],
            is_hard=finding["severity"] == "hard",
            is_broken=finding["verdict"] == Verdict.BROKEN,
            rule=book[finding["code"]],
            left=finding["left"],
            right=finding["right"],
            row=finding["row"],
            named=_named_row(book[finding["code"]], contest, finding["row"]),
        )


class _Lines:
    def __init__(
        self,
        rules: ProtocolRules,
        contest: Contest,
        row: PublishedProtocol,
        findings: tuple[SheetFinding, ...],
    ) -> None:
        self._form = rules.form
        self._contest = contest
        self._row = row
        self._protocol = Protocol("", "", row.figures, frozenset(row.illegible))
        by_order = sorted(
            row.findings, key=lambda f: (f["verdict"] != Verdict.BROKEN, f["severity"] != "hard")
        )
        self._beside: dict[str, list[SheetFinding]] = {}
        for finding, told in zip(findings, by_order, strict=True):
            for key in told["fields"]:
                # A relation between contests names its figures `contest/figure`.
                here = key.removeprefix(f"{contest.code}/")
                if finding.is_broken:
                    self._beside.setdefault(here, []).append(finding)

    def sections(self) -> Iterator[SheetSection]:
        single: list[SheetLine] = []
        for figure in self._form.figures:
            if self._is_left_out(figure):
                continue
            if not figure.group:
                single.append(self._line(figure, figure.code, figure.label, 0))
                continue
            if single:
                yield SheetSection(None, "", tuple(single))
                single = []
            yield SheetSection(figure.label, figure.mark, tuple(self._rows(figure)))
            yield from self._lists(figure)
        if single:
            yield SheetSection(None, "", tuple(single))

    def _lists(self, figure: FigureDefinition) -> Iterator[SheetSection]:
        """Of a figure of persons a section for each list that has any."""
        for choice in self._contest.choices if figure.group == PERSONS else ():
            if choice.persons:
                yield SheetSection(choice.names, "", tuple(self._named(figure, choice.persons)))

    def left_out(self) -> Iterator[Words]:
        """Labels of lines that need not be given and are not."""
        return (figure.label for figure in self._form.figures if self._is_left_out(figure))

    def _is_left_out(self, figure: FigureDefinition) -> bool:
        if figure.group == CHOICES or (figure.required and not figure.group):
            return False
        given = (*self._protocol.figures, *self._protocol.illegible)
        return all(split_key(key)[0] != figure.code for key in given)

    def _rows(self, figure: FigureDefinition) -> Iterator[SheetLine]:
        if figure.group == CHOICES:
            yield from self._named(figure, self._contest.choices)
            return
        if figure.group == PERSONS:
            return
        label = self._form.group(figure.group).label
        for number in self._given_rows(figure.code):
            yield self._line(figure, figure_key(figure.code, str(number)), label, number)

    def _named(self, figure: FigureDefinition, rows: Iterable[Choice]) -> Iterator[SheetLine]:
        for number, one in enumerate(rows, start=1):
            names = standing_names(one.names, one.withdrawn)
            yield self._line(figure, figure_key(figure.code, one.code), names, number)

    def _given_rows(self, code: str) -> list[int]:
        keys = (split_key(key) for key in (*self._protocol.figures, *self._protocol.illegible))
        return sorted(int(row) for name, row in keys if name == code and row.isdigit())

    def _line(self, figure: FigureDefinition, key: str, label: Words, number: int) -> SheetLine:
        value = self._protocol.figure(key)
        state = State.GIVEN if value is not None else State.BLANK
        if key in self._protocol.illegible:
            state = State.ILLEGIBLE
        return SheetLine(
            key=key,
            mark="" if figure.group else figure.mark,
            label=label,
            cited=figure.cited,
            inferred=figure.inferred,
            number=number,
            state=state,
            value=value,
            findings=tuple(self._beside.get(key, ())),
        )


@dataclass(frozen=True, slots=True)
class PrecinctSheet:
    """A precinct, a contest that is held there, and its protocol."""

    page: ElectionPage
    area: AreaRow
    contest: Contest
    sheet: ProtocolSheet


def precinct_sheet(
    request: HttpRequest, election_id: str, area_id: str, contest: str
) -> PrecinctSheet | None:
    """The protocol of `contest` in the precinct; None until one is published. Raises Http404."""
    opened = opened_elections()
    election = next((row for row in opened if row.election_id == election_id), None)
    area = find_area(election_id, area_id)
    if election is None or area is None or not area.is_precinct:
        raise Http404(area_id)
    page = ElectionPage(request, election, opened, load_public_size(election))
    reach = [row.code for row in load_path(area)]
    held = next((one for one in page.definition.contests_at(reach) if one.code == contest), None)
    if held is None:
        raise Http404(contest)
    row = PublishedProtocol.objects.filter(area=area, contest=contest).first()
    if row is None:
        return None
    rules = page.definition.rules
    return PrecinctSheet(page, area, held, protocol_sheet(rules[contest], held, row, rules))
