"""`hattama election`: an election's folder is loaded, checked whole, and opened; in the end it is closed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verbs, say
from hattama.web.kernel.commands.answers import announce, find_election, is_asked, progress, read_clock
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

if TYPE_CHECKING:
    from hattama.web.kernel.elections.amend_election import Difference

_LOAD = Message("check an election's folder whole, load it and open it")
_DIR = Message("the folder that holds election.toml and areas.csv")
_DRAFT = Message("load without opening: the roster is not frozen and may be loaded again")
_OPEN = Message("open a loaded election: the roster of expected protocols is frozen")
_OPENED = Message("{id} is open: the roster of expected protocols is frozen.")
_ALREADY_OPEN = Message("Election {id} is open: its roster is frozen and it cannot be loaded again.")
_CLOSE = Message(
    "close an election: its totals are appended to the log, and no protocol is taken in any more"
)
_AS_IT_STANDS = Message("close it though protocols lack")
_LACKS = Message(
    "Protocols of {id} that have not come: {count}. Nothing was closed, and nothing opens a closed election "
    "again. To close it as it stands, say --as-it-stands."
)
_CLOSED = Message(
    "{id} is closed: its totals stand in the log. It takes no protocol and no change of one any more; what "
    "changes no sum goes on to be told there: roles, keys, redactions, registers, samples, audits."
)
_DIFF = Message("name every difference between a loaded election and a folder")
_AMEND = Message("append to the log what a folder calls otherwise, and why")
_WHY = Message("why, in up to {most} characters: published for ever, so name no private person")
_DISCARD = Message("take a loaded election away that was never opened")
_AMENDED = Message("Names amended in the log of {id}: {count}.")
_CANNOT = Message(
    "These differences cannot be amended, as figures hang on them or a text is longer than {most} "
    "characters. Load the folder under another identifier, or put back what was. Nothing was written."
)
_NO_DEMONSTRATION = Message(
    "HATTAMA_PRODUCTION is 1, and no demonstration is loaded into such a site, expected: 0"
)
_LOG_BEGAN = Message(
    "Election {id} was opened: its log began and was signed, and what was published stays. Amend names with "
    "“election amend”, or load the folder under another identifier."
)


def register(subparsers: Any, language: str) -> None:
    """Add `election load`, `election open` and `election close`."""
    verbs = add_verbs(subparsers, "election", Message("load and open elections"), language)
    if not is_asked(subparsers, "election"):
        return
    from hattama.core.entries import LONGEST_WHY

    load = add_prepared(verbs, "load", say(_LOAD, language), _run_load)
    load.add_argument("folder", metavar="DIR", type=Path, help=say(_DIR, language))
    load.add_argument("--draft", action="store_true", help=say(_DRAFT, language))
    opening = add_prepared(verbs, "open", say(_OPEN, language), _run_open)
    opening.add_argument("election", metavar="ELECTION")
    closing = add_prepared(verbs, "close", say(_CLOSE, language), _run_close)
    closing.add_argument("election", metavar="ELECTION")
    closing.add_argument("--as-it-stands", action="store_true", help=say(_AS_IT_STANDS, language))
    diff = add_prepared(verbs, "diff", say(_DIFF, language), _run_diff)
    diff.add_argument("folder", metavar="DIR", type=Path, help=say(_DIR, language))
    amend = add_prepared(verbs, "amend", say(_AMEND, language), _run_amend)
    amend.add_argument("folder", metavar="DIR", type=Path, help=say(_DIR, language))
    amend.add_argument("--why", required=True, help=say(_WHY, language, most=LONGEST_WHY))
    discard = add_prepared(verbs, "discard", say(_DISCARD, language), _run_discard)
    discard.add_argument("election", metavar="ELECTION")


def _run_load(args: argparse.Namespace) -> int:
    load_and_open(_files_in(args), args.language, draft=args.draft)
    return 0


def _files_in(args: argparse.Namespace) -> Any:
    """The checked files of the folder that the call names."""
    from hattama.formats.election_folder import load_election_folder
    from hattama.formats.election_rules import pin_rules

    folder = load_election_folder(args.folder)
    return files_of(folder, pin_rules(folder))


def files_of(folder: Any, rules: Any) -> Any:
    """A checked folder with its pinned rules, as the use case takes them."""
    from hattama.web.kernel.elections.beside_files import BOUNDARIES, COMPARISONS, TILES
    from hattama.web.kernel.elections.open_election import ElectionFiles

    return ElectionFiles(
        election=folder.election,
        areas=folder.areas.areas,
        definition=folder.definition_bytes,
        areas_csv=folder.areas_bytes,
        rule_pack=rules.data,
        beside={
            BOUNDARIES: folder.boundaries_bytes,
            TILES: folder.tiles_bytes,
            COMPARISONS: folder.comparisons_bytes,
        },
    )


def load_and_open(files: Any, language: str, *, draft: bool = False) -> None:
    """Load an election with a progress bar, say what was loaded, and open it unless it is a draft."""
    from hattama.web.kernel.elections.open_election import open_election
    from hattama.web.kernel.log.advance_log import advance_log

    election_id = files.election.election_id
    load_files(files, language)
    announce_loaded(files, language)
    if not draft:
        with telling_log_troubles():
            open_election(election_id, now=read_clock())
            advance_log(election_id, now=read_clock())
        announce(_OPENED, language, id=election_id)


def load_files(files: Any, language: str) -> None:
    """Load an election as a draft, with a progress bar; exits with a sentence where it is open."""
    from hattama.web.kernel.elections.open_election import ElectionAlreadyOpen, load_election

    if files.election.demonstration:
        refuse_demonstration()
    try:
        with progress(say(Message("areas"), language), len(files.areas)) as advance:
            load_election(files, now=read_clock(), advance=advance)
    except ElectionAlreadyOpen:
        raise Refused(_ALREADY_OPEN, id=files.election.election_id) from None


def refuse_demonstration() -> None:
    """Raise Refused where this is said to be production: a demonstration there refuses every later start."""
    if os.environ.get("HATTAMA_PRODUCTION") == "1":
        raise Refused(_NO_DEMONSTRATION)


def announce_loaded(files: Any, language: str) -> None:
    """Say what was loaded."""
    announce(
        Message("{id} is loaded. Areas: {areas}, of them precincts: {precincts}; contests: {contests}."),
        language,
        id=files.election.election_id,
        areas=len(files.areas),
        precincts=sum(area.is_precinct for area in files.areas),
        contests=len(files.election.contests),
    )


def _run_open(args: argparse.Namespace) -> int:
    from hattama.web.kernel.elections.open_election import ElectionAlreadyOpen, open_election
    from hattama.web.kernel.log.advance_log import advance_log

    row = find_election(args.election)
    try:
        with telling_log_troubles():
            open_election(row.pk, now=read_clock())
            advance_log(row.pk, now=read_clock())
    except ElectionAlreadyOpen:
        raise Refused(_ALREADY_OPEN, id=row.pk) from None
    announce(_OPENED, args.language, id=row.pk)
    return 0


def _run_close(args: argparse.Namespace) -> int:
    from hattama.web.kernel.log.close_election import close_election, count_missing

    row = find_election(args.election)
    missing = count_missing(row)
    if missing and row.opened_at is not None and row.closed_at is None and not args.as_it_stands:
        raise Refused(_LACKS, id=row.pk, count=missing)
    with telling_log_troubles():
        close_election(row.pk, now=read_clock())
    announce(_CLOSED, args.language, id=row.pk)
    return 0


def _run_diff(args: argparse.Namespace) -> int:
    """0 where the folder says the same, 1 where it differs."""
    from hattama.web.kernel.elections.amend_election import differences

    files = _files_in(args)
    row = find_election(files.election.election_id)
    found = differences(row, files)
    if not found:
        announce(Message("The folder says what the loaded election {id} says."), args.language, id=row.pk)
        return 0
    print_differences(found)
    announce(Message("{count} differences; those marked * can be amended."), args.language, count=len(found))
    return 1


def print_differences(found: Sequence[Difference]) -> None:
    """One line a difference, what was loaded first; a star before what can be amended."""
    for one in found:
        print(
            f"{'*' if one.words else ' '} {one.file}: {one.place}: {one.before or '–'} → {one.after or '–'}"
        )


def _run_amend(args: argparse.Namespace) -> int:
    from hattama.core.entries import LONGEST_WHY, LONGEST_WORDING
    from hattama.web.kernel.elections.amend_election import CannotBeAmended, amend_election
    from hattama.web.kernel.elections.beside_files import put_beside_files
    from hattama.web.kernel.log.advance_log import advance_log

    why = args.why.strip()
    if not 0 < len(why) <= LONGEST_WHY:
        raise Refused(Message("Say why in 1 to {most} characters."), most=LONGEST_WHY)
    files = _files_in(args)
    row = find_election(files.election.election_id)
    try:
        with telling_log_troubles():
            found = amend_election(row.pk, files, why, now=read_clock())
            advance_log(row.pk, now=read_clock())
    except CannotBeAmended as refusal:
        print_differences(refusal.differences)
        for instead in dict.fromkeys(one.instead for one in refusal.differences if one.instead):
            announce(instead, args.language)
        raise Refused(_CANNOT, most=LONGEST_WORDING) from None
    put_beside_files(row.pk, files.beside)
    print_differences(found)
    announce(_AMENDED, args.language, id=row.pk, count=len(found))
    return 0


def _run_discard(args: argparse.Namespace) -> int:
    from hattama.web.kernel.elections.open_election import ElectionAlreadyOpen, discard_election

    row = find_election(args.election)
    try:
        discard_election(row.pk)
    except ElectionAlreadyOpen:
        raise Refused(_LOG_BEGAN, id=row.pk) from None
    announce(Message("{id} is taken away."), args.language, id=row.pk)
    return 0
