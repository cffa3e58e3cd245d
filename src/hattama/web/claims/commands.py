"""`hattama claims`: tables of higher commissions go into the log, and are held against what it adds up to."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import add_verbs, say
from hattama.web.kernel.commands.answers import (
    FORMATS,
    announce,
    find_election,
    is_asked,
    print_in_words,
    read_clock,
)
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared
from hattama.web.protocols.commands.imports import load_mapping

if TYPE_CHECKING:
    from hattama.formats.claim_tables import StatedClaim
    from hattama.web.kernel.elections.tables import ElectionRow


_LOAD = Message("append a table of sums to the election's log: all of it or nothing")
_CHECK = Message("hold what was declared against the sums of protocols and against each other")
_FILE = Message("a CSV, XLSX or Parquet file, EML 510 or NIST SP 1500-100")
_SOURCE = Message("who states these figures")
_STAGE = Message("preliminary (from a data feed) or final (from the papers)")
_ALL = Message("show cells that agree, too")
_DONE = Message(
    "Areas appended to the log of {id}: {written} (in the place of earlier claims: {replaced}); there "
    "already: {repeated}."
)
_COUNTED = Message("Cells that agree: {agrees}; differ: {differs}; cannot be compared yet: {open}.")


def register(subparsers: Any, language: str) -> None:
    """Add `claims load` and `claims check`."""
    verbs = add_verbs(subparsers, "claims", Message("tables of higher commissions"), language)
    if not is_asked(subparsers, "claims"):
        return
    from hattama.core.entries import Stage
    from hattama.formats.claim_tables import SOURCES

    load = add_prepared(verbs, "load", say(_LOAD, language), _run_load)
    load.add_argument("election", metavar="ELECTION")
    load.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    load.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True)
    load.add_argument("--source", choices=SOURCES, required=True, help=say(_SOURCE, language))
    load.add_argument("--stage", choices=[*map(str, Stage)], required=True, help=say(_STAGE, language))
    check = add_prepared(verbs, "check", say(_CHECK, language), _run_check)
    check.add_argument("election", metavar="ELECTION")
    check.add_argument("--contest", metavar="CODE", help=say(Message("one contest alone"), language))
    check.add_argument("--all", action="store_true", help=say(_ALL, language))
    check.add_argument("--format", choices=FORMATS, default="table")


def _run_load(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from hattama.web.claims.record import record_claims

    election = find_election(args.election)
    claims = _read(args, election)
    digest = hashlib.sha256(args.file.read_bytes()).hexdigest()
    with telling_log_troubles():
        done = record_claims(election.pk, claims, digest, now=read_clock())
    announce(_DONE, args.language, id=election.pk, **asdict(done))
    return 0


def _read(args: argparse.Namespace, election: ElectionRow) -> tuple[StatedClaim, ...]:
    from hattama.core.entries import Stage
    from hattama.core.tabulation import AreaTree
    from hattama.formats.claim_tables import read_claims
    from hattama.web.kernel.elections.loading import load_areas, load_definition

    definition = load_definition(election)
    return read_claims(
        args.file,
        load_mapping(args.mapping),
        definition.election,
        AreaTree.of(load_areas(election)),
        definition.rules,
        source=args.source,
        stage=Stage(args.stage),
    )


def _run_check(args: argparse.Namespace) -> int:
    """0 where nothing differs, 1 where a cell does."""
    from hattama.publish.claim_lines import AGREES, DIFFERS, OPEN, ClaimLine, claim_lines
    from hattama.web.claims.checks import load_claim_report

    election = find_election(args.election)
    report = load_claim_report(election, args.contest)
    lines = list(claim_lines(report.checks, report.pairs, report.indexes))
    counts = {
        name: sum(line.verdict == verdict for line in lines)
        for name, verdict in (("agrees", AGREES), ("differs", DIFFERS), ("open", OPEN))
    }
    announce(_COUNTED, args.language, **counts)
    shown = lines if args.all else [line for line in lines if line.verdict != AGREES]
    print_in_words(ClaimLine._fields, shown, args.format, args.language)
    return 1 if counts["differs"] else 0
