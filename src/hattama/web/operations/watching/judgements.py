"""What is wrong with the site now and what to do, the worst first: its figures held against the limits, and
one sentence each, in every language, with its places filled.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from hattama.core.vocabulary import NO_WORDS, Message, Text, Words
from hattama.phrases import LANGUAGES, say
from hattama.web.kernel.languages.formats import format_count, format_moment, format_size
from hattama.web.operations.settings.faults import SettingFault
from hattama.web.operations.watching.facts import DiskFacts, LogFacts, QueueFacts, SiteFacts


class Level(StrEnum):
    """How bad it is, the worst last."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "wrong"


LEVEL_WORDS = {
    Level.GOOD: Message("good"),
    Level.ATTENTION: Message("attention"),
    Level.WRONG: Message("wrong"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at: `code` names it for programs, `found` what was found, `mend` what to do
    (no words where nothing is to be done)."""

    code: str
    level: Level
    found: Text
    mend: Text

    def say(self, language: str) -> tuple[str, str]:
        """What was found, and what to do."""
        return say(self.found, language), say(self.mend, language)


Value = str | int | Text
"""What fills a place: a name as it stands, a count, or a text."""


def filled(words: Message, /, **values: Value) -> Message:
    """`words` with their places filled; counts are written as each language writes them."""
    return words.given(**{name: _counted(value) for name, value in values.items()})


def _counted(value: Value) -> str | Text:
    if isinstance(value, int):
        return Words.of({language: format_count(value, language, "") for language in LANGUAGES})
    return value


_SECONDS = Message("{n} s")
_MINUTES = Message("{n} min")
_HOURS = Message("{n} h")
_DAYS = Message("{n} d")

_UNITS = ((2 * 86400, 86400, _DAYS), (2 * 3600, 3600, _HOURS), (120, 60, _MINUTES))


def duration(seconds: float) -> Message:
    """A length of time in its largest unit of which there are two, rounded down."""
    for least, unit, words in _UNITS:
        if seconds >= least:
            return filled(words, n=int(seconds // unit))
    return filled(_SECONDS, n=int(seconds))


def bytes_size(size: int) -> Words:
    """A size in bytes: "2,5 ГБ"."""
    return Words.of({language: format_size(size, language) for language in LANGUAGES})


def moment(at: datetime.datetime) -> Words:
    """Day and time in the time zone of the site."""
    zone = timezone.get_default_timezone()
    return Words.of({language: format_moment(at, language, zone) for language in LANGUAGES})


LAG_ATTENTION = 60
LAG_WRONG = 300
"""Seconds that an accepted act may wait for its checkpoint. A second is usual."""

FOLLOWING_SECONDS = 900
"""Seconds in which tables, manifest, scans, open data and witnesses have had time to follow an entry: of the
newest checkpoint none is so old while the log grows."""

JOB_ATTENTION = 600
JOB_WRONG = 3600
"""Seconds that the first job of the queue may wait."""

HELD_ATTENTION = 7200
"""Seconds since the public tables were last held against the log; at most an hour is usual."""

NAMED = 3
"""Places that a sentence names; `hattama log check` names more."""

FREE_ATTENTION = 15
FREE_WRONG = 5
"""Per cent of the file system, and of its inodes, that are free."""

FREE_BYTES_WRONG = 2 * 1024**3
"""Bytes that must be free however large the disk is: some thousand scans."""

BACKUP_ATTENTION = 26 * 3600
BACKUP_WRONG = 72 * 3600
"""Seconds since the last backup was finished. A daily one may be late by two hours."""

ERROR_SECONDS = 3600
"""For so long after an error the operator is told of it."""


_DAMAGED = Message("The published files of the log of {election}, or witnesses.toml, cannot be read.")
_MEND_DAMAGED = Message("Run on the server: hattama log status {election}. It names the file.")
_LAG = Message("{election}: accepted acts that wait for a checkpoint: {n}, the oldest for {age}.")
_TABLES_LAG = Message("{election}: public pages are behind the log by {n} entries, the oldest for {age}.")
MEND_NO_WRITER = Message(
    "Start the log's writer: systemctl start hattama-writer, or hattama log write. Nothing is lost: what "
    "waits is taken in then."
)
_MEND_IDLE_WRITER = Message(
    "The log's writer runs and does not get on. Read what it says (journalctl -u hattama-writer), then start "
    "it anew: systemctl restart hattama-writer. Keys and signer are checked by hattama doctor."
)
_BEHIND = Message("{election}: files lag behind the published log by {n} entries.")
_MEND_BEHIND = Message("Run on the server: hattama log refresh {election}")
_NO_QUORUM = Message(
    "{election}: too few witnesses have signed the newest checkpoint. Not signed by: {names}."
)
_WITNESS = Message("{election}: these witnesses do not answer or do not sign: {names}.")
_MEND_WITNESS = Message(
    "The reason is told by: hattama log status {election}. Then call whoever keeps the witness."
)
_DIFFERS = Message("{election}: what the database shows differs from the log: {places}.")
_MEND_DIFFERS = Message(
    "If the program was upgraded since the last check, it may count otherwise than before; if not, find out "
    "who altered the database. Then run on the server: hattama rebuild {id}. Where election, area or "
    "log_entry is named, restore a backup instead."
)
_NOT_HELD = Message("{election}: what the database shows was last held against the log {age} ago.")
_MEND_NOT_HELD = Message("See whether whoever looks after logs runs: hattama log keep.")
_OLD_JOB = Message("Jobs in the queue: {n}, the first has been waiting for {age}.")
_MEND_JOBS = Message("See whether a reader runs: hattama scans work. Several may run at once.")
_LOST = Message("Jobs whose worker died: {n}.")
_MEND_LOST = Message("The next worker takes them again: hattama scans work")
_FAILED = Message("Jobs that failed: {n}.")
_MEND_FAILED = Message("A person has to look at these scans; how many: hattama scans status")
_DISK = Message("Free on disk: {free} of {total}.")
_MEND_DISK = Message("Enlarge the disk, or move other files away. Delete nothing in the data folder.")
_INODES = Message("The disk has little room for new files: {n} inodes left.")
_OLD_BACKUP = Message("The last backup was finished {age} ago.")
_MEND_BACKUP = Message("Run on the server: hattama backup DIR")
_MAIL = Message("Letters that do not leave: {n}.")
_MEND_MAIL = Message("The mail server is checked by hattama doctor.")
_WEBHOOKS = Message("Webhooks that are paused, since what was sent did not arrive: {n}.")
_MEND_WEBHOOKS = Message("Ask whoever receives them, then resume them at the desk, under Webhooks.")
_ERRORS = Message("Errors that the program wrote since its start: {n}, the last at {at}.")
_MEND_ERRORS = Message("Read what the program wrote (journalctl, or the records of the container).")


def judge_site(facts: SiteFacts, faults: Iterable[SettingFault] = ()) -> list[Judgement]:
    """What asks for somebody, the worst first, `faults` of settings among it; one good word where nothing
    does."""
    found = [
        *(Judgement("settings", Level.ATTENTION, fault.words, NO_WORDS) for fault in faults),
        *(one for log in facts.logs for one in judge_log(log)),
        *judge_queue(facts.queue),
        *judge_disk(facts.disk),
        *judge_backup(facts),
        *_mail_and_errors(facts),
    ]
    worst_first = sorted(found, key=lambda one: one.level is not Level.WRONG)
    return worst_first or [Judgement("site", Level.GOOD, Message("Nothing is wrong."), NO_WORDS)]


def judge_log(log: LogFacts) -> Iterator[Judgement]:
    """What is wrong with one log."""
    of = {"election": log.election_id}
    if log.is_damaged:
        yield Judgement("log_damaged", Level.WRONG, filled(_DAMAGED, **of), filled(_MEND_DAMAGED, **of))
    mend = _MEND_IDLE_WRITER if log.has_writer else MEND_NO_WRITER
    if log.lag >= LAG_ATTENTION:
        level = Level.WRONG if log.lag >= LAG_WRONG else Level.ATTENTION
        uncovered = 0 if log.published is None else log.entries - log.published
        waiting = log.pending + uncovered
        yield Judgement("log_lag", level, filled(_LAG, n=waiting, age=duration(log.lag), **of), mend)
    if log.tables_lag >= LAG_ATTENTION:
        level = Level.WRONG if log.tables_lag >= LAG_WRONG else Level.ATTENTION
        told = filled(_TABLES_LAG, n=log.behind.get("tables", 0), age=duration(log.tables_lag), **of)
        yield Judgement("tables_lag", level, told, mend)
    if log.differs:
        yield judge_tables(log.election_id, log.differs)
    if (log.held_age or 0) >= HELD_ATTENTION:
        told = filled(_NOT_HELD, age=duration(log.held_age or 0), **of)
        yield Judgement("held", Level.ATTENTION, told, _MEND_NOT_HELD)
    late = [of for of, seconds in log.behind_seconds.items() if seconds >= FOLLOWING_SECONDS]
    behind = max((log.behind.get(of, 0) for of in late), default=0)
    if behind:
        told = filled(_BEHIND, n=behind, **of)
        yield Judgement("behind", Level.ATTENTION, told, filled(_MEND_BEHIND, **of))
    yield from _judge_witnesses(log)


def judge_tables(election_id: str, places: Sequence[str]) -> Judgement:
    """What is said where public tables differ from the log in these places."""
    named = "; ".join([*places[:NAMED], *(["…"] if len(places) > NAMED else [])])
    found = filled(_DIFFERS, election=election_id, places=named)
    return Judgement("served", Level.WRONG, found, filled(_MEND_DIFFERS, id=election_id))


def _judge_witnesses(log: LogFacts) -> Iterator[Judgement]:
    silent = [witness.name for witness in log.witnesses if witness.owes_seconds >= FOLLOWING_SECONDS]
    if not silent:
        return
    of = {"election": log.election_id}
    signed = len(log.witnesses) - len(silent)
    words, level = (_NO_QUORUM, Level.WRONG) if signed < log.quorum else (_WITNESS, Level.ATTENTION)
    told = filled(words, names=", ".join(silent), **of)
    yield Judgement("witnesses", level, told, filled(_MEND_WITNESS, **of))


def judge_queue(queue: QueueFacts) -> Iterator[Judgement]:
    """What is wrong with the queue of jobs."""
    if queue.oldest_waiting_seconds >= JOB_ATTENTION:
        level = Level.WRONG if queue.oldest_waiting_seconds >= JOB_WRONG else Level.ATTENTION
        told = filled(_OLD_JOB, n=queue.jobs["waiting"], age=duration(queue.oldest_waiting_seconds))
        yield Judgement("queue_waits", level, told, _MEND_JOBS)
    if queue.jobs["lost"]:
        yield Judgement("jobs_lost", Level.ATTENTION, filled(_LOST, n=queue.jobs["lost"]), _MEND_LOST)
    if queue.jobs["failed"]:
        yield Judgement("jobs_failed", Level.ATTENTION, filled(_FAILED, n=queue.jobs["failed"]), _MEND_FAILED)


def judge_disk(disk: DiskFacts) -> Iterator[Judgement]:
    """What is wrong with the room on the disk."""
    per_cent = disk.free_bytes * 100 // max(disk.total_bytes, 1)
    told = filled(_DISK, free=bytes_size(disk.free_bytes), total=bytes_size(disk.total_bytes))
    if per_cent < FREE_WRONG or disk.free_bytes < FREE_BYTES_WRONG:
        yield Judgement("disk", Level.WRONG, told, _MEND_DISK)
    elif per_cent < FREE_ATTENTION:
        yield Judgement("disk", Level.ATTENTION, told, _MEND_DISK)
    if disk.total_inodes and disk.free_inodes * 100 // disk.total_inodes < FREE_WRONG:
        yield Judgement("inodes", Level.WRONG, filled(_INODES, n=disk.free_inodes), _MEND_DISK)


def judge_backup(facts: SiteFacts) -> Iterator[Judgement]:
    """What is wrong with the backup."""
    if facts.backup_at is None:
        yield Judgement("backup", Level.ATTENTION, Message("No backup is known of."), _MEND_BACKUP)
        return
    seconds = (facts.gathered_at - facts.backup_at).total_seconds()
    if seconds >= BACKUP_ATTENTION:
        level = Level.WRONG if seconds >= BACKUP_WRONG else Level.ATTENTION
        yield Judgement("backup", level, filled(_OLD_BACKUP, age=duration(seconds)), _MEND_BACKUP)


def _mail_and_errors(facts: SiteFacts) -> Iterator[Judgement]:
    if facts.mail_waiting:
        yield Judgement("mail", Level.ATTENTION, filled(_MAIL, n=facts.mail_waiting), _MEND_MAIL)
    if facts.webhooks_paused:
        paused = filled(_WEBHOOKS, n=facts.webhooks_paused)
        yield Judgement("webhooks", Level.ATTENTION, paused, _MEND_WEBHOOKS)
    at = facts.last_error_at
    if at is not None and (facts.gathered_at - at).total_seconds() < ERROR_SECONDS:
        told = filled(_ERRORS, n=facts.errors, at=moment(at))
        yield Judgement("errors", Level.ATTENTION, told, _MEND_ERRORS)
