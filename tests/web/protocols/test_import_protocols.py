"""Protocols from a file: all of them are recorded, or none."""

import pytest

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionNotOpen, FiguresDoNotFit, record_acts
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, PendingAct
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.import_protocols import (
    Incoming,
    PrecinctsAlreadyReported,
    ProtocolsNotExpected,
    import_protocols,
)
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, SINGLE, area_row, protocol, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def bring(row: ElectionRow, *protocols, **options) -> int:
    return import_protocols(row, [Incoming(item) for item in protocols], now=NIGHT, **options)


def recorded() -> int:
    assert (
        PendingAct.objects.filter(act__kind="protocol").count() == Act.objects.filter(kind="protocol").count()
    )
    return Act.objects.filter(kind="protocol").count()


def test_every_protocol_becomes_an_act_of_the_system(tiny):
    told = []
    count = bring(tiny, protocol("P001"), protocol("P001", SINGLE), protocol("P201"), advance=told.append)
    assert (count, sum(told)) == (3, 3)
    act = Act.objects.filter(kind="protocol").first()
    assert (act.actor, act.role, act.recorded_at) == (None, "system", NIGHT)
    assert act.body["method"] == "imported"


def test_where_a_protocol_came_from_is_published_beside_it_and_kept_out_of_the_log(tiny):
    import_protocols(tiny, [Incoming(protocol("P001"), source="нәтиже.csv, 12")], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    assert PublishedProtocol.objects.get().source == "нәтиже.csv, 12"
    assert "нәтиже" not in str(Act.objects.get(kind="protocol").body)


def test_a_protocol_that_does_not_add_up_needs_no_explanation_when_it_is_imported(tiny):
    bring(tiny, protocol("P001", figures=sound_figures(invalid=21)))
    advance_log(ELECTION_ID, now=NIGHT)
    assert PublishedProtocol.objects.get().has_broken


def test_nothing_is_imported_where_one_precinct_has_reported(tiny):
    bring(tiny, protocol("P001"))
    advance_log(ELECTION_ID, now=NIGHT)
    with pytest.raises(PrecinctsAlreadyReported) as refusal:
        bring(tiny, protocol("P002"), protocol("P001"), protocol("P003"))
    assert refusal.value.keys == [("P001", "party")]
    assert Act.objects.filter(kind="protocol").count() == 1


def test_a_protocol_that_still_awaits_the_log_is_not_imported_again(tiny):
    typist = person(Role.TYPIST, "P001")
    enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT)
    with pytest.raises(PrecinctsAlreadyReported):
        bring(tiny, protocol("P001"))
    assert recorded() == 1


def test_a_file_that_gives_one_precinct_twice_is_refused(tiny):
    with pytest.raises(PrecinctsAlreadyReported) as refusal:
        bring(tiny, protocol("P001"), protocol("P001"))
    assert refusal.value.keys == [("P001", "party")]
    assert recorded() == 0


@pytest.mark.parametrize(
    ("area_id", "contest"), [("P999", "party"), ("P201", "single"), ("D11", "party"), ("P001", "mayor")]
)
def test_what_the_election_does_not_expect_is_refused(tiny, area_id, contest):
    with pytest.raises(ProtocolsNotExpected) as refusal:
        bring(tiny, protocol("P002"), protocol(area_id, contest, figures={"voters_listed": 1}))
    assert refusal.value.keys == [(area_id, contest)]
    assert recorded() == 0


def test_figures_that_no_entry_can_carry_leave_nothing_behind(tiny):
    huge = sound_figures() | {"votes[dala]": 2**53 - 1, "votes[ozen]": 2**53 - 1}
    with pytest.raises(FiguresDoNotFit):
        bring(tiny, protocol("P001"), protocol("P002", figures=huge))
    assert recorded() == 0


def test_a_draft_takes_no_protocols(draft):
    with pytest.raises(ElectionNotOpen):
        bring(draft, protocol("P001"))
    assert recorded() == 0


def test_contests_of_one_precinct_are_held_against_each_other_within_a_file_and_across_files(tiny):
    bring(tiny, protocol("P001"), protocol("P001", SINGLE, figures=sound_figures(SINGLE, voters_listed=1001)))
    bring(tiny, protocol("P002"))
    bring(tiny, protocol("P002", SINGLE, figures=sound_figures(SINGLE, voters_listed=1001)))
    broken = {
        (act.body["area"], act.contest): [f["code"] for f in act.body["findings"] if f["verdict"] == "broken"]
        for act in Act.objects.filter(kind="protocol")
    }
    assert broken == {
        ("P001", "party"): [],
        ("P001", "single"): ["KZ-K11A"],
        ("P002", "party"): [],
        ("P002", "single"): ["KZ-K11A"],
    }


def test_what_an_import_finds_is_what_the_door_finds(tiny, monkeypatch):
    """An import has just found what it states, and the door does not find it again; here it does."""
    monkeypatch.setattr(
        "hattama.web.protocols.import_protocols.record_acts", lambda acts, **_: record_acts(acts)
    )
    wrong = sound_figures(SINGLE, voters_listed=1001)
    assert bring(tiny, protocol("P001", figures=sound_figures(invalid=21))) == 1
    assert bring(tiny, protocol("P001", SINGLE, figures=wrong), protocol("P002", SINGLE, figures={})) == 2


def test_more_precincts_than_one_batch_are_imported(tiny, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.import_protocols.BATCH", 2)
    told = []
    everywhere = [protocol(area_id) for area_id in ("P001", "P002", "P003", "P101", "P201", "P202")]
    assert bring(tiny, *everywhere, advance=told.append) == 6
    assert told == [2, 2, 2]
    assert advance_log(ELECTION_ID, now=NIGHT) == 6
    assert area_row("KZ").totals.get(contest="party").received == 6


def test_a_file_is_drawn_batch_by_batch_and_a_refusal_of_the_last_leaves_nothing_of_the_first(
    tiny, monkeypatch
):
    monkeypatch.setattr("hattama.web.protocols.import_protocols.BATCH", 2)
    drawn: list[str] = []
    seen: list[int] = []

    def rows(*area_ids):
        for area_id in area_ids:
            drawn.append(area_id)
            yield Incoming(protocol(area_id))

    incoming = rows("P001", "P002", "P003", "P001", "P101", "P003", "P202")
    with pytest.raises(PrecinctsAlreadyReported) as refusal:
        import_protocols(tiny, incoming, now=NIGHT, advance=lambda _: seen.append(len(drawn)))
    # Of the batch that is refused nothing is recorded, so its P003 comes for the first time afterwards.
    assert (refusal.value.keys, seen, len(drawn)) == ([("P001", "party")], [2], 7)
    assert recorded() == 0
