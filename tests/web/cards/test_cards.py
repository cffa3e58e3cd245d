"""Cards follow from the log, precinct by precinct, and the site shows what anybody makes from the bundle."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.cli.main import main
from hattama.core.cards import Balance, Weighed
from hattama.core.entries import Notion, TurnoutPoint, entry_body
from hattama.formats.turnout_tables import StatedTurnout
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace
from hattama.web.cards import publish as publishing
from hattama.web.cards.reading import balance_of, load_all_cards, load_rules
from hattama.web.cards.tables import PrecinctCard
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.turnout.record import record_turnout
from tests.verification.made_bundle import verify
from tests.web.observation.organisation import organisation
from tests.web.observation.test_beside import copy, observed
from tests.web.registers.complaints import at, deed, say, statement
from tests.web.reports.test_observers import enrol, make_key, sign
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    annul,
    area_row,
    protocol,
    publish,
    sound_figures,
)

pytestmark = pytest.mark.django_db

DATA = f"/data/{ELECTION_ID}/balance/{PARTY}"


def bytes_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def states(area: str, contest: str = PARTY) -> dict[str, str]:
    row = PrecinctCard.objects.get(area__code=area, contest=contest)
    return {answer.criterion: answer.state for answer in row.card(area).answers}


def test_the_site_says_what_anybody_makes_from_the_bundle(
    night: ElectionRow, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_bundle(night, tmp_path / "bundle")
    judge = ["judge", str(tmp_path / "bundle"), "--contest", PARTY]
    assert main([*judge, "--format", "csv"]) == 0
    ours = sorted(csv.reader(io.StringIO(capsys.readouterr().out)))
    theirs = sorted(csv.reader(io.StringIO(bytes_of(client, f"{DATA}/cards.csv").decode())))
    assert ours == theirs and len(ours) > 5
    assert main([*judge, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    told = json.loads(bytes_of(client, f"{DATA}.json"))
    (balance,) = document["balances"]
    assert {key: told[key] for key in balance} == balance
    assert told["criteria"] == document["criteria"]
    cards = json.loads(bytes_of(client, f"{DATA}/cards.json"))
    assert sorted(cards, key=lambda one: one["area"]) == document["cards"]


def test_what_is_wrong_is_on_its_own_card_alone(night: ElectionRow) -> None:
    assert states("P002")["arithmetic"] == "contradicted"
    assert states("P001")["arithmetic"] != "contradicted"
    assert (states("P001")["scan"], states("P002")["scan"]) == ("shown", "open")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("", "Жауабы ашық не қайшы учаскелердің дауыстары"),
        ("/ru", "Голоса участков, где ответ открыт или противоречив"),
        ("/en", "The open and contradicted votes"),
    ],
)
def test_the_balance_begins_with_the_sentence_against_the_margin(
    night: ElectionRow, client: Client, language: str, sentence: str
) -> None:
    page = bytes_of(client, f"{language}/e/{ELECTION_ID}/balance/?contest={PARTY}").decode()
    assert sentence in page
    below = bytes_of(client, f"{language}/e/{ELECTION_ID}/balance/?contest={PARTY}&area=D11").decode()
    assert f"/a/P001/card/#{PARTY}" in below


def test_the_precinct_s_page_has_a_line_and_its_card_names_norm_and_evidence(
    night: ElectionRow, client: Client
) -> None:
    page = bytes_of(client, f"/en/e/{ELECTION_ID}/a/P002/").decode()
    assert f"/en/e/{ELECTION_ID}/a/P002/card/#{PARTY}" in page
    card = bytes_of(client, f"/en/e/{ELECTION_ID}/a/P002/card/").decode()
    assert "Control relations that do not hold: 1." in card
    assert "no norm" in card and "Evidence: <a" in card
    # Of a station of which the log says nothing there is a card as well.
    assert (
        "No protocol of this station is in the log."
        in bytes_of(client, f"/en/e/{ELECTION_ID}/a/P202/card/").decode()
    )
    assert client.get(f"/en/e/{ELECTION_ID}/a/R1/card/").status_code == 404
    assert client.get(f"/en/e/{ELECTION_ID}/balance/?area=nowhere").status_code == 404


def test_totals_of_cards_follow_changes_and_are_what_all_cards_add_up_to(tiny: ElectionRow) -> None:
    publish(protocol("P001"), protocol("P002", figures=sound_figures(participants=599)))
    annul("P002")
    codes = [criterion.code for criterion in load_rules(load_definition(tiny)).criteria]
    whole = Balance()
    for card in load_all_cards(tiny, PARTY):
        whole.take(codes, Weighed.of(card))
    told = json.loads(balance_of(tiny, load_definition(tiny).election.contest(PARTY)))["areas"][0]
    assert told["precincts"] == whole.precincts == AreaRow.objects.exclude(kind="unit").count()
    assert told["overall"] == {
        state: stand.facts() for state, stand in whole.overall.items() if stand.precincts
    }
    assert not check_published(tiny)


def test_one_new_protocol_judges_one_precinct(tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[set[int]] = []
    real = publishing.judge_areas

    def counted(election, area_pks, size, newest):
        judged.append(set(area_pks))
        return real(election, area_pks, size, newest)

    monkeypatch.setattr(publishing, "judge_areas", counted)
    publish(protocol("P001"))
    publish(protocol("P002", figures=sound_figures(participants=599)))
    assert [len(pks) for pks in judged] == [1, 1]


@pytest.mark.sqlite
def test_log_and_tables_read_neither_entries_nor_acts_nor_roster_whole(night: ElectionRow) -> None:
    import_protocols(night, [Incoming(protocol("P202"))], now=NIGHT)
    with CaptureQueriesContext(connection) as asked:
        advance_log(ELECTION_ID, now=NIGHT + datetime.timedelta(hours=1))
    plans = set[str]()
    for one in asked.captured_queries:
        # The newest entry is the end of an index.
        if "SELECT" in one["sql"] and not one["sql"].endswith("LIMIT 1"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
                plans.update(step[-1] for step in cursor.fetchall())
    ours = [plan for plan in plans if plan.split()[1] in ("log_entry", "area", "act")]
    ends = ("(election_id=?)", "(election_id=? AND index<?)", "(election_id=? AND rowid>?)")
    assert ours and not [plan for plan in ours if plan.startswith("SCAN") or plan.endswith(ends)]


@pytest.mark.django_db(transaction=True)
def test_copies_and_complaints_reach_the_card_of_their_precinct_and_follow_when_it_is_another(
    run, tiny: ElectionRow, tmp_path: Path, capsys
) -> None:
    publish(protocol("P001"), protocol("P002"))
    path, vkey = make_key(tmp_path / "key", capsys)
    assert enrol(run, vkey).code == 0
    assert run("observer", "take", ELECTION_ID, sign(path, capsys, "participants=599")).code == 0
    assert states("P001")["copies_agree"] == "contradicted"
    assert states("P002")["copies_agree"] == "not_answerable"
    say(statement(), deed("file", at(20)))
    assert states("P001")["complaints"] == "open"
    say(statement(source="supreme_court", area="P002"))
    assert (states("P001")["complaints"], states("P002")["complaints"]) == ("not_answerable", "open")
    assert check_published(ElectionRow.objects.get(pk=ELECTION_ID)) == []
    kept = list(PrecinctCard.objects.order_by("area", "contest").values_list("area", "states", "answers"))
    rebuild_published(ElectionRow.objects.get(pk=ELECTION_ID))
    assert kept == list(
        PrecinctCard.objects.order_by("area", "contest").values_list("area", "states", "answers")
    )


def opened_tables_of(election: ElectionRow) -> None:
    """An organisation opens what its observers sent: a copy that agrees, one that differs, one refused, own
    counts, both clocks and a removal."""
    made = organisation()
    invalid = sound_figures()["invalid"]
    observed(
        made,
        election,
        "copy",
        copy(figure_invalid=invalid),
        copy("P002", figure_invalid=invalid + 1),
        {"station": "P003", "contest": PARTY, "copy": "none", "why_none": "refused"},
        copy("P101", figure_invalid=invalid),
    )
    for hour, voters in ((9, 100), (10, 145)):
        point = TurnoutPoint("P001", Notion.BALLOTS_ISSUED, clock(hour), voters)
        record_turnout(ELECTION_ID, [StatedTurnout(0, "", point, None)], "press", now=NIGHT)
    hours = {"arrived_at": clock(9).isoformat(), "left_at": clock(10).isoformat(), "n05d": 41}
    observed(made, election, "turnout", {"station": "P001", **hours})
    said = {"times": {"boxes_opened": clock(20, 30)}, "places": {}, "corrects": {}, "method": "typed"}
    body = entry_body("steps", NIGHT, area="P001", contest=None, **said)
    record_act(election, body, NIGHT, area=area_row("P001"))
    advance_log(ELECTION_ID, now=NIGHT)
    observed(made, election, "counting", {"station": "P001", "at_boxes_opened": clock(20, 47).isoformat()})
    observed(made, election, "removal", {"station": "P002", "stage": "counting", "back": "refused"})


def clock(hour: int, minute: int = 0) -> datetime.datetime:
    return NIGHT.astimezone(datetime.timezone(datetime.timedelta(hours=6))).replace(
        year=2023, month=3, day=19, hour=hour, minute=minute, second=0, microsecond=0
    )


def test_opened_tables_of_observers_answer_on_the_site_as_from_files_alone(
    tiny: ElectionRow, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(protocol("P001"), protocol("P002"), protocol("P003"))
    opened_tables_of(tiny)
    asked = ("observers", "copies_given", "copies_agree", "turnout", "order_of_steps")
    assert {place: tuple(states(place)[code] for code in asked) for place in ("P001", "P002", "P003")} == {
        "P001": ("shown", "shown", "shown", "open", "open"),
        "P002": ("contradicted", "shown", "contradicted", "not_answerable", "open"),
        "P003": ("shown", "contradicted", "not_answerable", "not_answerable", "open"),
    }
    # P101 has no protocol: its card has the copy's figures and says whose they are.
    assert PrecinctCard.objects.get(area__code="P101", contest=PARTY).copies == ["«alma» бақылаушылары"]
    page = bytes_of(client, f"/en/e/{ELECTION_ID}/a/P001/card/").decode()
    assert "more than ten minutes from the commission" in page
    export_bundle(ElectionRow.objects.get(), tmp_path / "bundle")
    assert main(["judge", str(tmp_path / "bundle"), "--contest", PARTY, "--format", "json"]) == 0
    ours = json.loads(capsys.readouterr().out)["cards"]
    theirs = json.loads(bytes_of(client, f"{DATA}/cards.json"))
    assert sorted(theirs, key=lambda one: one["area"]) == ours
    report = check_bundle(FolderPlace(tmp_path / "bundle"), verify, Asked(with_scans=True))
    assert not {one.kind.code for one in report.troubles} & {"seal-differs", "scan-differs", "unknown-file"}
