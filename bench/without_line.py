"""Settings under which log-ins stand in no line, as they did before: what the line is measured against."""

from hattama.web.operations.settings import *  # noqa: F403

PASSWORD_HASHERS = ["bench.hashed_at_once.HashedAtOnce"]
LOGINS_IN_LINE = 10_000
