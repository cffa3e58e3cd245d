"""The people in a protocol's life at precinct P001, and what they type."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model

from hattama.core.protocols import SIGNED_AT, Decision, Protocol, State
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.change import Grounds
from hattama.web.protocols.reading import load_life
from tests.web.people import person
from tests.web.tiny_election import NIGHT, PARTY, area_row, protocol, sound_figures

DECISION = Decision("court", "12", datetime.date(2023, 3, 20))
GROUNDS = Grounds("court_decision", DECISION)
OF_TERRITORY = replace(GROUNDS, decision=replace(DECISION, authority="territorial_commission"))


@dataclass(frozen=True)
class People:
    """Two typists and the chair of P001; a reviewer and a head of region R1; those of the whole country."""

    aigul: Any
    berik: Any
    chair: Any
    reviewer: Any
    head: Any
    central: Any
    auditor: Any
    administrator: Any


def everybody() -> People:
    return People(
        aigul=person(Role.TYPIST, "P001", username="aigul"),
        berik=person(Role.TYPIST, "P001", username="berik"),
        chair=person(Role.CHAIR, "P001", username="chair"),
        reviewer=person(Role.TERRITORIAL_REVIEWER, "R1", username="reviewer"),
        head=person(Role.TERRITORIAL_HEAD, "R1", username="head"),
        central=person(Role.CENTRAL_HEAD, "KZ", username="central"),
        auditor=person(Role.AUDITOR, "KZ", username="auditor"),
        administrator=person(Role.ADMINISTRATOR, "KZ", username="administrator"),
    )


def everybody_here() -> People:
    """Those whom `everybody` made."""
    users = {user.username: user for user in get_user_model().objects.all()}
    return People(**{name: users[name] for name in People.__dataclass_fields__})


def paper(area_id: str = "P001", **changes: int) -> Protocol:
    """The precinct's paper as somebody types it."""
    return protocol(area_id, figures=sound_figures(**changes))


def swapped(area_id: str = "P001") -> Protocol:
    """The same paper, two votes misread: everything still adds up."""
    read = sound_figures()
    moved = {"votes[dala]": read["votes[dala]"] + 1, "votes[ozen]": read["votes[ozen]"] - 1}
    return protocol(area_id, figures=read | moved)


def reread(read: Protocol, *keys: str) -> Protocol:
    """What `read` says under `keys` alone."""
    figures = {key: value for key, value in read.figures.items() if key in keys}
    signed_at = read.signed_at if SIGNED_AT in keys else None
    return Protocol(read.area_id, read.contest, figures, signed_at=signed_at)


def broken(act: Act) -> list[str]:
    """Codes of what the act's figures and deeds break."""
    return [finding["code"] for finding in act.body["findings"] if finding["verdict"] == "broken"]


def life() -> State:
    return load_life(area_row("P001"), PARTY)


def acts() -> list[Act]:
    """The acts about protocols of P001, in order."""
    return list(Act.objects.filter(area__code="P001").order_by("pk"))


LATER = NIGHT + datetime.timedelta(hours=1)
