"""Cards follow from the log, precinct by precinct, and the site shows what anybody makes from the bundle."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.web.cards import publish as publishing
from hattama.web.cards.tables import PrecinctCard
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.rebuild_published import rebuild_published
from tests.web.registers.complaints import at, deed, say, statement
from tests.web.reports.test_observers import enrol, make_key, sign
from tests.web.tiny_election import ELECTION_ID, PARTY, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

DATA = f"/data/{ELECTION_ID}/balance/{PARTY}"


def bytes_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def states(area: str, contest: str = PARTY) -> dict[str, str]:
    row = PrecinctCard.objects.get(area__code=area, contest=contest)
    return {answer["criterion"]: answer["state"] for answer in row.answers}


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
        ("", "Ашық және қайшы дауыстар"),
        ("/ru", "Открытые и противоречивые голоса"),
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


def test_one_new_protocol_judges_one_precinct(tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[set[int]] = []
    real = publishing.judge_areas

    def counted(election, area_pks, size):
        judged.append(set(area_pks))
        return real(election, area_pks, size)

    monkeypatch.setattr(publishing, "judge_areas", counted)
    publish(protocol("P001"))
    publish(protocol("P002", figures=sound_figures(participants=599)))
    assert [len(pks) for pks in judged] == [1, 1]


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
