"""Samples at the desk: a digest is put into the log, a file is opened, results are published."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.entries import LONGEST_ORGANISATION, RESULTS, SAMPLE
from hattama.core.vocabulary import Deed, is_code, is_sha256, parse_whole_number
from hattama.formats.faults import InputFaults
from hattama.formats.table_times import NoSuchTime
from hattama.phrases import say_fault
from hattama.web.kernel.accounts.roles import election_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.samples.reading import load_samples
from hattama.web.samples.record import open_file, publish_results, seal_digest

MOST_BYTES = 8 * 1024 * 1024
SHOWN_FAULTS = 100


class _Mended(Exception):
    """What was sent cannot be taken so; the text says what to mend."""


def samples(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every sample with what can be done next."""
    row = election_for(request.user, Deed.DRAW_PAPERS, election_id)
    root = root_of(row)
    if request.method != "POST":
        return _show(request, row)
    try:
        _do(request, root)
    except _Mended as wrong:
        return _show(request, row, refusal=str(wrong), status=400)
    except InputFaults as faults:
        told = [say_fault(fault, page_language()) for fault in faults.faults]
        return _show(request, row, faults=told, status=400)
    except NOT_DONE as refused:
        return _show(request, row, *refusal_of(refused))
    return redirect("desk:samples", election_id)


def _do(request: HttpRequest, root: AreaRow) -> None:
    now, action, sample = (
        timezone.now(),
        request.POST.get("action", ""),
        request.POST.get("sample", "").strip(),
    )
    if action == "open":
        salt, seal = request.POST.get("salt", "").strip(), request.POST.get("seal", "")
        number = parse_whole_number(seal.strip())
        if number is None:
            raise _Mended(_("Choose what is opened."))
        open_file(request.user, root, number, _sent_file(request), salt, now=now)
    elif action == "publish":
        publish_results(request.user, root, sample, _sent_file(request), now=now)
    else:
        _seal(request, root, sample, now)


def _seal(request: HttpRequest, root: AreaRow, sample: str, now: datetime.datetime) -> None:
    about = RESULTS if request.POST.get("about") == RESULTS else SAMPLE
    organisation = " ".join(request.POST.get("organisation", "").replace("\0", "").split())
    digest = request.POST.get("digest", "").strip().lower()
    if not is_code(sample):
        raise _Mended(_("The name of a sample is a word of small Latin letters, digits and _."))
    if not 0 < len(organisation) <= LONGEST_ORGANISATION:
        raise _Mended(_("Say which organisation seals it, in at most 200 characters."))
    if not is_sha256(digest):
        raise _Mended(_("The digest has 64 digits, as `hattama sample seal` writes it."))
    opens_at = _hour(request.POST.get("opens_at", ""), root)
    seal_digest(request.user, root, sample, organisation, digest, opens_at, about=about, now=now)


def _hour(text: str, root: AreaRow) -> datetime.datetime | None:
    try:
        hour = typed_moment(text, load_definition(root.election).election.time_zone)
        return hour and hour.replace(second=0, microsecond=0)
    except NoSuchTime:
        raise _Mended(_("Say the hour as a date and a time, or leave it empty.")) from None


def _sent_file(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise _Mended(_("Choose a file."))
    if file.size > MOST_BYTES:
        raise _Mended(_("The file is too large: at most 8 MB."))
    return bytes(file.read())


def _show(
    request: HttpRequest, row: ElectionRow, refusal: str = "", status: int = 200, faults: Sequence[str] = ()
) -> HttpResponse:
    context: dict[str, Any] = {
        "election": load_definition(row).election,
        "samples": load_samples(row),
        "refusal": refusal,
        "faults": faults[:SHOWN_FAULTS],
        "fault_count": len(faults),
        "typed": request.POST,
    }
    return render(request, "samples/desk.html", context, status=status)
