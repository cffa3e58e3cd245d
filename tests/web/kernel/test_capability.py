"""The table in which a capability lists an address says who may open it, unless the view does."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from hattama.web.kernel import capability
from hattama.web.kernel.accounts.access import access


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


@access("signed_in")
def ruled(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ruled")


TABLE = (("plain/", "views.plain"), ("ruled/", "views.ruled", "named"))


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
