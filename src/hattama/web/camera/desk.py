"""The page of the camera: a picture of the signed paper, taken at the desk or sent later from a phone; and
the sentences that `static/desk/camera/page.js` shows.
"""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Deed
from hattama.phrases import say
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.kept_pages import worker_script
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.offline.desk import offline_shell
from hattama.web.protocols.desk.drafts import account_key
from hattama.web.protocols.desk.places import Place, find_place, publish_done
from hattama.web.protocols.enter import keep_scan
from hattama.web.scans.desk import UploadRefused, refuse_twin, release_scan, uploaded_scan
from hattama.web.scans.take_scan import NoProtocolYet, ScanAlreadyAttached, ScanOfAnotherProtocol

_FILES = (
    "hattama/hattama.css",
    "hattama/icon.svg",
    "hattama/fonts/onest-cyrillic-wght-normal.woff2",
    "hattama/fonts/onest-cyrillic-ext-wght-normal.woff2",
    "hattama/fonts/onest-latin-wght-normal.woff2",
    "desk/desk.css",
    "desk/life.css",
    "desk/camera/camera.css",
    "desk/camera/page.js",
    "desk/camera/paper.js",
    "desk/camera/quality.js",
    "desk/camera/queue.js",
    "desk/camera/sender.js",
    "desk/camera/qr/decode.js",
    "desk/camera/qr/index.js",
    "desk/drafts.js",
    "desk/keys.js",
    "desk/rows.js",
    "desk/offline/offline.css",
    "desk/offline/list.js",
    "desk/offline/sender.js",
    "desk/offline/shell.js",
    "desk/offline/statement.js",
    "desk/offline/store.js",
    "desk/offline/submit.js",
)
"""What the pages need without a network. None of it differs from one account to another."""

_FAMILY = "hattama-camera-"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a picture: `arrived` beside its protocol, `held` until there is one, or `refused`."""

    state: str
    said: str = ""
    status: int = 200


def camera(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The page that opens the camera. What is sent to it is answered in JSON to its script, else with a page.

    The same bytes sent twice are one scan, and the answer is the same.
    """
    place = find_place(request.user, election_id, area_id, contest, Deed.ATTACH_SCAN)
    if request.method != "POST":
        return _show(request, place)
    taken = _take(request, place)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"state": taken.state, "said": taken.said}, status=taken.status)
    if taken.state == "refused":
        return _show(request, place, taken.said, taken.status)
    return redirect("desk:enter" if taken.state == "held" else "desk:done", *place.address)


@access("public")
@require_safe
def camera_shell(request: HttpRequest) -> HttpResponse:
    """The page of the camera as it is shown without a network: no account, no precinct, nothing personal."""
    return render(request, "camera/desk/camera_shell.html", {"words": script_words("hattama.web.camera")})


@access("public")
@require_safe
def camera_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps both shells and their static files in the browser, each edition by its name."""
    shell, offline = reverse("desk:camera_shell"), reverse("desk:offline_shell")
    shown = {shell: camera_shell, offline: offline_shell}
    shells = [(address, cast(HttpResponse, page(request)).content) for address, page in shown.items()]
    family = f"{_FAMILY}{get_language()}-"
    return worker_script("desk/camera/worker.js", family, shells, _FILES, SHELL=shell, OFFLINE=offline)


def _take(request: HttpRequest, place: Place) -> Taken:
    area, contest = place.area, place.contest.code
    try:
        scan = uploaded_scan(request, area, contest, is_alone=True)
        if scan is None:
            return Taken("refused", _("Choose a file first."), 400)
        publish_done(request, place, lambda: keep_scan(request.user, area, contest, scan, now=timezone.now()))
    except UploadRefused as refused:
        return Taken("refused", refused.sentence, refused.status)
    except NoProtocolYet:
        # It is kept for the form of the figures; the telephone keeps its own until the protocol has it.
        return Taken("held")
    except ScanAlreadyAttached:
        release_scan(request, area, contest)
        return Taken("arrived")
    except ScanOfAnotherProtocol as twin:
        release_scan(request, area, contest)
        return Taken("refused", refuse_twin(twin, area, request), 400)
    except SubmissionRefused as refused:
        release_scan(request, area, contest)
        return Taken("refused", *refusal_of(refused))
    return Taken("arrived")


def _show(request: HttpRequest, place: Place, refusal: str = "", status: int = 200) -> HttpResponse:
    names = say(place.contest.names, page_language())
    context = {
        "place": place,
        "election": place.election,
        "key": account_key(request.user),
        "place_name": "/".join(place.address),
        "label": f"№ {place.area.number} · {names}",
        "send": reverse("desk:camera", args=place.address),
        "worker": reverse("desk:camera_worker"),
        "scope": reverse("desk:home"),
        "refusal": refusal,
        "words": script_words("hattama.web.camera"),
    }
    return render(request, "camera/desk/camera.html", context, status=status)
