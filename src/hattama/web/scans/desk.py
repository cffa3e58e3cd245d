"""Scans on their way in: taken once, and held for the session while the figures are being mended."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.formats.scans import ScanRefused, ScanTooLarge
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.scans.take_scan import ScanOfAnotherProtocol, take_scan

FIELD = "scan"
DOCUMENT = "document"
"""The file of a decision, as a form sends it."""

KEEP_DETAILS = "keep_details"
"""Ticked by whoever wants place, time and device to stay in the photograph, for everyone to see."""

_log = logging.getLogger(__name__)


class UploadRefused(Exception):
    """The file cannot be a scan of this protocol, or cannot be kept just now (`status` 503); `sentence` says
    why, in the language of the page.
    """

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def uploaded_scan(request: HttpRequest, area: AreaRow, contest: str, field: str = FIELD) -> Scan | None:
    """The file sent with this request, or the one held from an earlier try; None where there is neither.

    Raises UploadRefused; what was held before stays held.
    """
    file = request.FILES.get(field)
    if not isinstance(file, UploadedFile):
        return held_scan(request, area, contest, field)
    try:
        scan = take_scan(
            _content(file),
            area=area,
            contest=contest,
            now=timezone.now(),
            keep_details=bool(request.POST.get(KEEP_DETAILS)),
        )
    except ScanRefused as refused:
        raise UploadRefused(refused.say(page_language())) from None
    except StoreUnavailable as trouble:
        _log.error("%s: a scan was not taken in: %s", area.code, trouble)
        raise UploadRefused(store_sentence(), 503) from None
    except ScanOfAnotherProtocol as twin:
        # The form then leads to the first.
        request.scan_stands_at = twin.area  # type: ignore[attr-defined]
        raise UploadRefused(twin_sentence(twin, area)) from None
    request.session[_key(area, contest, field)] = scan.sha256
    return scan


def store_sentence() -> str:
    """What is said to whoever sends a file while the place for files takes nothing in."""
    return _(
        "The place where scans are kept does not answer just now. Nothing was recorded. What you typed "
        "stands here: send it again in a minute. If that fails again, send it without the scan and add the "
        "scan later."
    )


def file_sentence() -> str:
    """The same for a file that comes with something other than a protocol."""
    return _(
        "The place where files are kept does not answer just now. Nothing was recorded. Send it again in a "
        "minute, or without the file."
    )


def twin_sentence(twin: ScanOfAnotherProtocol, area: AreaRow) -> str:
    """Why a file that stands under another protocol is refused for one of `area`."""
    if twin.area.pk == area.pk:
        return _("This very file is the scan of another protocol of this precinct already.")
    return _("This very file is the scan of precinct No. %(number)s already.") % {"number": twin.area.number}


def _content(file: UploadedFile[bytes]) -> bytes:
    # The size is known before the bytes are: what is too large is not read into memory.
    size = file.size or 0
    if size > settings.MAX_SCAN_BYTES:
        raise ScanTooLarge.of(size)
    content: bytes = file.read()
    return content


def held_scan(request: HttpRequest, area: AreaRow, contest: str, field: str = FIELD) -> Scan | None:
    """The file that this session sent for this protocol and has not submitted yet."""
    sha256 = request.session.get(_key(area, contest, field))
    return Scan.objects.filter(pk=sha256).first() if sha256 else None


def release_scan(request: HttpRequest, area: AreaRow, contest: str, field: str = FIELD) -> None:
    """Forget the held file: it stands beside its protocol now."""
    request.session.pop(_key(area, contest, field), None)


def _key(area: AreaRow, contest: str, field: str) -> str:
    return f"{field}:{area.pk}:{contest}"
