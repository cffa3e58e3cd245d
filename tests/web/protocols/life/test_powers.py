"""Whose decision the law makes it: what the pack of 2023 lets be declared invalid, by whom, over what."""

from dataclasses import replace

import pytest

from hattama.core.protocols import SET_ASIDE
from hattama.core.protocols.powers import DecidedByAnother
from hattama.core.vocabulary import Deed, NotYours
from hattama.web.kernel.log.accept_acts import UnknownReason
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.annul_unit import (
    NothingStandsHere,
    NothingWasAnnulledHere,
    annul_unit,
    restore_unit,
)
from hattama.web.protocols.change import annul_protocol
from hattama.web.protocols.reading import next_deeds
from hattama.web.scans.take_scan import attach_scan, take_scan
from tests.web.protocols.desk.life_desk import tables_behind
from tests.web.protocols.life.people import DECISION, GROUNDS, LATER, OF_TERRITORY, People, everybody
from tests.web.tiny_election import ELECTION_ID, PARTY, area_row, picture, protocol, publish

pytestmark = pytest.mark.django_db

OF_CENTRAL = replace(GROUNDS, decision=replace(DECISION, authority="central_commission"))
SENT = {"reason": "breach_of_law", "authority": "central_commission", "number": "7/1"}
JUST_SENT = SENT | {"action": "submit"}
NOWHERE = "The results are declared invalid. They count nowhere any more."
WAITS = "Accepted, and waiting to be published."


@pytest.fixture
def people(tiny) -> People:
    publish(protocol("P001"), protocol("P002"), protocol("P101"))
    return everybody()


def party(area_id: str):
    from hattama.web.kernel.elections.loading import load_definition

    return load_definition(area_row(area_id).election).election.contest(PARTY)


def counted() -> set[str]:
    rows = PublishedProtocol.objects.filter(contest=PARTY, annulled_by=None)
    return set(rows.values_list("area__code", flat=True))


@pytest.mark.parametrize("grounds", [OF_CENTRAL, OF_TERRITORY])
def test_no_commission_declares_one_station_invalid_and_the_refusal_cites_the_norm(people, grounds):
    with pytest.raises(DecidedByAnother, match=r"95\(1\)"):
        annul_protocol(people.central, area_row("P001"), PARTY, grounds, now=LATER)
    assert not Act.objects.filter(kind="annulment").exists()


def test_what_a_court_decided_of_one_station_a_head_records(people):
    assert Deed.ANNUL in next_deeds(people.head, area_row("P001"), PARTY)
    annul_protocol(people.head, area_row("P001"), PARTY, GROUNDS, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    assert counted() == {"P002", "P101"}


def test_a_reason_of_one_deed_is_no_reason_for_another(people):
    for reason in ("recount_43_7_1", "higher_commission_43_9", "transcription_error"):
        with pytest.raises(UnknownReason):
            annul_protocol(people.head, area_row("P001"), PARTY, replace(GROUNDS, reason=reason), now=LATER)
        with pytest.raises(UnknownReason):
            annul_unit(
                people.central, area_row("D11"), party("D11"), replace(OF_CENTRAL, reason=reason), now=LATER
            )
    assert not Act.objects.filter(kind="annulment").exists()


def test_the_central_commission_declares_a_unit_invalid_with_every_protocol_in_it(people):
    done = annul_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    assert [act.act.body["within"] for act in done] == ["D11", "D11"]
    advance_log(ELECTION_ID, now=LATER)
    assert counted() == {"P101"}
    with pytest.raises(NothingStandsHere):
        annul_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)


def test_where_the_decision_is_set_aside_the_unit_counts_again_as_it_stood_and_keeps_its_scans(people):
    scan = take_scan(picture(90), area=area_row("P001"), contest=PARTY, now=LATER)
    attach_scan(people.chair, area_row("P001"), PARTY, scan, now=LATER)
    # By a decision of its own, and by that of a court: that one stays.
    annul_protocol(people.head, area_row("P002"), PARTY, GROUNDS, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    with pytest.raises(NothingWasAnnulledHere):
        restore_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    annul_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    assert counted() == {"P101"}
    with pytest.raises(DecidedByAnother, match=r"95\(1\)"):
        restore_unit(people.central, area_row("D11"), party("D11"), OF_TERRITORY, now=LATER)
    (done,) = restore_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    assert done.act.body["reason"] == SET_ASIDE
    advance_log(ELECTION_ID, now=LATER)
    assert counted() == {"P001", "P101"}
    assert PublishedProtocol.objects.get(area__code="P001", contest=PARTY).has_scan
    with pytest.raises(NothingWasAnnulledHere):
        restore_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)


def test_the_desk_offers_to_set_a_decision_about_a_unit_aside_where_there_is_one(people, client):
    listed, undo = f"/en/desk/{ELECTION_ID}/invalid/", f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/undo"
    client.force_login(people.central)
    assert undo not in client.get(listed).content.decode()
    client.post(f"{listed}D11/{PARTY}/", JUST_SENT)
    assert undo in client.get(listed).content.decode()
    form = client.get(undo).content.decode()
    assert "would count again, with the figures that they had: 2." in form
    assert 'value="annulment_set_aside"' in form and 'value="breach_of_law"' not in form
    assert 'value="court"' in form and 'value="territorial_commission"' not in form
    sent = SENT | {"reason": "annulment_set_aside"}
    assert (
        "Let them count again and publish" in client.post(undo, sent | {"action": "review"}).content.decode()
    )
    done = client.post(undo, sent | {"action": "submit"}, follow=True).content.decode()
    assert "The results count again." in done and undo not in done
    assert counted() == {"P001", "P002", "P101"}
    client.force_login(people.head)
    assert client.get(undo).status_code == 403


def test_units_are_found_by_their_name_and_those_that_are_invalid_stand_first(people, client, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.unit_views.ROWS", 2)
    listed = f"/en/desk/{ELECTION_ID}/invalid/"
    client.force_login(people.central)

    def shown(query=""):
        page = client.get(listed + query)
        return [area.code for area, _ in page.context["lines"]], page.content.decode()

    assert len(shown()[0]) == 2 and "Next" in shown()[1]
    assert shown("?page=2")[0] and client.get(f"{listed}?page=99").status_code == 404
    client.post(f"{listed}D12/{PARTY}/", JUST_SENT)
    assert shown()[0][0] == "D12"
    name = area_row("D11").names["ru"]
    assert "D11" in shown(f"?q={name}")[0]
    assert shown("?q=nowhere")[0] == [] and "No area of yours fits these words." in shown("?q=nowhere")[1]


def test_a_unit_that_just_came_to_count_again_is_said_to_though_the_tables_are_behind(
    people, client, monkeypatch
):
    client.force_login(people.central)
    client.post(f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/", JUST_SENT)
    tables_behind(monkeypatch)
    undo = f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/undo"
    sent = JUST_SENT | {"reason": "annulment_set_aside"}
    done = client.post(undo, sent, follow=True).content.decode()
    assert counted() == {"P101"}
    assert "The results count again." in done and undo not in done


def test_what_was_just_declared_invalid_is_offered_to_count_again_though_the_tables_are_behind(
    people, client, monkeypatch
):
    client.force_login(people.central)
    tables_behind(monkeypatch)
    listed = f"/en/desk/{ELECTION_ID}/invalid/"
    undo = f"{listed}D11/{PARTY}/undo"
    for turn in range(2):
        client.post(f"{listed}D11/{PARTY}/", JUST_SENT)
        assert undo in client.get(listed).content.decode(), turn
        assert "with the figures that they had: 2." in client.get(undo).content.decode()
        client.post(undo, JUST_SENT | {"reason": SET_ASIDE})
        assert undo not in client.get(listed).content.decode(), turn


def test_what_would_be_refused_is_refused_before_it_is_read_back(people, client):
    annul_unit(people.central, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    client.force_login(people.central)
    address = f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/"
    chosen = f'value="{SET_ASIDE}" selected'
    assert chosen in client.get(f"{address}undo").content.decode(), "there is but one"
    assert "selected" not in client.get(address).content.decode()
    for here, sent in ((address, SENT), (f"{address}undo", SENT | {"reason": SET_ASIDE})):
        done = Act.objects.count()
        page = client.post(here, sent | {"action": "review"})
        read = page.content.decode()
        refused = "No protocol that counts stands here." in read
        assert (page.status_code, refused, 'value="submit"' in read) == (
            (409, True, False) if here == address else (200, False, True)
        )
        assert Act.objects.count() == done, "nothing is done by looking"


def test_neither_a_territorial_head_nor_in_another_bodys_name(people):
    with pytest.raises(NotYours):
        annul_unit(people.head, area_row("D11"), party("D11"), OF_CENTRAL, now=LATER)
    with pytest.raises(DecidedByAnother, match=r"95\(1\)"):
        annul_unit(people.central, area_row("D11"), party("D11"), OF_TERRITORY, now=LATER)
    assert counted() == {"P001", "P002", "P101"}


def test_the_desk_offers_units_to_whom_the_law_names_and_shows_the_decision_everywhere(people, client):
    client.force_login(people.head)
    assert "/invalid/D11/" not in client.get(f"/en/desk/{ELECTION_ID}/invalid/").content.decode()
    assert client.get(f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/").status_code == 403
    client.force_login(people.central)
    listed = client.get(f"/en/desk/{ELECTION_ID}/invalid/").content.decode()
    assert f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/" in listed
    assert f"/invalid/KZ/{PARTY}/" not in listed, "the law of 2023 knows units and districts, not the whole"
    address = f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/"
    form = client.get(address).content.decode()
    assert "art. 95(1)" in form
    assert 'value="territorial_commission"' not in form
    assert client.post(address, {**SENT, "authority": ""}).status_code == 400
    assert "7/1" in client.post(address, SENT | {"action": "review"}).content.decode()
    done = client.post(address, SENT | {"action": "submit"}, follow=True)
    assert NOWHERE in done.content.decode()
    assert counted() == {"P101"}
    page = client.get(f"/en/e/{ELECTION_ID}/a/P001/").content.decode()
    assert "with all results of this area" in page


def test_a_unit_that_was_just_declared_invalid_is_said_to_be_so_though_the_tables_are_behind(
    people, client, monkeypatch
):
    tables_behind(monkeypatch)
    client.force_login(people.central)
    done = client.post(f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/", JUST_SENT, follow=True)
    assert counted() == {"P001", "P002", "P101"}
    assert NOWHERE in done.content.decode() and WAITS not in done.content.decode()


def test_a_unit_whose_decision_waits_for_the_log_is_not_said_to_count_no_more(people, client, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.unit_views.publish_act", lambda act, now: False)
    client.force_login(people.central)
    done = client.post(f"/en/desk/{ELECTION_ID}/invalid/D11/{PARTY}/", JUST_SENT, follow=True)
    assert WAITS in done.content.decode() and NOWHERE not in done.content.decode()
