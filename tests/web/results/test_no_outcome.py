"""Where the rules give no outcome, every page that would show it says why, and so do the files."""

import pytest
from django.test import Client

from hattama.core.outcomes import REASON_WORDS, Reason
from hattama.phrases import say
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.prepared import built_once
from tests.web.tiny_election import ELECTION_ID, ELECTION_TOML, LOADED_AT, load_tiny, protocol, publish

SENTENCE = REASON_WORDS[Reason.FEW_VOTES]


@pytest.fixture
def more_seats_than_votes(db: None) -> None:
    _publish_for_more_seats_than_votes()


@built_once
def _publish_for_more_seats_than_votes() -> None:
    load_tiny(ELECTION_TOML.replace(b"seats = 5", b"seats = 9000"))
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    publish(protocol("P001"))


@pytest.mark.parametrize(
    "address",
    [
        "e/tiny/results/party/",
        "e/tiny/results/party/what-if/?rules=method:hare",
        "e/tiny/live/",
        "e/tiny/hall/",
        "embed/tiny/seats/party/",
    ],
)
@pytest.mark.parametrize(("prefix", "language"), [("/", "kk"), ("/ru/", "ru"), ("/en/", "en")])
def test_pages_say_why_in_place_of_the_outcome(
    more_seats_than_votes: None, client: Client, address: str, prefix: str, language: str
) -> None:
    assert say(SENTENCE, language) in client.get(prefix + address).content.decode()


def test_files_say_why(more_seats_than_votes: None, client: Client) -> None:
    told = client.get("/data/tiny/outcomes/party.json?lang=en").json()
    assert (told["refusal"], told["status"], told["sentence"]) == ("few_votes", None, say(SENTENCE, "en"))
    (of_programs, *_) = client.get("/api/v1/elections/tiny/outcomes").json()["items"]
    assert (of_programs["refusal"], of_programs["status"]) == ("few_votes", None)
    assert client.get("/data/tiny/seats/party.kk.csv").status_code == 404
