"""The matrix role × deed × inside or outside one's area, asked over HTTP: what is forbidden answers 403.

`ADDRESSES` says at which address each deed is done. A deed without one stands in
`ELSEWHERE` with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hattama.web.archive.accounts import AccountChange, PaperCode
from hattama.web.archive.acts import Act
from hattama.web.archive.memberships import Membership
from hattama.web.usecases.policy import ALLOWED, Deed, Role
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, PARTY

pytestmark = pytest.mark.django_db

INSIDE, OUTSIDE = "P001", "P101"
HELD_IN = "D11"


@dataclass(frozen=True)
class Address:
    """Where a deed is done: the address's name, what is in it, and what is sent; `{area}` is filled in."""

    name: str
    parts: tuple[str, ...] = (ELECTION_ID, "{area}", PARTY)
    sent: tuple[tuple[str, str], ...] = ()
    methods: tuple[str, ...] = ("get", "post")
    names_an_area: bool = True

    def ask(self, client: Client, method: str, area: str) -> Any:
        """The answer at the address for `area`."""
        address = reverse(self.name, args=[part.format(area=area) for part in self.parts])
        return getattr(client, method)(address, {name: text.format(area=area) for name, text in self.sent})


ADDRESSES: dict[Deed, list[Address]] = {
    Deed.ENTER_PROTOCOL: [Address("desk:enter"), Address("desk:check", methods=("post",))],
    Deed.ATTACH_SCAN: [Address("desk:scan")],
    Deed.SEE_DESK: [Address("desk:done", methods=("get",))],
    Deed.MANAGE_ACCOUNTS: [
        Address(
            "rights:give",
            parts=(ELECTION_ID,),
            sent=(("login", "somebody"), ("name", "Біреу"), ("role", "typist"), ("area", "{area}")),
            methods=("post",),
        )
    ],
    Deed.MANAGE_SETTINGS: [Address("rights:settings", parts=(ELECTION_ID,), methods=("get",), names_an_area=False)],
}

NOT_BUILT = "its page is not built yet"
ELSEWHERE: dict[Deed, str] = {
    Deed.CONFIRM_PROTOCOL: NOT_BUILT,
    Deed.DECIDE_DIFFERENCES: NOT_BUILT,
    Deed.OPEN_INVESTIGATION: NOT_BUILT,
    Deed.CLOSE_INVESTIGATION: NOT_BUILT,
    Deed.CORRECT_PROTOCOL: NOT_BUILT,
    Deed.RECOUNT_PROTOCOL: NOT_BUILT,
    Deed.ANNUL_PROTOCOL: NOT_BUILT,
    Deed.RECORD_STEP: NOT_BUILT,
    Deed.RECORD_CUSTODY: NOT_BUILT,
    Deed.RECORD_CLAIM: NOT_BUILT,
    Deed.SEE_PROGRESS: NOT_BUILT,
}


def everything_recorded() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Act, AccountChange, Membership, PaperCode))


def test_every_deed_has_its_address() -> None:
    assert set(ADDRESSES) | set(ELSEWHERE) == set(Deed)
    assert not set(ADDRESSES) & set(ELSEWHERE)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("deed", list(ADDRESSES))
def test_a_cell_of_the_matrix(log_in, deed: Deed, role: Role) -> None:
    client = log_in(role, HELD_IN)
    before = everything_recorded()
    for address in ADDRESSES[deed]:
        for method in address.methods:
            if address.names_an_area:
                assert address.ask(client, method, OUTSIDE).status_code == 403, (address, method, "outside")
            if role not in ALLOWED[deed]:
                assert address.ask(client, method, INSIDE).status_code == 403, (address, method, "inside")
    assert everything_recorded() == before, "what is forbidden leaves nothing behind"
    if role in ALLOWED[deed]:
        for address in ADDRESSES[deed]:
            answers = [address.ask(client, method, INSIDE).status_code for method in address.methods]
            assert all(status in (200, 302, 400, 409) for status in answers), (address, answers)


@pytest.mark.parametrize("deed", list(ADDRESSES))
def test_nobody_without_a_role_gets_anywhere(client: Client, tiny: Any, deed: Deed) -> None:
    client.force_login(person(Role.TYPIST, username="nobody"))
    for address in ADDRESSES[deed]:
        assert [address.ask(client, method, INSIDE).status_code for method in address.methods] == [403] * len(
            address.methods
        )
        stranger = Client()
        assert address.ask(stranger, address.methods[0], INSIDE).status_code == 302, "first the login"
