"""An organisation publishes what its observers sent: the table is sealed in the log, and opened there at the
hour that the organisation named, as samples are.
"""

import datetime
import secrets
from dataclasses import replace
from typing import Any

from django.conf import settings

from hattama.core.entries import LONGEST_ORGANISATION, SENT_FORMS, SealStanding, entry_body, sealed_digest
from hattama.core.observation import QuestionKind, one_a_place
from hattama.core.vocabulary import Message, Words, is_code
from hattama.formats.observation_submissions import render_submissions
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.observation.arrange import ArrangementRefused
from hattama.web.observation.policy import OrganisationDeed, refuse_strangers
from hattama.web.observation.reading import (
    accepted_forms,
    form_value,
    load_as_asked,
    load_masters,
    versions_of,
)
from hattama.web.observation.tables import FormVersion, PublishedSet
from hattama.web.samples.record import append_seals

OTHER_PHASE = "other"
"""How the log names a phase of an organisation's own whose word is no code."""


class NothingToPublish(ArrangementRefused):
    """Nothing that was sent with this form stands."""

    sentence = Message("There is nothing to publish of this form.")


def table_of(form: FormVersion) -> bytes:
    """What stands of a form, of whatever version, at places that are known, as answers to this version;
    without what was rejected, and without what may name people (text, files).

    Where several observers saw one place, it is one row (`core/observation/masters.py`).
    """
    value = form_value(form)
    open_kinds = frozenset(QuestionKind) - {QuestionKind.TEXT, QuestionKind.FILE, QuestionKind.PLACE}
    asked = tuple(one for one in value.questions if one.kind in open_kinds)
    names = {one.name for one in asked}
    standing = load_as_asked(form, accepted_forms(form).exclude(place=None))
    shown = [
        replace(one, answers={name: said for name, said in one.answers.items() if name in names})
        for one in one_a_place(standing, load_masters(form))
    ]
    return render_submissions(replace(value, questions=asked), shown).encode()


def publish_sent(
    user: Any, form: FormVersion, opens_at: datetime.datetime, *, now: datetime.datetime
) -> PublishedSet:
    """Seal what stands of a form in the log, with the questions of its newest version, and open it at
    `opens_at`, or in the same breath; once.

    Raises NotYours, NothingToPublish, StoreUnavailable, or what `append_seals` raises.
    """
    organisation = form.organisation
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    form = versions_of(form).latest("pk")
    table = table_of(form)
    if table.count(b"\n") < 2:
        raise NothingToPublish
    sha256, salt = put_content(table), secrets.token_hex(32)
    # What was published before may stand again: of two tables between which a form was rejected, the first.
    newest = PublishedSet.objects.filter(organisation=organisation, form__form_id=form.form_id).last()
    if newest is not None and newest.sha256 == sha256:
        return newest
    made = PublishedSet(
        organisation=organisation,
        form=form,
        sha256=sha256,
        size_bytes=len(table),
        salt=salt,
        opens_at=opens_at,
    )
    name = Words.of(organisation.names).say(settings.LANGUAGE_CODE)[:LONGEST_ORGANISATION]
    phase = form.phase if is_code(form.phase) else OTHER_PHASE
    digest = sealed_digest(table, salt)

    def bodies(_: SealStanding, index: int) -> list[dict[str, Any]]:
        made.seal_index = index
        of = {"about": SENT_FORMS, "name": phase, "organisation": name}
        seal = entry_body("seal", now, **of, digest=digest, opens_at=max(opens_at, now))
        opening = _opening(made, index + 1, now) if opens_at <= now else []
        made.save()
        return [seal, *opening]

    append_seals(organisation.election_id, bodies, now, user, Role.OBSERVATION.value)
    return made


def open_due(election_id: str, *, now: datetime.datetime) -> None:
    """Open every sealed table whose hour has come; for whoever keeps the log. Raises as `append_seals`."""
    due = PublishedSet.objects.filter(organisation__election=election_id, opening_index=None)
    if not due.filter(opens_at__lte=now).exists():
        return

    def bodies(_: SealStanding, index: int) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        for one in due.filter(opens_at__lte=now).order_by("seal_index"):
            told += _opening(one, index + len(told), now)
            one.save()
        return told

    append_seals(election_id, bodies, now)


def _opening(one: PublishedSet, index: int, now: datetime.datetime) -> list[dict[str, Any]]:
    one.opening_index = index
    told = {"salt": one.salt, "sha256": one.sha256, "bytes": one.size_bytes}
    return [entry_body("unsealing", now, seal=one.seal_index, **told)]
