"""One contest in one area as a page shows it: sums that say what they lack, shares of something named.

Nothing here knows a country: which figure is the turnout, and of what the votes are a share, follows from
the parts that the rule pack gives to the figures of its form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.norms import Citations
from hattama.core.protocols import NAMED_GROUPS, DerivedQuantity, FigureDefinition, ProtocolRules, figure_key
from hattama.core.tabulation import Total, derive_sums, on_ballots
from hattama.core.vocabulary import Choice, Contest, Message, Share, Tally, Text, Withdrawal, Words, share_of
from hattama.phrases import standing_names
from hattama.web.kernel.elections.loading import Definition

TURNOUT_PARTS = ("ballots_issued", "participants")
"""Who received a ballot, and who took part: both are shown, each by its name; the last is the turnout."""

REGISTERED = Message("Voters in the lists")
"""The registered voters of many precincts: a form's own label speaks of one polling station."""

FIRST_CHOICES = 3
"""How many choices the head of a page shows of each contest, so that a telephone holds two contests."""

BALLOT_PARTS = ("valid", "invalid")

WHOLE_OF_VOTES = ("valid", "participants")
"""Of what votes are a share: the first of these parts that the form has."""

LARGEST_GAP_IN_HUNDREDTHS = 5
"""A share is stated while the protocols behind its two sums differ by at most so many in a hundred."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """One figure summed over the protocols of an area.

    `missing`: counted protocols that should give it (to a computed quantity: every part of it) and do not.
    `optional`: a protocol need not give it.
    """

    code: str
    label: Text
    mark: str
    cited: Citations
    tally: Tally
    missing: int
    optional: bool = False
    inferred: bool = False
    computed: bool = False


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A sum with its share of a named whole; None where there is no whole, it is zero, or it is withheld.

    `is_withheld`: both sums are known, but come from different protocols.
    """

    line: SumLine
    share: Share | None
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One choice of the ballot. `number` is its place on the ballot, 0 for «against all» and the like."""

    number: int
    code: str
    names: Words
    tally: Tally
    missing: int
    share: Share | None
    bar: int
    """Length of the bar in thousandths of the longest possible one."""
    withdrawn: Withdrawal | None = None
    off_ballot: int = 0
    """Counted protocols of places where the choice is not on the ballot."""
    then: ChoiceLine | None = None
    """The same choice on the side that it is held against."""
    persons: tuple[ChoiceLine, ...] = ()
    """Those of a list with the votes for each, in its order; `number` is the place on the list."""
    change: Fraction | None = None
    """By how much the share is another than then; None where a side states none, or nothing like it."""

    @property
    def standing_names(self) -> Words:
        """The names, with a word beside them where the choice no longer stands."""
        return standing_names(self.names, self.withdrawn)


@dataclass(frozen=True, slots=True)
class ContestResults:
    """Everything that a page says of one contest in one area. `rest`: figures that are in no other field."""

    contest: Contest
    total: Total
    choices: tuple[ChoiceLine, ...]
    whole: SumLine | None
    turnout: tuple[ShareLine, ...]
    registered: SumLine | None
    ballots: tuple[SumLine, ...]
    rest: tuple[SumLine, ...]
    then: ContestResults | None = None
    gone: tuple[ChoiceLine, ...] = ()
    """What these are held against, and its choices with votes that are not among these."""
    then_of: str = ""
    """What the other side is, in the language of the page."""
    is_like_then: bool = False
    """Whether shares of both sides are of one whole, and no side has protocols of more places: only then is
    the difference between them a change."""

    @property
    def progress(self) -> int:
        """Received protocols in thousandths of those expected."""
        return self.total.received * 1000 // self.total.expected if self.total.expected else 0

    @property
    def first(self) -> tuple[ChoiceLine, ...]:
        """The choices with most votes."""
        return self.choices[:FIRST_CHOICES]

    @property
    def turnout_change(self) -> Fraction | None:
        """By how much the turnout is another than then; None as of a choice, and of another notion."""
        now, then = self._turnout, self.then._turnout if self.then else None
        if not self.is_like_then or now is None or then is None or now.line.code != then.line.code:
            return None
        return change_of(now.share, then.share)

    @property
    def turnout_share(self) -> Share | None:
        """Of those in the lists, who took part (or else received a ballot): the one called turnout."""
        return self._turnout.share if self._turnout else None

    @property
    def turnout_of(self) -> Text | None:
        """What is called turnout here, by the words of the paper."""
        return self._turnout.line.label if self._turnout else None

    @property
    def _turnout(self) -> ShareLine | None:
        return next((item for item in reversed(self.turnout) if item.share is not None), None)


def contest_results(
    rules: ProtocolRules,
    contest: Contest,
    total: Total,
    bar: Fraction | None = None,
    with_rest: bool = True,
) -> ContestResults:
    """The results of `contest` in `total`; `bar`: what the law holds a choice's share against. A row of a
    table shows nothing of the `rest`."""
    lines = SumLines(rules, contest, total)
    wholes = (line for line in map(lines.part, WHOLE_OF_VOTES) if line is not None)
    whole = next((line for line in wholes if line.tally.contributors), None)
    registered = lines.part("registered")
    turnout = tuple(filter(None, map(lines.part, TURNOUT_PARTS)))
    ballots = tuple(filter(None, map(lines.part, BALLOT_PARTS)))
    told = {rules.form.role("against_all"), rules.form.role("registered")}
    told.update(line.code for line in (*turnout, *ballots))
    return ContestResults(
        contest=contest,
        total=total,
        choices=_choices(rules, contest, lines, whole, bar),
        whole=whole,
        turnout=tuple(_share_line(line, registered) for line in turnout),
        registered=registered,
        ballots=ballots,
        rest=tuple(line for line in lines.all() if line.code not in told) if with_rest else (),
    )


def results_of(definition: Definition, contest: Contest, total: Total) -> ContestResults:
    """The results of a contest of this election."""
    return contest_results(definition.rules[contest.code], contest, total, definition.bars.get(contest.code))


class SumLines:
    """The figures of a form, and the quantities derived from them, summed in one total."""

    def __init__(self, rules: ProtocolRules, contest: Contest, total: Total) -> None:
        self._form = rules.form
        self.total = total
        self._derived = {quantity.code: quantity for quantity in rules.derived}
        self._sums = derive_sums(rules, contest, total)

    def part(self, part: str) -> SumLine | None:
        """The line that plays `part`, or None where the form has no such part or no protocol gave it."""
        code = self._form.role(part)
        if code is None:
            return None
        if code in self._derived:
            return self._derived_line(self._derived[code])
        return self._figure_line(self._form.figure(code), code)

    def all(self) -> Iterable[SumLine]:
        """Every summed figure but the choices, in the order of the paper, then the derived quantities.

        Figures that no protocol need give, and none gives, are left out.
        """
        for figure in self._form.figures:
            if figure.summed and figure.group not in NAMED_GROUPS:
                line = self._figure_line(figure, figure.code)
                if line.tally.contributors or not line.optional:
                    yield line
        for quantity in self._derived.values():
            derived = self._derived_line(quantity)
            if derived is not None:
                yield derived

    def choice(self, code: str, choice: str) -> tuple[Tally, int]:
        """The votes for one choice, and in how many protocols it is not on the ballot."""
        key = figure_key(code, choice)
        return self.total.figure(key), self.total.counted - self.total.asked(key)

    def missing(self, tally: Tally) -> int:
        """How many counted protocols gave nothing to `tally`."""
        return self.total.counted - tally.contributors

    def _figure_line(self, figure: FigureDefinition, code: str) -> SumLine:
        tally = self.total.figure(code)
        # A numbered group without a row (no portable box) lacks nothing.
        optional = not figure.required or bool(figure.group)
        missing = 0 if optional else self.missing(tally)
        return SumLine(
            code=code,
            label=REGISTERED if code == self._form.role("registered") else figure.label,
            mark=figure.mark,
            cited=figure.cited,
            tally=tally,
            missing=missing,
            optional=optional,
            inferred=figure.inferred,
        )

    def _derived_line(self, quantity: DerivedQuantity) -> SumLine | None:
        if quantity.code not in self._sums:
            return None
        tally = self._sums[quantity.code]
        return SumLine(
            code=quantity.code,
            label=quantity.label,
            mark="",
            cited=quantity.cited,
            tally=tally,
            missing=self.missing(tally),
            inferred=quantity.inferred,
            computed=True,
        )


def _choices(
    rules: ProtocolRules, contest: Contest, lines: SumLines, whole: SumLine | None, bar: Fraction | None
) -> tuple[ChoiceLine, ...]:
    votes = rules.form.role("votes")
    if votes is None:
        return ()
    here = on_ballots(rules, contest, lines.total).choices
    tallies: list[tuple[int, str, Words, tuple[Tally, int]]] = [
        (number, choice.code, choice.names, lines.choice(votes, choice.code))
        for number, choice in enumerate(contest.choices, start=1)
        if choice in here
    ]
    withdrawn = {choice.code: choice.withdrawn for choice in contest.choices}
    # The most votes first; equal votes in the order of the ballot. «Against all» is no choice among others.
    tallies.sort(key=lambda item: (-item[3][0].total, item[0]))
    against = lines.part("against_all")
    if against is not None:
        tallies.append((0, against.code, rules.form.figure(against.code).label, (against.tally, 0)))
    return tuple(
        ChoiceLine(
            number,
            code,
            names,
            tally,
            lines.missing(tally) - off_ballot,
            share := honest_share(tally, whole, bar if number else None, off_ballot),
            min(1000, share.part * 1000 // share.whole) if share else 0,
            withdrawn.get(code) if number else None,
            off_ballot,
            persons=_persons(rules, contest.choices[number - 1], lines) if number else (),
        )
        for number, code, names, (tally, off_ballot) in tallies
    )


def _persons(rules: ProtocolRules, choice: Choice, lines: SumLines) -> tuple[ChoiceLine, ...]:
    preferences = rules.form.role("preferences")
    if preferences is None:
        return ()
    found = []
    for place, one in enumerate(choice.persons, start=1):
        tally, off = lines.choice(preferences, one.code)
        missing = lines.missing(tally) - off
        found.append(ChoiceLine(place, one.code, one.names, tally, missing, None, 0, one.withdrawn, off))
    return tuple(found)


def _share_line(line: SumLine, whole: SumLine | None) -> ShareLine:
    share = honest_share(line.tally, whole)
    could_be_divided = whole is not None and whole.tally.total > 0 and line.tally.contributors > 0
    return ShareLine(line, share, is_withheld=share is None and could_be_divided)


def honest_share(
    part: Tally, whole: SumLine | None, bar: Fraction | None = None, off_ballot: int = 0
) -> Share | None:
    """The share of `part` in `whole`, or None when the two are not sums over (nearly) the same protocols.

    Where one figure is missing from many protocols that give the other, their quotient is nobody's share;
    `off_ballot` protocols lack it for another reason: the choice is not on the ballot there.
    """
    if whole is None:
        return None
    fewest, most = sorted((part.contributors + off_ballot, whole.tally.contributors))
    if (most - fewest) * 100 > LARGEST_GAP_IN_HUNDREDTHS * most:
        return None
    return share_of(part.known(), whole.tally.known(), whole.label, bar)


def change_of(now: Share | None, then: Share | None) -> Fraction | None:
    """By how much one share is larger than another; None where a side states none."""
    return now.fraction - then.fraction if now and then else None


def are_of_as_many(now: Total, then: Total) -> bool:
    """Whether the parts of the expected protocols that count are (nearly) the same on both sides.

    Places that report first differ from those that report last: beside all of an earlier election they would
    show a change where nothing changed.
    """
    difference = abs(now.counted * then.expected - then.counted * now.expected)
    return difference * 100 <= LARGEST_GAP_IN_HUNDREDTHS * now.expected * then.expected


def results_by_contest(
    definition: Definition, contests: Iterable[Contest], totals: Mapping[str, Total]
) -> list[ContestResults]:
    """The results of each contest that is held in an area, in the order of the election."""
    return [
        results_of(definition, contest, totals[contest.code])
        for contest in contests
        if contest.code in totals
    ]
