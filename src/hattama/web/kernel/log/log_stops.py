"""A log that must not be written on: what stands in public contradicts what is here; a person has to look.

Acts are accepted meanwhile and wait. The stop holds for the bucket that it was found in, and ends when that
is seen to fit again.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.stores.durable_files import replace_durably


class CopyContradicts(Exception):
    """The bucket holds what is not of this log: a longer one, another root, other bytes in a lasting file."""


class LogStopped(Exception):
    """The log is not written on until a person has looked: the message says why."""


def stop_log(election_id: str, place: str, why: str) -> None:
    """Let nobody write the log on while `place` is where it is published."""
    replace_durably(_path(election_id), json.dumps({"place": place, "why": why}).encode())


def release_log(election_id: str) -> None:
    """Let the log be written again; nothing where it was not stopped."""
    _path(election_id).unlink(missing_ok=True)


def refuse_if_stopped(election_id: str) -> None:
    """Raise LogStopped where that is so."""
    try:
        said = json.loads(_path(election_id).read_bytes())
    except FileNotFoundError:
        return
    if settings.STORE_BUCKET and said["place"].startswith(f"s3://{settings.STORE_BUCKET}"):
        raise LogStopped(f"{election_id}: {said['why']}")


def _path(election_id: str) -> Path:
    return working_folder(election_id) / "stopped"
