"""A reviewer says of a filled form what may be made of it, and which of several answers stands at a place."""

import datetime
from typing import Any, Final

from hattama.core.vocabulary import Message
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.observation.arrange import ArrangementRefused
from hattama.web.observation.policy import OrganisationDeed, refuse_strangers
from hattama.web.observation.reading import load_masters
from hattama.web.observation.tables import ChosenAnswer, FormVersion, SentForm, SentReview

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
