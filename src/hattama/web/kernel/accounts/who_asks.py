"""Who asks: the session of a request and its account with what that holds, in one kept question; and a mark
by which nginx knows whoever is logged in.
"""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from hattama.web.kernel.accounts.roles import load_account, load_session, sessions_of
from hattama.web.kernel.accounts.tables import Session
from hattama.web.kernel.stores.kept_questions import Ahead, answers_ahead, ask_ahead


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, each with whose it is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of these data."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.account_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Session | None:
        session = load_session(str(self.session_key))
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session


def ask_who(request: HttpRequest, *beside: Ahead) -> None:
    """Ask whose session this is together with what the request asks next."""
    if request.session.session_key:
        ask_ahead((sessions_of, (request.session.session_key,)), *beside)


class KnownAccounts(AuthenticationBackend):
    """The accounts of the site."""

    def get_user(self, user_id: int) -> User | None:
        """The account with this row id, if it may still ask."""
        account = load_account(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None


MARK = "line"
"""The cookie with the mark; which line of nginx it opens, `deploy/nginx` says."""


def mark_of(session: str, key: str) -> str:
    """The mark of a session, as nginx makes it for itself (`secure_link_md5`): it opens no door, but a place
    in the line of those who work."""
    digest = hashlib.md5(f"{session} {key}".encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def line_key() -> str:
    """What nginx is told as SITE_LINE (docs/operator/production.md); nobody finds the secret key by it."""
    return hashlib.sha256(f"line {settings.SECRET_KEY}".encode()).hexdigest()


def mark_who_is_logged_in(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Middleware: who asks is asked once a request, and who gets a session and is logged in gets its mark."""

    def marked(request: HttpRequest) -> HttpResponseBase:
        with answers_ahead():
            response = get_response(request)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is not None and session.value and request.user.is_authenticated:
            mark = mark_of(session.value, line_key())
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(MARK, mark, secure=secure, httponly=True, samesite="Lax")
        return response

    return marked
