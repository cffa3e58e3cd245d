"""`hattama pack FILE`: is a rule pack sound? Everything that is wrong with it, or what it states."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hattama.core.protocols import ProtocolRules, RulePack
from hattama.core.vocabulary import Words
from hattama.formats import FaultKind, InputFaults, parse_rulepack
from hattama.formats.outcome_rules import parse_outcome_rules

Subparsers = argparse._SubParsersAction

_ABOUT = Words.of(
    {
        "kk": "ереже топтамасын тексеру: барлық қатесін немесе не айтатынын көрсету",
        "ru": "проверить пакет правил: показать все ошибки или то, что он устанавливает",
        "en": "check a rule pack: show everything that is wrong with it, or what it states",
    }
)
_FILE_HELP = Words.of(
    {"kk": "топтаманың .toml файлы", "ru": "файл пакета .toml", "en": "the pack's .toml file"}
)
_SOUND = Words.of(
    {
        "kk": "Топтама жарамды, барлық мысалы айтылғандай шықты.",
        "ru": "Пакет верен, все его примеры сходятся.",
        "en": "The pack is sound, and all of its examples come out as they say.",
    }
)
_SWITCHED_OFF = Words.of({"kk": "өшірулі", "ru": "выключено", "en": "switched off"})

NO_FILE = FaultKind.of(
    "PACK-FILE",
    kk="файл оқылмады: {found}",
    ru="файл не читается: {found}",
    en="the file cannot be read: {found}",
)


def register(subparsers: Subparsers[argparse.ArgumentParser], language: str) -> None:
    """Add the command, with its help in `language`."""
    about = _ABOUT.say(language)
    command = subparsers.add_parser("pack", help=about, description=about)
    command.add_argument("file", metavar="FILE", help=_FILE_HELP.say(language))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what the pack states and give 0, or print all of its faults and give 2."""
    try:
        pack = _read(args.file)
    except InputFaults as refusal:
        for fault in refusal.faults:
            print(fault.say(args.language), file=sys.stderr)
        return 2
    print(f"{pack.pack_id}: {pack.names.say(args.language)} ({pack.edition}, {pack.edition_on.isoformat()})")
    for rules in pack.rules:
        _print_form(rules, args.language)
    print()
    print(_SOUND.say(args.language))
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
    print(f"\n{rules.form.code}: {rules.form.title.say(language)}")
    for relation in rules.relations:
        off = "" if relation.enabled else f"  ({_SWITCHED_OFF.say(language)})"
        print(f"  {relation.code:10} {relation.text}{off}")
