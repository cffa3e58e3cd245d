"""The address alone says the language: what that means for whoever keeps answers for others."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FILES = (
    "/data/tiny/votes.csv",
    "/data/tiny/election.json",
    "/data/tiny/open/datapackage.json",
    "/data/tiny/bundle/checkpoint",
    "/data/catalog.jsonld",
    "/api/v1/elections",
    "/api/openapi.json",
)


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_one_for_readers_of_all_languages(client: Client, night: object, address: str) -> None:
    answer = client.get(address, headers={"Accept-Language": "ru"})
    assert answer.status_code == 200
    assert "Accept-Language" not in answer.headers.get("Vary", ""), "a proxy would keep one for each browser"
    assert "Content-Language" not in answer, "it is in no language, or in three"


@pytest.mark.parametrize(("start", "language"), [("/", "kk"), ("/ru/", "ru"), ("/en/", "en")])
def test_a_page_is_in_the_language_of_its_address_whatever_the_browser_prefers(
    client: Client, night: object, start: str, language: str
) -> None:
    answer = client.get(f"{start}e/tiny/", headers={"Accept-Language": "en, ru;q=0.5"})
    assert answer["Content-Language"] == language
    assert "Accept-Language" not in answer.headers.get("Vary", "")
