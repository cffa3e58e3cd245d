"""Rows of observation as values: forms, what stands of what was sent, what is planned and did not come."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from hattama.core.observation import (
    MERGED_PHASES,
    MasterRecord,
    ObservationForm,
    Submission,
    lay_observers_together,
)
from hattama.formats.xforms import read_form
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.tables import (
    ChosenAnswer,
    FormPlace,
    FormVersion,
    Observer,
    Organisation,
    PlannedVisit,
    SentForm,
    SentReview,
)


@lru_cache(maxsize=64)
def _form_of_source(sha256: str, name: str) -> ObservationForm:
    return read_form(get_content(sha256), name)


def form_value(form: FormVersion) -> ObservationForm:
    """The form as the core knows it. Raises ContentLost, StoreUnavailable."""
    return _form_of_source(form.source_sha256, form.source_name)


def offered_forms(
    organisation: Organisation, form_id: str = "", *, all_versions: bool = False
) -> list[FormVersion]:
    """What telephones are offered: the newest version of each form, or all that are not withdrawn."""
    rows = organisation.forms.filter(withdrawn_at=None).prefetch_related("files")
    if form_id:
        rows = rows.filter(form_id=form_id)
    newest = {row.form_id: row for row in rows}
    return [row for row in rows if all_versions or newest[row.form_id] is row]


def standing_forms(organisation: Organisation) -> QuerySet[SentForm]:
    """What was sent and not replaced. Nobody replaces what another observer sent, and no form itself."""
    edits = SentForm.objects.filter(observer=OuterRef("observer"), deprecated_id=OuterRef("instance_id"))
    return SentForm.objects.filter(organisation=organisation).exclude(
        Exists(edits.exclude(instance_id=OuterRef("instance_id")))
    )


def missing_visits(organisation: Organisation, phase: str = "") -> QuerySet[PlannedVisit]:
    """What is planned and was not reported; all of one observer together, who is called once."""
    reports = SentForm.objects.filter(
        observer=OuterRef("observer"), place__area=OuterRef("area"), phase=OuterRef("phase")
    )
    rows = PlannedVisit.objects.filter(~Exists(reports), observer__organisation=organisation)
    if phase:
        rows = rows.filter(phase=phase)
    return rows.select_related("observer", "area").order_by("observer__pseudonym", "area__sort_key", "phase")


def observer_of_token(sha256: str) -> Observer | None:
    """Whose telephone this is, while its token is good."""
    rows = Observer.objects.filter(~Q(token_sha256=""), token_sha256=sha256)
    return rows.select_related("organisation__election").first()


def versions_of(form: FormVersion) -> QuerySet[FormVersion]:
    """All versions of a form, in the order in which they were brought."""
    return FormVersion.objects.filter(organisation=form.organisation_id, form_id=form.form_id).order_by("pk")


def newest_versions(organisation: Organisation) -> list[FormVersion]:
    """Of each form of the organisation the version that was brought last, withdrawn or not."""
    return list({row.form_id: row for row in organisation.forms.order_by("pk")}.values())


def accepted_forms(form: FormVersion) -> QuerySet[SentForm]:
    """What stands of a form, of whatever version, without what a reviewer rejected, as it came."""
    versions = versions_of(form)
    reviews = SentReview.objects.filter(sent__form__in=versions)
    said = dict(reviews.order_by("pk").values_list("sent_id", "state"))
    rejected = [sent for sent, state in said.items() if state == "rejected"]
    standing = standing_forms(form.organisation).filter(form__in=versions)
    return standing.exclude(pk__in=rejected).order_by("pk")


def load_masters(form: FormVersion, station: str | None = None) -> list[MasterRecord]:
    """The places of which this form came several times, of whatever version, or this one, with what reviewers
    chose."""
    if form.phase not in MERGED_PHASES:
        return []
    # Of most places one form came: what it answers is not read.
    versions = versions_of(form)
    several = SentForm.objects.filter(form__in=versions).order_by().values("place__area")
    several = several.annotate(forms=Count("pk")).filter(forms__gt=1)
    rows = accepted_forms(form).filter(place__area__in=several.values("place__area"))
    if station is not None:
        rows = rows.filter(place__area__code=station)
    answers = ChosenAnswer.objects.filter(form__in=versions).order_by("pk")
    chosen = {(one.station, one.question): one.answer for one in answers}
    return lay_observers_together(form_value(form), load_as_asked(form, rows), chosen)


def open_conflicts(organisation: Organisation) -> int:
    """How many answers of an organisation's forms wait for a reviewer to choose one."""
    return _open_conflicts(organisation.pk, _state_of(organisation))


def _state_of(organisation: Organisation) -> tuple[int | None, ...]:
    """Another whenever something was sent, placed, reviewed or chosen, or a form was brought."""
    mine = {"sent__organisation": organisation}
    rows: tuple[QuerySet[Any], ...] = (
        SentForm.objects.filter(organisation=organisation),
        SentReview.objects.filter(**mine),
        ChosenAnswer.objects.filter(form__organisation=organisation),
        organisation.forms.all(),
    )
    newest = [one.aggregate(last=Max("pk"))["last"] for one in rows]
    return (*newest, FormPlace.objects.filter(**mine).count())


@lru_cache(maxsize=64)
def _open_conflicts(organisation_id: int, _state: tuple[int | None, ...]) -> int:
    forms = newest_versions(Organisation.objects.get(pk=organisation_id))
    return sum(len(master.open_conflicts) for form in forms for master in load_masters(form))


def load_as_asked(form: FormVersion, rows: QuerySet[SentForm]) -> list[Submission]:
    """Rows of any version of a form with the answers to what this version asks in the same way: what was free
    text in another is no choice here."""
    kinds = {
        row.version: {one.name: one.kind for one in form_value(row).questions} for row in versions_of(form)
    }
    now = kinds[form.version]
    return [
        replace(
            one,
            answers={
                name: said
                for name, said in one.answers.items()
                if kinds[one.version].get(name) is now.get(name)
            },
        )
        for one in load_submissions(rows)
    ]


def load_submissions(rows: QuerySet[SentForm]) -> list[Submission]:
    """Rows as the core knows them."""
    # Neither what was sent itself nor its form is read: together they are a hundred times as long.
    head = ("form__form_id", "form__version", "instance_id", "observer__pseudonym", "organisation__code")
    place = Coalesce("place__area__code", Value(""))
    told = rows.values_list(*head, place, "answers", "deprecated_id", "began_at", "ended_at")
    return [Submission(*one) for one in told]
