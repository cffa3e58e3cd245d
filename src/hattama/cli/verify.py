"""`hattama verify`: a bundle recomputed from its own files; nothing in it is believed."""

import argparse
import gc
import json
import multiprocessing
import os
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hattama.cli.mirror.progress import Progress
from hattama.cli.verify_report import render_json, render_text
from hattama.core.transparency_log import Policy, PolicyRefused, parse_policy
from hattama.core.vocabulary import Message, system_reason
from hattama.fetching import Address, AddressRefused, parse_address
from hattama.phrases import Refused
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.manifests import MANIFEST_FILE
from hattama.verification.parts import PartResult, Task, check_part
from hattama.verification.places import TABLE_BYTES
from hattama.verification.reports import Report, Verdict, verdict_of
from hattama.verification.trust import Trust

LEAST_ENTRIES = 5_000
"""Below this a second process costs more than it saves."""

_task: Task | None = None


def run_in_processes(task: Task, processes: int) -> list[PartResult]:
    """Work through a task in so many processes; in this one where the log is small."""
    global _task
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes < 2 or task.limits.size < LEAST_ENTRIES or not can_fork:
        return [check_part(task, 0, 1)]
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


CANNOT = 2
"""The exit code where nothing could be checked."""

MOST_PROCESSES = 2
MOST_BYTES_OF_AN_ARGUMENT = 4_000_000


_NO_FOLDER = Message("{path}: there is no such folder")
_BAD_ADDRESS = Message("{path}: an http:// or https:// address is needed")
_NO_SITE = Message(
    "{path}: with --site, the address of a bundle (…/data/ELECTION/bundle/), or --bundle FOLDER and the "
    "address of the site"
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
    site = _site(args)
    if "://" in args.where and args.bundle is None:
        return _check_address(args, trust, site)
    folder = Path(args.bundle or args.where)
    if not folder.is_dir():
        raise Refused(_NO_FOLDER, path=str(folder))
    report = check_folder(folder, Asked(trust, with_scans=args.scans, now=datetime.now(UTC)))
    _check_site(args, site, folder, report)
    return report


def _site(args: argparse.Namespace) -> Address | None:
    """The site that is to be asked, by its own address or by that of its bundle; None: no site."""
    if not args.site:
        return None
    named = args.where if args.bundle else _OF_A_BUNDLE.sub("", args.where)
    if args.bundle is None and named == args.where:
        raise Refused(_NO_SITE, path=args.where)
    try:
        return parse_address(named)
    except AddressRefused:
        raise Refused(_BAD_ADDRESS, path=named) from None


_OF_A_BUNDLE = re.compile("/data/[^/]+/bundle/?$")


def _check_site(args: argparse.Namespace, site: Address | None, folder: Path, report: Report) -> None:
    """Hold what the site shows against the bundle in `folder`, where that is sound itself."""
    if site is None:
        return
    from hattama.cli.site.check_site import SITE_NOT_ASKED, SiteCheck
    from hattama.cli.site.expected import Expected
    from hattama.cli.site.registers import RegisterQuestions

    if report.foundation is None or verdict_of(report.troubles) not in (Verdict.TRUE, Verdict.QUALIFIED):
        report.troubles.add(SITE_NOT_ASKED.at())
        return
    assert report.signed is not None, "a bundle without a checkpoint is not sound"
    place = FolderPlace(folder)
    table_size = json.loads(place.read(MANIFEST_FILE, TABLE_BYTES))["tree_size"]
    expected = Expected(report.foundation, place, report.signed.checkpoint.size, table_size)
    progress = Progress(args.language)
    assert report.records is not None, "of a sound bundle the records were folded"
    check = SiteCheck(site, expected, RegisterQuestions(report.foundation, report.records))
    try:
        found = check.run(everything=args.all, advance=lambda done, of: progress("site", done, of))
    finally:
        progress.end()
    report.troubles.merge(found)


def _check_address(args: argparse.Namespace, trust: Trust, site: Address | None) -> Report:
    """Fetch the bundle as a mirror does, then check what came."""
    from hattama.cli.mirror.command import take_snapshot

    progress = Progress(args.language)
    with tempfile.TemporaryDirectory(prefix="hattama-") as name:
        try:
            taken = take_snapshot(args.where, Path(name), with_scans=args.scans, progress=progress)
        except AddressRefused as refusal:
            raise Refused(_BAD_ADDRESS, path=args.where) from refusal
        except OSError as error:
            raise Refused(_NO_FILE, path=name, why=system_reason(error.strerror or "")) from error
        finally:
            progress.end()
        if taken.signed is None:
            return Report(taken.troubles)
        asked = Asked(trust, with_scans=args.scans, now=datetime.now(UTC))
        report = check_folder(Path(name), asked)
        report.troubles.merge(taken.troubles)
        _check_site(args, site, Path(name), report)
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
