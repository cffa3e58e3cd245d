"""Why a log cannot be written now, as a sentence for the operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import Refused, announce

_EXPOSED = Message("Others can read the key of the log: {why}. Run: chmod 600 FILE")
_KEY = Message("The key that signs the log is missing or unusable: {why}")
_SIGNER = Message("The signer did not sign: {why}")
_PEN = Message("Another process has been writing the log of {why} for long. Try again later.")
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
_DAMAGED = Message("Files of the published log are damaged: {why}. Nothing was written.")
_WITNESSES = Message("witnesses.toml is wrong: {why}")


_STORE_AWAY = Message("The store of files does not answer: {why}. Try again later.")
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
    from hattama.web.kernel.log.log_stops import CopyContradicts, LogStopped
    from hattama.web.kernel.log.pen import PenTaken
    from hattama.web.kernel.log.signers import SignerRefused, SignerUnavailable
    from hattama.web.kernel.log.signing_keys import KeyFileExposed, KeyRefused
    from hattama.web.kernel.log.witnesses import WitnessesMalformed
    from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
    from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

    return {
        KeyFileExposed: _EXPOSED,
        KeyRefused: _KEY,
        SignerRefused: _SIGNER,
        SignerUnavailable: _SIGNER,
        PenTaken: _PEN,
        LogAheadOfDatabase: _AHEAD,
        DatabaseDiffersFromLog: _DIFFERS,
        LogStopped: _STOPPED,
        CopyContradicts: _CONTRADICTS,
        LogRefusal: _DAMAGED,
        WitnessesMalformed: _WITNESSES,
        StoreUnavailable: _STORE_AWAY,
        ContentLost: _NEEDED,
    }


def say_trouble(trouble: Exception, language: str) -> str:
    """What to tell the operator of one of `log_troubles`."""
    words = next(words for kind, words in log_troubles().items() if isinstance(trouble, kind))
    return say(words, language, why=trouble)


@contextmanager
def telling_log_troubles(language: str) -> Iterator[None]:
    """Exit with a sentence and code 2 where a log cannot be written; other troubles pass through."""
    try:
        yield
    except tuple(log_troubles()) as trouble:
        raise Refused(say_trouble(trouble, language)) from None
