"""What keeps things: the database, new enough, brought to the present, durable, with the triggers of tables
that only grow; the disk, its room and its promises; the store of scans, where a file goes in and comes
out.
"""

import contextlib
import errno
import os
import secrets
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, models

from hattama.core.vocabulary import Message, system_reason
from hattama.web.capabilities import CAPABILITIES
from hattama.web.kernel.capability import capabilities
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import content_home, get_content
from hattama.web.kernel.stores.first_tables import differing_column
from hattama.web.kernel.stores.object_store import ContentLost, ContentMissing, ObjectStore, StoreUnavailable
from hattama.web.kernel.stores.protection import trigger_names
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, or_good, wrong
from hattama.web.operations.watching import judgements
from hattama.web.operations.watching.health import wanted_migrations
from hattama.web.operations.watching.judgements import Value, bytes_size

LEAST_POSTGRESQL = 15
FREE_CONNECTIONS = 20
"""Per cent of the connections of PostgreSQL that must be free."""

_OLD = Message("PostgreSQL has version {found}; {least} or newer is needed.")
_MEND_OLD = Message("Upgrade PostgreSQL.")
_BEHIND = Message("The database is behind the program: {n} migrations are to be applied.")
_MEND_BEHIND = Message("Make a backup and start the site anew: migrations are applied at the start.")
_AHEAD = Message("The database is newer than this program: it does not know {n} of its migrations.")
_MEND_AHEAD = Message("Install the newer program.")
_OTHER_BUILD = Message("The tables are those of another build of the program: {column} differs.")
_MEND_OTHER_BUILD = Message("Go on with that build, or name another data folder or database.")
_TRIGGERS = Message("Triggers of tables that only grow are missing or switched off: {names}.")
_MEND_TRIGGERS = Message(
    "Find out who took them away, check the log (hattama log check), then put them back."
)
_SETTING = Message("The database has {name} = {found}, expected {expected}.")
_MEND_SETTING = Message("Mend the setting: without it an accepted act may be lost when the power fails.")
_CONNECTIONS = Message("Connections of PostgreSQL in use: {used} of {most}.")
_MEND_CONNECTIONS = Message("Raise max_connections, or run fewer workers.")
_GOOD = Message("The database answers and fits the program: {version}.")
_GUARDED = Message("The triggers of tables that only grow are in place.")

SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRESQL = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "server_encoding": "UTF8",
}


def check_database(patient: Patient) -> Answers:
    """Everything about the database. Raises django.db.Error where it does not answer."""
    found = [*_version(), *_migrations(), *_settings(), *_connections()]
    yield from or_good(found, "database.fits", _GOOD, version=_name_and_version())
    yield from or_good(_triggers(), "database.triggers", _GUARDED)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _name_and_version() -> str:
    if _is_postgresql():
        return f"PostgreSQL {_one('SHOW server_version')}"
    return f"SQLite {_one('SELECT sqlite_version()')}"


def _one(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _version() -> Answers:
    if _is_postgresql():
        major = int(_one("SHOW server_version_num")) // 10000
        if major < LEAST_POSTGRESQL:
            yield wrong("database.version", _OLD, _MEND_OLD, found=str(major), least=str(LEAST_POSTGRESQL))


def _migrations() -> Answers:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    wanted = wanted_migrations()
    if wanted - applied:
        yield wrong("database.migrations", _BEHIND, _MEND_BEHIND, n=len(wanted - applied))
    # Other packages may take their old migrations together; of ours none ever goes.
    strangers = {one for one in applied - wanted if one[0] in CAPABILITIES}
    if strangers:
        yield wrong("database.migrations", _AHEAD, _MEND_AHEAD, n=len(strangers))
    if wanted <= applied and (column := differing_column(connection, CAPABILITIES)):
        yield wrong("database.migrations", _OTHER_BUILD, _MEND_OTHER_BUILD, column=column)


def _settings() -> Answers:
    for name, expected in (POSTGRESQL if _is_postgresql() else SQLITE).items():
        found = _one(f"SHOW {name}" if _is_postgresql() else f"PRAGMA {name}")
        if found.lower() != expected.lower():
            told = {"name": name, "found": found, "expected": expected}
            yield wrong("database.settings", _SETTING, _MEND_SETTING, **told)


def _connections() -> Answers:
    if not _is_postgresql():
        return
    most = int(_one("SHOW max_connections"))
    used = int(_one("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
    if (most - used) * 100 < most * FREE_CONNECTIONS:
        yield attention("database.connections", _CONNECTIONS, _MEND_CONNECTIONS, most=most, used=used)


def _triggers() -> Answers:
    ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if _is_postgresql():
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        # PostgreSQL folds names that are not quoted.
        there = {str(name).lower() for (name,) in cursor.fetchall()}
    missing = sorted(
        name
        for capability in capabilities()
        for table in capability.only_growing
        for name in trigger_names(connection, table)
        if name.lower() not in there
    )
    if missing:
        yield wrong("database.triggers", _TRIGGERS, _MEND_TRIGGERS, names=", ".join(missing))


SCAN_BYTES = 300_000
"""What a scan takes until scans have come that say otherwise."""
SPARE = 2
"""So many times the scans are counted: originals, pages made straight, entries, database, a backup beside."""
SLOW_FLUSH = 0.5

_NIGHT = Message("The expected night needs {needed}; {free} are free.")
_MEND_ROOM = Message("Enlarge the disk, or move other files away. Delete nothing in the data folder.")
_INODES = Message("The disk has little room for new files: {n} inodes left.")
_NOT_WRITTEN = Message("Nothing can be written to {path}: {why}")
_MEND_WRITING = Message("Check owner and mode of the folder, and how the disk is mounted.")
_CLOSED = Message("The program cannot write to {n} folders and files of the data folder: {names}")
_MEND_CLOSED = Message(
    "Somebody ran a command as another user. Give them back: chown -R USER:GROUP {folder}, with the user and "
    "group of the site; and run every command as that user."
)
_SLOW = Message("{path}: it took {ms} ms until a file was durable.")
_MEND_SLOW = Message("Put a local SSD in the place of a network disk or a slow one.")
_APART = Message("{path} is on another file system: scans will take room twice.")
_MEND_APART = Message("Keep the whole data folder on one file system.")


def check_disk(patient: Patient) -> Answers:
    """Writing and file systems of the data folder; it needs no database."""
    folder = Path(settings.DATA_DIR)
    yield from _writing(folder)
    if closed := _closed(folder):
        names = ", ".join(closed[:MOST_NAMED])
        yield wrong("disk.closed", _CLOSED, _MEND_CLOSED, n=len(closed), names=names, folder=str(folder))
    for name in ("content", "public", "log", "keys"):
        beside = folder / name
        if beside.is_dir() and beside.stat().st_dev != folder.stat().st_dev:
            yield attention("disk.apart", _APART, _MEND_APART, path=str(beside))


def _closed(folder: Path) -> list[str]:
    """What this user cannot write to: folders, and files that are written anew in place, such as locks. Files
    of the store and of bundles only grow in number, and may be closed."""
    beside = [path for path in _entries(folder) if path.is_dir()]
    within = [path for one in beside for path in _entries(one) if path.is_dir()]
    locks = [path for one in within if one.parent.name == "log" for path in _entries(one)]
    return [str(path) for path in (*beside, *within, *locks) if not os.access(path, os.W_OK)]


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if os.access(folder, os.R_OK | os.X_OK) else []


def check_room(patient: Patient) -> Answers:
    """Whether the expected night fits. Raises django.db.Error, or OSError where the folder is not there."""
    found = patient.statvfs(Path(settings.DATA_DIR))
    free, needed = found.f_bavail * found.f_frsize, bytes_of_the_night()
    told = {"needed": bytes_size(needed), "free": bytes_size(free)}
    if free < needed or free < judgements.FREE_BYTES_WRONG:
        yield wrong("disk.room", _NIGHT, _MEND_ROOM, **told)
    elif free * 100 // max(found.f_blocks * found.f_frsize, 1) < judgements.FREE_ATTENTION:
        yield attention("disk.room", _NIGHT, _MEND_ROOM, **told)
    else:
        yield good("disk.room", _NIGHT, **told)
    if found.f_files and found.f_favail * 100 // found.f_files < judgements.FREE_WRONG:
        yield wrong("disk.inodes", _INODES, _MEND_ROOM, n=found.f_favail)


def bytes_of_the_night() -> int:
    """What the protocols that are still expected will take on the disk."""
    known = Scan.objects.aggregate(n=models.Count("pk"), size=models.Avg("size_bytes"))
    expected = sum(_protocols(election) for election in ElectionRow.objects.filter(opened_at__isnull=False))
    return int(max(0, expected - known["n"]) * (known["size"] or SCAN_BYTES) * SPARE)


def _protocols(election: ElectionRow) -> int:
    precincts = AreaRow.objects.filter(election=election).exclude(kind="unit").count()
    return precincts * len(load_definition(election).election.contests)


def _writing(folder: Path) -> Answers:
    began = time.perf_counter()
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"doctor" * 1000)
            file.flush()
            os.fsync(file.fileno())
    except OSError as trouble:
        why = system_reason(trouble.strerror or type(trouble).__name__)
        mend = _MEND_ROOM if trouble.errno in (errno.ENOSPC, errno.EDQUOT) else _MEND_WRITING
        yield wrong("disk.writing", _NOT_WRITTEN, mend, path=str(folder), why=why)
        return
    took = time.perf_counter() - began
    if took >= SLOW_FLUSH:
        yield attention("disk.writing", _SLOW, _MEND_SLOW, path=str(folder), ms=int(took * 1000))
    else:
        yield good("disk.writing", Message("{path}: files are written and become durable."), path=str(folder))


_PROBES = "doctor"
MOST_NAMED = 5

_NO_STORE = Message("{store} did not take a file or give it back: {why}")
_MEND_STORE = Message("Check HATTAMA_STORE, the keys of the store, and the network.")
_OTHER = Message("{store} gave back other bytes than were put.")
_DAMAGED = Message("Of {all} scans that were read again {n} are damaged: {names}")
_MEND_DAMAGED = Message(
    "Bring them back from the backup, and check the disk. All damaged ones: `hattama store check`."
)
_MISSING = Message("Of {all} scans that were looked for {n} are not in the store: {names}")
_MEND_MISSING = Message(
    "Nothing is to be done for those imported without a file; bring the others back from the backup."
)
_WHOLE = Message("All scans that were read again are whole: {all}.")


def check_storage(patient: Patient) -> Answers:
    """A round trip, and a sample of what is kept. Raises django.db.Error."""
    home = content_home()
    there = list(_round_trip(home))
    yield from there
    if there[0].level == "good":
        yield from _sample(patient)


def _round_trip(home: ObjectStore) -> Answers:
    key, sent = f"{_PROBES}/{secrets.token_hex(16)}", secrets.token_bytes(4096)
    try:
        try:
            home.put(key, sent)
            came = home.get(key)
        finally:
            home.delete(key)
            # A folder of ours that was not there before, where the store is a disk.
            with contextlib.suppress(OSError):
                (Path(settings.DATA_DIR) / _PROBES).rmdir()
    except (StoreUnavailable, ContentMissing, OSError) as trouble:
        yield wrong("storage.round", _NO_STORE, _MEND_STORE, store=home.name, why=str(trouble))
        return
    if came == sent:
        yield good("storage.round", Message("{store}: a file was put, read and taken away."), store=home.name)
    else:
        yield wrong("storage.round", _OTHER, _MEND_STORE, store=home.name)


def _sample(patient: Patient) -> Answers:
    names = sample_of_scans(patient.scans)
    try:
        found = {name: _how(name) for name in names}
    except StoreUnavailable as trouble:
        yield wrong("storage.scans", _NO_STORE, _MEND_STORE, store=content_home().name, why=str(trouble))
        return
    damaged = sorted(name for name, how in found.items() if how == "damaged")
    gone = sorted(name for name, how in found.items() if how == "gone")
    if damaged:
        yield wrong("storage.scans", _DAMAGED, _MEND_DAMAGED, **_told(damaged, names))
    if gone:
        yield attention("storage.scans", _MISSING, _MEND_MISSING, **_told(gone, names))
    if not damaged and not gone:
        yield good("storage.scans", _WHOLE, all=len(names))


def sample_of_scans(many: int) -> list[str]:
    """So many scans by chance: names are hashes, so those that follow a name drawn by chance will do."""
    scans = Scan.objects.order_by("pk").values_list("pk", flat=True)
    start = secrets.token_hex(32)
    after = list(scans.filter(pk__gte=start)[:many])
    return after + list(scans.filter(pk__lt=start)[: many - len(after)])


def _told(lost: list[str], looked_at: list[str]) -> dict[str, Value]:
    names = ", ".join(lost[:MOST_NAMED]) + (", …" if len(lost) > MOST_NAMED else "")
    return {"all": len(looked_at), "n": len(lost), "names": names}


def _how(sha256: str) -> str:
    try:
        get_content(sha256)
    except ContentLost as trouble:
        return trouble.how
    return "whole"
