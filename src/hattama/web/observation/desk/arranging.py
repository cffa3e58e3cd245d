"""A coordinator arranges: forms, observers and the sheets of their telephones, the plan."""

import base64
import json
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.vocabulary import DeedRefused, Words, csv_text, inert_cells
from hattama.formats.deployment_plans import Visit, read_plan
from hattama.formats.faults import InputFaults
from hattama.formats.table_times import NoSuchTime
from hattama.formats.xforms import read_form
from hattama.formats.xlsform_sheets import MOST_BYTES
from hattama.phrases import say_fault
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.observation.arrange import (
    add_observer,
    bring_form,
    make_tokens,
    replace_plan,
    revoke_token,
    withdraw_form,
)
from hattama.web.observation.desk.places import Place, at_desk, form_of
from hattama.web.observation.messages import enrolment_code
from hattama.web.observation.policy import OrganisationDeed
from hattama.web.observation.publish import publish_sent
from hattama.web.observation.reading import accepted_forms, missing_visits, newest_versions
from hattama.web.observation.tables import Observer, PlannedVisit

SHOWN_FAULTS: Final = 100
ROWS: Final = 50
SHEETS_AT_ONCE: Final = 200


@at_desk("GET", "POST")
def forms(place: Place) -> HttpResponseBase:
    """The forms of the organisation; a coordinator brings one, with every fault in it told by its place."""
    if place.request.method != "POST":
        return _show_forms(place)
    name, source = _chosen(place)
    if not source:
        return _show_forms(place, refusal=_("Choose a file."), status=400)
    files = {str(one.name): one.read() for one in place.request.FILES.getlist("files") if _is_small(one)}
    try:
        made = bring_form(place.user, place.organisation, source, name, files, now=timezone.now())
    except InputFaults as faults:
        return _show_forms(place, faults=faults, status=400)
    except DeedRefused as refused:
        return _show_forms(place, *refusal_of(refused))
    return redirect(f"{_address('forms', place)}?brought={made.pk}")


def _chosen(place: Place) -> tuple[str, bytes]:
    """The form that was sent, or that of ours which was chosen; nothing where there is neither."""
    shipped = place.request.POST.get("shipped", "")
    if shipped:
        return shipped, place.shipped_forms().get(shipped, b"")
    file = place.request.FILES.get("form")
    if not isinstance(file, UploadedFile):
        return "", b""
    return storable(str(file.name))[-80:] or "form", file.read(MOST_BYTES + 1)


def _is_small(file: UploadedFile[bytes]) -> bool:
    return (file.size or 0) <= MOST_BYTES


def _address(name: str, place: Place) -> str:
    return reverse(f"desk:organisation_{name}", args=[place.row.pk, place.organisation.code])


def _show_forms(
    place: Place, refusal: str = "", status: int = 200, faults: InputFaults | None = None
) -> HttpResponse:
    rows = place.organisation.forms.annotate(count=Count("sent")).order_by("-pk")
    found = faults.faults if faults is not None else ()
    newest = newest_versions(place.organisation)
    sent = {row.form_id for row in rows if row.count}
    context = {
        "forms": [(row, Words.of(row.titles)) for row in rows],
        "to_publish": [
            (row, accepted_forms(row).filter(place=None).count()) for row in newest if row.form_id in sent
        ],
        "shipped": [(name, read_form(data, name).titles) for name, data in place.shipped_forms().items()],
        "published": place.organisation.published.select_related("form").order_by("-pk"),
        "brought": place.request.GET.get("brought", ""),
        "refusal": refusal,
        "faults": [say_fault(one, page_language()) for one in found[:SHOWN_FAULTS]],
        "fault_count": len(found),
    }
    return place.show("forms", context, status)


@at_desk("POST")
def withdraw(place: Place, pk: int) -> HttpResponseBase:
    """Offer a version of a form no more."""
    withdraw_form(place.user, form_of(place, pk), now=timezone.now())
    return redirect(_address("forms", place))


@at_desk("POST")
def publish(place: Place, pk: int) -> HttpResponseBase:
    """Put the hash of what was sent with a form into the log; the table opens at the hour chosen, or now."""
    form, now = form_of(place, pk), timezone.now()
    said = place.request.POST.get("opens_at", "")
    try:
        opens_at = max(now, typed_moment(said, place.definition.election.time_zone) or now)
        publish_sent(place.user, form, opens_at.replace(microsecond=0), now=now)
    except NoSuchTime:
        return _show_forms(place, refusal=_("The hour cannot be read."), status=400)
    except NOT_DONE as refused:
        return _show_forms(place, *refusal_of(refused))
    return redirect(_address("forms", place))


@at_desk("GET", "POST", see=OrganisationDeed.ARRANGE)
def observers(place: Place) -> HttpResponseBase:
    """The observers by pseudonym, each with what was sent and whether a telephone's token is good."""
    if place.request.method != "POST":
        return _show_observers(place)
    said = place.request.POST
    language = said.get("language", "")
    try:
        add_observer(
            place.user,
            place.organisation,
            storable(said.get("pseudonym", "")).strip(),
            language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            now=timezone.now(),
        )
    except DeedRefused as refused:
        return _show_observers(place, *refusal_of(refused))
    return redirect(_address("observers", place))


def _show_observers(place: Place, refusal: str = "", status: int = 200) -> HttpResponse:
    query = storable(place.request.GET.get("q", "")).strip()
    rows = place.organisation.observers.filter(pseudonym__icontains=query)
    paging = page_of(place.request.GET, rows.count(), ROWS)
    counted = rows.annotate(count=Count("sent")).order_by("pseudonym")
    context = {
        "observers": counted[paging.start : paging.stop],
        "unprinted": place.organisation.observers.filter(token_made_at=None).count(),
        "languages": list(dict(settings.LANGUAGES)),
        "paging": paging,
        "query": query,
        "refusal": refusal,
    }
    return place.show("observers", context, status)


@at_desk("POST")
def sheets(place: Place) -> HttpResponseBase:
    """Sheets for telephones: of one observer, or of all that have none yet. Each token is shown this once."""
    rows = place.organisation.observers.filter(token_made_at=None).order_by("pseudonym")
    if "observer" in place.request.POST:
        rows = place.organisation.observers.filter(pseudonym=storable(place.request.POST["observer"]))
    made = make_tokens(place.user, place.organisation, list(rows[:SHEETS_AT_ONCE]), now=timezone.now())
    return place.show("sheets", {"sheets": list(_sheets(place, made))})


def _sheets(place: Place, made: Iterable[tuple[Observer, str]]) -> Iterable[dict[str, Any]]:
    name = Words.of(place.organisation.names).say(page_language())
    for observer, token in made:
        base = absolute(place.request, f"/field/{token}")
        qr = segno.make(settings_code(base, name), error="m", micro=False)
        page = segno.make(f"{base}/", error="m", micro=False)
        codes = {"qr": qr.svg_data_uri(scale=4), "page_qr": page.svg_data_uri(scale=4)}
        # Written in two groups, as it is typed with least mistakes.
        code = enrolment_code(observer) if place.organisation.gateway_sha256 else ""
        yield {"observer": observer, "base": base, "code": f"{code[:5]} {code[5:]}".strip(), **codes}


def settings_code(base: str, name: str) -> str:
    """What ODK Collect reads as its settings: JSON, pressed by zlib, in base64."""
    told = {
        "general": {
            "protocol": "odk_default",
            "server_url": base,
            "autosend": "wifi_and_cellular",
            "form_update_mode": "match_exactly",
        },
        "admin": {},
        "project": {"name": name},
    }
    return base64.b64encode(zlib.compress(json.dumps(told).encode())).decode()


@at_desk("POST")
def revoke(place: Place) -> HttpResponseBase:
    """Close the door of an observer's telephone: it was lost, or the observer left."""
    pseudonym = storable(place.request.POST.get("observer", ""))
    revoke_token(place.user, get_object_or_404(place.organisation.observers, pseudonym=pseudonym))
    return redirect(_address("observers", place))


@at_desk("GET", "POST")
def plan(place: Place) -> HttpResponseBase:
    """Who is to be where, and who has not reported; a coordinator brings the plan as a table."""
    if place.request.method != "POST":
        return _show_plan(place)
    file = place.request.FILES.get("table")
    if not isinstance(file, UploadedFile) or not _is_small(file):
        return _show_plan(place, refusal=_("Choose a file."), status=400)
    try:
        visits = _read(place, file)
    except InputFaults as faults:
        return _show_plan(place, faults=faults, status=400)
    replace_plan(place.user, place.organisation, visits, now=timezone.now())
    return redirect(_address("plan", place))


def _read(place: Place, file: UploadedFile[bytes]) -> Sequence[Visit]:
    areas = set(AreaRow.objects.filter(election=place.row).values_list("code", flat=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan"
        path.write_bytes(file.read())
        return read_plan(path, areas, place.phases().keys())


def _show_plan(
    place: Place, *, refusal: str = "", faults: InputFaults | None = None, status: int = 200
) -> HttpResponse:
    phases = place.phases()
    phase = place.request.GET.get("phase", "")
    phase = phase if phase in phases else ""
    rows = missing_visits(place.organisation, phase)
    paging = page_of(place.request.GET, rows.count(), ROWS)
    planned = PlannedVisit.objects.filter(observer__organisation=place.organisation)
    found = faults.faults if faults is not None else ()
    context = {
        "phases": phases.items(),
        "phase": phase,
        "lines": [(visit, phases.get(visit.phase)) for visit in rows[paging.start : paging.stop]],
        "planned": (planned.filter(phase=phase) if phase else planned).count(),
        "paging": paging,
        "refusal": refusal,
        "faults": [say_fault(one, page_language()) for one in found[:SHOWN_FAULTS]],
        "fault_count": len(found),
    }
    return place.show("plan", context, status)


@at_desk("GET")
def call_list(place: Place) -> HttpResponseBase:
    """Who is to report and has not, as CSV, with room for what was said; whose number it is, the
    organisation keeps."""
    phases, language = place.phases(), page_language()
    heads = (_("Observer"), _("Form"), _("Identifier"), _("Polling station"), _("Called at"), _("Answer"))
    rows: list[Sequence[object]] = [heads]
    phase = place.request.GET.get("phase", "")
    for visit in missing_visits(place.organisation, phase if phase in phases else "").iterator():
        form, area = phases.get(visit.phase), visit.area
        title = form.say(language) if form is not None else visit.phase
        cells = (visit.observer.pseudonym, title, area.code, Words.of(area.names).say(language), "", "")
        rows.append(inert_cells(cells))
    response = HttpResponse("\ufeff" + csv_text(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{place.organisation.code}-call-list.csv"'
    return response
