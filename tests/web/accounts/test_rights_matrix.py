"""The matrix role × deed, asked over HTTP where it is open: whoever may do a deed is let in to do it.

Where it is shut, to every role and without one, inside and outside one's area, every door answers 403 and
nothing is left behind: tests/attack/test_object_addresses.py.

`ADDRESSES` says at which address each deed is done. A deed without one stands in
`ELSEWHERE` with the reason.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hattama.core.vocabulary import KEPT_FROM, Deed, Tie
from hattama.web.kernel.accounts.policy import ALLOWED, Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership, PaperCode
from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.tables import LifeStep
from tests.core.protocols.life_walks import LIFE_DEEDS
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, protocol, publish

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


def of_protocol(*names: str, methods: tuple[str, ...] = ("get", "post")) -> list[Address]:
    """Pages of one contest in one precinct; sent is what a button of theirs sends at least."""
    return [Address(f"desk:{name}", sent=(("action", "submit"),), methods=methods) for name in names]


def of_all(*names: str) -> list[Address]:
    """Pages that show the areas of whoever opens them, and name none."""
    return [Address(name, parts=(ELECTION_ID,), methods=("get",), names_an_area=False) for name in names]


IN_PRECINCT = (ELECTION_ID, "{area}")
STEP = (("contest", ""), ("step", "closed"), ("at", "2023-03-19T20:00"))
CUSTODY = (("paper", "A-1"), ("event", "signed"), ("contest", PARTY), ("at", "2023-03-19T23:00"))
ROLE = (("login", "somebody"), ("name", "Біреу"), ("role", "typist"), ("area", "{area}"))

ADDRESSES: dict[Deed, list[Address]] = {
    Deed.ENTER: [*of_protocol("enter"), *of_protocol("check", methods=("post",))],
    Deed.RETYPE: of_protocol("differences"),
    Deed.END_ROUNDS: of_protocol("end_rounds"),
    Deed.ATTACH_SCAN: of_protocol("scan"),
    Deed.CONFIRM: of_protocol("confirm"),
    Deed.DECIDE: of_protocol("decide", "take"),
    Deed.OPEN_INVESTIGATION: of_protocol("investigate"),
    Deed.CLOSE_INVESTIGATION: of_protocol("close_investigation"),
    Deed.CORRECT: of_protocol("correct"),
    Deed.RECOUNT: of_protocol("recount"),
    Deed.ANNUL: [*of_protocol("annul"), *of_all("desk:units")],
    Deed.RECORD_STEP: [Address("desk:night_steps", parts=IN_PRECINCT, sent=STEP, methods=("post",))],
    Deed.RECORD_CUSTODY: [Address("desk:night_papers", parts=IN_PRECINCT, sent=CUSTODY, methods=("post",))],
    Deed.RECORD_CLAIM: [
        *of_all("desk:claims"),
        Address("desk:claim", parts=(ELECTION_ID, HELD_IN, PARTY), names_an_area=False),
        Address("desk:claim_table", parts=(ELECTION_ID, PARTY), names_an_area=False),
    ],
    Deed.WITHDRAW: of_all("desk:choices"),
    Deed.PROPOSE_CHANGE: of_all("desk:stations"),
    Deed.REVIEW_REPORT: of_all("desk:reports"),
    Deed.DRAW_PAPERS: of_all("desk:draws", "desk:samples"),
    Deed.READ_PAPER: of_all("desk:read_again"),
    Deed.JUDGE_FIGURE: of_all("desk:doubts"),
    Deed.COUNT_BATCH: of_all("desk:audits"),
    Deed.KEEP_REGISTER: [
        *of_all("desk:registers"),
        Address("desk:new_record", parts=(ELECTION_ID, "complaints", "complaint"), names_an_area=False),
    ],
    Deed.IMPORT_RECORDS: [
        Address("desk:import_records", parts=(ELECTION_ID, "complaints"), names_an_area=False)
    ],
    Deed.OBSERVE: of_all("desk:organisations"),
    Deed.SEE_DESK: of_protocol("done", methods=("get",)),
    Deed.SEE_PROGRESS: of_all("desk:overview", "desk:overview_csv", "desk:progress"),
    Deed.SEE_TYPING: of_all("desk:typing"),
    Deed.MANAGE_ACCOUNTS: [
        Address("rights:give", parts=(ELECTION_ID,), sent=ROLE, methods=("post",)),
        *of_all("rights:people", "rights:changes"),
    ],
    Deed.CONFIRM_ROLE: [
        Address("rights:confirm", parts=(ELECTION_ID,), methods=("post",), names_an_area=False)
    ],
    Deed.MANAGE_SETTINGS: of_all("rights:settings"),
}

ELSEWHERE: dict[Deed, str] = {
    Deed.IMPORT: "the operator does it at the command line",
    Deed.PUBLISH: "the log does it of itself",
    Deed.CONDUCT_AUDIT: "it takes protocols of a whole contest: tests/web/audits/test_audits.py",
    Deed.PUBLISH_RECORDING: "it takes a recording that was sent: tests/web/video/test_recordings.py",
    Deed.CHANGE_PRECINCT: "it takes a proposal that waits: tests/web/withdrawals/test_precincts.py",
    Deed.RECORD_LOT: "it takes a tie: tests/web/withdrawals/test_lots.py",
    Deed.ERASE_TEXT: "it takes a record that is there: tests/web/registers/test_desk.py",
}


def everything_recorded() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Act, LifeStep, AccountChange, Membership, PaperCode))


def test_every_deed_has_its_address() -> None:
    assert set(ADDRESSES) | set(ELSEWHERE) == set(Deed)
    assert not set(ADDRESSES) & set(ELSEWHERE)


@pytest.mark.parametrize("role", list(Role))
def test_the_open_cells_of_a_role(log_in, role: Role) -> None:
    client = log_in(role, HELD_IN)
    shut = []
    for deed in (deed for deed in ADDRESSES if role in ALLOWED[deed]):
        for address in ADDRESSES[deed]:
            answers = [address.ask(client, method, INSIDE).status_code for method in address.methods]
            if not {200, 302, 400, 409}.issuperset(answers):
                shut.append((deed, address, answers))
    assert shut == []


@pytest.mark.parametrize("own", [Role.TYPIST, Role.CHAIR])
@pytest.mark.parametrize(
    "deed", sorted(deed for deed in LIFE_DEEDS if Tie.PRECINCT in KEPT_FROM.get(deed, ()))
)
def test_a_head_who_works_in_the_precinct_decides_nothing_there(log_in, own: Role, deed: Deed) -> None:
    """The role would allow it; the other duty does not, and nothing is left behind."""
    client = log_in(Role.TERRITORIAL_HEAD, HELD_IN)
    head = Membership.objects.get()
    publish(protocol(INSIDE), now=NIGHT)
    Membership.objects.create(user=head.user, area=area_row(INSIDE), role=own.value)
    before = everything_recorded()
    for address in (one for one in ADDRESSES[deed] if one.names_an_area):
        for method in address.methods:
            # Refused, or told that what was sent cannot be done now.
            assert address.ask(client, method, INSIDE).status_code in (302, 403, 409)
    assert everything_recorded() == before
