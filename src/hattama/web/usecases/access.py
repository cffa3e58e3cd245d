"""Access rules of addresses: each view names who may open it, and one that names nobody cannot be served."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from hattama.web.usecases.roles import holds_any_role

View = Callable[..., HttpResponseBase]

RULES = ("public", "signed_in", "desk")
"""`public`: anyone. `signed_in`: any account. `desk`: an account that holds a role in some election."""


def access(rule: str) -> Callable[[View], View]:
    """Declare and enforce the access rule of a view. Raises ValueError for a rule that does not exist."""
    if rule not in RULES:
        raise ValueError(rule)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule != "public":
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if rule == "desk" and not holds_any_role(request.user):
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return declare
