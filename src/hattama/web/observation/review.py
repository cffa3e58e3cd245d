"""A reviewer says of a filled form what may be made of it, and which of several answers stands at a place; a
coordinator says where a form was filled in that names no known place.
"""

import datetime
from typing import Any, Final

from hattama.core.vocabulary import Message
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.observation.arrange import ArrangementRefused
from hattama.web.observation.policy import OrganisationDeed, refuse_strangers
from hattama.web.observation.reading import load_masters, standing_forms
from hattama.web.observation.receive import STATION, place_of
from hattama.web.observation.tables import (
    ChosenAnswer,
    FormPlace,
    FormVersion,
    Organisation,
    SentForm,
    SentReview,
)

REVIEW_STATES: Final = ("accepted", "questioned", "rejected")
LONGEST_NOTE: Final = 500


def review_form(user: Any, sent: SentForm, state: str, note: str, *, now: datetime.datetime) -> None:
    """Record what a reviewer says; what was said before stays. Raises NotYours."""
    refuse_strangers(user, sent.organisation, OrganisationDeed.REVIEW)
    said = storable(note).strip()[:LONGEST_NOTE]
    SentReview.objects.create(sent=sent, state=state, note=said, actor=user, moment=now)


class NobodyAnsweredThat(ArrangementRefused):
    """The answer is none of those that observers of the place gave, or they do not differ any more."""

    sentence = Message("No observer of this place gave that answer.")


def choose_answer(
    user: Any, form: FormVersion, station: str, question: str, answer: str, *, now: datetime.datetime
) -> None:
    """Record which of the answers given at a place stands. Raises NotYours, NobodyAnsweredThat."""
    refuse_strangers(user, form.organisation, OrganisationDeed.REVIEW)
    conflicts = (one for master in load_masters(form, station) for one in master.conflicts)
    if not any(one.question == question and answer in one.given for one in conflicts):
        raise NobodyAnsweredThat
    ChosenAnswer.objects.create(
        form=form, station=station, question=question, answer=answer, actor=user, moment=now
    )


class PlaceNotKnown(ArrangementRefused):
    """No polling station and no area is called so, or several are."""

    sentence = Message("No place is called so, or several are: write the identifier.")


class PlaceStands(ArrangementRefused):
    """It is known already where the form was filled in."""

    sentence = Message("It is known already where this form was filled in.")


def place_form(user: Any, sent: SentForm, said: str, *, now: datetime.datetime) -> None:
    """Record where a form of no known place was filled in: a number or an identifier, as observers may name
    it. Raises NotYours, PlaceNotKnown, PlaceStands."""
    refuse_strangers(user, sent.organisation, OrganisationDeed.ARRANGE)
    area = place_of(sent.observer, sent.form, storable(said))
    if area is None:
        raise PlaceNotKnown(said)
    told = {"area": area, "actor": user, "moment": now}
    if not FormPlace.objects.get_or_create(defaults=told, sent=sent)[1]:
        raise PlaceStands(sent.pk)


def place_known_forms(user: Any, organisation: Organisation, *, now: datetime.datetime) -> int:
    """Place each form of no known place that names one by now, or whose observer has one planned; how many.
    Raises NotYours."""
    refuse_strangers(user, organisation, OrganisationDeed.ARRANGE)
    strays = standing_forms(organisation).filter(place=None)
    rows = strays.select_related("observer__organisation", "form").defer("xml", "form__xform")
    found = ((one, place_of(one.observer, one.form, one.answers.get(STATION, ""))) for one in rows)
    made = [FormPlace(sent=one, area=area, actor=user, moment=now) for one, area in found if area is not None]
    return len(FormPlace.objects.bulk_create(made, ignore_conflicts=True))
