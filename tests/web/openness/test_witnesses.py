"""The page of witnesses: who signed what size when, whose silence is too long, what evidence they keep."""

import datetime
import hashlib

import pytest
from django.test import Client

from hattama.core.transparency_log import evidence_path
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.gather_cosignatures import gather_cosignatures
from hattama.web.openness.public import witness_views
from tests.web.kernel.log.test_witnesses import TIME, ask, witnesses
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import ELECTION_ID, NIGHT

__all__ = ["witnesses"]

pytestmark = pytest.mark.django_db
PLACE = f"/en/e/{ELECTION_ID}/witnesses/"
OLD = "silent for longer than this election allows"


def page() -> str:
    answer = Client().get(PLACE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_witnesses_the_page_says_what_that_means(tiny) -> None:
    assert "names no witnesses" in page()


def test_who_signed_what_and_when_is_told(witnesses) -> None:
    assert "not witnessed by enough of them yet" in page()
    ask()
    text = page()
    for witness in witnesses:
        assert witness.name in text and witness.key.vkey().split("+")[0] in text
    assert "witnessed by enough of them since" in text
    assert "2 of 3" in text
    assert "keeps evidence" not in text


def test_the_page_that_says_how_to_check_names_who_has_witnessed_what(witnesses) -> None:
    assert "Nobody has witnessed this log yet." in Client().get("/en/about/").content.decode()
    ask()
    text = read_page(Client().get("/en/about/")).text
    checkpoint = public_store(ELECTION_ID).checkpoint().checkpoint
    assert f"entries: {checkpoint.size} · {checkpoint.root.hex()}" in text
    assert f"{witnesses[0].name}: entries: {checkpoint.size}" in text


def test_a_silence_that_is_too_long_is_said_at_the_top(witnesses, monkeypatch) -> None:
    row = ElectionRow.objects.get()
    row.definition = bytes(row.definition) + b"\n[log]\ngreatest_age_minutes = 60\n"
    row.definition_sha256 = hashlib.sha256(row.definition).hexdigest()
    row.save()
    ask()
    signed = datetime.datetime.fromtimestamp(TIME, datetime.UTC)
    for minutes, is_old in ((60, False), (61, True)):
        moment = signed + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(witness_views.timezone, "now", lambda moment=moment: moment)
        assert (OLD in page()) is is_old


def test_evidence_that_a_witness_keeps_is_named_and_linked(witnesses, monkeypatch) -> None:
    name = f"fork-{'0' * 16}"
    asked = []

    def listed(handler) -> None:
        asked.append(handler.path)
        body = f"{name}\n<b>not a name</b>\n".encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    monkeypatch.setattr(witnesses[0].server.RequestHandlerClass, "do_GET", listed, raising=False)
    gather_cosignatures(ELECTION_ID, now=NIGHT)
    text = page()
    kept = evidence_path(ElectionRow.objects.get().origin)
    assert asked == [f"/prefix/{kept}"]
    assert "A witness keeps evidence against this log" in text
    assert f'href="{witnesses[0].url}/{kept}/{name}/README.md"' in text
    assert "not a name" not in text
