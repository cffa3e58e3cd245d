"""`hattama verify`: a bundle recomputed from its own files; nothing in it is believed."""

import argparse
import gc
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hattama.cli.verify_report import render_json, render_text
from hattama.core.transparency_log import Policy, PolicyRefused, parse_policy
from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import Refused
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.parts import PartResult, Task, check_part
from hattama.verification.places import EVIDENCE_FILE
from hattama.verification.reports import Report
from hattama.verification.troubles import Troubles
from hattama.verification.trust import Trust

LEAST_ENTRIES = 50_000
"""Below this one process does: a second reads the whole log once more for some tenths of a second."""

_task: Task | None = None


def run_in_processes(task: Task, processes: int) -> list[PartResult]:
    """Work through a task in so many processes; in this one where the log is small."""
    global _task
    if processes < 2 or task.limits.size < LEAST_ENTRIES or not hasattr(os, "fork"):
        return [check_part(task, 0, 1)]
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    task.foundation.settle()
    # Children that are forked find the task where it stands, and nothing is copied to them.
    _task = task
    try:
        with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_check_part, range(processes), [processes] * processes))
    finally:
        _task = None


def _check_part(part: int, parts: int) -> PartResult:
    assert _task is not None, "a child finds the task of its parent"
    return check_part(_task, part, parts)


MOST_PROCESSES = 2
MOST_BYTES_OF_AN_ARGUMENT = 4_000_000


_WHOLE_LOG = Message(
    "{path}: --since, --receipt and --site ask about a whole log; evidence holds some entries of one"
)
_NO_FOLDER = Message("{path}: there is no such folder")
_NO_BUNDLE = Message(
    "{path}: is neither the folder of a bundle nor evidence (ZIP). A receipt (.tlog-proof) is checked with "
    "the address of the bundle and --receipt"
)
_NO_FILE = Message("{path}: cannot be read ({why})")
_BAD_POLICY = Message("{path}: no policy ({why})")


def run(args: argparse.Namespace) -> int:
    """Check and print; 0 true, 1 false, 2 could not check, 3 true as far as it looked."""
    report = _check(args)
    report.is_strict = args.strict
    render = render_json if args.json else render_text
    sys.stdout.write(render(report, args.language))
    return int(report.verdict)


def _check(args: argparse.Namespace) -> Report:
    trust = Trust(
        _policy(args.policy) if args.policy else None,
        _read(args.since) if args.since else None,
        _read(args.receipt) if args.receipt else None,
        _authorities(args.stamp_authorities) if args.stamp_authorities else None,
    )

    def check(folder: Path) -> Report:
        if is_evidence(folder):
            return check_evidence_file(args, folder, trust)
        if not folder.is_dir():
            raise Refused(_NO_BUNDLE if folder.exists() else _NO_FOLDER, path=str(folder))
        return check_folder(folder, Asked(trust, with_scans=args.scans, now=datetime.now(UTC)))

    if args.site or (args.bundle is None and "://" in args.where):
        # Whoever checks a folder reads nothing of networks.
        from hattama.cli.verify_fetched import check_fetched

        return check_fetched(args, check)
    return check(Path(args.bundle or args.where))


def is_evidence(where: Path) -> bool:
    """Whether it is the evidence of one polling station: a ZIP archive, or the folder of an unpacked one."""
    return (where / EVIDENCE_FILE).is_file() or (where.is_file() and where.suffix.lower() == ".zip")


def check_evidence_file(args: argparse.Namespace, where: Path, trust: Trust) -> Report:
    """Check the evidence of one polling station. Raises Refused for questions to a whole log."""
    if args.since or args.receipt or args.site:
        raise Refused(_WHOLE_LOG, path=str(where))
    # Whoever checks a bundle unpacks no archive, and writes no pages of evidence.
    import tempfile

    from hattama.verification.archives import unpack
    from hattama.verification.evidence import check_evidence

    if where.is_dir():
        return check_evidence(FolderPlace(where), verify_ed25519, trust)
    damaged = Troubles()
    with tempfile.TemporaryDirectory(prefix="hattama-") as folder:
        unpack(where, Path(folder), damaged)
        report = check_evidence(FolderPlace(Path(folder)), verify_ed25519, trust)
    report.troubles.merge(damaged)
    return report


def check_folder(folder: Path, asked: Asked) -> Report:
    """Check a bundle in as many processes as pay here."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    run_parts = partial(run_in_processes, processes=processes)
    # What a check makes does not refer to itself; looking for what does would walk through all of it again
    # and again, a tenth of the time. The process ends when the check does.
    gc.disable()
    try:
        return check_bundle(FolderPlace(folder), verify_ed25519, asked, run_parts)
    finally:
        # What is left of it is not walked through once more at the end, either.
        gc.freeze()
        gc.enable()


def _authorities(path: str) -> bytes:
    data = _read(path)
    try:
        from cryptography.x509 import load_pem_x509_certificates

        load_pem_x509_certificates(data)
    except ImportError:
        # The check says itself that no stamp could be looked at.
        return data
    except ValueError as trouble:
        raise Refused(_NO_FILE, path=path, why=str(trouble)) from trouble
    return data


def _policy(path: str) -> Policy:
    try:
        return parse_policy(_read(path))
    except PolicyRefused as refusal:
        raise Refused(_BAD_POLICY, path=path, why=f"{refusal.code}: {refusal}") from refusal


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES_OF_AN_ARGUMENT)
    except OSError as error:
        raise Refused(_NO_FILE, path=path, why=system_reason(error.strerror or "")) from error
