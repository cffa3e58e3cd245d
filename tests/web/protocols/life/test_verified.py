"""A night full of lives, exported: `hattama verify` finds it true, and what was done to it later false."""

import json
from dataclasses import replace

import pytest

from hattama.cli.main import main
from hattama.core.protocols import Ruling, Source
from hattama.core.vocabulary import Deed
from hattama.publish.state import PRECINCT_STATES
from hattama.web.kernel.accounts.change_rights import confirm_roles, give_role
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import ProposedRole
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.protocols.change import annul_protocol, change_protocol, investigate_protocol
from hattama.web.protocols.enter import (
    confirm_protocol,
    decide_differences,
    end_rounds,
    enter_protocol,
    retype_fields,
)
from hattama.web.protocols.tables import load_decision_documents
from tests.web.bundle_states import published_states
from tests.web.people import person
from tests.web.protocols.life.people import GROUNDS, LATER, paper, reread, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, scan_of

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = ("votes[dala]", "votes[ozen]")


@pytest.fixture
def night(open_with):
    """Figures confirmed, settled, decided, corrected, annulled, looked into."""
    people = open_with("entries = 2")
    for user in (people.aigul, people.berik):
        for area_id in ("P002", "P003", "P101"):
            user.memberships.create(area=area_row(area_id), role="typist")
    for area_id in ("P001", "P002", "P003"):
        enter(people.aigul, paper(area_id))
    enter(people.aigul, paper("P101"), scan=scan_of("P101"))
    enter(people.berik, paper("P001"), scan=scan_of("P001", shade=90))
    enter(people.berik, swapped("P002"))
    enter(people.berik, paper("P003"))
    retype_fields(people.aigul, area_row("P002"), reread(swapped("P002"), *KEYS), now=NIGHT)
    enter(people.berik, swapped("P101"))
    for _ in range(2):
        retype_fields(people.aigul, area_row("P101"), reread(paper("P101"), *KEYS), now=NIGHT)
        retype_fields(people.berik, area_row("P101"), reread(swapped("P101"), *KEYS), now=NIGHT)
    rulings = [Ruling(key, Source.SECOND, "clear on the scan") for key in KEYS]
    decide_differences(people.reviewer, area_row("P101"), PARTY, rulings, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    investigate_protocol(
        Deed.OPEN_INVESTIGATION, people.reviewer, area_row("P001"), PARTY, reason="complaint", now=LATER
    )
    decided = replace(GROUNDS, document=scan_of("P001", shade=33))
    change_protocol(Deed.CORRECT, people.head, area_row("P001"), swapped(), decided, now=LATER)
    annul_protocol(people.central, area_row("P002"), PARTY, GROUNDS, now=LATER)
    change_protocol(Deed.RECOUNT, people.central, area_row("P003"), paper("P003"), GROUNDS, now=LATER)
    investigate_protocol(
        Deed.OPEN_INVESTIGATION, people.central, area_row("P003"), PARTY, reason="scan_differs", now=LATER
    )
    advance_log(ELECTION_ID, now=LATER)
    refresh_bundle(ELECTION_ID)
    return people


def enter(user, read, **more):
    return enter_protocol(user, area_row(read.area_id), read, now=NIGHT, **more)


def verdict(capsys):
    status = main(["verify", str(public_store(ELECTION_ID).folder), "--scans", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == {0: "true", 1: "false", 2: "unchecked", 3: "qualified"}[status]
    return told["verdict"], [trouble["code"] for trouble in told["false"]]


def state(area_id):
    return published_states(ELECTION_ID)[area_id]


def test_a_bundle_in_which_rounds_were_ended_is_true_and_says_so(open_with, capsys):
    people = open_with("entries = 2")
    enter(people.aigul, paper())
    enter(people.berik, swapped())
    end_rounds(people.reviewer, area_row("P001"), PARTY, "the second typist is ill", now=NIGHT)
    rulings = [Ruling(key, Source.FIRST, "clear on the scan") for key in KEYS]
    done = decide_differences(people.reviewer, area_row("P001"), PARTY, rulings, now=NIGHT)
    assert [by["deed"] for by in done.act.body["done_by"]] == ["enter", "enter", "end_rounds", "decide"]
    advance_log(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)
    assert verdict(capsys) == ("qualified", [])


def test_what_this_site_publishes_of_lives_is_true_before_and_after_the_end(night, capsys):
    assert verdict(capsys) == ("qualified", [])
    close_election(ELECTION_ID, now=LATER)
    assert verdict(capsys) == ("qualified", [])
    totals = [json.loads(bytes(entry.body)) for entry in LogEntry.objects.filter(kind="total")]
    total = next(body for body in totals if (body["area"], body["contest"]) == ("KZ", PARTY))
    assert (total["schema"], total["preliminary"], total["received"], total["annulled"]) == (3, 0, 4, 1)


@pytest.fixture
def early(open_with):
    """Figures published before they are confirmed: one still waits for the person who does it."""
    people = open_with('preliminary = true\nconfirmed_by = "person"')
    for area_id in ("P002", "P003"):
        people.aigul.memberships.create(area=area_row(area_id), role="typist")
    for area_id in ("P001", "P002"):
        enter(people.aigul, paper(area_id))
    advance_log(ELECTION_ID, now=NIGHT)
    confirm_protocol(people.reviewer, area_row("P001"), PARTY, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)


def test_states_say_what_is_preliminary_and_what_is_confirmed_and_verify_agrees(early, capsys):
    assert verdict(capsys) == ("qualified", [])
    told = {area_id: state(area_id)["contests"][PARTY]["protocol"]["status"] for area_id in ("P001", "P002")}
    assert told == {"P001": "confirmed", "P002": "preliminary"}
    assert state("KZ")["totals"][PARTY]["preliminary"] == 1


def test_a_state_that_calls_preliminary_figures_confirmed_is_false(early, capsys):
    claim_otherwise("P002", "status", "confirmed")
    assert verdict(capsys) == ("false", ["document-differs"])


def test_states_say_what_is_looked_into(night):
    told = {area_id: state(area_id)["contests"][PARTY]["protocol"] for area_id in ("P001", "P003")}
    kinds = {entry["index"]: entry["kind"] for entry in state("P003")["contests"][PARTY]["entries"]}
    assert kinds[told["P003"]["investigation"]] == "investigation"
    assert told["P001"]["investigation"] is None


def claim_otherwise(area_id, key, value):
    document = state(area_id)
    path = public_store(ELECTION_ID).folder / PRECINCT_STATES
    before = _line(document)
    document["contests"][PARTY]["protocol"][key] = value
    changed = path.read_text("utf-8").replace(before, _line(document))
    assert changed != path.read_text("utf-8")
    path.write_text(changed, "utf-8")


@pytest.mark.parametrize(
    ("area_id", "key", "value"),
    [("P101", "status", "preliminary"), ("P003", "investigation", None), ("P003", "confirmed_by", 3)],
)
def test_a_state_that_hides_what_the_log_says_is_false(night, capsys, area_id, key, value):
    claim_otherwise(area_id, key, value)
    found, codes = verdict(capsys)
    assert found == "false" and codes == ["document-differs"]


def _line(document):
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def test_whoever_decided_held_the_role_by_the_log_or_the_bundle_is_false(open_with, capsys):
    people = open_with("entries = 2")
    keeper = person(Role.READER, username="keeper")
    give_role(None, keeper, Role.ADMINISTRATOR, area_row("KZ"), now=NIGHT)
    appointed = person(Role.READER, username="appointed")
    give_role(keeper, appointed, Role.TERRITORIAL_HEAD, area_row("R2"), now=NIGHT)
    confirm_roles(None, list(ProposedRole.objects.all()), now=NIGHT)
    for area_id, head in (("P201", appointed), ("P001", people.head)):
        people.aigul.memberships.get_or_create(area=area_row(area_id), role="typist")
        people.berik.memberships.get_or_create(area=area_row(area_id), role="typist")
        for typist in (people.aigul, people.berik):
            enter(typist, paper(area_id))
        advance_log(ELECTION_ID, now=NIGHT)
        change_protocol(Deed.CORRECT, head, area_row(area_id), swapped(area_id), GROUNDS, now=LATER)
        advance_log(ELECTION_ID, now=LATER)
        refresh_bundle(ELECTION_ID)
        expected = ("qualified", []) if head is appointed else ("false", ["role-not-held"])
        assert verdict(capsys) == expected, "the other role stands in the database and not in the log"


def test_the_file_of_a_decision_is_in_the_bundle_and_is_checked(night, capsys):
    (document,) = load_decision_documents([area_row("P001").pk])
    path = public_store(ELECTION_ID).folder / "scans" / document[:2] / document
    path.unlink()
    path.write_bytes(b"another decision")
    assert verdict(capsys) == ("false", ["scan-differs"])


def test_the_public_tables_are_made_anew_from_the_log_alone(night):
    before = {area_id: state(area_id) for area_id in ("P001", "P003", "P101")}
    election = area_row("P001").election
    rebuild_published(election)
    refresh_bundle(ELECTION_ID, whole=True)
    assert {area_id: state(area_id) for area_id in before} == before
