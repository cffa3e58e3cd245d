"""`hattama demo` a second time: it goes on where it was, and refuses to become another one."""

import subprocess

import pytest
from django.db.models import Min
from django.test import Client

from hattama.demonstration import OBSERVED_PHASES
from hattama.demonstration.complaints import COMPLAINTS
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.night.tables import NightFinding, PublishedArrival
from hattama.web.observation.tables import OrganisationMember, PublishedSet
from hattama.web.operations.commands import demonstrations
from hattama.web.protocols.tables import LifeStep
from hattama.web.registers.tables import PublishedRecord, RegisterEntry
from hattama.web.reports.tables import DifferenceReport

pytestmark = pytest.mark.sqlite

NIGHT = ("demo", "--speed", "max", "--no-serve")


def contradictions_of_sources_are_shown():
    """What sources published of the real election stands beside, and contradicts nothing made up."""
    page = Client().get("/en/e/kz-demo/registers/campaign/").content.decode()
    assert "KZ-K02" in page and "34 / 35" in page and "225 → 238" in page
    page = Client().get("/en/e/kz-demo/registers/complaints/").content.decode()
    assert "451" in page and "62 ≠ 55" in page and "45 ≠ 27" in page and "REG-PUBLISHED" not in page


def papers_came_once():
    """Papers came to the commission above, one in a broken packet, and acts were attached."""
    assert PublishedArrival.objects.count() == 12
    assert PublishedArrival.objects.filter(seal="broken").count() == 1
    assert LogEntry.objects.filter(kind="custody").count() == 2 * 12 + 2
    assert not NightFinding.objects.filter(kind="custody").exists()


@pytest.mark.django_db(transaction=True)
def test_started_twice_it_does_not_load_twice_and_with_other_parameters_not_at_all(run):
    first = run(*NIGHT, "--precincts", "20")
    assert first.code == 0
    assert "kz-demo is loaded" in first.told
    again = run(*NIGHT, "--precincts", "20")
    assert again.code == 0
    assert "kz-demo is loaded" not in again.told
    turnout = LogEntry.objects.filter(kind="turnout")
    assert 0 < turnout.count() == turnout.values("leaf_hash").distinct().count()
    assert PublishedRecord.objects.filter(register="complaints").count() == COMPLAINTS
    # Registers stand in the log before the first protocol, and complaints come between protocols.
    entries = LogEntry.objects.filter(election="kz-demo")
    kinds = list(entries.order_by("index").values_list("kind", "index"))
    first = next(index for kind, index in kinds if kind == "protocol")
    of_records = RegisterEntry.objects.exclude(record_id="")
    said = dict(of_records.values_list("register").annotate(first=Min("entry_index")))
    after = [said.pop(register) for register in ("complaints", "observers-rights", "video")]
    assert len(said) == 9 and min(after) > first > max(said.values())
    contradictions_of_sources_are_shown()
    # An audit is begun after the night, once, in its order, and goes on at the desk.
    audit = [kind for kind, _ in kinds if kind.startswith("audit_")]
    assert audit[:3] == ["audit_plan", "audit_seed", "audit_draw"] and audit[-1] == "audit_risk"
    assert set(audit[3:-1]) == {"audit_count"}
    # And what is done to a published protocol, each deed once.
    done = LogEntry.objects.filter(kind__in=("correction", "recount", "annulment"))
    assert sorted(done.values_list("kind", flat=True)) == ["annulment", "correction", "recount"]
    assert len(DifferenceReport.objects.get().rows) == 2
    # Two people have entered one protocol, blind, and it waits for both of them.
    entries = LifeStep.objects.filter(deed="enter", actor__isnull=False).order_by("pk")
    assert [step.actor.username for step in entries] == ["demo-typist", "demo-chair"]
    # Whoever logs in as an observer finds an organisation to arrange.
    (member,) = OrganisationMember.objects.select_related("organisation", "user")
    assert (member.user.username, member.role) == ("demo-observation", "coordinator")
    # What its observers saw of each phase is published, once.
    published = PublishedSet.objects.exclude(opening_index=None).values_list("form__phase", flat=True)
    assert sorted(published) == sorted(OBSERVED_PHASES)
    papers_came_once()
    other = run(*NIGHT, "--precincts", "21")
    assert other.code == 2
    assert "loaded with other parameters, so nothing was started" in other.told
    assert "The night is over" not in other.told


@pytest.mark.django_db(transaction=True)
def test_two_people_enter_a_paper_that_was_signed_after_polls_closed_where_they_are(run):
    """Of these precincts the one most like theirs lies where polls closed an hour before."""
    assert run(*NIGHT, "--precincts", "25", "--seed", "2012").code == 0
    assert LifeStep.objects.filter(deed="enter", actor__isnull=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_while_the_night_is_played_the_bundle_is_looked_after_as_beside_serve(run, monkeypatch):
    started = []

    def start(*_):
        started.append(subprocess.Popen(["sleep", "60"]))
        return started[-1]

    def alive():
        return [child.poll() is None for child in started]

    seen = []
    monkeypatch.setattr(demonstrations, "start_server", start)
    monkeypatch.setattr(demonstrations, "start_log_keeper", start)
    monkeypatch.setattr(demonstrations, "_play", lambda *_: seen.append(alive()))
    monkeypatch.setattr(demonstrations, "wait_for_end", lambda *_: seen.append(alive()) or 0)
    try:
        assert run("demo", "--precincts", "2", "--speed", "max").code == 0
        assert seen == [[True, True], [True, False]], "then the command itself keeps"
        monkeypatch.setattr(demonstrations, "_play", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            run("demo", "--precincts", "2", "--speed", "max")
        assert alive() == [True, False, False, False]
    finally:
        for child in started:
            child.kill()
            child.wait()
