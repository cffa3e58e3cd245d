"""Every address of the web says who may use it."""

import importlib
import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import path

from hattama.web.kernel.accounts.address_rules import (
    addresses,
    addresses_without_a_rule,
    check_addresses,
    refuse_unruled_addresses,
)


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


def test_the_application_does_not_start_with_an_address_without_a_rule(
    planted_urls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.kernel.accounts.address_rules.settings.ROOT_URLCONF", planted_urls)
    (error,) = check_addresses(None)
    assert (error.id, error.is_serious()) == ("hattama.E001", True)
    with pytest.raises(ImproperlyConfigured, match="forgotten"):
        refuse_unruled_addresses()


def test_what_the_server_loads_asks_for_the_rules(planted_urls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hattama.web.kernel.accounts.address_rules.settings.ROOT_URLCONF", planted_urls)
    monkeypatch.delitem(sys.modules, "hattama.web.wsgi", raising=False)
    with pytest.raises(ImproperlyConfigured, match="forgotten"):
        importlib.import_module("hattama.web.wsgi")
    monkeypatch.undo()
    assert importlib.import_module("hattama.web.wsgi").application


def test_the_pages_of_another_package_name_their_rule_too() -> None:
    assert "account/second-factor/totp/activate/" in " ".join(addresses("hattama.web.urls"))
