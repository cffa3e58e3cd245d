"""The desk from outside: people logged in, and a form as a browser sends it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, PARTY, sound_figures


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    """Failed logins of one test do not slow down the next."""
    cache.clear()


LogIn = Callable[..., Client]


@pytest.fixture
def log_in(tiny) -> LogIn:
    """A client of somebody who holds a role for some areas of the tiny election."""

    def start(role: Role, *area_ids: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(person(role, *area_ids))
        return client

    return start


@pytest.fixture
def typist(log_in: LogIn) -> Client:
    return log_in(Role.TYPIST, "P001", "P002", "P201")


def address(area_id: str = "P001", contest: str = PARTY, step: str = "", language: str = "en") -> str:
    """Where a step of this protocol stands: the form itself, `check`, `scan`, `done`."""
    prefix = "" if language == "kk" else f"/{language}"
    return f"{prefix}/desk/{ELECTION_ID}/{area_id}/{contest}/{step}"


SIGNED = {"signed_on": "2023-03-19", "signed_time": "22:40"}


def typed(figures: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """What a browser sends from the page that reads back: figures as text (sound ones unless told), and
    whatever else the form has."""
    sent = {key: str(value) for key, value in (sound_figures() if figures is None else figures).items()}
    return sent | SIGNED | {"action": "submit", "no_scan": "other"} | more
