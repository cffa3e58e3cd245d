"""Every address of the web says who may use it."""

import sys
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.architecture.rights import addresses, addresses_without_a_rule


def test_every_address_names_who_may_use_it() -> None:
    assert addresses_without_a_rule("hattama.web.urls") == []


def test_the_check_sees_the_addresses_of_the_house() -> None:
    assert len(addresses("hattama.web.urls")) > 20


@pytest.fixture
def planted_urls(monkeypatch: pytest.MonkeyPatch) -> str:
    def open_to_anyone(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def ruled(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    vars(ruled)["access_rule"] = "public"
    module = ModuleType("planted_urls")
    vars(module)["urlpatterns"] = [path("forgotten", open_to_anyone), path("ruled", ruled)]
    monkeypatch.setitem(sys.modules, "planted_urls", module)
    return "planted_urls"


def test_an_address_without_a_rule_is_caught(planted_urls: str) -> None:
    (breach,) = addresses_without_a_rule(planted_urls)
    assert breach.startswith("forgotten ")
