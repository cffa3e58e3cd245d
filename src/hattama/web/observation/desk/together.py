"""Several observers of one place, several organisations of one election: what they say together."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hattama.core.observation import MasterRecord, ObservationForm
from hattama.core.vocabulary import DeedRefused, Words, parse_whole_number
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.observation.arrange import end_agreement, invite_reader, renew_secret, take_invitation
from hattama.web.observation.desk.places import Place, at_desk, form_of
from hattama.web.observation.policy import OrganisationDeed, readable_organisations
from hattama.web.observation.reading import (
    form_value,
    load_masters,
    missing_visits,
    newest_versions,
    standing_forms,
)
from hattama.web.observation.review import choose_answer
from hattama.web.observation.tables import Agreement, FormVersion, Organisation, PlannedVisit, SentForm

PLACES: Final = 20


@at_desk("GET", "POST", act=OrganisationDeed.REVIEW)
def conflicts(place: Place) -> HttpResponseBase:
    """The places whose observers answered differently; a reviewer says which answer stands."""
    refusal, request = "", place.request
    if request.method == "POST":
        said = {name: storable(request.POST.get(name, "")) for name in ("station", "question", "answer")}
        form = form_of(place, parse_whole_number(request.POST.get("form", "")) or 0)
        try:
            choose_answer(place.user, form, **said, now=timezone.now())
        except DeedRefused as refused:
            refusal = refusal_of(refused).sentence
        else:
            return redirect(f"{request.get_full_path()}#{said['station']}")
    found = [
        (form, master)
        for form in newest_versions(place.organisation)
        for master in load_masters(form)
        if master.conflicts
    ]
    # What waits stands first.
    found.sort(key=lambda one: not one[1].open_conflicts)
    paging = page_of(request.GET, len(found), PLACES)
    shown = found[paging.start : paging.stop]
    areas = AreaRow.objects.filter(election=place.row, code__in={master.station for _, master in shown})
    names = {area.code: Words.of(area.names) for area in areas}
    instances = [one.instance_id for _, master in shown for one in master.submissions]
    rows = SentForm.objects.filter(organisation=place.organisation, instance_id__in=instances)
    numbers = dict(rows.values_list("instance_id", "pk"))
    context = {
        "refusal": refusal,
        "paging": paging,
        "open": sum(len(master.open_conflicts) for _, master in found),
        "lines": [_line(form, master, names.get(master.station), numbers) for form, master in shown],
    }
    return place.show("conflicts", context, 400 if refusal else 200)


def _line(
    form: FormVersion, master: MasterRecord, names: Words | None, numbers: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "form": form,
        "title": Words.of(form.titles),
        "station": master.station,
        "names": names,
        "sent": [(numbers[one.instance_id], one.observer) for one in master.submissions],
        "conflicts": list(_told(form_value(form), master)),
    }


def _told(form: ObservationForm, master: MasterRecord) -> Iterator[dict[str, Any]]:
    language = page_language()
    for one in master.conflicts:
        question = form.by_name[one.question]
        words = {option.code: option.labels.say(language) or option.code for option in question.options}
        given = [
            (said, ", ".join(words.get(code, code) for code in said.split()), who)
            for said, who in one.given.items()
        ]
        label = question.labels.say(language) or question.name
        yield {"name": one.question, "label": label, "chosen": one.chosen, "given": given}


@at_desk("GET", "POST")
def partners(place: Place) -> HttpResponseBase:
    """My organisation beside those that let it read what they were sent; who reads mine; the address for
    programs."""
    told: dict[str, Any] = {}
    request = place.request
    if request.method == "POST":
        try:
            told = _arranged(place)
        except DeedRefused as refused:
            told = {"refusal": refusal_of(refused).sentence}
        else:
            if not told:
                return redirect(request.get_full_path())
    phases = place.phases()
    phase = request.GET.get("phase", "")
    seen = [place.organisation, *_partners(place)]
    context = {
        "phases": phases.items(),
        "phase": phase,
        "lines": [_response(one, phase if phase in phases else "") for one in seen],
        "places": _places(seen, phase if phase in phases else "").count(),
        "agreements": _agreements(place),
        "forms": place.organisation.forms.order_by("pk"),
    }
    return place.show("partners", context | told, 400 if "refusal" in told else 200)


def _arranged(place: Place) -> dict[str, Any]:
    """Do what was asked for; what is shown this once."""
    said, now = place.request.POST, timezone.now()
    match said.get("deed"):
        case "invite":
            return {"invitation": invite_reader(place.user, place.organisation, now=now)}
        case "take":
            take_invitation(place.user, place.organisation, storable(said.get("invitation", "")), now=now)
        case "end":
            number = parse_whole_number(said.get("agreement", "")) or 0
            end_agreement(place.user, place.organisation, number, now=now)
        case "address":
            token = renew_secret(place.user, place.organisation, "reader_sha256")
            rows = place.organisation.forms.order_by("pk")
            links = [reverse("data:field_service", args=[token, form.pk]) for form in rows]
            addresses = zip(rows, (absolute(place.request, link) for link in links), strict=True)
            return {"addresses": list(addresses)}
    return {}


def _partners(place: Place) -> Iterator[Organisation]:
    lets = Agreement.objects.filter(taker=place.organisation, ended_at=None)
    rows = readable_organisations(place.user, place.row).filter(given__in=lets)
    return iter(rows.exclude(pk=place.organisation.pk).order_by("code").distinct())


def _response(organisation: Organisation, phase: str) -> dict[str, Any]:
    """How much of the plan has come, and how many places were seen."""
    planned = PlannedVisit.objects.filter(observer__organisation=organisation)
    if phase:
        planned = planned.filter(phase=phase)
    count, missing = planned.count(), missing_visits(organisation, phase).count()
    sent = standing_forms(organisation)
    return {
        "organisation": organisation,
        "names": Words.of(organisation.names),
        "planned": count,
        "reported": count - missing,
        "rate": Fraction(count - missing, count) if count else None,
        "sent": (sent.filter(phase=phase) if phase else sent).count(),
        "places": _places([organisation], phase).count(),
    }


def _places(organisations: list[Organisation], phase: str) -> QuerySet[SentForm, Any]:
    """The places of which something stands, each once."""
    rows = SentForm.objects.filter(organisation__in=organisations, place__isnull=False)
    return (rows.filter(phase=phase) if phase else rows).order_by().values("place__area").distinct()


def _agreements(place: Place) -> list[dict[str, Any]]:
    mine = Agreement.objects.filter(Q(giver=place.organisation) | Q(taker=place.organisation), ended_at=None)
    rows = mine.select_related("giver", "taker")
    return [
        {
            "row": one,
            "gives": one.giver_id == place.organisation.pk,
            "other": one.taker if one.giver_id == place.organisation.pk else one.giver,
        }
        for one in rows
    ]
