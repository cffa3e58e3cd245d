"""The operator's page: how the site stands, what is wrong on top, and what to do about it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Deed, Message, Text, Words
from hattama.phrases import LANGUAGES, say
from hattama.web.kernel.accounts.roles import ALLOWED, roles_of
from hattama.web.operations.find_unreachable import find_unreachable
from hattama.web.operations.settings.variables import told_slips
from hattama.web.operations.watching.facts import LogFacts, SiteFacts, gather_facts
from hattama.web.operations.watching.judgements import (
    LEVEL_WORDS,
    Value,
    bytes_size,
    duration,
    filled,
    judge_site,
    moment,
)

Line = tuple[Text, Text]
"""What it is, and how it stands."""

_NONE = Message("none")
_NEVER = Message("not yet", "checkpoint")
_UNKNOWN = Message("not known")

_AGO = Message("{age} ago")
_WITNESSES = Message("Witnesses")
_SIGNED = Message("{signed} of {all} have signed, {quorum} must")
_WHAT = {
    "tables": Message("public tables: {n}"),
    "manifest": Message("manifest: {n}"),
    "scans": Message("scans: {n}"),
    "open_data": Message("open data: {n}"),
}
_JOBS = Message("{waiting} waiting, {running} running, {lost} lost, {failed} failed")
_SCANS_HOW = Message("{waiting} wait to be read, {read} read, {refused} refused; {size} in all")
_DISK_HOW = Message("{free} of {total} are free")
_SESSIONS = Message("Sessions of people logged in")
_ERRORS = Message("Errors since the start")
_ERRORS_HOW = Message("{n}, the last at {at}; requests that failed: {failed}")


@dataclass(frozen=True, slots=True)
class LogLines:
    """One log: the identifier of its election, and its lines."""

    election_id: str
    lines: tuple[Line, ...]


def _plain(value: Value) -> Text:
    return filled(Message("{value}"), value=value)


def lines_of_log(log: LogFacts) -> LogLines:
    """How one log stands."""
    return LogLines(log.election_id, tuple(_log_lines(log)))


def _log_lines(log: LogFacts) -> Iterator[Line]:
    yield Message("Entries of the log", "line"), _plain(log.entries)
    yield Message("Covered by a checkpoint"), _UNKNOWN if log.published is None else _plain(log.published)
    yield Message("Acts that wait for the log"), _plain(log.pending) if log.pending else _NONE
    if log.lag:
        yield Message("The longest wait"), duration(log.lag)
    seen = log.checkpoint_age
    yield Message("The newest checkpoint"), _NEVER if seen is None else filled(_AGO, age=duration(seen))
    if log.witnesses:
        signed = sum(witness.has_signed for witness in log.witnesses)
        yield _WITNESSES, filled(_SIGNED, signed=signed, all=len(log.witnesses), quorum=log.quorum)
    else:
        yield _WITNESSES, _NONE
    yield Message("Files behind the log"), _UNKNOWN if log.published is None else _behind(log)


def _behind(log: LogFacts) -> Text:
    told = [filled(_WHAT[what], n=n) for what, n in log.behind.items() if n]
    if not told:
        return Message("none are behind")
    return Words.of({code: ", ".join(say(one, code) for one in told) for code in LANGUAGES})


def lines_of_site(facts: SiteFacts) -> Iterator[Line]:
    """How everything else stands."""
    yield Message("The queue of jobs"), filled(_JOBS, **facts.queue.jobs)
    scans = facts.slow.scans
    size = bytes_size(facts.slow.scan_bytes)
    yield Message("Scans"), filled(_SCANS_HOW, waiting=facts.queue.scans_waiting, size=size, **scans)
    disk = facts.disk
    room = filled(_DISK_HOW, free=bytes_size(disk.free_bytes), total=bytes_size(disk.total_bytes))
    yield Message("Disk"), room
    yield Message("Database"), bytes_size(facts.database_bytes)
    yield Message("The last backup"), moment(facts.backup_at) if facts.backup_at is not None else _UNKNOWN
    yield _SESSIONS, _plain(facts.desk_sessions) if facts.desk_sessions else _NONE
    yield Message("Letters that have not left"), _plain(facts.mail_waiting) if facts.mail_waiting else _NONE
    at = facts.last_error_at
    if at is None:
        yield _ERRORS, filled(Message("none; requests that failed: {failed}"), failed=facts.failed_requests)
    else:
        yield _ERRORS, filled(_ERRORS_HOW, n=facts.errors, at=moment(at), failed=facts.failed_requests)
    yield Message("Version of the program"), _plain(facts.version)


REFRESH_SECONDS = 15


@require_safe
def site_state(request: HttpRequest) -> HttpResponseBase:
    """For administrators: the figures of the site in words. The page loads itself anew for whoever asks."""
    if not roles_of(request.user) & ALLOWED[Deed.MANAGE_SETTINGS]:
        raise PermissionDenied
    facts = gather_facts(now=timezone.now())
    # What each start says is said where its standard error is kept, and an administrator may never read that.
    faults = [*told_slips(os.environ), *find_unreachable()]
    judged = [(one, LEVEL_WORDS[one.level]) for one in judge_site(facts, faults)]
    return render(
        request,
        "operations/desk/site_state.html",
        {
            "rights_page": "site",
            "judged": judged,
            "logs": [lines_of_log(log) for log in facts.logs],
            "site": list(lines_of_site(facts)),
            "refresh": REFRESH_SECONDS,
            "by_itself": "by-itself" in request.GET,
            "stated_at": facts.gathered_at,
        },
    )
