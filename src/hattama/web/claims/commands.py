"""`hattama claims`: tables of higher commissions go into the log, and are held against what it adds up to."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.tabulation import Stage
from hattama.core.vocabulary import said
from hattama.formats.claim_tables import SOURCES
from hattama.web.kernel.commands.answers import FORMATS, Refused, find_election, print_in_words, say, tell
from hattama.web.kernel.commands.log_troubles import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.protocols.commands.imports import load_mapping

if TYPE_CHECKING:
    from hattama.formats.claim_tables import StatedClaim
    from hattama.web.kernel.elections.tables import ElectionRow


_HELP = said(
    "жоғары тұрған комиссиялардың жиынтық кестелері",
    "сводные таблицы вышестоящих комиссий",
    "tables of higher commissions",
)
_LOAD = said(
    "жиынтық кестені сайлау журналына жазу: бәрі немесе ештеңе",
    "записать сводную таблицу в журнал выборов: всю или ничего",
    "append a table of sums to the election's log: all of it or nothing",
)
_CHECK = said(
    "мәлімделген сандарды хаттамалар қосындысымен және бір-бірімен салыстыру",
    "сверить заявленные числа с суммами протоколов и между собой",
    "hold what was declared against the sums of protocols and against each other",
)
_FILE = said("CSV, XLSX немесе Parquet файлы", "файл CSV, XLSX или Parquet", "a CSV, XLSX or Parquet file")
_MAPPING = said(
    "файл бағандарын сипаттайтын сәйкестендіру файлы (TOML)",
    "файл сопоставления, описывающий столбцы (TOML)",
    "the mapping of the file's columns (TOML)",
)
_SOURCE = said("бұл сандарды кім мәлімдеді", "кто заявил эти числа", "who states these figures")
_STAGE = said(
    "алдын ала (деректер бойынша) немесе түпкілікті (қағаз бойынша)",
    "предварительные (по данным) или окончательные (по бумаге)",
    "preliminary (from a data feed) or final (from the papers)",
)
_CONTEST = said("бір ғана дауыс беру", "только одно голосование", "one contest alone")
_ALL = said(
    "сәйкес келген ұяшықтарды да көрсету", "показать и совпавшие ячейки", "show cells that agree, too"
)
_DONE = said(
    "«{id}» журналына жазылған аумақ: {written} (оның ішінде бұрынғысының орнына {replaced}); өзгермегені: "
    "{repeated}.",
    "В журнал «{id}» записано территорий: {written} (из них вместо прежних: {replaced}); без изменений: "
    "{repeated}.",
    "Areas appended to the log of {id}: {written} (in the place of earlier claims: {replaced}); there "
    "already: {repeated}.",
)
_COUNTED = said(
    "Сәйкес келген ұяшық: {agrees}; айырмасы бар: {differs}; салыстыруға әлі болмайтыны: {open}.",
    "Совпадает ячеек: {agrees}; различается: {differs}; сравнить ещё нельзя: {open}.",
    "Cells that agree: {agrees}; differ: {differs}; cannot be compared yet: {open}.",
)
_NOT_OPEN = said(
    "«{id}» сайлауы ашылмаған: оның журналы жоқ.",
    "Выборы «{id}» не открыты: журнала у них нет.",
    "Election {id} is not open: it has no log.",
)
_CLOSED = said(
    "«{id}» сайлауы жабылған: журналға енді ештеңе жазылмайды.",
    "Выборы «{id}» закрыты: в журнал больше ничего не записывается.",
    "Election {id} is closed: its log takes nothing more.",
)


def register(subparsers: Any, language: str) -> None:
    """Add `claims load` and `claims check`."""
    parser = subparsers.add_parser("claims", help=_HELP.say(language), description=_HELP.say(language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    load = verbs.add_parser("load", help=_LOAD.say(language), description=_LOAD.say(language))
    load.add_argument("election", metavar="ELECTION")
    load.add_argument("file", metavar="FILE", type=Path, help=_FILE.say(language))
    load.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True, help=_MAPPING.say(language))
    load.add_argument("--source", choices=SOURCES, required=True, help=_SOURCE.say(language))
    load.add_argument("--stage", choices=tuple(Stage), required=True, help=_STAGE.say(language))
    load.set_defaults(run=_run_load)
    check = verbs.add_parser("check", help=_CHECK.say(language), description=_CHECK.say(language))
    check.add_argument("election", metavar="ELECTION")
    check.add_argument("--contest", metavar="CODE", help=_CONTEST.say(language))
    check.add_argument("--all", action="store_true", help=_ALL.say(language))
    check.add_argument("--format", choices=FORMATS, default="table")
    check.set_defaults(run=_run_check)


def _run_load(args: argparse.Namespace) -> int:
    prepare(args.language)
    from dataclasses import asdict

    from django.utils import timezone

    from hattama.formats import InputFaults
    from hattama.web.claims.record import record_claims
    from hattama.web.kernel.log.submission_refusals import ElectionClosed, ElectionNotOpen

    election = find_election(args.election, args.language)
    try:
        claims = _read(args, election)
    except InputFaults as faults:
        raise Refused(faults.say(args.language)) from None
    digest = hashlib.sha256(args.file.read_bytes()).hexdigest()
    try:
        with telling_log_troubles(args.language):
            done = record_claims(election.pk, claims, digest, now=timezone.now())
    except ElectionNotOpen:
        raise Refused(tell(_NOT_OPEN, args.language, id=election.pk)) from None
    except ElectionClosed:
        raise Refused(tell(_CLOSED, args.language, id=election.pk)) from None
    say(_DONE, args.language, id=election.pk, **asdict(done))
    return 0


def _read(args: argparse.Namespace, election: ElectionRow) -> tuple[StatedClaim, ...]:
    from hattama.core.tabulation import AreaTree
    from hattama.formats.claim_tables import read_claims
    from hattama.web.kernel.elections.loading import load_areas, load_definition

    definition = load_definition(election)
    return read_claims(
        args.file,
        load_mapping(args.mapping, args.language),
        definition.election,
        AreaTree.of(load_areas(election)),
        definition.rules,
        source=args.source,
        stage=Stage(args.stage),
    )


def _run_check(args: argparse.Namespace) -> int:
    """0 where nothing differs, 1 where a cell does."""
    prepare(args.language)
    from hattama.publish.claim_lines import AGREES, DIFFERS, OPEN, ClaimLine, claim_lines
    from hattama.web.claims.checks import load_claim_report

    election = find_election(args.election, args.language)
    report = load_claim_report(election, args.contest)
    lines = list(claim_lines(report.checks, report.pairs, report.indexes))
    counts = {
        name: sum(line.verdict == verdict for line in lines)
        for name, verdict in (("agrees", AGREES), ("differs", DIFFERS), ("open", OPEN))
    }
    say(_COUNTED, args.language, **counts)
    shown = lines if args.all else [line for line in lines if line.verdict != AGREES]
    print_in_words(ClaimLine._fields, shown, args.format, args.language)
    return 1 if counts["differs"] else 0
