"""Whatever is asked, allowed or not: no error of the server, no status or shape that is not documented.

Few questions in ordinary runs; HATTAMA_ENDURANCE=1 asks many times as many, with new chance. The library that
asks is imported where it asks: that takes a second, in each worker that only collects.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hattama.web.kernel.accounts.roles import Role
from hattama.web.open_data.api import protocol_operations, roster_operations
from hattama.web.open_data.api.refusals import TreeSizeNotReached
from hattama.web.open_data.api.service import description
from tests.web.people import person
from tests.web.registers.complaints import three_complaints

if TYPE_CHECKING:
    from schemathesis import Case, GenerationMode
    from schemathesis.schemas import APIOperation, BaseSchema

pytestmark = pytest.mark.django_db

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
QUESTIONS = 150 if ENDURANCE else 2
KNOWN = {
    "election_id": ("tiny", "tiny", "tiny", "other"),
    "area_id": ("KZ", "R1", "D11", "P001", "P002", "P003", "P101", "X9"),
    "contest": ("party", "single", "senate"),
    "record_id": ("first-complaint", "no-such"),
    "register_id": ("complaints", "media", "no-such"),
    **dict.fromkeys(("area", "within", "parent"), ("KZ", "R2", "D11", "P001")),
}
PLAIN = {
    **{"election_id": "tiny", "area_id": "P001", "contest": "party"},
    **{"record_id": "first-complaint", "register_id": "complaints"},
}


def checks() -> list[Any]:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    ]


@pytest.fixture
def described(night: object) -> Iterator[BaseSchema]:
    """The interface behind the WSGI application, kept in the transaction of the test."""
    import schemathesis

    three_complaints()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    site = WSGIHandler()

    def plain(said: dict[str, Any], *rest: Any) -> Any:
        # The client within the process asks for compressed answers and does not read them.
        said.pop("HTTP_ACCEPT_ENCODING", None)
        return site(said, *rest)

    yield schemathesis.openapi.from_wsgi("/api/openapi.json", plain)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def question(operation: APIOperation, mode: GenerationMode) -> st.SearchStrategy[Case]:
    """Questions as the description has them, most of them about what there is."""
    from schemathesis import GenerationMode

    @st.composite
    def asked(draw: st.DrawFn) -> Case:
        case: Case = draw(operation.as_strategy(generation_mode=mode))
        for name in case.path_parameters or {}:
            if draw(st.integers(0, 7)):
                case.path_parameters[name] = draw(st.sampled_from(KNOWN[name]))
        if mode is GenerationMode.POSITIVE and case.query:
            for name in case.query.keys() & KNOWN.keys():
                case.query[name] = draw(st.sampled_from(KNOWN[name]))
            if draw(st.integers(0, 3)):
                # A text that looks like a cursor is none; what stands behind cursors is to be asked, too.
                case.query.pop("cursor", None)
        return case

    return asked()


def ask_everything(
    described: BaseSchema, questions: int, only: str = "", session: dict[str, str] | None = None
) -> set[str]:
    """Ask every operation so many questions of each mode; the addresses that answered with 200.

    With the cookies of a `session` each question is asked once more by whoever is logged in: the answer must
    be the same, byte for byte.
    """
    from schemathesis import GenerationMode

    answered: set[str] = set()
    asked_of_each = checks()

    def ask(case: Case) -> None:
        response = case.call()
        case.validate_response(response, checks=asked_of_each)
        if session is not None:
            known = case.call(cookies=session)
            assert (known.status_code, known.content) == (response.status_code, response.content)
        if response.status_code == 200:
            answered.add(case.operation.path)

    for found in described.get_all_operations():
        operation = found.ok()
        if not operation.path.endswith(only):
            continue
        ask(operation.Case(path_parameters={name: PLAIN[name] for name in _names(operation.path)}))
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=questions,
                deadline=None,
                derandomize=not ENDURANCE,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=question(operation, mode))
            def asked(case: Case) -> None:
                ask(case)

            asked()
    return answered


def _names(address: str) -> list[str]:
    return re.findall(r"{(\w+)}", address)


def test_no_question_breaks_the_interface_and_a_session_changes_no_answer(described: BaseSchema) -> None:
    session = session_of(person(Role.CHAIR, "P001"))
    assert ask_everything(described, QUESTIONS, session=session) == set(description()["paths"])


def session_of(user: User) -> dict[str, str]:
    """The cookies of somebody who is logged in."""
    desk = Client()
    desk.force_login(user)
    return {"sessionid": desk.cookies["sessionid"].value}


def test_an_answer_that_a_session_changes_is_noticed(
    described: BaseSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = WSGIHandler.get_response

    def told(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
        response = answer(handler, request)
        if "sessionid" in request.COOKIES:
            response.status_code = 418
        return response

    monkeypatch.setattr(WSGIHandler, "get_response", told)
    with pytest.raises((AssertionError, ExceptionGroup)):
        ask_everything(described, 1, "/elections", session_of(person(Role.CHAIR, "P001")))


def failures(described: BaseSchema, only: str) -> set[type[Exception]]:
    """What asking one operation finds."""
    from schemathesis.core.failures import FailureGroup

    with pytest.raises(FailureGroup) as caught:
        ask_everything(described, 40, only)
    return {type(failure) for failure in caught.value.exceptions}


def test_a_planted_error_of_the_server_is_found(
    described: BaseSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemathesis.checks import ServerError

    def broken(election: object, asked: object, after: object, count: int) -> list[object]:
        return [1 // (count - 101)]

    monkeypatch.setattr(protocol_operations, "list_findings", broken)
    assert ServerError in failures(described, "/findings")


def test_a_planted_answer_of_another_shape_is_found(
    described: BaseSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemathesis.openapi.checks import JsonSchemaError

    monkeypatch.setattr(roster_operations, "_election", lambda row, size: JsonResponse({"id": 1}))
    assert JsonSchemaError in failures(described, "/elections/{election_id}")


def test_a_planted_status_that_is_not_documented_is_found(
    described: BaseSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemathesis.openapi.checks import UndefinedStatusCode

    monkeypatch.setattr(TreeSizeNotReached, "status", 409)
    assert UndefinedStatusCode in failures(described, "/totals")
