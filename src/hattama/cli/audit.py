"""`hattama audit`: how many places to count again, which ones, and the risk that is left, from files."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, takewhile
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.cli.outcome import decide_asked, read_rules, read_votes
from hattama.cli.outcome_arguments import add_contest_arguments, read_ratio, read_whole_number
from hattama.core.audits import (
    LEAST_SEED,
    Assertion,
    AssertionKind,
    Batch,
    BatchPlan,
    MeasuredRisk,
    NoAssertions,
    SeedTooShort,
    assertions_of,
    draw_by_weight,
    measured_risks,
    plan_batches,
    taint_of,
)
from hattama.core.outcomes import (
    AGAINST_ALL,
    BALLOTS_FOUND,
    BOTH_MARKED,
    INVALID,
    Outcome,
    Votes,
    say_number,
    say_share,
)
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.phrases import LANGUAGES, say, say_outcome

_HELP = {
    "audit": Message("count some places again: how many, which, and what risk of a wrong outcome is left"),
    "votes": Message("a CSV file with the columns choice,votes,area: a row for each choice at each place"),
    "rules": Message("a rule pack (such as kz-2023) or its .toml file"),
    "risk": Message("the risk limit: the greatest chance that a wrong outcome is confirmed (5%)"),
    "pace": Message("so many ballots are counted again in an hour"),
    "seed": Message("the digits thrown in public after the file was published: which places are drawn"),
    "counted": Message(
        "what was counted again: the same columns, for places drawn; the risk after each draw"
    ),
    "format": Message("the form of the output"),
    "lang": Message("language of messages"),
}
_NO_PLACES = FaultKind.of(
    "AUDIT-PLACES", Message("the places are needed: a column area with a row for each choice at each place")
)
_NO_SAMPLE = FaultKind.of(
    "AUDIT-FULL", Message("no sample can confirm this outcome ({found}): count all ballots again")
)
_SEED = FaultKind.of(
    "AUDIT-SEED", Message("a seed has at least {expected} digits thrown in public, found: {found}")
)
_GAP = FaultKind.of("AUDIT-PART", Message("the place {expected} has no row for {found}, others have one"))
_OTHER_SUM = FaultKind.of(
    "AUDIT-SUM", Message("the places come to another number than the whole, {expected}: {found}")
)
_STRANGER = FaultKind.of("AUDIT-STRANGER", Message("counted again, but not among the places: {found}"))
_NOT_A_LIMIT = FaultKind.of("AUDIT-RISK", Message("a risk limit lies between 0 and 1, found: {found}"))
_NEEDS_SEED = FaultKind.of(
    "AUDIT-UNSEEDED", Message("what was counted again is judged by its draw: name --seed")
)

_KINDS = {
    AssertionKind.MORE_VOTES: Message("{choice} has more votes than {other}"),
    AssertionKind.OVER: Message("{choice} has the share that the law asks for"),
    AssertionKind.UNDER: Message("{choice} has less than the share that the law asks for"),
    AssertionKind.SEATS: Message("{choice} has no claim to a seat of {other}"),
}
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
_HOURS = Message("Hours")
_FULL = Message("all")
_DRAWN = (Message("Draw"), Message("Place"))
_RISKS = (Message("Draw"), Message("Place"), Message("Error of what is possible"), Message("Risk"))
_CONFIRMED = Message("Confirmed at a risk limit of {limit} after {draws} draws: the audit can stop.")
_TO_COUNT = Message("Not confirmed yet. To be counted next: {places}.")
_LOST = Message(
    "In {place} the papers differ by all that is possible there: no further draw makes up for it, "
    "count all ballots again."
)

_MOST_DRAWS = 100_000
"""An audit that would go on beyond is a full count."""

Subparsers = argparse._SubParsersAction


def register(subparsers: Subparsers[argparse.ArgumentParser], language: str) -> None:
    """Add the command, with its help in `language`."""
    told = {name: say(words, language).replace("%", "%%") for name, words in _HELP.items()}
    parser = subparsers.add_parser("audit", help=told["audit"], description=told["audit"])
    parser.add_argument("votes", metavar="VOTES.csv", help=told["votes"])
    parser.add_argument("--rules", metavar="PACK", required=True, help=told["rules"])
    add_contest_arguments(parser, language)
    parser.add_argument("--risk", metavar="A/B", default="5%", help=told["risk"])
    parser.add_argument("--pace", metavar="N", help=told["pace"])
    parser.add_argument("--seed", metavar="DIGITS", help=told["seed"])
    parser.add_argument("--counted", metavar="COUNTED.csv", help=told["counted"])
    parser.add_argument("--format", choices=("table", "json"), default="table", help=told["format"])
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=told["lang"])
    parser.set_defaults(run=run, method=None, threshold=None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a call comes to before anything is drawn."""

    outcome: Outcome
    plan: BatchPlan
    limit: Fraction
    digest: str


def run(args: argparse.Namespace) -> int:
    """Print the plan, the draw, or the risk; 1 where that is above the limit, 2 for a wrong call or file."""
    try:
        asked = _asked(args)
        if args.seed is None:
            if args.counted is not None:
                raise InputFaults([_NEEDS_SEED.at("--counted")])
            _plan(args, asked)
        elif args.counted is None:
            _draw(args, asked)
        else:
            return _judge(args, asked)
    except InputFaults as refusal:
        print(refusal.say(args.language), file=sys.stderr)
        return 2
    return 0


def _asked(args: argparse.Namespace) -> _Asked:
    limit = read_ratio("--risk", args.risk)
    if not 0 < limit < 1:
        raise InputFaults([_NOT_A_LIMIT.at("--risk", found=args.risk)])
    votes = read_votes(args.votes)
    if not votes.areas:
        raise InputFaults([_NO_PLACES.at(Path(args.votes).name)])
    _refuse_gaps(votes, Path(args.votes).name)
    rules = read_rules(args).rules
    outcome = decide_asked(args, rules, votes)
    batches = [Batch(name, _counted(place), _most_ballots(place)) for name, place in votes.areas]
    try:
        plan = plan_batches(assertions_of(rules, votes, outcome), batches)
    except NoAssertions as why:
        raise InputFaults([_NO_SAMPLE.at(Path(args.votes).name, found=str(why))]) from why
    digest = hashlib.sha256(Path(args.votes).read_bytes()).hexdigest()
    return _Asked(outcome, plan, limit, digest)


def _counted(votes: Votes) -> dict[str, int]:
    return {choice.code: choice.votes for choice in votes.choices} | dict(votes.parts)


def _most_ballots(votes: Votes) -> int:
    """The papers at a place: as many as were found, or the sum of all piles where that is not given."""
    piles = sum(votes.part(pile) or 0 for pile in (AGAINST_ALL, BOTH_MARKED, INVALID))
    return max(votes.part(BALLOTS_FOUND) or 0, votes.for_choices + piles)


def _refuse_gaps(votes: Votes, file: str) -> None:
    """A pile that some places lack is not known for the whole, and the whole is the sum of its places."""
    known = dict.fromkeys(part for _, place in votes.areas for part in place.parts)
    faults = [
        _GAP.at(file, field="area", found=part, expected=name)
        for name, place in votes.areas
        for part in known
        if place.part(part) is None
    ]
    places = [_counted(place) for _, place in votes.areas]
    for code, number in _counted(votes).items():
        total = sum(place.get(code, 0) for place in places)
        if total != number and not faults:
            faults.append(_OTHER_SUM.at(file, field=code, found=str(total), expected=str(number)))
    refuse_if_any(faults)


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
    plan, sizes = asked.plan, []
    for limit in sorted({asked.limit, Fraction(1, 10), Fraction(1, 20), Fraction(1, 100)}, reverse=True):
        draws = plan.draws(limit)
        if draws >= len(plan.batches):
            sizes.append(_Size(limit, draws, len(plan.batches), plan.most_ballots, is_full=True))
        else:
            places, ballots = round(plan.distinct(draws)), round(plan.ballots(draws))
            sizes.append(_Size(limit, draws, places, ballots, is_full=False))
    return sizes


def _plan(args: argparse.Namespace, asked: _Asked) -> None:
    language, plan, sizes = args.language, asked.plan, _sizes(asked)
    pace = None if args.pace is None else max(1, read_whole_number("--pace", args.pace))
    if args.format == "json":
        _print_record(
            {
                "sha256": asked.digest,
                "assertions": [_assertion_record(one) for one in plan.assertions],
                "places": len(plan.batches),
                "ballots": plan.most_ballots,
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
    heads = [say(head, language) for head in (*_PLAN, _HOURS)][: len(rows[0])]
    hardest = _say_assertion(plan.hardest(), language)
    places, ballots = say_number(len(plan.batches)), say_number(plan.most_ballots)
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


def _assertion_record(one: Assertion) -> dict[str, object]:
    return {"assertion": one.kind.value, "choice": one.choice, "other": one.other}


def _say_assertion(one: Assertion, language: str) -> str:
    return say(_KINDS[one.kind], language, choice=one.choice, other=one.other)


def _draws(asked: _Asked, seed: str) -> Iterator[int]:
    try:
        return draw_by_weight(seed, asked.plan.bounds)
    except SeedTooShort as why:
        raise InputFaults([_SEED.at("--seed", found=str(len(seed)), expected=str(LEAST_SEED))]) from why


def _draw(args: argparse.Namespace, asked: _Asked) -> None:
    drawn = islice(_draws(asked, args.seed), asked.plan.draws(asked.limit))
    names = [asked.plan.batches[one].name for one in drawn]
    if args.format == "json":
        _print_record({"sha256": asked.digest, "seed": args.seed, "drawn": names})
        return
    rows = [[say_number(number), name] for number, name in enumerate(names, start=1)]
    print("\n".join(grid_lines([say(head, args.language) for head in _DRAWN], rows, (True, False))))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The draws judged: place, its error in parts of what is possible, the risk after it."""

    draws: tuple[tuple[str, Fraction, MeasuredRisk], ...]
    coming: tuple[str, ...]
    """Places drawn that wait to be counted again."""

    @property
    def is_confirmed(self) -> bool:
        return bool(self.draws) and self.draws[-1][2].is_confirmed

    @property
    def lost(self) -> str | None:
        """A place whose error nothing makes up for."""
        return next((name for name, taint, _ in self.draws if taint >= 1), None)


def _judged(args: argparse.Namespace, asked: _Asked) -> _Judged:
    """The risk after each draw in turn, as far as the places drawn were counted or until it is low enough."""
    plan, counted = asked.plan, _read_counted(args, asked)
    taints = {
        index: taint_of(plan, index, _counted(counted[batch.name]), _most_ballots(counted[batch.name]))
        for index, batch in enumerate(plan.batches)
        if batch.name in counted
    }
    drawn = list(islice(_draws(asked, args.seed), _MOST_DRAWS))
    known = list(takewhile(lambda one: one in taints, drawn))
    draws: list[tuple[str, Fraction, MeasuredRisk]] = []
    risks = measured_risks(plan, (taints[one] for one in known), asked.limit)
    for one, risk in zip(known, risks, strict=True):
        draws.append((plan.batches[one].name, taints[one], risk))
        if risk.is_confirmed:
            return _Judged(tuple(draws), ())
    wanted = drawn[len(draws) : max(plan.draws(asked.limit), len(draws) + 1)]
    names = dict.fromkeys(plan.batches[one].name for one in wanted if one not in taints)
    return _Judged(tuple(draws), tuple(names))


def _judge(args: argparse.Namespace, asked: _Asked) -> int:
    judged = _judged(args, asked)
    if args.format == "json":
        draws = [
            {"place": name, "taint": str(taint), "risk": risk.risk} for name, taint, risk in judged.draws
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
        [say_number(risk.draws), name, say_share(taint, language), say_share(Fraction(risk.risk), language)]
        for name, taint, risk in judged.draws
    ]
    heads = [say(head, language) for head in _RISKS]
    lines = [*grid_lines(heads, rows, (True, False, True, True)), ""] if rows else []
    if judged.is_confirmed:
        told, draws = say_share(limit, language), say_number(len(rows))
        return [*lines, say(_CONFIRMED, language, limit=told, draws=draws)]
    if judged.lost is not None:
        return [*lines, say(_LOST, language, place=judged.lost)]
    return [*lines, say(_TO_COUNT, language, places=", ".join(judged.coming))]


def _read_counted(args: argparse.Namespace, asked: _Asked) -> dict[str, Votes]:
    counted = dict(read_votes(args.counted).areas)
    known = {batch.name for batch in asked.plan.batches}
    file = Path(args.counted).name
    refuse_if_any(_STRANGER.at(file, field="area", found=name) for name in counted if name not in known)
    if not counted:
        raise InputFaults([_NO_PLACES.at(file)])
    return counted


def _print_record(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
