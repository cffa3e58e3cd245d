"""The outcome of a contest as a page tells it: on what it rests, what comes out, and every step to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hattama.core.entries import drawn_among, drawn_order, standing_lot
from hattama.core.forensics import NothingToScreen, RoundingScreen, screen_rounding
from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.outcomes import (
    REASON_WORDS,
    STATUS_WORDS,
    THIN_SPACE,
    ContestRules,
    CountedVotes,
    NoOutcome,
    Outcome,
    PartyListRules,
    Status,
    Step,
    decide,
    tied_for_lot,
    votes_from_total,
)
from hattama.core.protocols import ProtocolRules, figure_key, split_key
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Choice, Contest, Drawing, Share, Words
from hattama.phrases import say
from hattama.phrases.of_rooms.outcomes import say_outcome, say_step, table_of
from hattama.web.kernel.languages.formats import NO_BREAK_SPACE
from hattama.web.results.public.hemicycle import Hemicycle, colour_of, hemicycle, shape_of

_THOUSANDS = re.compile(rf"(?<=\d){THIN_SPACE}(?=\d)")

FEWEST_SHARES_TO_SCREEN = 5

_FIRST_WIDE = 3
"""Name, votes and share stand on every screen, and so does what came out; columns between on wide ones."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: its sentence, the article it rests on, and whether the reading is ours."""

    sentence: str
    cited: Citations
    inferred: bool


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A figure that some of the counted protocols do not give."""

    names: Words
    protocols: int


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell or a head. `wide`: a telephone has no room for its column, and the steps say the same."""

    text: str
    numeric: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with the mark of its list in the drawing; `shape` 0 where it has none."""

    cells: tuple[TableCell, ...]
    shape: int = 0
    colour: int = 0


@dataclass(frozen=True, slots=True)
class PageTable:
    """The result as a table. `share_of` names the whole of its shares; None where each row names its own."""

    heads: tuple[TableCell, ...]
    rows: tuple[TableRow, ...]
    share_of: Share | None


@dataclass(frozen=True, slots=True)
class DrawnLot:
    """What the log says that a lot drew, among the choices or the persons of a list, in its order. `decides`:
    whether those who are tied by the figures that count are among them."""

    lot: Drawing
    of_list: Choice | None
    drawn: tuple[Choice, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class ContestOutcome:
    """What follows from `total`: an outcome, or why there is none.

    `annulled` protocols there are, whether `total` counts them or not. `is_open`: what is missing, or not
    confirmed, can still change it, and nothing is called decided.
    `steps`, `sentence` and `table` are texts in the language that was asked for.
    """

    contest: Contest
    rules: ContestRules | None
    total: Total
    counted: CountedVotes
    decided: Outcome | NoOutcome
    sentence: str
    table: PageTable | None
    steps: tuple[StepLine, ...]
    missing: tuple[MissingLine, ...]
    is_open: bool
    annulled: int = 0
    copies_lack: bool = False
    """Whether these are the copies of a civic count, and of some stations there is none."""

    @property
    def outcome(self) -> Outcome | None:
        """The outcome, where there is one."""
        return self.decided if isinstance(self.decided, Outcome) else None

    @property
    def has_seats(self) -> bool:
        """Whether seats are shared among lists."""
        return isinstance(self.rules, PartyListRules)

    @property
    def drawing(self) -> Hemicycle | None:
        """The half circle of seats, for lists that share them; None where there is nothing to draw."""
        undrawn = (Status.NO_VOTES, Status.INCOMPLETE)
        if self.outcome is None or not self.has_seats or self.outcome.status in undrawn:
            return None
        seats = [(line.names, line.seats) for line in self.outcome.lines]
        return hemicycle(seats, self.outcome.open_seats)

    @property
    def lots(self) -> list[DrawnLot]:
        """What the log says that lots drew: among the choices, and among the persons of each list."""
        told = []
        for of_list in (None, *self.contest.choices):
            code = None if of_list is None else of_list.code
            among = drawn_among(self.contest, code)
            if (lot := standing_lot(among)) is not None:
                drawn = drawn_order(among)
                tied = tied_for_lot(self.rules, self.counted.votes, code, seats=self.contest.seats)
                decides = bool(tied) and {one.code for one in drawn}.issuperset(tied)
                told.append(DrawnLot(lot, of_list, drawn, decides))
        return told

    @property
    def seats_frame(self) -> str:
        """Where the page of frames gives the code for the seats of this contest."""
        return f"frame-seats-{self.contest.code}"

    @property
    def screen(self) -> RoundingScreen | None:
        """Whether the shares lie too close to tenths of a percent; None where there is too little to ask."""
        votes = self.counted.votes
        figures = [(choice.code, choice.votes) for choice in votes.choices]
        against = votes.part("against_all")
        figures += [("against_all", against)] if against is not None else []
        try:
            screen = screen_rounding(figures)
        except NothingToScreen:
            return None
        few = len(screen.shares) < FEWEST_SHARES_TO_SCREEN
        return None if few or screen.signal is None else screen


def contest_outcome(
    form_rules: ProtocolRules,
    rules: ContestRules | None,
    contest: Contest,
    total: Total,
    language: str,
    regions: Sequence[tuple[str, Total]] = (),
    *,
    annulled: int = 0,
    civic: bool = False,
) -> ContestOutcome:
    """The outcome of `contest` in `total` under `rules`; where there is none, the `sentence` says why.

    `regions` are totals by area, for rules that count them. `annulled` is how many protocols were annulled,
    whether `total` counts them or not. `civic`: the protocols are copies, and of some nothing follows.
    """
    counted = votes_from_total(form_rules, contest, total, regions)
    missing = _missing(form_rules, contest, counted, total)
    is_open = bool(total.missing or total.preliminary or missing)
    copies_lack = civic and total.missing > 0
    decided = decide(rules, counted.votes, seats=contest.seats, copies_lack=copies_lack)
    outcome = decided if isinstance(decided, Outcome) else None
    return ContestOutcome(
        contest=contest,
        rules=rules,
        total=total,
        counted=counted,
        decided=decided,
        sentence=told_sentence(decided, language, is_open=is_open),
        table=None if outcome is None else told_table(outcome, language),
        steps=() if outcome is None else told_steps(outcome, language),
        missing=missing,
        is_open=is_open,
        annulled=annulled,
        copies_lack=copies_lack,
    )


def told_steps(outcome: Outcome, language: str) -> tuple[StepLine, ...]:
    """Every step as a sentence, with its article apart."""
    return tuple(_step_line(step, language) for step in outcome.steps)


def _step_line(step: Step, language: str) -> StepLine:
    sentence = say_step(replace(step, cited=NOTHING_CITED), language)
    return StepLine(as_pages_write(sentence, language), step.cited, step.inferred)


def told_table(outcome: Outcome, language: str) -> PageTable:
    """The result as a table of texts: lists with seats, candidates, or a referendum against every whole."""
    table = table_of(outcome, language)
    last = len(table.columns) - 1

    def cells(texts: Sequence[str]) -> tuple[TableCell, ...]:
        wide = {2} if outcome.conclusions else set(range(_FIRST_WIDE, last))
        return tuple(
            TableCell(as_pages_write(text, language), table.numeric[place], place in wide)
            for place, text in enumerate(texts)
        )

    rows = [TableRow(cells(texts)) for texts in table.rows]
    if outcome.kind == "party_list":
        rows = [
            replace(row, shape=shape_of(place), colour=colour_of(place)) if line.seats else row
            for place, (row, line) in enumerate(zip(rows, outcome.lines, strict=True), start=1)
        ]
    shares = [] if outcome.conclusions else [line.share for line in outcome.lines if line.share is not None]
    return PageTable(cells(table.columns), tuple(rows), shares[0] if shares else None)


def as_pages_write(text: str, language: str) -> str:
    """A text of the core with its figures written as everywhere on the page (see languages/formats)."""
    # Old telephones have no glyph for the narrow space.
    thousands = "," if language == "en" else NO_BREAK_SPACE
    percent = f"{NO_BREAK_SPACE}%" if language == "ru" else "%"
    return _THOUSANDS.sub(thousands, text).replace(f"{THIN_SPACE}%", percent)


def told_sentence(outcome: Outcome | NoOutcome, language: str, *, is_open: bool) -> str:
    """What came out, or why nothing did."""
    if isinstance(outcome, NoOutcome):
        return say(REASON_WORDS[outcome.reason], language)
    sentence = as_pages_write(say_outcome(outcome, language), language)
    if is_open and outcome.status is Status.DECIDED:
        # Who would receive what still stands.
        return sentence.removeprefix(say(STATUS_WORDS[Status.DECIDED], language)).strip()
    return sentence


def _missing(
    rules: ProtocolRules, contest: Contest, counted: CountedVotes, total: Total
) -> tuple[MissingLine, ...]:
    choices = {one.code: one.names for one in (*contest.choices, *contest.persons)}
    labels = {line.code: line.label for line in rules.form.figures}
    labels |= {line.code: line.label for line in rules.derived}
    votes = rules.form.role("votes")
    nowhere = [figure_key(votes, code) for code in counted.silent] if votes and total.figures else []
    lines = []
    for key, protocols in [*((key, total.asked(key)) for key in nowhere), *counted.missing.items()]:
        code, row = split_key(key)
        lines.append(MissingLine(choices[row] if row else labels[code], protocols))
    return tuple(lines)
