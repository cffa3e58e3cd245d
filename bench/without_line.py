"""Settings under which log-ins stand in no line, as they did before: what the line is measured against."""

from hattama.web.operations.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGINS_IN_LINE = 10_000
