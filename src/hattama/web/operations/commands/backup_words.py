"""`hattama backup` and `hattama restore`: what they say, and why a backup cannot be made or brought back."""

from collections.abc import Iterator
from contextlib import contextmanager

from hattama.core.vocabulary import Message
from hattama.phrases import Refused
from hattama.web.kernel.commands.log_checks import telling_log_troubles

BACKUP = Message("back the site up: database, scans, logs")
OUT = Message("the folder of backups: each apart, scans shared")
WITH_KEYS = Message("put in the private keys of the logs, encrypted under a passphrase")
PASSPHRASE = Message("a file with the passphrase (its first line)")
KEEP = Message("keep the newest N backups and remove older ones")
DRILL = Message("a drill: restore the backup into a temporary folder and compare")
DRILL_DATABASE = Message("the variable that holds the address of an empty PostgreSQL database for the drill")
RESTORE = Message("restore the site from a backup into an empty data folder")
IN = Message("the folder of backups (the newest is taken), or that of one backup")
AGAINST = Message(
    "what others hold: a mirror of the bundle (folder or https://…), a checkpoint file or a receipt"
)

STAGES = {
    "logs": Message("logs"),
    "database": Message("database"),
    "content": Message("scans and lists"),
    "check": Message("checking hashes"),
}

BACKED_UP = Message(
    "The backup is done: {folder}. Size {size} MB, stored files {files} (new {new}), {seconds} s."
)
LOG_IN_BACKUP = Message("{id}: log entries {size}, waiting {pending}.")
WITHOUT_KEYS = Message(
    "Private keys are not in the backup: keep them apart. No log goes on without its "
    "key, and nobody's second factor opens without factor_key (docs/operator/backup.md)."
)
PRIVATE = Message(
    "The backup holds personal data (accounts, names, unpublished reports): nobody but its owner should "
    "read it."
)
RESTORED = Message("Restored: files {files}, {seconds} s. Acts that wait: {pending}.")
LOG_RESTORED = Message("{id}: the log was hashed again (entries: {size}); the root is that of the backup.")
REFOLDED = Message("{id}: the public tables were made anew from the log; those of the backup differed.")
ERASED_AGAIN = Message(
    "Texts of records that had been erased and stood here again: {count}. They are erased anew."
)
OLDER = Message(
    "{id}: the backup is older than what was published: entries in it: {before}, in the mirror: {size}."
)
MISSING_ENTRY = Message("  {index}: {kind} {area} {contest}")
BROUGHT_FORWARD = Message(
    "{id}: what was missing came from the mirror (entries: {count}); accepted before and waiting: {matched}."
)
NOT_OLDER = Message("{id}: the mirror has nothing that the backup lacks.")
SHOWN = Message(
    "{id}: the backup is older than what was published: entries in it: {before}, in what was shown: {size}. "
    "Entries "
    "{first} to {last} are missing. The log does not go on until they come from a mirror: hattama rebuild "
    "--from"
)
DRILLED = Message(
    "The drill succeeded: backup {backup} s, restore {restore} s, the roots are the same (logs: {logs})."
)
DRILL_FAILED = Message("The drill failed: restoring the backup ended with code {code}.")
DRILL_NEEDS_DATABASE = Message("On PostgreSQL the drill needs an empty database: --drill-database VARIABLE")

DAMAGED = Message("The backup is damaged: {why}. Nothing was restored.")
ERASURES_DAMAGED = Message(
    "{why}: this is no line of the list of what was erased. Without it texts that were erased would come "
    "back; nothing was done. Mend the line, or take it out if you know what it was."
)
BUSY = Message("Another process is writing a backup into {why}.")
FOLDER_TAKEN = Message(
    "The data folder is not empty: it has {why}. A backup is restored into an empty one only."
)
DATABASE_TAKEN = Message("The database is not empty: {why}. A backup is restored into an empty one only.")
OTHER_ENGINE = Message("The backup is of another database engine: {why}. See to DATABASE_URL.")
OTHER_BUILD = Message(
    "The backup was made by another build of the program, before its first release: {why} differs. Such a "
    "database is not converted: empty the data folder and the database, and restore it with the build that "
    "made it."
)
NEWER_PROGRAM = Message("A newer version of the program made this backup: migration {why} is not known here.")
DIFFERS = Message("What was restored contradicts itself: {why}. The site must not be started.")
WITHIN_SITE = Message(
    "{why} lies in the data folder: what takes the site away would take its backup, too. Name another folder."
)
KEYS_ELSEWHERE = Message(
    "The keys are with the signer ({why}), and this command has none: --with-keys is of no use."
)
NEEDS_PASSPHRASE = Message("--with-keys needs --passphrase-file: keys are not written unencrypted.")
NO_TEXT = Message("{path}: the file is not encoded in UTF-8")
NO_KEYS_IN_IT = Message("There are no keys in this backup: --passphrase-file is not needed.")
NO_PROGRAM = Message("There is no {why} or newer on this machine. Install postgresql-client")
BUNDLE_REFUSED = Message("The bundle is not true, or not whole: {why}. Nothing was taken from it.")
TWO_HISTORIES = Message(
    "These are two histories: {why}. The log in the database and the one shown do not carry each other on. "
    "Nothing "
    "was taken; keep both, and see hattama evidence."
)
NOT_SHOWN = Message(
    "{why}: this is no folder of a bundle, checkpoint or receipt, or the key of this log has not signed it."
)
NO_MIRROR = Message("{why}: the bundle could not be copied.")


def _troubles() -> dict[type[Exception], Message]:
    from hattama.web.operations.backups import (
        back_up,
        backup_folders,
        database_copies,
        restore_backup,
        sealed_keys,
        take_in_bundle,
    )
    from hattama.web.operations.backups.bundle_contents import BundleLacksScan
    from hattama.web.registers.erase import ErasuresDamaged

    return {
        backup_folders.NoBackup: Message("{why}: there is no finished backup here."),
        backup_folders.BackupDamaged: DAMAGED,
        backup_folders.BackupsBusy: BUSY,
        database_copies.ProgramMissing: NO_PROGRAM,
        database_copies.DatabaseCopyFailed: Message("The database could not be copied: {why}"),
        database_copies.DatabaseNotEmpty: DATABASE_TAKEN,
        sealed_keys.PassphraseRefused: Message("The passphrase is too short: at least {why} characters."),
        sealed_keys.SealBroken: Message("The passphrase does not fit, or the file of keys is damaged."),
        BundleLacksScan: Message("The bundle lacks the scan {why}. A mirror with scans is needed."),
        ErasuresDamaged: ERASURES_DAMAGED,
        back_up.KeysElsewhere: KEYS_ELSEWHERE,
        back_up.WithinSite: WITHIN_SITE,
        restore_backup.FolderNotEmpty: FOLDER_TAKEN,
        restore_backup.OtherEngine: OTHER_ENGINE,
        restore_backup.BackupOfNewerProgram: NEWER_PROGRAM,
        restore_backup.BackupOfOtherBuild: OTHER_BUILD,
        restore_backup.RestoredDiffers: DIFFERS,
        take_in_bundle.BundleRefused: BUNDLE_REFUSED,
        take_in_bundle.TwoHistories: TWO_HISTORIES,
    }


@contextmanager
def telling_backup_troubles() -> Iterator[None]:
    """Raise Refused where a backup or a bundle cannot be used; other troubles pass."""
    troubles = _troubles()
    with telling_log_troubles():
        try:
            yield
        except tuple(troubles) as trouble:
            said = next(said for kind, said in troubles.items() if isinstance(trouble, kind))
            raise Refused(said, why=trouble) from None
