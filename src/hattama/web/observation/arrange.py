"""An organisation is arranged: its people, forms, observers, the tokens of their telephones, and the plan."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from hattama.core.observation import ObservationForm, tags_agree
from hattama.core.vocabulary import DeedRefused, Message
from hattama.formats.deployment_plans import Visit, is_pseudonym
from hattama.formats.xforms import compile_form, form_hash
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.observation.policy import OrganisationDeed, OrganisationRole, refuse_strangers
from hattama.web.observation.reading import form_value
from hattama.web.observation.tables import (
    Agreement,
    FormFile,
    FormVersion,
    Observer,
    Organisation,
    OrganisationMember,
    PlannedVisit,
)

_TOKEN_BYTES: Final = 20


class ArrangementRefused(DeedRefused):
    """Nothing was arranged; the subclass names the reason."""

    is_mendable = True


class VersionTaken(ArrangementRefused):
    """Answers say by which version they were given, so a version is one form for ever."""

    sentence = Message("This version of the form is there already with other content. Give it a new version.")


class FilesMissing(ArrangementRefused):
    """The form reads files that were not brought with it."""

    sentence = Message("The form needs files that did not come with it.")


class TagsChanged(ArrangementRefused):
    """Observers write short messages by the sheet that they have."""

    sentence = Message(
        "Short messages that begin with this keyword mean something else by another form or version of "
        "yours. Give the form another keyword."
    )


class NotAPseudonym(ArrangementRefused):
    """An observer is called by what may be a number of a person, or by what is no name here."""

    sentence = Message(
        "A pseudonym has letters, digits and . _ -, at most 32, and no telephone or identity number."
    )


class PseudonymTaken(ArrangementRefused):
    """The organisation has an observer of this name."""

    sentence = Message("There is an observer of this name already.")


def make_organisation(
    election: ElectionRow, code: str, names: Mapping[str, str], *, now: datetime.datetime
) -> Organisation:
    """Take an organisation down, or give it these names; for the operator."""
    made, _ = Organisation.objects.update_or_create(
        election=election,
        code=code,
        defaults={"names": dict(names)},
        create_defaults={"names": dict(names), "made_at": now},
    )
    return made


def add_member(organisation: Organisation, user: Any, role: OrganisationRole) -> None:
    """Let an account be this in the organisation; for the operator."""
    OrganisationMember.objects.get_or_create(organisation=organisation, user=user, role=role.value)


@transaction.atomic
def bring_form(
    user: Any,
    organisation: Organisation,
    source: bytes,
    name: str,
    files: Mapping[str, bytes],
    *,
    now: datetime.datetime,
) -> FormVersion:
    """Compile an XLSForm and offer it to telephones; the very same again makes no other, and offers one anew
    that was withdrawn.

    Raises NotYours, InputFaults with all that is wrong, FilesMissing, TagsChanged, VersionTaken or
    StoreUnavailable.
    """
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    made = compile_form(source, name)
    if not set(made.files) <= files.keys():
        raise FilesMissing(", ".join(set(made.files) - files.keys()))
    _refuse_other_tags(organisation, made.form)
    form, is_new = FormVersion.objects.get_or_create(
        organisation=organisation,
        form_id=made.form.form_id,
        version=made.form.version,
        defaults={
            "phase": made.form.phase[:64],
            "titles": dict(made.form.titles),
            "source_name": name[-120:],
            "source_sha256": put_content(source),
            "xform": made.xform,
            "brought_by": user,
            "brought_at": now,
        },
    )
    kept = {one: put_content(files[one]) for one in made.files}
    if is_new:
        FormFile.objects.bulk_create(
            FormFile(form=form, name=one, sha256=sha256, md5=form_hash(files[one]))
            for one, sha256 in kept.items()
        )
    elif (bytes(form.xform), form_value(form), dict(form.files.values_list("name", "sha256"))) != (
        made.xform,
        made.form,
        kept,
    ):
        raise VersionTaken(form.version)
    if form.withdrawn_at is not None:
        form.withdrawn_at = None
        form.save(update_fields=["withdrawn_at"])
    return form


def _refuse_other_tags(organisation: Organisation, form: ObservationForm) -> None:
    for row in organisation.forms.all() if form.keyword else ():
        other = form_value(row)
        is_same = row.form_id == form.form_id and tags_agree(other, form)
        if other.keyword == form.keyword and not is_same:
            raise TagsChanged(form.keyword)


def withdraw_form(user: Any, form: FormVersion, *, now: datetime.datetime) -> None:
    """Offer a version no more; what was filled in with it is still taken. Raises NotYours."""
    refuse_strangers(user, form.organisation, OrganisationDeed.ARRANGE)
    FormVersion.objects.filter(pk=form.pk, withdrawn_at=None).update(withdrawn_at=now)


def add_observer(
    user: Any, organisation: Organisation, pseudonym: str, language: str, *, now: datetime.datetime
) -> Observer:
    """Take an observer down. Raises NotYours, NotAPseudonym or PseudonymTaken."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    if not is_pseudonym(pseudonym):
        raise NotAPseudonym
    observer, is_new = Observer.objects.get_or_create(
        organisation=organisation, pseudonym=pseudonym, defaults={"language": language, "made_at": now}
    )
    if not is_new:
        raise PseudonymTaken(pseudonym)
    return observer


def hash_token(token: str) -> str:
    """How a token is kept: whoever reads the table opens no telephone's door."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_tokens(
    user: Any, organisation: Organisation, observers: Sequence[Observer], *, now: datetime.datetime
) -> list[tuple[Observer, str]]:
    """A new token for the telephone of each; the one before is good no more. Shown once, kept as a hash.

    Raises NotYours.
    """
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    made = []
    for observer in observers:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        observer.token_sha256, observer.token_made_at = hash_token(token), now
        observer.sender_mark = ""
        observer.save(update_fields=["token_sha256", "token_made_at", "sender_mark"])
        made.append((observer, token))
    return made


def revoke_token(user: Any, observer: Observer) -> None:
    """Close the door of a telephone. What it sent stays. Raises NotYours."""
    refuse_strangers(user, observer.organisation, OrganisationDeed.ARRANGE)
    Observer.objects.filter(pk=observer.pk).update(token_sha256="", sender_mark="")


@transaction.atomic
def replace_plan(
    user: Any, organisation: Organisation, visits: Sequence[Visit], *, now: datetime.datetime
) -> int:
    """Let this be the whole plan; observers that it names first are taken down. Raises NotYours."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    names = {visit.observer: visit.language for visit in visits}
    rows = [
        Observer(organisation=organisation, pseudonym=name, language=language or "kk", made_at=now)
        for name, language in names.items()
    ]
    Observer.objects.bulk_create(rows, ignore_conflicts=True)
    observers = {row.pseudonym: row for row in organisation.observers.filter(pseudonym__in=names)}
    codes = {visit.area for visit in visits}
    areas = {
        row.code: row for row in AreaRow.objects.filter(election=organisation.election_id, code__in=codes)
    }
    PlannedVisit.objects.filter(observer__organisation=organisation).delete()
    planned = [
        PlannedVisit(observer=observers[visit.observer], area=areas[visit.area], phase=visit.phase)
        for visit in visits
    ]
    PlannedVisit.objects.bulk_create(planned, ignore_conflicts=True, batch_size=500)
    return len(planned)


class NoInvitation(ArrangementRefused):
    """Nobody gave this invitation, it was used or ended, or it is the organisation's own."""

    sentence = Message("This invitation is not known, was used, or was ended.")


def invite_reader(user: Any, organisation: Organisation, *, now: datetime.datetime) -> str:
    """An invitation to read what was sent, for another organisation; shown once. Raises NotYours."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Agreement.objects.create(
        giver=organisation, invitation_sha256=hash_token(token), made_by=user, made_at=now
    )
    return token


def take_invitation(user: Any, organisation: Organisation, token: str, *, now: datetime.datetime) -> None:
    """Read from now on what the organisation that invited was sent. Raises NotYours, NoInvitation."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    waiting = Agreement.objects.filter(
        giver__election=organisation.election_id,
        invitation_sha256=hash_token(token.strip()),
        taker=None,
        ended_at=None,
    )
    if not waiting.exclude(giver=organisation).update(taker=organisation, taken_by=user, taken_at=now):
        raise NoInvitation


def end_agreement(user: Any, organisation: Organisation, number: int, *, now: datetime.datetime) -> None:
    """End an agreement, or take an invitation back, from either side. Raises NotYours."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    mine = Q(giver=organisation) | Q(taker=organisation)
    Agreement.objects.filter(mine, pk=number, ended_at=None).update(ended_at=now)


def renew_secret(user: Any, organisation: Organisation, door: str) -> str:
    """A new secret for an address of the organisation; the one before is good no more. `door`: the column
    that keeps its hash, `gateway_sha256` or `reader_sha256`. Raises NotYours."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Organisation.objects.filter(pk=organisation.pk).update(**{door: hash_token(token)})
    return token
