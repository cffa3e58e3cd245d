"""The figures of the site in words, line by line, for the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hattama.core.vocabulary import Words, said
from hattama.web.operations.watching.facts import SiteFacts
from hattama.web.operations.watching.log_facts import LogFacts
from hattama.web.operations.watching.sentences import Value, bytes_size, duration, filled, moment

Line = tuple[Words, Words]
"""What it is, and how it stands."""

_AS_IT_IS = said("{value}", "{value}", "{value}")
_NONE = said("жоқ", "нет", "none")
_NEVER = said("әлі болған жоқ", "ещё не было", "not yet")
_UNKNOWN = said("белгісіз", "неизвестно", "not known")

_ENTRIES = said("Журналдағы жазбалар", "Записей в журнале", "Entries of the log")
_COVERED = said(
    "Бақылау нүктесімен жарияланғаны", "Опубликовано с контрольной точкой", "Covered by a checkpoint"
)
_PENDING = said("Журналды күтіп тұрған әрекеттер", "Действий ждёт журнала", "Acts that wait for the log")
_LAG = said("Ең ұзақ күту", "Самое долгое ожидание", "The longest wait")
_CHECKPOINT = said("Соңғы бақылау нүктесі", "Последняя контрольная точка", "The newest checkpoint")
_AGO = said("{age} бұрын", "{age} назад", "{age} ago")
_WITNESSES = said("Куәгерлер", "Свидетели", "Witnesses")
_SIGNED = said(
    "{all} куәгердің {signed} қол қойды, керегі {quorum}",
    "подписали {signed} из {all}, нужно {quorum}",
    "{signed} of {all} have signed, {quorum} must",
)
_BEHIND = said("Журналдан қалып қойған файлдар", "Файлы, отставшие от журнала", "Files behind the log")
_NOT_BEHIND = said("қалып қойғаны жоқ", "не отстали", "none are behind")
_WHAT = {
    "manifest": said("мазмұндама: {n}", "опись: {n}", "manifest: {n}"),
    "states": said("аумақтар: {n}", "территории: {n}", "areas: {n}"),
    "open_data": said("ашық деректер: {n}", "открытые данные: {n}", "open data: {n}"),
}
_QUEUE = said("Жұмыстар кезегі", "Очередь работ", "The queue of jobs")
_JOBS = said(
    "күтуде {waiting}, орындалуда {running}, жоғалған {lost}, орындалмаған {failed}",
    "ждут {waiting}, выполняются {running}, потеряны {lost}, не удались {failed}",
    "{waiting} waiting, {running} running, {lost} lost, {failed} failed",
)
_SCANS = said("Скан-көшірмелер", "Сканы", "Scans")
_SCANS_HOW = said(
    "оқуды күтуде {waiting}, оқылған {read}, қабылданбаған {refused}; барлығы {size}",
    "ждут чтения {waiting}, прочитаны {read}, отклонены {refused}; всего {size}",
    "{waiting} wait to be read, {read} read, {refused} refused; {size} in all",
)
_DISK = said("Диск", "Диск", "Disk")
_DISK_HOW = said("{free} бос, барлығы {total}", "свободно {free} из {total}", "{free} of {total} are free")
_DATABASE = said("Дерекқор", "База данных", "Database")
_BACKUP = said("Соңғы сақтық көшірме", "Последняя резервная копия", "The last backup")
_SESSIONS = said("Жүйеге кірген адамдар", "Сеансов вошедших людей", "Sessions of people logged in")
_MAIL = said("Кетпей тұрған хаттар", "Писем, которые не ушли", "Letters that have not left")
_ERRORS = said("Іске қосылғалы бергі қателер", "Ошибок с запуска", "Errors since the start")
_ERRORS_HOW = said(
    "{n}, соңғысы {at}; сәтсіз аяқталған сұраулар: {failed}",
    "{n}, последняя {at}; запросов с ошибкой сервера: {failed}",
    "{n}, the last at {at}; requests that failed: {failed}",
)
_NO_ERRORS = said(
    "жоқ; сәтсіз аяқталған сұраулар: {failed}",
    "нет; запросов с ошибкой сервера: {failed}",
    "none; requests that failed: {failed}",
)
_VERSION = said("Бағдарламаның нұсқасы", "Версия программы", "Version of the program")


@dataclass(frozen=True, slots=True)
class LogLines:
    """One log: the identifier of its election, and its lines."""

    election_id: str
    lines: tuple[Line, ...]


def _plain(value: Value) -> Words:
    return filled(_AS_IT_IS, value=value)


def lines_of_log(log: LogFacts) -> LogLines:
    """How one log stands."""
    return LogLines(log.election_id, tuple(_log_lines(log)))


def _log_lines(log: LogFacts) -> Iterator[Line]:
    yield _ENTRIES, _plain(log.entries)
    yield _COVERED, _UNKNOWN if log.published is None else _plain(log.published)
    yield _PENDING, _plain(log.pending) if log.pending else _NONE
    if log.lag:
        yield _LAG, duration(log.lag)
    seen = log.checkpoint_age
    yield _CHECKPOINT, _NEVER if seen is None else filled(_AGO, age=duration(seen))
    if log.witnesses:
        signed = sum(witness.has_signed for witness in log.witnesses)
        yield _WITNESSES, filled(_SIGNED, signed=signed, all=len(log.witnesses), quorum=log.quorum)
    else:
        yield _WITNESSES, _NONE
    yield _BEHIND, _UNKNOWN if log.published is None else _behind(log)


def _behind(log: LogFacts) -> Words:
    told = [filled(_WHAT[what], n=n) for what, n in log.behind.items() if n]
    if not told:
        return _NOT_BEHIND
    return Words.of({code: ", ".join(one.say(code) for one in told) for code in ("kk", "ru", "en")})


def lines_of_site(facts: SiteFacts) -> Iterator[Line]:
    """How everything else stands."""
    yield _QUEUE, filled(_JOBS, **facts.queue.jobs)
    scans = facts.slow.scans
    size = bytes_size(facts.slow.scan_bytes)
    yield _SCANS, filled(_SCANS_HOW, waiting=facts.queue.scans_waiting, size=size, **scans)
    disk = facts.disk
    room = filled(_DISK_HOW, free=bytes_size(disk.free_bytes), total=bytes_size(disk.total_bytes))
    yield _DISK, room
    yield _DATABASE, bytes_size(facts.database_bytes)
    yield _BACKUP, moment(facts.backup_at) if facts.backup_at is not None else _UNKNOWN
    yield _SESSIONS, _plain(facts.desk_sessions) if facts.desk_sessions else _NONE
    yield _MAIL, _plain(facts.mail_waiting) if facts.mail_waiting else _NONE
    at = facts.last_error_at
    if at is None:
        yield _ERRORS, filled(_NO_ERRORS, failed=facts.failed_requests)
    else:
        yield _ERRORS, filled(_ERRORS_HOW, n=facts.errors, at=moment(at), failed=facts.failed_requests)
    yield _VERSION, _plain(facts.version)
