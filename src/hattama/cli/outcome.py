"""`hattama outcome`: votes in a file become seats, a winner or an answer, by a rule pack or a method."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from hattama.cli import outcome_arguments as wrong
from hattama.cli.grid import grid_lines
from hattama.cli.outcome_arguments import add_arguments, read_ratio
from hattama.cli.outcome_lists import (
    ToldMandates,
    mandate_records,
    render_mandates,
    render_mandates_csv,
    told_mandates,
)
from hattama.core.outcomes import (
    DENOMINATORS,
    MARGIN_WORDS,
    ContestRules,
    MandateQuota,
    Margins,
    Method,
    NoOutcome,
    Outcome,
    PartyListRules,
    Reason,
    Ruled,
    Votes,
    counts_regions,
    decide,
    margins_of,
    plain_method,
    with_threshold,
)
from hattama.core.vocabulary import Fault
from hattama.formats.faults import InputFaults
from hattama.formats.list_candidates import read_lists
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.outcome_tables import render_outcome_csv, render_outcome_json
from hattama.formats.votes_csv import parse_votes
from hattama.phrases import say
from hattama.phrases.of_rooms.margins import margins_document, told_margins
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from hattama.phrases.of_rooms.outcomes import persons_table_of, say_outcome, say_step, table_of
from hattama.rulepacks import read_rulepack, rulepack_ids


def render_table(outcome: Outcome, language: str, *, explain: bool) -> str:
    """Text for the terminal, ending in a line end."""
    table = table_of(outcome, language)
    lines = [say_outcome(outcome, language), "", *grid_lines(table.columns, table.rows, table.numeric)]
    if outcome.persons:
        persons = persons_table_of(outcome, language)
        lines += ["", *grid_lines(persons.columns, persons.rows, persons.numeric)]
    if explain:
        lines.append("")
        lines += [
            f"{number}. {say_step(step, language)}" for number, step in enumerate(outcome.steps, start=1)
        ]
    return "\n".join(lines) + "\n"


def render_margins(margins: Margins, language: str) -> str:
    """How near the outcome is: the least changes, each choice by itself, and every threshold."""
    told = told_margins(margins, language)
    parts = [("heading", told.least), ("every", told.choices), ("bars", told.bars)]
    lines = [] if told.least is not None else [say(MARGIN_WORDS["nothing"], language)]
    for code, table in parts:
        if table is not None:
            lines += [] if not lines else [""]
            lines += [f"{say(MARGIN_WORDS[code], language)}:"]
            lines += grid_lines(table.columns, table.rows, table.numeric)
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class AskedRules:
    """The rules asked for, and the record of where they come from."""

    rules: ContestRules
    source: dict[str, object]


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Give the command its arguments, with help in `language`."""
    add_arguments(parser, language)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the outcome; 0, or 2 with a sentence for everything that is wrong with the call or the file."""
    asked = read_rules(args)
    votes = read_votes(args.votes)
    outcome = decide_asked(args, asked.rules, votes)
    told = _mandates(args, asked.rules, votes, outcome)
    margins = _margins(args, asked.rules, votes, outcome)
    _print(args, asked, outcome, told, margins)
    return 0


def read_votes(file: str) -> Votes:
    """The votes in a file. Raises InputFaults."""
    return parse_votes(read_file(file), Path(file).name)


def read_file(file: str) -> bytes:
    """The bytes of a file. Raises InputFaults."""
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise InputFaults([wrong.NO_FILE.because(error).at(file, found=error.strerror or "")]) from error


def read_rules(args: argparse.Namespace) -> AskedRules:
    """The rules that a call names. Raises InputFaults."""
    if (args.rules is None) == (args.method is None):
        raise InputFaults([wrong.RULES_OR_METHOD.at("--rules, --method")])
    return _plain_rules(args) if args.rules is None else _pack_rules(args)


def _plain_rules(args: argparse.Namespace) -> AskedRules:
    if args.contest is not None:
        raise InputFaults([wrong.NOT_HERE.at("--contest", expected="--rules")])
    if args.seats is None:
        raise InputFaults([wrong.SEATS_NEEDED.at("--seats")])
    threshold = read_ratio("--threshold", args.threshold or "0")
    first = (
        None if args.first_divisor is None else read_ratio("--first-divisor", args.first_divisor, most=None)
    )
    method = Method(args.method)
    if first is not None and (method is not Method.MODIFIED_SAINTE_LAGUE or not first):
        expected = Method.MODIFIED_SAINTE_LAGUE.value
        raise InputFaults([wrong.NOT_HERE.at("--first-divisor", expected=f"--method {expected}")])
    rules = plain_method(method, threshold, base=DENOMINATORS[args.threshold_of], first_divisor=first)
    return AskedRules(
        rules, {"method": method.value, "threshold": f"{threshold.numerator}/{threshold.denominator}"}
    )


def _pack_rules(args: argparse.Namespace) -> AskedRules:
    pack = _pack(args.rules)
    kinds = ", ".join(pack.rules)
    kind = next(iter(pack.rules), "") if args.contest is None else args.contest
    if kind not in pack.rules:
        raise InputFaults([wrong.NO_SUCH_KIND.at("--contest", found=kind, expected=kinds)])
    rules = pack.rules[kind]
    source: dict[str, object] = {"pack": pack.pack_id, "edition": pack.edition.number, "sha256": pack.sha256}
    if args.threshold is not None:
        if not isinstance(rules, PartyListRules):
            raise InputFaults([wrong.NOT_HERE.at("--threshold", expected="party_list")])
        threshold = read_ratio("--threshold", args.threshold)
        rules = with_threshold(rules, threshold)
        source["threshold"] = f"{threshold.numerator}/{threshold.denominator}"
    return AskedRules(rules, source)


def _pack(name: str) -> OutcomePack:
    """A pack that comes with the program, or one in a file of its own."""
    if name in rulepack_ids():
        return parse_outcome_rules(read_rulepack(name), f"{name}.toml")
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return parse_outcome_rules(path.read_bytes(), path.name)
    known = ", ".join(rulepack_ids())
    raise InputFaults([wrong.NO_SUCH_PACK.at("--rules", found=name, expected=known)])


def decide_asked(args: argparse.Namespace, rules: ContestRules, votes: Votes) -> Outcome:
    """The outcome, by the seats that a call names. Raises InputFaults."""
    seats = args.seats
    if seats is not None and not isinstance(rules, PartyListRules):
        raise InputFaults([wrong.NOT_HERE.at("--seats", expected="party_list")])
    decided = decide(rules, votes, seats=seats)
    if isinstance(decided, NoOutcome):
        raise InputFaults([_fault(decided, args, votes, seats)])
    return decided


def _fault(why: NoOutcome, args: argparse.Namespace, votes: Votes, seats: int | None) -> Fault:
    """What in the call or in the file leaves these votes without an outcome."""
    match why.reason:
        case Reason.OTHER_ANSWERS:
            found = ", ".join(choice.code for choice in votes.choices)
            file = Path(args.votes).name
            return wrong.NOT_THE_ANSWERS.at(file, field="choice", found=found, expected=why.possible)
        case _:
            found = "" if seats is None else str(seats)
            return wrong.NOT_SEATS.at("--seats", found=found, expected=why.possible)


def _mandates(
    args: argparse.Namespace, rules: ContestRules, votes: Votes, outcome: Outcome
) -> list[ToldMandates] | None:
    """Who receives the seats, where persons are given; None where nobody asks."""
    if args.lists is None:
        return None
    if not isinstance(rules, PartyListRules):
        raise InputFaults([wrong.NOT_HERE.at("--lists", expected="party_list")])
    ruled = _quota(rules)
    quota = None if ruled is None else ruled.value
    codes = [choice.code for choice in votes.choices]
    lists = read_lists(Path(args.lists), codes, () if quota is None else quota.groups)
    return told_mandates(outcome, lists, quota)


def _margins(args: argparse.Namespace, rules: ContestRules, votes: Votes, outcome: Outcome) -> Margins | None:
    """How near the outcome is, where that is asked and the rules know the question."""
    if not args.margins:
        return None
    if counts_regions(rules) and not votes.areas:
        raise InputFaults([wrong.NO_REGIONS.at("--margins")])
    return margins_of(rules, votes, seats=outcome.total_seats)


def _quota(rules: ContestRules) -> Ruled[MandateQuota] | None:
    return rules.mandate_quota if isinstance(rules, PartyListRules) else None


def _print(
    args: argparse.Namespace,
    asked: AskedRules,
    outcome: Outcome,
    told: list[ToldMandates] | None,
    margins: Margins | None,
) -> None:
    if args.format == "json":
        record = {"rules": asked.source, "kind": outcome.kind, **outcome_document(outcome, args.language)}
        if not args.explain:
            del record["steps"]
        if told is not None:
            record["mandates"] = mandate_records(told)
        if args.margins:
            record["margins"] = None if margins is None else margins_document(margins)
        text = render_outcome_json(record).decode()
    elif args.format == "csv":
        # A table has one kind of rows: choices, or the persons that were asked for.
        rows = render_outcome_csv(outcome, args.language).decode()
        text = rows if told is None else render_mandates_csv(told)
    else:
        text = render_table(outcome, args.language, explain=args.explain)
        if margins is not None:
            text += "\n" + render_margins(margins, args.language)
        if told is not None:
            text += "\n" + render_mandates(told, _quota(asked.rules), args.language)
    sys.stdout.write(text)
