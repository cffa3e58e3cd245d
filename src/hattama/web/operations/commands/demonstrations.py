"""`hattama demo`: the demonstration election is loaded, served, and its night is played in."""

import argparse
import hashlib
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, bounded, say
from hattama.web.kernel.commands.answers import MANY, announce, read_clock
from hattama.web.kernel.commands.elections import refuse_demonstration
from hattama.web.kernel.commands.endings import end_children, sigterm_unwinds
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.operations.commands.logs import start_log_keeper
from hattama.web.operations.commands.serving import (
    add_address_options,
    site_address,
    start_server,
    wait_for_end,
)

ALL_PRECINCTS = 10_223
DEFAULT_SEED = 2023
SILENT_FOR_TYPISTS = 5
"""Precincts whose protocols never arrive in the night: the typist's account has them to enter by hand."""

_HELP = Message("load the demonstration election and play its night")
_PRECINCTS = Message("how many precincts (10,223 by default; with fewer the votes are scaled down)")
_SEED = Message("the seed: the same one gives the same election")
_SPEED = Message("how many times faster than life the night goes, or max (about two minutes by default)")
_NO_SERVE = Message("do not serve the site")
_OTHER_DEMONSTRATION = Message(
    "kz-demo is loaded with other parameters, so nothing was started. Give the parameters it was "
    "loaded with, or name another folder in HATTAMA_DATA."
)
_ACCOUNTS = Message(
    "Demonstration accounts (the passphrase of all is {passphrase}; the code asked for is shown on "
    "the page), log in at {address}"
)
_SITE = Message("The site is at {address}")


def register(subparsers: Any, language: str) -> None:
    """Add `demo`."""
    parser = add_verb(subparsers, "demo", say(_HELP, language), _run)
    many = bounded(language, 1, ALL_PRECINCTS)
    parser.add_argument(
        "--precincts", type=many, default=ALL_PRECINCTS, metavar="N", help=say(_PRECINCTS, language)
    )
    seed = bounded(language, 0, MANY)
    parser.add_argument("--seed", type=seed, default=DEFAULT_SEED, metavar="S", help=say(_SEED, language))
    parser.add_argument("--speed", default="", metavar="X|max", help=say(_SPEED, language))
    parser.add_argument("--no-serve", action="store_true", help=say(_NO_SERVE, language))
    add_address_options(parser, language)


def _run(args: argparse.Namespace) -> int:
    speed = parse_speed(args.speed, args.language)
    refuse_demonstration()
    prepare(args.language)
    with sigterm_unwinds():
        return _demonstrate(args, speed)


def _demonstrate(args: argparse.Namespace, speed: float | None) -> int:
    from hattama.demonstration import comparisons, demonstration_election
    from hattama.web.kernel.elections.beside_files import COMPARISONS
    from hattama.web.operations.demonstrated_deeds import announce_turnout, fill_registers

    demonstration = demonstration_election(args.precincts, args.seed)
    load_once(demonstration, args.language, {COMPARISONS: comparisons(demonstration.election)})
    load_earlier(demonstration, args.language)
    accounts = make_accounts(demonstration)
    announce_turnout(demonstration)
    fill_registers(demonstration)
    server = None if args.no_serve else start_server(args)
    # The night keeps this process busy; the public bundle and the open data follow it all the same.
    keeper = None if server is None else start_log_keeper()
    greet(args, accounts)
    try:
        _play(demonstration, speed, args.language)
    except BaseException:
        end_children(child for child in (server, keeper) if child is not None)
        raise
    if server is None or keeper is None:
        return 0
    end_children([keeper])
    announce(_SITE, args.language, address=site_address(args))
    announce(Message("Stop: Ctrl+C"), args.language)
    return wait_for_end(server)


def parse_speed(text: str, language: str) -> float | None:
    """How many times faster than life; None for the default pace, infinity for `max`; or exits with 2."""
    if not text:
        return None
    if text == "max":
        return float("inf")
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise Refused(Message("--speed: expected a positive number or max, found {found}"), found=text)
    return speed


def load_once(demonstration: Any, language: str, beside: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Load and open the election, where that is not done already. Raises Refused."""
    from hattama.formats.area_lists import render_areas
    from hattama.formats.election_definition import render_election
    from hattama.rulepacks import read_rulepack
    from hattama.web.kernel.commands.elections import load_and_open
    from hattama.web.kernel.elections.open_election import ElectionFiles
    from hattama.web.kernel.elections.tables import ElectionRow

    definition = render_election(demonstration.election)
    areas_csv = render_areas(demonstration.areas)
    stored = ElectionRow.objects.filter(
        pk=demonstration.election.election_id, opened_at__isnull=False
    ).first()
    if stored is None:
        files = ElectionFiles(
            election=demonstration.election,
            areas=tuple(demonstration.areas),
            definition=definition,
            areas_csv=areas_csv,
            rule_pack=read_rulepack(demonstration.election.rule_pack),
            beside=beside,
        )
        load_and_open(files, language)
    elif not _is_the_same(stored, definition, areas_csv):
        raise Refused(_OTHER_DEMONSTRATION)


def load_earlier(demonstration: Any, language: str) -> None:
    """The earlier elections that it is compared with, with all their protocols; once."""
    from hattama.demonstration import earlier_elections
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.kernel.published.tables import PublishedProtocol
    from hattama.web.protocols.import_protocols import Incoming, import_protocols

    for earlier in earlier_elections(demonstration):
        load_once(earlier, language)
        row = ElectionRow.objects.get(pk=earlier.election.election_id)
        advance_log(row.pk, now=read_clock())
        if not PublishedProtocol.objects.filter(election=row).exists():
            incoming = [Incoming(protocol) for protocol in earlier.protocols]
            import_protocols(row, incoming, now=read_clock(), method="demonstration")
            advance_log(row.pk, now=read_clock())


def _is_the_same(stored: Any, definition: bytes, areas_csv: bytes) -> bool:
    return bool(
        stored.definition_sha256 == hashlib.sha256(definition).hexdigest()
        and stored.areas_sha256 == hashlib.sha256(areas_csv).hexdigest()
    )


OBSERVERS = {
    "kk": "Демонстрациялық байқаушылар",
    "ru": "Демонстрационные наблюдатели",
    "en": "Demonstration observers",
}


def make_accounts(demonstration: Any) -> list[Any]:
    """One account a role, or those made before; the observer coordinates an organisation."""
    from hattama.web.accounts.make_demonstration_accounts import make_demonstration_accounts
    from hattama.web.kernel.accounts.change_rights import find_account, publish_rights
    from hattama.web.kernel.accounts.roles import Role
    from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
    from hattama.web.observation.arrange import add_member, make_organisation
    from hattama.web.observation.policy import OrganisationRole

    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    reporting = {item.protocol.area_id for item in demonstration.protocols()}
    silent = [
        area.area_id for area in demonstration.areas if area.is_precinct and area.area_id not in reporting
    ]
    rows = (
        AreaRow.objects.filter(election=election, code__in=silent[:SILENT_FOR_TYPISTS])
        .select_related("parent")
        .order_by("code")
    )
    made = make_demonstration_accounts(election, list(rows), now=read_clock())
    publish_rights(now=read_clock())
    organisation = make_organisation(election, "demo", OBSERVERS, now=read_clock())
    for account in made:
        if account.role is Role.OBSERVATION:
            add_member(organisation, find_account(account.username), OrganisationRole.COORDINATOR)
    return made


def greet(args: argparse.Namespace, accounts: list[Any]) -> None:
    """Say where the site is and how to log in at its desk."""
    from hattama.web.kernel.accounts.demonstration_codes import PASSPHRASE

    if not args.no_serve:
        announce(_SITE, args.language, address=site_address(args))
    address = f"{site_address(args)}desk/"
    announce(_ACCOUNTS, args.language, passphrase=PASSPHRASE, address=address)
    for account in accounts:
        print(f"  {account.username:<28} {', '.join(account.areas)}", file=sys.stderr)


def _play(demonstration: Any, speed: float | None, language: str) -> None:
    from hattama.demonstration import made_up_complaints, made_up_incidents, made_up_video
    from hattama.web.operations.demonstrated_deeds import do_after_night, tell
    from hattama.web.operations.play_night import play_night

    filed, later = made_up_complaints(demonstration.precincts, demonstration.seed)
    said = 0

    def file_complaints(share: float) -> None:
        """Those of the hours of which the protocols have arrived; what a night that was interrupted filed is
        not said twice."""
        nonlocal said
        before, said = said, int(share * len(filed))
        tell(demonstration, [told for group in filed[before:said] for told in group])

    received = play_night(demonstration, speed, language, file_complaints)
    file_complaints(1)
    arrived = [item.protocol for item in demonstration.protocols()]
    incidents = made_up_incidents(demonstration.precincts, demonstration.seed)
    tell(demonstration, [*later, *made_up_video(arrived, demonstration.seed), *incidents])
    do_after_night(demonstration, arrived)
    announce(Message("The night is over. Protocols published: {received}."), language, received=received)
