"""An organisation publishes what its observers sent: the hash of the table goes into the log, the table opens
at the hour that the organisation named.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from typing import Any

from hattama.core.observation import ObservationForm, QuestionKind, Submission
from hattama.core.records import Document, Statement
from hattama.core.vocabulary import Message, Words
from hattama.formats.observation_submissions import render_submissions
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log.advance_log import PUBLISH_SECONDS
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.observation.arrange import ArrangementRefused
from hattama.web.observation.policy import OrganisationDeed, refuse_strangers
from hattama.web.observation.reading import form_value, load_submissions, standing_forms
from hattama.web.observation.tables import FormVersion, PublishedSet, SentReview
from hattama.web.registers.reading import register_in_force
from hattama.web.registers.record import By, record_told

REGISTER, KIND = "observers", "sent_forms"


class NothingToPublish(ArrangementRefused):
    """Nothing that was sent with this form stands, or the law of that day has no register of observers."""

    sentence = Message("There is nothing to publish of this form.")


def table_of(form: FormVersion) -> bytes:
    """What stands of a form, without what was rejected, and without what may name people (text, files)."""
    value = form_value(form)
    open_kinds = frozenset(QuestionKind) - {QuestionKind.TEXT, QuestionKind.FILE, QuestionKind.PLACE}
    asked = tuple(one for one in value.questions if one.kind in open_kinds)
    names = {one.name for one in asked}
    shown = [
        replace(one, answers={name: said for name, said in one.answers.items() if name in names})
        for one in _standing(form)
    ]
    return render_submissions(_with(value, asked), shown).encode()


def _with(form: ObservationForm, questions: tuple[Any, ...]) -> ObservationForm:
    return ObservationForm(form.form_id, form.version, form.phase, form.titles, questions)


def _standing(form: FormVersion) -> list[Submission]:
    said = dict(SentReview.objects.filter(sent__form=form).order_by("pk").values_list("sent_id", "state"))
    rejected = [sent for sent, state in said.items() if state == "rejected"]
    rows = standing_forms(form.organisation).filter(form=form).exclude(pk__in=rejected)
    return load_submissions(rows.order_by("pk"))


def publish_sent(
    user: Any, form: FormVersion, opens_at: datetime.datetime, *, now: datetime.datetime
) -> PublishedSet:
    """Put the hash of what stands of a form into the log, and open the table at `opens_at`; once.

    Raises NotYours, NothingToPublish, StoreUnavailable, or what `record_told` raises.
    """
    organisation = form.organisation
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    table = table_of(form)
    count = table.count(b"\n") - 1
    register = register_in_force(organisation.election, REGISTER)
    if register is None or count < 1:
        raise NothingToPublish
    sha256 = put_content(table)
    known = PublishedSet.objects.filter(organisation=organisation, sha256=sha256).first()
    if known is not None:
        return known
    record_id = f"sent-{hashlib.sha256(f'{organisation.code} {sha256}'.encode()).hexdigest()[:20]}"
    name = Words.of(organisation.names).say("kk")
    statement = Statement(
        REGISTER,
        register.edition,
        KIND,
        record_id,
        "organisation",
        {"organisation": name, "forms": count, "opens_at": opens_at},
        document=Document(sha256=sha256, title=f"{form.form_id} {form.version}"),
    )
    by = By(user, Role.OBSERVATION.value)
    record_told(organisation.election_id, [statement], now=now, by=by, seconds=PUBLISH_SECONDS)
    return PublishedSet.objects.create(organisation=organisation, form=form, sha256=sha256, opens_at=opens_at)
