"""Scans on their way in: taken once, and held for the session while the figures are being mended."""

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.vocabulary import Deed
from hattama.formats.scans import ScanRefused, ScanTooLarge
from hattama.web.kernel.accounts.roles import is_allowed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.outage_views import store_outage_sentence
from hattama.web.kernel.pages.refusals import file_sentence
from hattama.web.kernel.published.tables import PublishedScan, Scan
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.scans.take_scan import (
    ScanOfAnotherProtocol,
    note_sent_twice,
    receive_scan,
    record_scan,
    take_scan,
)

FIELD = "scan"
DOCUMENT = "document"
"""The file of a decision, as a form sends it."""

KEEP_DETAILS = "keep_details"
"""Ticked by whoever wants place, time and device to stay in the photograph, for everyone to see."""

HOLD = "hold"
"""What the button's field says where the page sends its files ahead: they are held, and nothing is done."""

_log = logging.getLogger(__name__)


class UploadRefused(Exception):
    """The file cannot be a scan of this protocol, or cannot be kept just now (`status` 503); `sentence` says
    why, in the language of the page.
    """

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def uploaded_scan(
    request: HttpRequest,
    area: AreaRow,
    contest: str,
    field: str = FIELD,
    *,
    hold: bool = True,
    is_alone: bool = False,
) -> Scan | None:
    """The file sent with this request, or the one held from an earlier try; None where there is neither.

    Without `hold` a file sent just now has no row before a protocol claims it (`claim_scan`), or `held_scan`
    keeps it for the next try. `is_alone`: the form sends nothing else. Raises UploadRefused; what was held
    before stays held.
    """
    file = request.FILES.get(field)
    if not isinstance(file, UploadedFile):
        return held_scan(request, area, contest, field)
    keeps_details = bool(request.POST.get(KEEP_DETAILS))
    try:
        data, now = content_of(file), timezone.now()
        if hold:
            scan = take_scan(data, area=area, contest=contest, now=now, keep_details=keeps_details)
            hold_scan(request, area, contest, scan, field)
            return scan
        scan = receive_scan(data, now=now, keep_details=keeps_details)
    except ScanRefused as refused:
        raise UploadRefused(refused.say(page_language())) from None
    except StoreUnavailable as trouble:
        _log.error("%s: a scan was not taken in: %s", area.code, trouble)
        raise UploadRefused(_store_sentence(trouble, field, is_alone=is_alone), 503) from None
    except ScanOfAnotherProtocol as twin:
        if field != FIELD:
            raise UploadRefused(_twin_sentence(twin, area, request)) from None
        raise UploadRefused(refuse_twin(twin, area, request)) from None
    _received(request)[_key(area, contest, field)] = scan
    return scan


def _store_sentence(trouble: StoreUnavailable, field: str, *, is_alone: bool) -> str:
    """What is said to whoever sends a file while the place for files takes nothing in."""
    if is_alone:
        again = _("The file was not recorded. Choose it again and send it in a minute.")
    elif field == FIELD:
        again = _(
            "Nothing of what you sent was recorded. What you typed stands here: send it again in a minute. "
            "If that fails again, send it without the scan and add the scan later."
        )
    else:
        return file_sentence(trouble)
    return f"{store_outage_sentence(trouble)} {again}"


def refuse_twin(twin: ScanOfAnotherProtocol, area: AreaRow, request: HttpRequest) -> str:
    """Why a file that stands under another protocol is refused for one of `area`; whoever looks after that
    other one is told."""
    note_sent_twice(twin, now=timezone.now())
    return _twin_sentence(twin, area, request)


def _twin_sentence(twin: ScanOfAnotherProtocol, area: AreaRow, request: HttpRequest) -> str:
    # The form of the request leads to where the file can be looked at.
    request.scan_stands_at = _where_it_stands(twin, request)  # type: ignore[attr-defined]
    if twin.area.pk == area.pk:
        said = _("This very file is the scan of another protocol of this precinct already.")
    else:
        there = {"number": twin.area.number}
        said = _("This very file is the scan of precinct No. %(number)s already.") % there
    again = _(
        "Choose the picture of this protocol. If this is it, and stands there by mistake, photograph the "
        "paper once more and send the new picture."
    )
    return f"{said} {again}"


def _where_it_stands(twin: ScanOfAnotherProtocol, request: HttpRequest) -> str:
    """The address at which whoever sends this request can look at the file; empty where there is none."""
    if is_allowed(request.user, Deed.SEE_DESK, twin.area):
        return reverse("desk:done", args=(twin.area.election_id, twin.area.code, twin.contest))
    shown = PublishedScan.objects.filter(scan=twin.scan, protocol__area=twin.area, withdrawn_by=None)
    return reverse("public:area", args=(twin.area.election_id, twin.area.code)) if shown.exists() else ""


def content_of(file: UploadedFile[bytes], most_bytes: int | None = None) -> bytes:
    """The bytes of an upload, as many as a scan may have or `most_bytes`. Raises ScanTooLarge."""
    # The size is known before the bytes are: what is too large is not read into memory.
    size = file.size or 0
    if size > (most_bytes or settings.MAX_SCAN_BYTES):
        raise ScanTooLarge.of(size)
    content: bytes = file.read()
    return content


def held_scan(request: HttpRequest, area: AreaRow, contest: str, field: str = FIELD) -> Scan | None:
    """The file that this session sent for this protocol and has not submitted yet; held from now on."""
    key = _key(area, contest, field)
    scan = _received(request).pop(key, None)
    if scan is not None:
        hold_scan(request, area, contest, record_scan(scan), field)
        return scan
    sha256 = request.session.get(key)
    return Scan.objects.filter(pk=sha256).first() if sha256 else None


def hold_scan(request: HttpRequest, area: AreaRow, contest: str, scan: Scan, field: str = FIELD) -> None:
    """Hold a recorded scan for this session, as if it had been sent with the form of this protocol."""
    request.session[_key(area, contest, field)] = scan.pk


def release_scan(request: HttpRequest, area: AreaRow, contest: str, field: str = FIELD) -> None:
    """Forget the held file: it stands beside its protocol now."""
    key = _key(area, contest, field)
    _received(request).pop(key, None)
    request.session.pop(key, None)


def _received(request: HttpRequest) -> dict[str, Scan]:
    """The files that came with this request, by what a session would hold them under."""
    received: dict[str, Scan] = request.__dict__.setdefault("received_scans", {})
    return received


def _key(area: AreaRow, contest: str, field: str) -> str:
    return f"{field}:{area.pk}:{contest}"
