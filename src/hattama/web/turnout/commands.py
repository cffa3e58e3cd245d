"""`hattama turnout load`: a series of turnout enters the log of an election."""

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import (
    announce,
    find_election,
    is_asked,
    progress,
    read_clock,
    verbs_of,
)
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

_LOAD = Message("append the figures of turnout in a file to the election's log")
_FILE = Message("a table with the columns area,time,notion,voters[,registered,share,contest]")
_DONE = Message(
    "Appended to the log of {id}: {added} new, {restated} stated anew; {known} were there already."
)


def register(subparsers: Any, language: str) -> None:
    """Add `load` to `turnout`, which the command line registers with its own verb."""
    if not is_asked(subparsers, "turnout"):
        return
    from hattama.formats.turnout_tables import SOURCES

    verbs = verbs_of(subparsers, "turnout")
    load = add_prepared(verbs, "load", say(_LOAD, language), _run)
    load.add_argument("election", metavar="ELECTION")
    load.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    load.add_argument(
        "--source",
        choices=SOURCES,
        default=SOURCES[0],
        help=say(Message("who stated these figures"), language),
    )


def _run(args: argparse.Namespace) -> int:
    from hattama.formats.turnout_tables import read_turnout, refuse_strange_places
    from hattama.web.kernel.elections.loading import load_definition
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.turnout.record import record_turnout

    election = find_election(args.election)
    contests = [contest.code for contest in load_definition(election).election.contests]
    areas = set(AreaRow.objects.filter(election=election).values_list("code", flat=True))
    rows = read_turnout(args.file)
    refuse_strange_places(rows, args.file.name, areas, contests)
    with telling_log_troubles(), progress(say(Message("publishing"), args.language), len(rows)) as advance:
        done = record_turnout(election.pk, rows, args.source, now=read_clock(), advance=advance)
    announce(_DONE, args.language, id=election.pk, **done._asdict())
    return 0
