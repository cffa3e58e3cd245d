"""Forms whose deed a closed election takes in no more are not offered by their address either."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from hattama.web.kernel.elections.tables import ElectionRow

View = Callable[..., HttpResponseBase]


def is_closed(election_id: str) -> bool:
    """Whether the election of this identifier is closed."""
    return ElectionRow.objects.filter(pk=election_id, closed_at__isnull=False).exists()


def until_closed(view: View) -> View:
    """A view of such a form. What is sent all the same its deed refuses, and what was typed stays there."""

    @wraps(view)
    def answer(request: HttpRequest, election_id: str, **named: Any) -> HttpResponseBase:
        if request.method == "GET" and is_closed(election_id):
            return render(request, "pages/desk_closed.html", status=409)
        return view(request, election_id, **named)

    return answer
