"""How the interface answers: freshness, HEAD, other sites, languages, one shape of refusals."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from hattama.web.kernel.accounts.address_rules import addresses, addresses_without_a_rule
from hattama.web.kernel.log.bundle_store import BundleStore
from hattama.web.open_data.api import answering
from hattama.web.open_data.api.documents import ErrorCode
from hattama.web.open_data.api.refusals import REFUSALS
from hattama.web.open_data.api.service import description
from tests.web.open_data.api.conftest import Ask
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db

PROTOCOLS = "/api/v1/elections/tiny/protocols"


def test_an_unchanged_answer_is_not_sent_again(client: Client, night: object) -> None:
    first = client.get(PROTOCOLS)
    held = {"If-None-Match": first.headers["ETag"]}
    again = client.get(PROTOCOLS, headers=held)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(f"{PROTOCOLS}?limit=3", headers=held).status_code == 200
    publish(protocol("P201"))
    assert client.get(PROTOCOLS, headers=held).status_code == 200


def test_an_entry_that_no_checkpoint_covers_yet_changes_the_tag(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(answering, "public_store", lambda election_id: BundleStore(tmp_path))
    held = {"If-None-Match": client.get(PROTOCOLS).headers["ETag"]}
    assert client.get(PROTOCOLS, headers=held).status_code == 304
    publish(protocol("P201"))
    assert client.get(PROTOCOLS, headers=held).status_code == 200


def test_whoever_holds_any_answer_is_told_that_there_is_one(client: Client, night: object) -> None:
    any_answer = {"If-None-Match": "*"}
    assert client.get(PROTOCOLS, headers=any_answer).status_code == 304
    assert client.get("/api/openapi.json", headers=any_answer).status_code == 304
    assert client.get("/api/v1/elections/tiny/areas/X9", headers=any_answer).status_code == 404


def test_the_time_of_the_last_entry_is_named(client: Client, night: object) -> None:
    assert client.get(PROTOCOLS).headers["Last-Modified"] == "Sun, 19 Mar 2023 17:39:00 GMT"


def test_elections_have_a_tag_that_follows_their_logs(client: Client, night: object) -> None:
    first = client.get("/api/v1/elections")
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/elections", headers=held).status_code == 304
    publish(protocol("P201"))
    assert client.get("/api/v1/elections", headers=held).status_code == 200


def test_head_tells_the_same_without_the_content(client: Client, night: object) -> None:
    full, head = client.get(PROTOCOLS), client.head(PROTOCOLS)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Access-Control-Allow-Origin"):
        assert head.headers[name] == full.headers[name]


def test_any_site_may_ask(client: Client, night: object) -> None:
    for response in (client.get(PROTOCOLS), client.get("/api/v1/nowhere"), client.get("/api/openapi.json")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
    before = client.options(PROTOCOLS, headers={"Access-Control-Request-Headers": "if-none-match"})
    assert before.status_code == 204
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]


def test_the_interface_only_answers_questions(night: object) -> None:
    client = Client(enforce_csrf_checks=True)
    for ask in (client.post, client.put, client.patch, client.delete):
        response = ask(PROTOCOLS)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert json.loads(response.content)["code"] == "method_not_allowed"


REFUSED = (
    ("nowhere", 404, "unknown_address"),
    ("elections/other", 404, "unknown_election"),
    ("elections/other/log", 404, "unknown_election"),
    ("elections/tiny/areas/X9", 404, "unknown_area"),
    ("elections/tiny/areas/a%00b", 404, "unknown_area"),
    ("elections/tiny/protocols?area=X9", 404, "unknown_area"),
    ("elections/tiny/protocols?contest=senate", 404, "unknown_contest"),
    ("elections/tiny/protocols/P003/party", 404, "unknown_protocol"),
    ("elections/tiny/protocols/P001/senate", 404, "unknown_contest"),
    ("elections/tiny/protocols?scan=perhaps", 422, "invalid_parameter"),
    ("elections/tiny/protocols?area=%00", 422, "invalid_parameter"),
    ("elections/tiny/protocols?status=lost", 422, "invalid_parameter"),
    ("elections/tiny/protocols?changed_since=99999999999999999999", 422, "invalid_parameter"),
    ("elections/tiny?lang=de", 422, "invalid_parameter"),
    ("elections/tiny/areas?level=regoin", 422, "invalid_parameter"),
    ("elections/tiny/protocols?code=KZ-P99", 422, "invalid_parameter"),
    ("elections/tiny/findings?code=KZ-P99", 422, "invalid_parameter"),
    ("elections/tiny/records?kind=complant", 422, "invalid_parameter"),
    ("elections/tiny/records?kind=complaint&state=lost", 422, "invalid_parameter"),
    ("elections/tiny/records?register_id=video&kind=complaint", 422, "invalid_parameter"),
    ("elections/tiny/protocols?stauts=annulled", 422, "unknown_parameter"),
    ("elections/tiny/protocols?contest=party&contest=single", 422, "unknown_parameter"),
    ("elections/tiny?status=annulled", 422, "unknown_parameter"),
    ("elections/tiny/nothing?status=annulled", 404, "unknown_address"),
    ("elections/tiny/records?register_id=no-such-register", 404, "unknown_register"),
    ("elections/tiny/areas/KZ/totals?tree_size=1000", 422, "tree_size_not_reached"),
)


def test_every_refusal_has_one_shape(ask: Ask, night: object) -> None:
    components = description()["components"]
    shape = Draft202012Validator({**components["schemas"]["Error"], "components": components})
    for address, status, code in REFUSED:
        refused = ask(address, status)
        shape.validate(refused)
        assert set(refused) == {"code", "message"}
        assert refused["code"] == code, address


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("protocols?limit=501", "“limit” cannot be “501”. Allowed: 1 – 500."),
        ("protocols?scan=perhaps", "“scan” cannot be “perhaps”. Allowed: true, false."),
        ("areas?level=regoin", "“level” cannot be “regoin”. Allowed: district, nation, precinct, region."),
        ("areas?lang=de", "“lang” cannot be “de”. Allowed: kk, ru, en."),
        ("protocols?area=a/b", "“area” cannot be “a/b”. Allowed: ^[A-Za-z0-9._-]+$."),
        (
            "areas/KZ/totals?size=1",
            "“size” is no parameter here, or it stands twice. There are: lang, tree_size.",
        ),
    ],
)
def test_a_refusal_says_what_was_found_and_what_may_stand_there(
    client: Client, night: object, asked: str, sentence: str
) -> None:
    refused = client.get(f"/api/v1/elections/tiny/{asked}", headers={"Accept-Language": "en"})
    assert refused.json()["message"].startswith(sentence)


def test_a_value_that_the_election_knows_is_answered_where_nothing_has_it(ask: Ask, tiny: object) -> None:
    filled = ("areas?level=region", "areas?level=precinct")
    empty = ("findings?code=KZ-K01", "protocols?code=FORM-MISSING", "records?kind=complaint&state=filed")
    for address in filled:
        assert ask(f"elections/tiny/{address}")["items"], address
    for address in empty:
        assert ask(f"elections/tiny/{address}")["items"] == [], address


def test_a_refusal_speaks_the_language_of_the_reader(client: Client, night: object) -> None:
    def said(address: str, **headers: str) -> tuple[str, str]:
        response = client.get(f"/api/v1/{address}", headers=headers)
        return response.headers["Content-Language"], json.loads(response.content)["message"]

    assert said("elections/x")[0] == "kk"
    assert said("elections/x", **{"Accept-Language": "de, ru-KZ;q=0.8, en;q=0.5"})[0] == "ru"
    assert said("elections/x?lang=en", **{"Accept-Language": "ru"})[0] == "en"
    assert len({said(f"elections/x?lang={code}")[1] for code, _ in settings.LANGUAGES}) == 3
    assert "Accept-Language" in client.get("/api/v1/elections/x").headers["Vary"]


def test_figures_do_not_depend_on_the_language_of_the_reader(client: Client, night: object) -> None:
    answers = {
        client.get(PROTOCOLS, headers={"Accept-Language": code}).content for code, _ in settings.LANGUAGES
    }
    assert len(answers) == 1


def test_every_address_of_the_interface_says_that_it_is_open_to_anyone() -> None:
    assert addresses_without_a_rule(settings.ROOT_URLCONF) == []
    below = [address for address in addresses(settings.ROOT_URLCONF) if address.startswith("api/v1/")]
    assert len(below) == len(description()["paths"])
    for address in ("/api/v1/elections", "/api/openapi.json", "/api/", "/api/v1/x"):
        assert get_resolver().resolve(address).func.access_rule == "public"


def test_every_code_of_a_refusal_is_documented() -> None:
    assert {code.value for code in ErrorCode} == {refusal.code for refusal in REFUSALS}
    assert len(REFUSALS) == len({refusal.code for refusal in REFUSALS})
