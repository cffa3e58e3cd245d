"""A role that decides takes two persons; every change of rights stands in the public log and on its page."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from hattama.core.entries import OPERATOR, RightsChange, change_body, check_entry_schema, rights_bodies
from hattama.core.vocabulary import Deed, NotYours
from hattama.core.vocabulary.deeds import ChangesOwnRights, ConfirmsOwnProposal
from hattama.formats.account_lists import AccountRow
from hattama.web.accounts.import_accounts import import_accounts
from hattama.web.accounts.use_paper_code import print_paper_code
from hattama.web.kernel.accounts.change_rights import (
    RoleProposedAlready,
    RolesElsewhere,
    close_account,
    confirm_roles,
    give_role,
    publish_rights,
    remove_second_factor,
    take_role,
)
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import is_allowed
from hattama.web.kernel.accounts.tables import Membership, ProposedRole, Pseudonym
from hattama.web.kernel.accounts.tell_rights import load_rights, roles_beside_log
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.operations.doctor.key_checks import check_rights
from hattama.web.operations.doctor.patient import Patient
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, LOADED_AT, NIGHT, area_row, load_tiny

pytestmark = pytest.mark.django_db
PAGE = "/en/e/tiny/rights/"


@pytest.fixture
def keepers(tiny: object) -> tuple[Any, Any]:
    """Two administrators of the country, made by the operator in the open election."""
    made = []
    for login in ("first", "second"):
        made.append(person(Role.TYPIST, username=login))
        give_role(None, made[-1], Role.ADMINISTRATOR, area_row("KZ"), now=NIGHT)
    return made[0], made[1]


def told() -> list[dict[str, Any]]:
    """What the log says of rights, body by body."""
    publish_rights(now=NIGHT)
    bodies = LogEntry.objects.filter(kind="rights").order_by("index").values_list("body", flat=True)
    said = [json.loads(bytes(body)) for body in bodies]
    assert all(check_entry_schema(body) == () for body in said)
    return said


def changes() -> list[tuple[str, str, str | None, int]]:
    names = {row.sha256: row.user.username for row in Pseudonym.objects.select_related("user")}
    return [
        (said["change"], names[said["who"]], said["role"], len(said["by"]))
        for body in told()
        for said in body["changes"]
    ]


def propose(actor: Any, role: Role = Role.CENTRAL_HEAD, area: str = "KZ", login: str = "head") -> Any:
    whom = person(Role.TYPIST, username=login)
    give_role(actor, whom, role, area_row(area), now=NIGHT)
    return whom


def confirm(actor: Any, whom: Any) -> None:
    confirm_roles(actor, list(ProposedRole.objects.filter(user=whom)), now=NIGHT)


def test_a_head_decides_only_once_another_administrator_has_confirmed(keepers: tuple[Any, Any]) -> None:
    first, second = keepers
    head = propose(first)
    assert not is_allowed(head, Deed.ANNUL, area_row("P001"))
    with pytest.raises(ConfirmsOwnProposal):
        confirm(first, head)
    with pytest.raises(RoleProposedAlready):
        give_role(second, head, Role.CENTRAL_HEAD, area_row("KZ"), now=NIGHT)
    assert not Membership.objects.filter(user=head).exists()
    confirm(second, head)
    assert is_allowed(head, Deed.ANNUL, area_row("P001"))
    assert changes()[2:] == [
        ("proposed", "head", "central_head", 1),
        ("confirmed", "head", "central_head", 2),
    ]


def test_nobody_confirms_a_role_of_their_own_nor_beyond_their_area(keepers: tuple[Any, Any]) -> None:
    first, second = keepers
    district = propose(first, Role.ADMINISTRATOR, "D11", "district")
    confirm(second, district)
    with pytest.raises(NotYours):
        confirm(district, propose(first))
    give_role(first, second, Role.ADMINISTRATOR, area_row("R1"), now=NIGHT)
    with pytest.raises(ChangesOwnRights):
        confirm(second, second)


def test_who_waits_for_a_role_elsewhere_is_out_of_reach_of_the_administrator_of_a_district(
    keepers: tuple[Any, Any],
) -> None:
    keeper = person(Role.ADMINISTRATOR, "D11")
    head = propose(keepers[0])
    with pytest.raises(RolesElsewhere):
        give_role(keeper, head, Role.TYPIST, area_row("P001"), now=NIGHT)
    give_role(keepers[0], head, Role.TYPIST, area_row("P001"), now=NIGHT)
    until = NIGHT + datetime.timedelta(days=1)
    with pytest.raises(NotYours):
        print_paper_code(keeper, head, area_row("P001"), valid_from=NIGHT, valid_until=until, now=NIGHT)
    with pytest.raises(NotYours):
        remove_second_factor(keeper, head, now=NIGHT)
    with pytest.raises(RolesElsewhere):
        take_role(keeper, head, Role.TYPIST, area_row("P001"), now=NIGHT)
    confirm(keepers[1], head)


def test_the_operator_makes_two_administrators_alone_and_confirms_no_proposal_of_theirs(
    keepers: tuple[Any, Any],
) -> None:
    third = propose(None, Role.ADMINISTRATOR, login="third")
    assert not Membership.objects.filter(user=third).exists()
    with pytest.raises(ConfirmsOwnProposal):
        confirm(None, third)
    confirm(keepers[0], third)
    assert [change for change, *_ in changes()] == ["given", "given", "proposed", "confirmed"]


@pytest.mark.parametrize(
    ("role", "area", "waits"),
    [
        (Role.TYPIST, "P001", False),
        (Role.CHAIR, "P001", False),
        (Role.CHAIR, "R1", True),
        (Role.TYPIST, "KZ", True),
        (Role.TERRITORIAL_REVIEWER, "R1", True),
        (Role.AUDITOR, "KZ", False),
    ],
)
def test_who_reaches_beyond_one_precinct_waits_and_who_does_not_works_at_once(
    keepers: tuple[Any, Any], role: Role, area: str, waits: bool
) -> None:
    whom = propose(keepers[0], role, area)
    assert Membership.objects.filter(user=whom).exists() is not waits


def test_whoever_takes_a_factor_away_to_act_as_two_finds_the_role_waiting(keepers: tuple[Any, Any]) -> None:
    first, second = keepers
    remove_second_factor(first, second, now=NIGHT)
    assert not Membership.objects.filter(user=second).exists()
    with pytest.raises(ConfirmsOwnProposal):
        confirm(first, second)
    confirm(None, second)
    assert changes()[2:] == [
        ("factor_removed", "second", None, 1),
        ("proposed", "second", "administrator", 1),
        ("confirmed", "second", "administrator", 2),
    ]


def test_a_proposal_is_taken_back_and_an_account_closed_in_the_open(keepers: tuple[Any, Any]) -> None:
    first, second = keepers
    head = propose(first)
    take_role(second, head, Role.CENTRAL_HEAD, area_row("KZ"), now=NIGHT)
    close_account(first, second, now=NIGHT)
    assert changes()[2:] == [
        ("proposed", "head", "central_head", 1),
        ("declined", "head", "central_head", 1),
        ("closed", "second", None, 1),
    ]


def test_a_list_of_typists_is_one_entry_of_counts_by_region_and_names_nobody(
    keepers: tuple[Any, Any],
) -> None:
    rows = [
        AccountRow(at, f"Аты {at}", f"typist{at}", "typist", area)
        for at, area in enumerate(("P001", "P101", "P201"))
    ]
    rows.append(AccountRow(9, "Бас", "head9", "territorial_head", "R1"))
    report = import_accounts(area_row("KZ").election, rows, "people.csv", now=NIGHT, dry_run=False)
    assert (report.given, report.proposed) == (3, 1)
    body = told()[-1]
    assert [(said["role"], said["area"], said["count"], said["by"]) for said in body["counts"]] == [
        ("typist", "R1", 2, [OPERATOR]),
        ("typist", "R2", 1, [OPERATOR]),
    ]
    assert [(said["change"], said["role"]) for said in body["changes"]] == [("proposed", "territorial_head")]
    assert "typist1" not in json.dumps(body) and "head9" not in json.dumps(body)


def test_what_was_given_before_the_log_opened_is_said_when_it_opens(db: None) -> None:
    load_tiny()
    first = person(Role.TYPIST, username="first")
    second = person(Role.TYPIST, username="second")
    for keeper in (first, second):
        give_role(None, keeper, Role.ADMINISTRATOR, area_row("KZ"), now=LOADED_AT)
    confirm(second, propose(first))
    propose(first, Role.TERRITORIAL_HEAD, "R1", "waiting")
    assert told() == []
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    assert changes() == [
        ("held", "first", "administrator", 1),
        ("held", "second", "administrator", 1),
        ("held", "head", "central_head", 2),
        ("proposed", "waiting", "territorial_head", 1),
    ]


def test_everybody_sees_who_decides_where_by_how_many_and_no_name(keepers: tuple[Any, Any]) -> None:
    first, second = keepers
    head = propose(first, login="head-of-all")
    propose(first, Role.TERRITORIAL_HEAD, "R1", "awaited-one")
    confirm(second, head)
    publish_rights(now=NIGHT)
    page = Client().get(PAGE).content.decode()
    names = {row.user.username: row.sha256[:12] for row in Pseudonym.objects.select_related("user")}
    in_force, _, rest = page.partition('id="waiting"')
    assert names["head-of-all"] in in_force and "two persons" in in_force and "one person" in in_force
    assert names["awaited-one"] in rest and names["awaited-one"] not in in_force
    assert "head-of-all" not in page and "awaited-one" not in page


def test_an_administrator_whose_account_is_closed_when_the_log_opens_counts_as_closed_in_it(db: None) -> None:
    load_tiny()
    keepers = [person(Role.READER, username=login) for login in ("first", "second", "third")]
    for keeper in keepers[:2]:
        give_role(None, keeper, Role.ADMINISTRATOR, area_row("KZ"), now=LOADED_AT)
    close_account(keepers[0], keepers[1], now=LOADED_AT)
    open_election(ELECTION_ID, now=LOADED_AT)
    give_role(None, keepers[2], Role.ADMINISTRATOR, area_row("KZ"), now=LOADED_AT)
    assert len(told()) == 3
    _, standing, contradicting = load_rights(area_row("KZ").election)
    assert contradicting == []
    assert len(standing.holdings) == 3 and len(standing.closed) == 1


def test_an_entry_that_contradicts_those_before_it_is_shown_as_one_and_gives_nobody_a_role(
    keepers: tuple[Any, Any],
) -> None:
    said = change_body(RightsChange.CONFIRMED, "a" * 64, ["b" * 64, OPERATOR], NIGHT, "central_head", "KZ")
    (body,) = rights_bodies([said], [], NIGHT)
    record_act(area_row("KZ").election, body, NIGHT)
    publish_rights(now=NIGHT)
    answer = Client().get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 200 and "contradict those before them" in page
    assert "aaaaaaaaaaaa" not in page.partition('id="changes"')[0]


def test_a_role_written_into_the_database_itself_is_named_as_one_that_the_log_does_not_hold(
    keepers: tuple[Any, Any],
) -> None:
    confirm(keepers[1], propose(keepers[0]))
    publish_rights(now=NIGHT)
    assert roles_beside_log(area_row("KZ").election) == []
    person(Role.CENTRAL_HEAD, "KZ", username="smuggled")
    assert roles_beside_log(area_row("KZ").election) == ["smuggled central_head KZ"]
    answers = [(one.code, one.level.value) for one in check_rights(Patient({}, lambda: True))]
    assert answers == [("rights", "wrong")]
