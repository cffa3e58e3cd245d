"""`hattama pack FILE`: is a rule pack sound? Everything that is wrong with it, or what it states."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hattama.core.protocols import ProtocolRules, RulePack
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import say, say_fault

Subparsers = argparse._SubParsersAction

_ABOUT = Message("check a rule pack: show everything that is wrong with it, or what it states")
_FILE_HELP = Message("the pack's .toml file")
_SOUND = Message("The pack is sound, and all of its examples come out as they say.")
_SWITCHED_OFF = Message("switched off", "relation")

NO_FILE = FaultKind.of("PACK-FILE", Message("the file cannot be read: {found}", "rule pack"))


def register(subparsers: Subparsers[argparse.ArgumentParser], language: str) -> None:
    """Add the command, with its help in `language`."""
    about = say(_ABOUT, language)
    command = subparsers.add_parser("pack", help=about, description=about)
    command.add_argument("file", metavar="FILE", help=say(_FILE_HELP, language))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what the pack states and give 0, or print all of its faults and give 2."""
    try:
        pack = _read(args.file)
    except InputFaults as refusal:
        for fault in refusal.faults:
            print(say_fault(fault, args.language), file=sys.stderr)
        return 2
    print(f"{pack.pack_id}: {say(pack.names, args.language)} ({pack.edition}, {pack.edition_on.isoformat()})")
    for rules in pack.rules:
        _print_form(rules, args.language)
    print()
    print(say(_SOUND, args.language))
    return 0


def _read(file: str) -> RulePack:
    path = Path(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputFaults([NO_FILE.because(error).at(file, found=error.strerror or "")]) from error
    pack = parse_rulepack(data, path.name)
    parse_outcome_rules(data, path.name)
    return pack


def _print_form(rules: ProtocolRules, language: str) -> None:
    print(f"\n{rules.form.code}: {say(rules.form.title, language)}")
    for relation in rules.relations:
        off = "" if relation.enabled else f"  ({say(_SWITCHED_OFF, language)})"
        print(f"  {relation.code:10} {relation.text}{off}")
