"""Why a backup cannot be made or brought back, as a sentence for the operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import Refused
from hattama.web.kernel.commands.log_troubles import telling_log_troubles
from hattama.web.operations.backups.commands import backups_words as words


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

    return {
        backup_folders.NoBackup: words.NO_BACKUP,
        backup_folders.BackupDamaged: words.DAMAGED,
        backup_folders.BackupsBusy: words.BUSY,
        database_copies.ProgramMissing: words.NO_PROGRAM,
        database_copies.DatabaseCopyFailed: words.DATABASE_FAILED,
        database_copies.DatabaseNotEmpty: words.DATABASE_TAKEN,
        sealed_keys.PassphraseRefused: words.SHORT_PASSPHRASE,
        sealed_keys.SealBroken: words.SEAL_BROKEN,
        BundleLacksScan: words.LACKS_SCAN,
        back_up.KeysElsewhere: words.KEYS_ELSEWHERE,
        restore_backup.FolderNotEmpty: words.FOLDER_TAKEN,
        restore_backup.OtherEngine: words.OTHER_ENGINE,
        restore_backup.BackupOfNewerProgram: words.NEWER_PROGRAM,
        restore_backup.RestoredDiffers: words.DIFFERS,
        take_in_bundle.BundleRefused: words.BUNDLE_REFUSED,
        take_in_bundle.TwoHistories: words.TWO_HISTORIES,
    }


@contextmanager
def telling_backup_troubles(language: str) -> Iterator[None]:
    """Exit with a sentence and code 2 where a backup or a bundle cannot be used; other troubles pass."""
    troubles = _troubles()
    with telling_log_troubles(language):
        try:
            yield
        except tuple(troubles) as trouble:
            said = next(said for kind, said in troubles.items() if isinstance(trouble, kind))
            raise Refused(say(said, language, why=trouble)) from None
