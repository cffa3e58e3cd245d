"""The mark of a restore under way: a data folder that was left half restored must not be served."""

from pathlib import Path

from django.conf import settings

from hattama.web.kernel.stores.durable_files import replace_durably, sync_path


def is_half_restored() -> bool:
    """Whether a restore into this data folder began and did not end."""
    return _mark().exists()


def begin_restoring() -> None:
    """Set the mark, durably."""
    replace_durably(_mark(), b"")


def end_restoring() -> None:
    """Take the mark away."""
    _mark().unlink()
    sync_path(_mark().parent)


def _mark() -> Path:
    return Path(settings.DATA_DIR) / "restoring"
