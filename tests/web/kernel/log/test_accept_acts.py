"""The one door by which acts come in: what the log could not hold for ever is refused before it is stored."""

import pytest

from hattama.cli.main import main
from hattama.core.entries import NotHere, entry_body
from hattama.core.protocols import CustodyEvent
from hattama.core.tabulation import EntryUnfit
from hattama.core.vocabulary import Deed
from hattama.verification.checking import check_entries
from hattama.verification.folders import verify_ed25519
from hattama.verification.trouble_kinds import RIGHTS_UNTOLD
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ActNotAccepted, record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.check_log import LogPlace, check_logged_entries, load_foundation
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.night.record_step import StepNotTakenHere, record_step
from hattama.web.operations.static_site.addresses import COPIED
from hattama.web.protocols.change import change_protocol
from tests.web.people import person
from tests.web.protocols.life.people import GROUNDS, LATER, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, SINGLE, area_row, protocol, publish

pytestmark = pytest.mark.django_db
AT = "2023-03-19T23:30:00+06:00"


def step_body(area_id, contest, step, **more):
    said = {"times": {step: AT}, "places": {}, "corrects": {}, "method": "typed"} | more
    return entry_body("steps", NIGHT, area=area_id, contest=contest or None, **said)


def paper_body(area_id, number=1, contest=""):
    paper = {"paper": "A-1", "event": CustodyEvent.ISSUED, "at": NIGHT, "method": "typed"}
    of_holder = ("replaces", "holder", "holder_sha256")
    nothing = dict.fromkeys((*of_holder, "attachment", "document", "shown_to", "pages", "seal"))
    return entry_body(
        "custody", NIGHT, area=area_id, contest=contest or None, number=number, **paper, **nothing
    )


def record(body, **more):
    area = area_row(body["area"])
    return record_act(area.election, body, NIGHT, area=area, **more)


def smuggle(body):
    """As a program would record it that has no such door."""
    area = area_row(body["area"])
    shared = {"recorded_at": NIGHT, "role": "system", "contest": body["contest"] or ""}
    act = Act.objects.create(election=area.election, kind=body["kind"], area=area, body=body, **shared)
    PendingAct.objects.create(act=act)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lambda: step_body("D11", PARTY, "sent_to_central"), "NotHere"),
        (lambda: step_body("D11", "", "closed"), "NoSuchStep"),
        (lambda: step_body("P201", SINGLE, "completed"), "NotHere"),
        (lambda: step_body("P001", "", "closed", corrects={"closed": AT}), "CorrectedTimeDoesNotStand"),
        (lambda: paper_body("D11"), "NotHere"),
        (lambda: paper_body("P201", contest=SINGLE), "NotHere"),
        (lambda: paper_body("P001", 2), "CustodyNumberOutOfOrder"),
        (lambda: {**step_body("P001", "", "closed"), "method": "guessed"}, "method"),
        (lambda: {**paper_body("P001"), "paper": "a" * 70_000}, "bytes"),
    ],
)
def test_what_the_log_could_not_hold_is_refused_and_leaves_nothing(tiny, body, reason):
    before = Act.objects.count()
    with pytest.raises(ActNotAccepted, match=reason):
        record(body())
    assert (Act.objects.count(), PendingAct.objects.count()) == (before, 0)


def test_what_waits_for_the_log_counts_as_if_it_stood_there(tiny):
    record(step_body("P001", "", "closed"))
    with pytest.raises(ActNotAccepted, match="StepAlreadyRecorded"):
        record(step_body("P001", "", "closed"))
    record(paper_body("P001"))
    with pytest.raises(ActNotAccepted, match="CustodyNumberOutOfOrder"):
        record(paper_body("P001"))
    assert advance_log(ELECTION_ID, now=NIGHT) == 2


def test_findings_that_the_figures_do_not_have_are_refused(tiny):
    publish(protocol("P001"))
    said = dict(LogEntry.objects.select_related("act").get(kind="protocol").act.body)
    unsaid = {**said, "area": "P002", "figures": {**said["figures"], "participants": 601}}
    with pytest.raises(ActNotAccepted, match="FindingsDiffer"):
        record(unsaid, contest=PARTY)


def test_nothing_is_recorded_of_a_closed_election(tiny):
    close_election(ELECTION_ID, now=NIGHT)
    with pytest.raises(ActNotAccepted, match="LogIsClosed"):
        record(step_body("P001", "", "closed"))


def test_a_commission_takes_its_steps_for_no_contest(tiny):
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11")
    with pytest.raises(StepNotTakenHere):
        record_step(reviewer, area_row("D11"), PARTY, "sent_to_central", NIGHT, now=NIGHT)
    assert not Act.objects.filter(kind="steps").exists()


def test_the_writer_takes_nothing_in_that_came_past_the_door(tiny):
    smuggle(step_body("D11", PARTY, "sent_to_central"))
    with pytest.raises(NotHere):
        advance_log(ELECTION_ID, now=NIGHT)
    PendingAct.objects.all().delete()
    smuggle({**step_body("P001", "", "closed"), "method": "guessed"})
    with pytest.raises(EntryUnfit, match="method"):
        advance_log(ELECTION_ID, now=NIGHT)


@pytest.fixture
def log_that_hides_a_finding(tiny):
    publish(protocol("P001"))
    said = dict(LogEntry.objects.select_related("act").get(kind="protocol").act.body)
    smuggle({**said, "area": "P002", "figures": {**said["figures"], "participants": 601}})
    advance_log(ELECTION_ID, now=NIGHT)


def test_a_sound_log_keeps_the_rules(tiny):
    publish(protocol("P001"), protocol("P002"))
    assert not check_logged_entries(ElectionRow.objects.get(pk=ELECTION_ID))
    close_election(ELECTION_ID, now=NIGHT)
    assert not check_logged_entries(ElectionRow.objects.get(pk=ELECTION_ID))


def test_a_note_to_the_reader_stops_no_command(tiny, capsys):
    publish(protocol("P001"))
    head = person(Role.CENTRAL_HEAD, "KZ")
    change_protocol(Deed.CORRECT, head, area_row("P001"), swapped(), GROUNDS, now=LATER)
    advance_log(ELECTION_ID, now=NIGHT)
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    size = load_log_size(election)
    told = check_entries(load_foundation(election), LogPlace(election), election.origin, size, verify_ed25519)
    assert [trouble.kind for trouble in told] == [RIGHTS_UNTOLD]
    for command in (["log", "check"], ["rebuild", ELECTION_ID]):
        assert main([*command, "--lang", "en"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [("log", "check"), ("rebuild", ELECTION_ID), ("publish", "{folder}", "--jobs", "1")]
)
def test_commands_say_what_verify_would_refuse(
    log_that_hides_a_finding, command, tmp_path, capsys, settings, monkeypatch
):
    settings.LANGUAGES = [("en", "English")]
    # What is wrong with the log is told whatever was copied before.
    for name in [name for name in COPIED if name.startswith("public:") and name != "public:home"]:
        monkeypatch.delitem(COPIED, name)
    words = [word.format(folder=tmp_path / "site") for word in command]
    try:
        status = main([*words, "--lang", "en"])
    except SystemExit as ended:
        status = ended.code
    assert status
    told = capsys.readouterr().err
    assert "Whoever verifies the log of tiny finds it false: entry" in told
    assert "findings stated" in told
