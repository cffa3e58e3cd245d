"""Python's `logging` set up for a server: one handler, one formatter, nothing that leaves by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

GRANIAN = Path(__file__).with_name("granian.json")
"""The same for granian's first process, which never reads the settings: its option `--log-config`."""

_LINES = {
    "json": "hattama.web.kernel.server_log.lines.JsonLines",
    "text": "hattama.web.kernel.server_log.lines.TextLines",
}


def logging_settings(form: str, secret_key: str, *, with_requests: bool) -> dict[str, Any]:
    """Django's LOGGING with lines of `form`, `json` or `text`, none of which holds `secret_key`;
    `with_requests`: one line for each request.
    """
    alone = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _LINES[form], "secrets": [secret_key]}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            # How many warnings and errors there were is told to whoever watches the site.
            "counted": {"class": "hattama.web.operations.watching.request_times.CountRecords"},
        },
        "root": {"handlers": ["stderr", "counted"], "level": "WARNING"},
        "loggers": {
            # Django would send its error reports to administrators, and they hold what a request held.
            "django": {"handlers": [], "propagate": True},
            # The line of a request already says that nothing was found.
            "django.request": {"level": "ERROR" if with_requests else "WARNING"},
            "hattama.requests": {"level": "INFO" if with_requests else "WARNING"},
            "_granian": alone | {"level": "WARNING"},
        },
    }
