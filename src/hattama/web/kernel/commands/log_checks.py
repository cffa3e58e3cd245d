"""`hattama log check`, and the check at every start: the database and the published log say the same; and why
a log cannot be written now, as a sentence for the operator.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import FORMATS, announce, print_in_words, progress, read_clock
from hattama.web.kernel.commands.preparation import add_prepared

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow


_SILENT_SIGNER = Message(
    "The signer does not answer: {why}. What was accepted waits, and the log goes on when it does. Start it "
    "(systemctl restart hattama-signer; or: hattama signer --socket PATH) and see that HATTAMA_LOG_SIGNER "
    "names its socket."
)
_SIGNER_REFUSED = Message(
    "The signer refuses to sign: {why}. Delete nothing of its folder. If it has no key of this log, it was "
    "started with another folder (--keys); if it signed another size before, this database is older than "
    "what was published: stop the site and restore a newer backup (docs/operator/backup.md)."
)
_WRITER_LOCK = Message("Another process has been writing the log of {why} for long. Try again later.")
_AHEAD = Message(
    "The published log is ahead of the database: {why}. The database may come from an old backup. "
    "Nothing was written."
)
_DIFFERS = Message("The database and the published log differ: {why}. Nothing was written.")
_STOPPED = Message(
    "The log is not written on: its public copy in the store contradicts it ({why}). Acts are "
    "accepted and wait. Look at the copy, then run `hattama store publish`."
)
_CONTRADICTS = Message(
    "The public copy in the store contradicts this log: {why}. Nothing was changed there, and "
    "the log is not written on."
)


_NEEDED = Message(
    "The file {why} is needed, and is gone from the store or damaged: bring it back from a backup."
)
_LOST = {
    "gone": Message("Gone from the store and left out: {what}"),
    "damaged": Message("Damaged in the store and left out: {what}"),
}
_BRING_BACK = Message(
    "All else was copied. Bring the files back from a backup or a mirror, and run this again."
)


def say_lost(lost: Mapping[str, str], language: str) -> int:
    """Name on stderr what the store lost and how; the exit code: 1 where there is any."""
    for what, how in lost.items():
        announce(_LOST[how], language, what=what)
    if lost:
        announce(_BRING_BACK, language)
    return 1 if lost else 0


def log_troubles() -> dict[type[Exception], Message]:
    """Kinds of trouble with a log, the particular before the general, with what to say of each."""
    from hattama.core.transparency_log import LogRefusal
    from hattama.web.kernel.log.accept_acts import ElectionClosed, ElectionNotOpen
    from hattama.web.kernel.log.log_stops import CopyContradicts, LogStopped
    from hattama.web.kernel.log.signers import SignerRefused, SignerUnavailable
    from hattama.web.kernel.log.signing_keys import KeyFileExposed, KeyRefused
    from hattama.web.kernel.log.witnesses import WitnessesMalformed
    from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
    from hattama.web.kernel.log.writer_lock import WriterLockTaken
    from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

    return {
        KeyFileExposed: Message("Others can read the key of the log: {why}. Run: chmod 600 FILE"),
        KeyRefused: Message("The key that signs the log is missing or unusable: {why}"),
        SignerRefused: _SIGNER_REFUSED,
        SignerUnavailable: _SILENT_SIGNER,
        WriterLockTaken: _WRITER_LOCK,
        LogAheadOfDatabase: _AHEAD,
        DatabaseDiffersFromLog: _DIFFERS,
        LogStopped: _STOPPED,
        CopyContradicts: _CONTRADICTS,
        LogRefusal: Message("Files of the published log are damaged: {why}. Nothing was written."),
        WitnessesMalformed: Message("witnesses.toml is wrong: {why}"),
        StoreUnavailable: Message("The store of files does not answer: {why}. Try again later."),
        ContentLost: _NEEDED,
        ElectionNotOpen: Message("Election {id} is not open: it has no log."),
        ElectionClosed: Message("Election {id} is closed: its log takes nothing of this kind any more."),
    }


def say_trouble(trouble: Exception, language: str) -> str:
    """What to tell the operator of one of `log_troubles`."""
    return say(_words_of(trouble), language, why=trouble, id=trouble)


def _words_of(trouble: Exception) -> Message:
    return next(words for kind, words in log_troubles().items() if isinstance(trouble, kind))


@contextmanager
def telling_log_troubles() -> Iterator[None]:
    """Raise Refused where a log cannot be written, or its election takes nothing; other troubles pass."""
    try:
        yield
    except tuple(log_troubles()) as trouble:
        raise Refused(_words_of(trouble), why=trouble, id=trouble) from None


LOG_DIFFERS = 3
"""The exit code where the log in the database is not the published one: another start changes nothing."""

SHOWN = 20
"""Sentences about one log; more say nothing new."""

_CHECK = Message("hash the log in the database again and hold it against the published one")
_WITNESSES = Message("ask the witnesses as well")
_SILENT = Message("{id}: the witness {name} did not answer ({why}); nothing was held against it.")
_NOT_STARTED = Message("The log does not go on, and nothing was started. What to do: docs/operator/backup.md")
_BREAKS_RULES = Message("Whoever verifies the log of {id} finds it false: {why}")
LOG_ENTRIES = Message("log entries")
_NOT_ASKED = Message("The log of {id} was not held against the rules: {why}")
_TABLE_DIFFERS = Message("{id}: the database shows {place} = {stored}; the log gives {folded}")
_MEND_TABLES = Message(
    "If the program was upgraded since the last check, it may count otherwise than before; if not, find out "
    "who altered the database. Then run on the server: hattama rebuild {id}. Where election, area or "
    "log_entry is named, restore a backup instead."
)
_NOT_PUBLISHED = Message(
    "Nothing is written: what the database shows of {id} differs from the log ({places}). Run on the server: "
    "hattama rebuild {id}. What differs is said by: hattama log check"
)
_HALF_RESTORED = Message(
    "A restore into this data folder was not finished. Empty it and run hattama restore again."
)


def add_check(verbs: Any, language: str) -> None:
    """Add `log check`."""
    check = add_prepared(verbs, "check", say(_CHECK, language), _run)
    check.add_argument("--witnesses", action="store_true", help=say(_WITNESSES, language))
    check.add_argument("--format", choices=FORMATS, default="table")


def refuse_if_log_differs(language: str) -> None:
    """At a start: exit with a sentence and code 3 where the database does not fit what was published.

    Of the newest 100,000 entries the bodies are hashed, of older ones the kept hashes; witnesses that do not
    answer hold nothing up.
    """
    from hattama.web.kernel.stores.restoring import is_half_restored

    if is_half_restored():
        print(say(_HALF_RESTORED, language), file=sys.stderr)
        raise SystemExit(LOG_DIFFERS)
    if _check(language, whole=False, with_witnesses=True) is None:
        announce(_NOT_STARTED, language)
        raise SystemExit(LOG_DIFFERS)


def refuse_if_tables_differ(election_ids: Iterable[str]) -> None:
    """Raise Refused where public tables are known to differ from the log.

    Nothing forces it: a rebuild takes less time than mending what was published of false tables, and the log
    with its bundle is published already.
    """
    from hattama.web.kernel.log.served import load_held

    for election_id in election_ids:
        held = load_held(election_id)
        if held is not None and held.places:
            raise Refused(_NOT_PUBLISHED, id=election_id, places="; ".join(held.places[:3]))


def _run(args: argparse.Namespace) -> int:
    rows = _check(args.language, whole=True, with_witnesses=args.witnesses)
    if rows is None:
        return LOG_DIFFERS
    print_in_words(("election", "entries", "published", "root"), rows, args.format, args.language)
    election_ids = [str(row[0]) for row in rows]
    sound = keep_the_rules(election_ids, args.language)
    return 0 if _hold_tables(election_ids, args.language) and sound else 1


def _hold_tables(election_ids: Iterable[str], language: str) -> bool:
    """Whether the public tables are what the logs give; what differs is said, and known to the whole site."""
    from hattama.web.kernel.log.check_published import hold_published
    from hattama.web.kernel.log.snapshots import load_log_size

    def is_held(election: ElectionRow) -> bool:
        with progress(say(LOG_ENTRIES, language), load_log_size(election)) as advance:
            differences = hold_published(election, now=read_clock(), advance=advance)
        for one in differences:
            told = {"place": one.place, "stored": one.stored, "folded": one.folded}
            announce(_TABLE_DIFFERS, language, id=election.pk, **told)
        if differences:
            announce(_MEND_TABLES, language, id=election.pk)
        return not differences

    return _all_sound(election_ids, language, is_held)


def keep_the_rules(election_ids: Iterable[str], language: str) -> bool:
    """Whether `hattama verify` has nothing against the entries of these logs; what it has is said."""
    from hattama.web.kernel.log.check_log import check_logged_entries

    def is_kept(election: ElectionRow) -> bool:
        troubles = [trouble.say(language) for trouble in check_logged_entries(election)]
        for why in troubles[:SHOWN]:
            announce(_BREAKS_RULES, language, id=election.pk, why=why)
        return not troubles

    return _all_sound(election_ids, language, is_kept)


def _all_sound(election_ids: Iterable[str], language: str, is_sound: Callable[[ElectionRow], bool]) -> bool:
    """Whether all these elections are; of one that cannot be asked without its files that is said."""
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

    sound = True
    for election in ElectionRow.objects.filter(pk__in=list(election_ids)):
        try:
            sound = is_sound(election) and sound
        except (ContentLost, StoreUnavailable) as trouble:
            announce(_NOT_ASKED, language, id=election.pk, why=trouble)
            sound = False
    return sound


def _check(language: str, *, whole: bool, with_witnesses: bool) -> list[tuple[object, ...]] | None:
    """Election, entries, published entries and root of every log; None where one differs."""
    from hattama.core.transparency_log import LogRefusal
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.check_log import check_log, require_elections_of_published_logs
    from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase

    rows: list[tuple[object, ...]] = []
    try:
        require_elections_of_published_logs()
        for election in ElectionRow.objects.filter(opened_at__isnull=False):
            facts = check_log(election, whole=whole)
            root = base64.b64encode(facts.root).decode("ascii")
            rows.append((election.pk, facts.size, facts.published, root))
            if with_witnesses:
                _hold_against_witnesses(election, language)
    except (LogAheadOfDatabase, DatabaseDiffersFromLog, LogRefusal) as trouble:
        print(say_trouble(trouble, language), file=sys.stderr)
        return None
    return rows


def _hold_against_witnesses(election: ElectionRow, language: str) -> None:
    from hattama.web.kernel.log.check_log import ask_witnesses
    from hattama.web.kernel.log.witnesses import WitnessesMalformed

    try:
        answers = ask_witnesses(election)
    except WitnessesMalformed as trouble:
        print(say_trouble(trouble, language), file=sys.stderr)
        return
    for answer in answers:
        if answer.size is None:
            print(say(_SILENT, language, id=election.pk, name=answer.name, why=answer.why), file=sys.stderr)
