"""A reviewer says of a filled form what may be made of it."""

from __future__ import annotations

import datetime
from typing import Any, Final

from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.observation.policy import OrganisationDeed, refuse_strangers
from hattama.web.observation.tables import SentForm, SentReview

REVIEW_STATES: Final = ("accepted", "questioned", "rejected")
LONGEST_NOTE: Final = 500


def review_form(user: Any, sent: SentForm, state: str, note: str, *, now: datetime.datetime) -> None:
    """Record what a reviewer says; what was said before stays. Raises NotYours."""
    refuse_strangers(user, sent.organisation, OrganisationDeed.REVIEW)
    said = storable(note).strip()[:LONGEST_NOTE]
    SentReview.objects.create(sent=sent, state=state, note=said, actor=user, moment=now)
