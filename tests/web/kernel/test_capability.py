"""The table in which a capability lists an address says who may open it, unless the view does."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern

from hattama.web.kernel import capability
from hattama.web.kernel.accounts.access import access


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


@access("signed_in")
def ruled(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ruled")


TABLE = (("plain", "views.plain"), ("ruled", "views.ruled", "named"))


BESIDE_EACH_OTHER = (
    ("<slug:name>/<path:rest>", "views.plain", "anything"),
    ("<slug:name>/<slug:other>/", "views.plain", "varying"),
    ("<slug:name>/fixed/", "views.plain", "fixed"),
    ("first/<slug:other>/", "views.plain", "first"),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *(("/first/fixed/", "first"), ("/other/fixed/", "fixed"), ("/other/one/", "anything")),
        ("/other/one/more", "anything"),
    ],
)
def test_what_is_fixed_goes_before_what_varies_however_it_is_listed(monkeypatch, asked, found):
    views = ModuleType("planted.views")
    vars(views).update(plain=plain)
    monkeypatch.setitem(sys.modules, "planted.views", views)
    one = SimpleNamespace(name="planted", pages=BESIDE_EACH_OTHER)
    monkeypatch.setattr(capability, "capabilities", lambda: iter([one]))
    match = URLResolver(RegexPattern(r"^/"), capability.addresses("pages")).resolve(asked)
    assert match.url_name == found


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """The views of one capability's tables by kind and name."""
    views = ModuleType("planted.views")
    vars(views).update(plain=plain, ruled=ruled)
    monkeypatch.setitem(sys.modules, "planted.views", views)
    one = SimpleNamespace(name="planted", pages=TABLE, files=TABLE, desk=TABLE)
    monkeypatch.setattr(capability, "capabilities", lambda: iter([one]))
    return {
        kind: {address.name: address.callback for address in capability.addresses(kind)}  # type: ignore[union-attr]
        for kind in ("pages", "files", "desk")
    }


@pytest.mark.parametrize(("kind", "rule"), [("pages", "public"), ("files", "public"), ("desk", "desk")])
def test_a_view_without_a_rule_has_that_of_its_table(listed, kind, rule):
    assert listed[kind]["plain"].access_rule == rule


@pytest.mark.parametrize("kind", ["pages", "files", "desk"])
def test_a_view_keeps_its_own_rule_and_the_name_that_the_table_gives_it(listed, kind):
    assert listed[kind]["named"] is ruled


@pytest.mark.parametrize("kind", ["pages", "files"])
def test_of_a_page_and_of_a_file_one_may_only_ask(listed, kind, rf):
    assert listed[kind]["plain"](rf.get("/")).content == b"plain"
    assert listed[kind]["plain"](rf.post("/")).status_code == 405
