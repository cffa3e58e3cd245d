"""`hattama pack FILE`: is a rule pack sound? `hattama pack explain PACK`: every rule with its norms. `hattama
pack check [PACK …]`: every citation counted, with `--editions` each norm with its edition. `hattama pack text
PACK`: the whole file of a pack that comes with the program.

The explanation is for lawyers: each rule of the pack with the article, its edition on the pack's day, and
whether that edition was read or what stands there is inferred.
"""

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from hattama.cli.pack_check import check
from hattama.core.norms import Cited
from hattama.core.protocols import ProtocolRules, RulePack
from hattama.core.vocabulary import Message, Severity
from hattama.formats.citing import USE_WORDS, Use, UseKind, uses_of
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import say
from hattama.phrases.of_rooms.deadlines import CERTAINTIES, OUR_READING, say_deadline
from hattama.rulepacks import read_rulepack, rulepack_ids

_FILE_HELP = Message(
    "the pack's .toml file; or `explain` and such a file or the name of a pack; or `text` and the name of a "
    "pack, for its whole file; or `check` and names of packs, or none for all that cites norms"
)
_EDITIONS = Message("with `check`: each norm with its edition in force on the pack's day")
_SWITCHED_OFF = Message("switched off", "relation")
_WEIGHTS = {Severity.HARD: Message("hard", "relation"), Severity.SOFT: Message("soft", "relation")}

CHECK = "check"
NO_FILE = FaultKind.of("PACK-FILE", Message("the file cannot be read: {found}", "rule pack"))


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    parser.add_argument("words", metavar="FILE", nargs="+", help=say(_FILE_HELP, language))
    parser.add_argument("--editions", action="store_true", help=say(_EDITIONS, language))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what the pack states and give 0, or print all of its faults and give 2."""
    if args.words[0] == CHECK and not set(args.words[1:]) - set(rulepack_ids()):
        return check(args.words[1:], args.language, editions=args.editions)
    *verb, named = args.words
    if verb == ["text"] and named in rulepack_ids():
        print(read_rulepack(named).decode(), end="")
        return 0
    explains = verb == ["explain"]
    if verb and not explains:
        named = " ".join(args.words)
    pack, outcomes = _read(named)
    print(f"{pack.pack_id}: {say(pack.names, args.language)} ({say(pack.edition.words, args.language)})")
    if explains:
        for line in explain(pack, outcomes, args.language):
            print(line)
        return 0
    for rules in pack.rules:
        _print_form(rules, args.language)
    print()
    print(say(Message("The pack is sound, and all of its examples come out as they say."), args.language))
    return 0


def explain(pack: RulePack, outcomes: OutcomePack, language: str) -> Iterator[str]:
    """Every rule of the pack with what it rests on, as lines of text."""
    yield say(pack.law.names, language)
    for kind, uses in groupby(uses_of(pack, outcomes), key=lambda use: use.kind):
        yield from ("", f"== {say(USE_WORDS[kind], language)} ==")
        for use in uses:
            yield from _explained(pack, use, language)


def _explained(pack: RulePack, use: Use, language: str) -> Iterator[str]:
    weight = f" ({say(_WEIGHTS[use.severity], language)})" if use.severity else ""
    where = f"{use.where}." if use.where else ""
    ours = f" [{say(OUR_READING, language)}]" if use.is_ours else ""
    yield f"{where}{use.code}{weight}: {say(use.words, language)}{ours}"
    if use.cited.document:
        yield f"    {use.cited.document}"
    for cited in use.cited.norms:
        yield f"    {cited.say(language)} – {_edition(pack, cited, language)} ({cited.norm_id})"
    if use.kind is UseKind.LIMIT:
        limits = (step.limit for step in pack.steps if step.code == use.code)
        yield from (f"    {say_deadline(limit.deadline, language)}" for limit in limits if limit)


def _edition(pack: RulePack, cited: Cited, language: str) -> str:
    certainty = say(CERTAINTIES[cited.certainty], language)
    # Another law's edition is named by its own word: its day is on the norm's page.
    named = say(pack.edition.words, language) if cited.edition == pack.edition.name else cited.edition
    return f"{named}, {certainty}"


def _read(named: str) -> tuple[RulePack, OutcomePack]:
    path = Path(named)
    try:
        data = read_rulepack(named) if named in rulepack_ids() else path.read_bytes()
    except OSError as error:
        raise InputFaults([NO_FILE.because(error).at(named, found=error.strerror or "")]) from error
    return parse_rulepack(data, path.name), parse_outcome_rules(data, path.name)


def _print_form(rules: ProtocolRules, language: str) -> None:
    print(f"\n{rules.form.code}: {say(rules.form.title, language)}")
    for relation in rules.relations:
        off = "" if relation.enabled else f"  ({say(_SWITCHED_OFF, language)})"
        print(f"  {relation.code:10} {relation.text}{off}")
