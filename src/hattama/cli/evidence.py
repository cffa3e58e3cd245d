"""`hattama evidence`: what a folder of evidence against a log proves to somebody who has nothing but it."""

import argparse
import json
from pathlib import Path

from hattama.cli.evidence_files import read_evidence
from hattama.cli.evidence_words import TITLES, meaning
from hattama.core.transparency_log import (
    Evidence,
    LogRefusal,
    VerifierKey,
    parse_vkeys,
    require_proof_of_two_histories,
)
from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import Refused, say
from hattama.verification.folders import verify_ed25519

PROVES, PROVES_NOT = 0, 1


_HELP = {
    "folder": Message("the folder of evidence"),
    "key": Message("the keys of the log from elsewhere (log.vkey)"),
    "json": Message("print the result as JSON"),
}
_PROVED = Message("PROVED")
_NOT_PROVED = Message("NOT PROVED ({why})")
_BY = Message("Key of the log:")
_UNREADABLE = Message("{path}: cannot be read ({why})")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    help_of = {name: say(words, language) for name, words in _HELP.items()}
    parser.add_argument("evidence", metavar="DIR", type=Path, help=help_of["folder"])
    parser.add_argument("--key", metavar="FILE", type=Path, help=help_of["key"])
    parser.add_argument("--json", action="store_true", help=help_of["json"])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check and print; 0 proved, 1 not proved, 2 could not be read."""
    try:
        evidence, keys = read_evidence(args.evidence)
        if args.key:
            keys = parse_vkeys(args.key.read_bytes())
    except (OSError, ValueError, LogRefusal) as trouble:
        raise Refused(_UNREADABLE, path=args.evidence, why=system_reason(str(trouble))) from None
    refused = _why_not(evidence, keys)
    print(_render(evidence, keys, refused, args))
    return PROVES if refused is None else PROVES_NOT


def _why_not(evidence: Evidence, keys: tuple[VerifierKey, ...]) -> str | None:
    try:
        require_proof_of_two_histories(evidence, keys, verify_ed25519)
    except LogRefusal as refusal:
        return f"{refusal.code}: {refusal}"
    return None


def _render(
    evidence: Evidence, keys: tuple[VerifierKey, ...], why: str | None, args: argparse.Namespace
) -> str:
    vkeys = [key.vkey() for key in keys]
    if args.json:
        told = {
            "kind": evidence.kind.value,
            "proved": why is None,
            "why_not": why,
            "origin": evidence.held.checkpoint.origin,
            "held_size": evidence.held.checkpoint.size,
            "offered_size": evidence.offered.checkpoint.size,
            "keys": vkeys,
        }
        return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    language = args.language
    verdict = say(_PROVED, language) if why is None else say(_NOT_PROVED, language, why=why)
    lines = [f"{verdict}: {say(TITLES[evidence.kind], language)}"]
    if why is None:
        lines += ["", meaning(evidence, language)]
    return "\n".join([*lines, "", say(_BY, language), *(f"  {vkey}" for vkey in vkeys)])
