"""`hattama audit`: how many places to count again, which ones, and the risk that is left, from files."""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, takewhile
from pathlib import Path

from hattama.cli.audit_files import read_counted, read_reported
from hattama.cli.grid import grid_lines
from hattama.cli.outcome import decide_asked, read_rules
from hattama.cli.outcome_arguments import add_contest_arguments, read_ratio
from hattama.core.audits import ASSERTION_WORDS, LEAST_SEED, Assertion, AuditPlan, Committed, NoAssertions
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import Outcome, say_number, say_share
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.phrases import bounded, say
from hattama.phrases.of_rooms.outcomes import say_outcome

_HELP = {
    "votes": Message("a CSV file with the columns choice,votes,area: a row for each choice at each place"),
    "rules": Message("a rule pack (such as kz-2023) or its .toml file"),
    "risk": Message("the risk limit: the greatest chance that a wrong outcome is confirmed (5%)"),
    "pace": Message("so many ballots are counted again in an hour"),
    "by": Message("whole places counted again, or single ballots read (single mandates, president)"),
    "draws": Message("so many draws are shown (as many as the limit takes where nothing differs)"),
    "seed": Message("the digits thrown in public after the file was published: which places are drawn"),
    "counted": Message(
        "what was counted again: to-count.csv of the site, filled in; or the same columns, for places drawn; "
        "or area,ballot,choice for single ballots; the risk after each draw"
    ),
}
_NO_SAMPLE = FaultKind.of(
    "AUDIT-FULL", Message("no sample can confirm this outcome ({found}): count all ballots again")
)
_SEED = FaultKind.of(
    "AUDIT-SEED", Message("a seed has at least {expected} digits thrown in public, found: {found}")
)
_NOT_A_LIMIT = FaultKind.of("AUDIT-RISK", Message("a risk limit lies between 0 and 1, found: {found}"))
_NEEDS_SEED = FaultKind.of(
    "AUDIT-UNSEEDED", Message("what was counted again is judged by its draw: name --seed")
)

_ASSERTIONS = Message("Assertions that the outcome rests on: {count}; the hardest: {hardest}.")
_PLACES = Message("Places: {places}; ballots: at most {ballots}.")
_COMMITTED = Message(
    "Publish this file before the seed is thrown. Its SHA-256: {digest}. An audit shows nothing where the "
    "papers were not kept whole."
)
_PLAN = (
    Message("Risk limit"),
    Message("Draws"),
    Message("Places, on average"),
    Message("Ballots, on average"),
)
_FULL = Message("all")
_DRAWN = (Message("Draw"), Message("Place"))
_RISKS = (Message("Draw"), Message("Place"), Message("Error of what is possible"), Message("Risk"))
_CONFIRMED = Message("Confirmed at a risk limit of {limit} after {draws} draws: the audit can stop.")
_TO_COUNT = Message("Not confirmed yet. To be counted next: {places}.")
_LOST = Message(
    "In {place} the papers differ by all that is possible there: no further draw makes up for it, "
    "count all ballots again."
)

_MOST_DRAWS = 20_000
"""An audit that would go on beyond is a full count."""
_MOST_PACE = 1_000_000


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    told = {name: say(words, language).replace("%", "%%") for name, words in _HELP.items()}
    parser.add_argument("votes", metavar="VOTES.csv", help=told["votes"])
    parser.add_argument("--rules", metavar="PACK", required=True, help=told["rules"])
    add_contest_arguments(parser, language)
    parser.add_argument("--risk", metavar="A/B", default="5%", help=told["risk"])
    pace, draws = bounded(language, 1, _MOST_PACE), bounded(language, 1, _MOST_DRAWS)
    parser.add_argument("--pace", metavar="N", type=pace, help=told["pace"])
    parser.add_argument("--by", choices=[*map(str, AuditMethod)], default="batches", help=told["by"])
    parser.add_argument("--draws", metavar="N", type=draws, help=told["draws"])
    parser.add_argument("--seed", metavar="DIGITS", help=told["seed"])
    parser.add_argument("--counted", metavar="COUNTED.csv", help=told["counted"])
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run, method=None, threshold=None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a call comes to before anything is drawn."""

    outcome: Outcome
    audit: AuditPlan
    method: AuditMethod
    limit: Fraction
    digest: str

    def to_draw(self, limit: Fraction) -> int | None:
        """How many draws a limit takes; None: count all."""
        return self.audit.to_draw(self.method, limit)


def run(args: argparse.Namespace) -> int:
    """Print the plan, the draw, or the risk; 1 where that is above the limit, 2 for a wrong call or file."""
    asked = _asked(args)
    if args.seed is None:
        if args.counted is not None:
            raise InputFaults([_NEEDS_SEED.at("--counted")])
        _plan(args, asked)
    elif args.counted is None:
        _draw(args, asked)
    else:
        return _judge(args, asked)
    return 0


def _asked(args: argparse.Namespace) -> _Asked:
    limit = read_ratio("--risk", args.risk)
    if not 0 < limit < 1:
        raise InputFaults([_NOT_A_LIMIT.at("--risk", found=args.risk)])
    votes = read_reported(args.votes)
    rules = read_rules(args).rules
    outcome = decide_asked(args, rules, votes)
    try:
        audit = AuditPlan(Committed(votes.areas), votes, rules, outcome)
    except NoAssertions as why:
        raise InputFaults([_NO_SAMPLE.at(Path(args.votes).name, found=str(why))]) from why
    digest = hashlib.sha256(Path(args.votes).read_bytes()).hexdigest()
    return _Asked(outcome, audit, AuditMethod(args.by), limit, digest)


@dataclass(frozen=True, slots=True)
class _Size:
    """What a risk limit costs. Beyond as many draws as there are places all are counted, once."""

    limit: Fraction
    draws: int
    places: int
    ballots: int
    is_full: bool


def _sizes(asked: _Asked) -> list[_Size]:
    """For the limit asked for, and for the usual ones."""
    plan, sizes = asked.audit.plan, []
    for limit in sorted({asked.limit, Fraction(1, 10), Fraction(1, 20), Fraction(1, 100)}, reverse=True):
        draws = asked.to_draw(limit)
        if draws is None:
            least = plan.draws(limit) if asked.method is AuditMethod.BATCHES else asked.audit.ballots
            sizes.append(_Size(limit, least, len(plan.batches), asked.audit.ballots, is_full=True))
        elif asked.method is AuditMethod.BALLOTS:
            sizes.append(_Size(limit, draws, min(draws, len(plan.batches)), draws, is_full=False))
        else:
            places, ballots = round(plan.distinct(draws)), round(plan.ballots(draws))
            sizes.append(_Size(limit, draws, places, ballots, is_full=False))
    return sizes


def _plan(args: argparse.Namespace, asked: _Asked) -> None:
    language, plan, sizes, pace = args.language, asked.audit.plan, _sizes(asked), args.pace
    if args.format == "json":
        _print_record(
            {
                "sha256": asked.digest,
                "assertions": [_assertion_record(one) for one in plan.assertions],
                "places": len(plan.batches),
                "ballots": asked.audit.ballots,
                "bounds": {one.name: bound for one, bound in zip(plan.batches, plan.bounds, strict=True)},
                "sizes": [_size_record(size, pace) for size in sizes],
            }
        )
        return
    rows = [
        [
            say_share(size.limit, language),
            say_number(size.draws),
            say(_FULL, language) if size.is_full else say_number(size.places),
            say(_FULL, language) if size.is_full else say_number(size.ballots),
            *([] if pace is None else [say_number(_hours(size, pace))]),
        ]
        for size in sizes
    ]
    heads = [say(head, language) for head in (*_PLAN, Message("Hours"))][: len(rows[0])]
    one = plan.hardest()
    hardest = say(ASSERTION_WORDS[one.kind], language, choice=one.choice, other=one.other)
    places, ballots = say_number(len(plan.batches)), say_number(asked.audit.ballots)
    lines = [
        say_outcome(asked.outcome, language),
        say(_ASSERTIONS, language, count=say_number(len(plan.assertions)), hardest=hardest),
        say(_PLACES, language, places=places, ballots=ballots),
        "",
        *grid_lines(heads, rows, [True] * len(heads)),
        "",
        say(_COMMITTED, language, digest=asked.digest),
    ]
    print("\n".join(lines))


def _assertion_record(one: Assertion) -> dict[str, object]:
    return {"assertion": one.kind.value, "choice": one.choice, "other": one.other}


def _hours(size: _Size, pace: int) -> int:
    return -(-size.ballots // pace)


def _size_record(size: _Size, pace: int | None) -> dict[str, object]:
    record: dict[str, object] = {
        "risk_limit": f"{size.limit.numerator}/{size.limit.denominator}",
        "draws": size.draws,
        "places": size.places,
        "ballots": size.ballots,
        "full_count": size.is_full,
    }
    return record if pace is None else record | {"hours": _hours(size, pace)}


def _sequence(asked: _Asked, seed: str, count: int) -> list[Drawn]:
    if len(seed.strip()) < LEAST_SEED:
        raise InputFaults([_SEED.at("--seed", found=str(len(seed.strip())), expected=str(LEAST_SEED))])
    return list(islice(asked.audit.sequence(asked.method, seed), count))


def _say_drawn(what: Drawn) -> str:
    """A place, or a place and the number of a ballot in its pile."""
    return f"{what[0]} {what[1]}" if what[1] else what[0]


def _draw(args: argparse.Namespace, asked: _Asked) -> None:
    wanted = asked.to_draw(asked.limit) or len(asked.audit.plan.batches)
    count = min(wanted, _MOST_DRAWS) if args.draws is None else args.draws
    names = [_say_drawn(one) for one in _sequence(asked, args.seed, count)]
    if args.format == "json":
        _print_record({"sha256": asked.digest, "seed": args.seed, "drawn": names})
        return
    rows = [[say_number(number), name] for number, name in enumerate(names, start=1)]
    print("\n".join(grid_lines([say(head, args.language) for head in _DRAWN], rows, (True, False))))


@dataclass(frozen=True, slots=True)
class _Step:
    """One draw judged: what was drawn, what it showed, the risk after it, whether that is enough."""

    what: Drawn
    shown: str | Fraction
    """The choice of a ballot; of a place its error in parts of what is possible."""
    risk: float
    is_enough: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    """The draws judged; places or ballots drawn that wait to be counted again."""

    steps: tuple[_Step, ...]
    coming: tuple[str, ...]

    @property
    def is_confirmed(self) -> bool:
        return bool(self.steps) and self.steps[-1].is_enough

    @property
    def lost(self) -> str | None:
        """A place whose error nothing makes up for."""
        parts = ((one.what[0], one.shown) for one in self.steps if isinstance(one.shown, Fraction))
        return next((name for name, taint in parts if taint >= 1), None)


def _judged(args: argparse.Namespace, asked: _Asked) -> _Judged:
    """The risk after each draw in turn, as far as what was drawn was counted or until it is low enough."""
    audit = asked.audit
    counted = read_counted(args.counted, audit, asked.method)
    drawn = _sequence(asked, args.seed, _MOST_DRAWS)
    known = list(takewhile(lambda one: one in counted, drawn))
    steps: list[_Step] = []
    risks = audit.risks(asked.method, [(what[0], counted[what]) for what in known], asked.limit)
    for what, (risk, is_enough) in zip(known, risks, strict=True):
        shown = counted[what] if what[1] else audit.taint(what[0], counted[what])
        steps.append(_Step(what, shown, risk, is_enough))
        if is_enough:
            return _Judged(tuple(steps), ())
    needed = asked.to_draw(asked.limit) or len(audit.plan.batches)
    wanted = drawn[len(steps) : max(needed, len(steps) + 1)]
    return _Judged(
        tuple(steps), tuple(dict.fromkeys(_say_drawn(one) for one in wanted if one not in counted))
    )


def _judge(args: argparse.Namespace, asked: _Asked) -> int:
    judged = _judged(args, asked)
    if args.format == "json":
        draws = [
            {"place": _say_drawn(one.what), "taint" if one.what[1] == 0 else "read": str(one.shown)}
            | {"risk": one.risk}
            for one in judged.steps
        ]
        _print_record(
            {
                "sha256": asked.digest,
                "seed": args.seed,
                "risk_limit": f"{asked.limit.numerator}/{asked.limit.denominator}",
                "draws": draws,
                "confirmed": judged.is_confirmed,
                "to_count": judged.coming,
            }
        )
    else:
        print("\n".join(_judged_lines(judged, asked.limit, args.language)))
    return 0 if judged.is_confirmed else 1


def _judged_lines(judged: _Judged, limit: Fraction, language: str) -> list[str]:
    rows = [
        [
            say_number(number),
            _say_drawn(one.what),
            say_share(one.shown, language) if isinstance(one.shown, Fraction) else one.shown,
            say_share(Fraction(one.risk), language),
        ]
        for number, one in enumerate(judged.steps, start=1)
    ]
    heads = [say(head, language) for head in _RISKS]
    lines = [*grid_lines(heads, rows, (True, False, True, True)), ""] if rows else []
    if judged.is_confirmed:
        told, draws = say_share(limit, language), say_number(len(rows))
        return [*lines, say(_CONFIRMED, language, limit=told, draws=draws)]
    if judged.lost is not None:
        return [*lines, say(_LOST, language, place=judged.lost)]
    return [*lines, say(_TO_COUNT, language, places=", ".join(judged.coming))]


def _print_record(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
