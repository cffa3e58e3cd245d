"""A second person publishes a recording; before that, the commission may have parts of it hidden."""

import datetime
import hashlib
import logging
import resource
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from hattama.core.records import NamedFile
from hattama.core.vocabulary import Deed, DeedRefused, Message, Tie, refuse_joined_duty
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.published.tables import describe_kept
from hattama.web.kernel.stores.content_store import place_content, put_file
from hattama.web.registers.record import By, record_told
from hattama.web.video.receive import statement_of
from hattama.web.video.tables import SentRecording

MOST_HIDDEN: Final = 20
LONGEST: Final = 3600
"""Seconds of the processor that one recording may take."""
_FORMATS: Final = {"video/webm": "matroska", "video/mp2t": "mpegts"}

_log = logging.getLogger(__name__)


class NotHiddenYet(DeedRefused):
    """What is to be hidden is not hidden in any file yet."""

    sentence = Message("The copy in which parts are hidden is not ready. Try again in some minutes.")


class AlreadyPublished(DeedRefused):
    """The recording is published; what everybody has seen cannot be hidden by another copy."""

    sentence = Message("This recording is published already.")


class TooManyHidden(DeedRefused):
    """As many parts are hidden as one recording may have; a further one would be left to be seen."""

    sentence = Message("No further part of this recording can be hidden: there are as many as there may be.")


class HiddenMeanwhile(DeedRefused):
    """Somebody else hid a part, or published it, since this page was opened."""

    sentence = Message("Somebody else has changed this recording meanwhile. Look at it again.")


class Hidden(NamedTuple):
    """A rectangle in hundredths of the picture, hidden from a second to another."""

    left: int
    top: int
    width: int
    height: int
    since: int
    until: int

    @property
    def is_sound(self) -> bool:
        """Whether it lies in the picture and has an extent in it and in time."""
        in_picture = self.left + self.width <= 100 and self.top + self.height <= 100
        return min(self) >= 0 and min(self.width, self.height) > 0 and in_picture and self.since < self.until


def publish_recording(user: Any, row: SentRecording, *, now: datetime.datetime) -> None:
    """Let everyone see a recording: the copy with hidden parts where anything is to be hidden.

    Raises NotYours, PublishesOwnRecording, NotHiddenYet, AlreadyPublished, HiddenMeanwhile, or what
    `record_told` raises.
    """
    role = role_now(user, Deed.PUBLISH_RECORDING, row.area)
    refuse_joined_duty(Deed.PUBLISH_RECORDING, user.pk, {Tie.PROPOSED: {row.sent_by_id}})
    _refuse_published(row)
    file = row.shown if row.hidden else row.original
    if file is None or row.original_id is None:
        raise NotHiddenYet
    named = NamedFile(file.pk, row.name, file.media_type)
    said = statement_of(row, row.original_id, file=named)

    def take() -> None:
        as_it_was = SentRecording.objects.filter(pk=row.pk, hidden=row.hidden, published_by=None)
        if not as_it_was.update(published_by=user):
            raise HiddenMeanwhile

    record_told(row.area.election_id, [said], now=now, by=By(user, role.value), with_them=take)


def hide(user: Any, row: SentRecording, part: Hidden) -> None:
    """Have one more part hidden; the copy is made by a job. Raises NotYours, AlreadyPublished, TooManyHidden
    or HiddenMeanwhile."""
    role_now(user, Deed.KEEP_REGISTER, row.area)
    _refuse_published(row)
    if len(row.hidden) >= MOST_HIDDEN:
        raise TooManyHidden
    as_it_was = SentRecording.objects.filter(pk=row.pk, hidden=row.hidden, published_by=None)
    if not as_it_was.update(hidden=[*row.hidden, list(part)], shown=None, trouble=""):
        raise HiddenMeanwhile
    hide_job.enqueue(row.pk)


def _refuse_published(row: SentRecording) -> None:
    if row.published_by_id is not None:
        raise AlreadyPublished


@task()
def hide_job(pk: int) -> None:
    """Make the copy of a recording in which everything that is to be hidden is. Twice changes nothing."""
    row = SentRecording.objects.select_related("original").get(pk=pk)
    if row.original is None or row.shown_id is not None:
        return
    hidden = row.hidden
    with tempfile.TemporaryDirectory(dir=Path(settings.DATA_DIR) / "uploads") as folder:
        made = Path(folder) / "hidden.mp4"
        source = Path(folder) / "original"
        place_content(row.original.pk, source)
        trouble = _run_ffmpeg(source, row.original.media_type, made, [Hidden(*one) for one in hidden])
        if not trouble:
            with made.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = made.stat().st_size
            put_file(made, sha256)
            row.shown = describe_kept(
                sha256, received_at=timezone.now(), media_type="video/mp4", size_bytes=size, pages=0
            )
    # Only what was asked for when the work began: more may have been asked for meanwhile.
    rows = SentRecording.objects.filter(pk=pk, hidden=hidden, published_by=None)
    rows.update(shown=row.shown, trouble=trouble)


def _run_ffmpeg(source: Path, media_type: str, made: Path, hidden: Iterable[Hidden]) -> str:
    """Write the copy; what went wrong as the operator's word for it, empty where nothing did."""
    command = [
        *("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file"),
        *("-f", _FORMATS.get(media_type, "mov"), "-i", str(source)),
        *("-vf", ",".join(map(_filter, hidden)), "-pix_fmt", "yuv420p", "-map", "0:v:0", "-map", "0:a?"),
        *("-map_metadata", "-1", "-movflags", "+faststart", "-fs", str(settings.MAX_RECORDING_BYTES)),
        *("-f", "mp4", str(made)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False, preexec_fn=_bound)
    except FileNotFoundError:
        return "ffmpeg"
    except subprocess.TimeoutExpired:
        return "timeout"
    if done.returncode:
        _log.warning("a recording could not be copied: %s", done.stderr[-500:].decode(errors="replace"))
    return "unreadable" if done.returncode else ""


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter(one: Hidden) -> str:
    # Filled, and not blurred: what was blurred can be guessed back.
    place = f"x=iw*{one.left}/100:y=ih*{one.top}/100:w=iw*{one.width}/100:h=ih*{one.height}/100"
    return f"drawbox={place}:color=black:t=fill:enable='between(t,{one.since},{one.until})'"
