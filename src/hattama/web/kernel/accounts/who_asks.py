"""Who asks: the session of a request, and the account with what it holds, in one kept question each."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from hattama.web.kernel.accounts.roles import load_account
from hattama.web.kernel.stores.kept_questions import kept_question


class SessionStore(DatabaseSessions):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        for session in _sessions(str(self.session_key)):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None


@kept_question
def _sessions(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


class KnownAccounts(AuthenticationBackend):
    """The accounts of the site."""

    def get_user(self, user_id: int) -> User | None:
        """The account with this row id, if it may still ask."""
        account = load_account(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None
