"""Whoever has a signed copy sends it, the key decides; it stands beside the protocol, by organisation."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import write_log_files
from hattama.web.kernel.log.check_published import check_published
from hattama.web.reports import observers
from hattama.web.reports.tables import PublishedCopy
from tests.web.reports.test_observers import bodies, enrol, make_key, sign, verdict
from tests.web.tiny_election import ELECTION_ID, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = f"/en/e/{ELECTION_ID}/a/P001/"
SEND = f"{PAGE}copies/"


@pytest.fixture
def keys(run, tiny, tmp_path: Path, capsys) -> list[Path]:
    """Files of three keys for the precinct: two of one organisation, one of another."""
    made = [make_key(tmp_path / f"key{number}", capsys) for number in range(3)]
    for (_, vkey), organisation in zip(made, ("First", "First", "Second"), strict=True):
        assert enrol(run, vkey, organisation=organisation).code == 0
    return [path for path, _ in made]


def send(client: Client, note: bytes | Path, address: str = SEND):
    content = note if isinstance(note, bytes) else note.read_bytes()
    return client.post(address, {"text": content.decode("utf-8", "replace")})


def words(client: Client, address: str = PAGE) -> str:
    text = re.sub("<[^>]+>", " ", client.get(address).content.decode())
    return re.sub(r"\s+", " ", text)


def test_a_stranger_sends_a_signed_copy_and_it_stands_beside_the_protocol(client, keys, capsys) -> None:
    publish(protocol("P001"))
    figures = ["participants=600", "votes[dala]=370"]
    with sign(keys[0], capsys, *figures).open("rb") as file:
        sent = client.post(SEND, {"copy": file})
    assert sent.status_code == 302 and "sessionid" not in client.cookies
    assert len(bodies("observer_copy")) == 1
    assert "stands in the log as entry" in words(client, sent["Location"])
    assert send(client, sign(keys[1], capsys, "participants=600", "votes[dala]=371")).status_code == 302
    assert send(client, sign(keys[2], capsys, *figures)).status_code == 302
    said = words(client)
    assert "Organisations whose copies agree with the protocol: 1" in said
    assert "Organisations whose copies differ: 1" in said
    assert "differs in figures: 1 of 2" in said and "371 on the copy, 370 in the protocol" in said
    for prefix, sentence in (("/ru/", "расходятся с протоколом: 1"), ("/", "өзгеше ұйымдар: 1")):
        assert sentence in words(client, PAGE.replace("/en/", prefix))
    assert verdict(capsys) == []
    assert check_published(ElectionRow.objects.get(pk=ELECTION_ID)) == []


def test_a_copy_stands_where_no_protocol_came_and_the_newest_of_a_key_counts(client, keys, capsys) -> None:
    assert send(client, sign(keys[0], capsys, "participants=6")).status_code == 302
    assert "there is no protocol to hold it against yet" in words(client)
    publish(protocol("P001"))
    assert "differs in figures: 1 of 1" in words(client)
    assert send(client, sign(keys[0], capsys, "participants=600")).status_code == 302
    said = words(client)
    assert "agrees in all figures that it gives: 1" in said and "earlier copies by the same key: 1" in said


def test_what_is_public_cannot_be_sent_again_by_anybody(client, keys, capsys) -> None:
    note = sign(keys[0], capsys, "participants=600")
    stranger = sign(keys[2], capsys, "participants=600").read_text().splitlines()[-1]
    note = sign(keys[0], capsys, "participants=600").read_bytes()
    assert send(client, note + f"{stranger}\n".encode()).status_code == 400
    assert send(client, note).status_code == 302
    again = send(client, note)
    assert again.status_code == 400 and "stands in the log already" in again.content.decode()
    assert len(bodies("observer_copy")) == 1


@pytest.mark.parametrize(
    "note",
    [b"", b"x" * 30_000, b"\x00\xff", b"hattama observer copy v1\n\n\xe2\x80\x94 a b\n", b"\n\n" * 9000],
)
def test_what_no_key_signed_is_refused_with_a_sentence_and_without_the_pen(
    note, client, keys, monkeypatch
) -> None:
    def taken(*_: object) -> None:
        raise AssertionError("a stranger takes the writer lock")

    monkeypatch.setattr(observers, "hold_log_end", taken)
    refused = send(client, note)
    assert refused.status_code == 400
    assert "an enrolled key signed" in refused.content.decode()
    assert bodies("observer_copy") == []


def test_one_address_and_one_key_send_so_many_copies(client, keys, capsys, monkeypatch) -> None:
    monkeypatch.setattr(observers, "MOST_OF_A_KEY", 1)
    assert send(client, sign(keys[0], capsys, "participants=1")).status_code == 302
    assert send(client, sign(keys[0], capsys, "participants=2")).status_code == 429
    assert send(client, sign(keys[1], capsys, "participants=2")).status_code == 302
    with override_settings(ACCOUNT_RATE_LIMITS={"copy": "1/h/ip"}):
        assert send(client, b"").status_code == 400
        assert send(client, b"").status_code == 429
    assert PublishedCopy.objects.count() == 2


def test_while_the_log_cannot_go_on_a_copy_is_sent_again_later(client, keys, capsys, monkeypatch) -> None:
    copy = sign(keys[0], capsys, "participants=600")
    with monkeypatch.context() as patch:
        patch.setattr(write_log_files, "shown_size", lambda _: 99)
        refused = send(client, copy)
    assert refused.status_code == 503
    assert "Nothing was recorded." in refused.content.decode()
    assert bodies("observer_copy") == []
    assert send(client, copy).status_code == 302
