"""What the server of the site is given."""

from typing import Any

import pytest
from django.core.signals import request_finished
from django.test import RequestFactory

from hattama.web.wsgi import application

pytestmark = pytest.mark.django_db


def ask(path: str) -> tuple[Any, list[str]]:
    """The answer as the application gives it, and what was done when it had ended."""
    ended: list[str] = []

    def end(**_: object) -> None:
        ended.append(path)

    request_finished.connect(end)
    try:
        return application(RequestFactory().get(path).environ, lambda *_: None), ended
    finally:
        request_finished.disconnect(end)


def test_an_answer_that_is_whole_is_given_to_the_server_whole_and_is_over_then() -> None:
    given, ended = ask("/health/live")
    assert given == [b"alive\n"]
    assert ended == ["/health/live"]


def test_a_file_that_is_sent_piece_by_piece_ends_when_the_server_has_it() -> None:
    given, ended = ask("/static/hattama/hattama.css")
    assert not isinstance(given, list)
    assert not ended
    given.close()
