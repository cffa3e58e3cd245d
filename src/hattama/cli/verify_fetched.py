"""What `hattama verify` asks of a network: a bundle by its address, a site for what it shows."""

import argparse
import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from hattama.cli.mirror.command import take_snapshot
from hattama.cli.mirror.progress import Progress
from hattama.cli.site.check_site import SITE_NOT_ASKED, SiteCheck
from hattama.cli.site.expected import Expected
from hattama.cli.site.registers import RegisterQuestions
from hattama.core.records import Registry
from hattama.core.vocabulary import Message
from hattama.fetching import Address, AddressRefused, parse_address
from hattama.phrases import Refused
from hattama.verification.folders import FolderPlace
from hattama.verification.manifests import MANIFEST_FILE
from hattama.verification.places import TABLE_BYTES
from hattama.verification.records import Records
from hattama.verification.reports import Report, Verdict, verdict_of

_BAD_ADDRESS = Message("{path}: an http:// or https:// address is needed")
_NO_SITE = Message(
    "{path}: with --site, the address of a bundle (…/data/ELECTION/bundle/), or --bundle FOLDER and the "
    "address of the site"
)
_OF_A_BUNDLE = re.compile("/data/[^/]+/bundle/?$")


def check_fetched(args: argparse.Namespace, check: Callable[[Path], Report]) -> Report:
    """Check the bundle at an address, fetched as a mirror does, or in a folder; then the site if asked."""
    site = _site(args)
    if args.bundle is not None or "://" not in args.where:
        folder = Path(args.bundle or args.where)
        report = check(folder)
        _check_site(args, site, folder, report)
        return report
    progress = Progress(args.language)
    with tempfile.TemporaryDirectory(prefix="hattama-") as name:
        try:
            most, scans = args.most_gb, args.scans
            taken = take_snapshot(args.where, Path(name), most, with_scans=scans, progress=progress)
        except AddressRefused as refusal:
            raise Refused(_BAD_ADDRESS, path=args.where) from refusal
        finally:
            progress.end()
        if taken.signed is None:
            return Report(taken.troubles)
        report = check(Path(name))
        report.troubles.merge(taken.troubles)
        _check_site(args, site, Path(name), report)
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


def _check_site(args: argparse.Namespace, site: Address | None, folder: Path, report: Report) -> None:
    """Hold what the site shows against the bundle in `folder`, where that is sound itself."""
    if site is None:
        return
    if report.foundation is None or verdict_of(report.troubles) not in (Verdict.TRUE, Verdict.QUALIFIED):
        report.troubles.add(SITE_NOT_ASKED.at())
        return
    assert report.signed is not None, "a bundle without a checkpoint is not sound"
    place = FolderPlace(folder)
    table_size = json.loads(place.read(MANIFEST_FILE, TABLE_BYTES))["tree_size"]
    expected = Expected(report.foundation, place, report.signed.checkpoint.size, table_size)
    progress = Progress(args.language)
    records = report.records or Records(Registry({}))
    check = SiteCheck(site, expected, RegisterQuestions(report.foundation, records))
    try:
        found = check.run(everything=args.all, advance=lambda done, of: progress("site", done, of))
    finally:
        progress.end()
    report.troubles.merge(found)
