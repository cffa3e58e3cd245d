"""Lines of the server's log, and Python's `logging` set up for it: one handler, one formatter, nothing that
leaves by mail.
"""

import datetime
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from hattama.web.kernel.server_log.requests import request_id
from hattama.web.kernel.server_log.silence import hidden, one_line, secrets_of_process, secrets_of_request

CONTINUES = "    | "
"""Before each further line of a text: whatever stands there can be taken for no line of its own."""


class _Clean:
    """Texts of a record without secrets and without characters that forge."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._of_process = secrets_of_process(os.environ) | frozenset(filter(None, secrets))

    def text(self, text: str, request: Any = None) -> str:
        """In one line."""
        return one_line(hidden(text, self._of_process | secrets_of_request(request)))

    def lines(self, text: str) -> list[str]:
        """A traceback, line by line."""
        kept = hidden(text, self._of_process | secrets_of_request())
        return [one_line(line) for line in kept.split("\n")]


def _moment(record: logging.LogRecord) -> str:
    at = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonLines(JsonFormatter):
    """One JSON object a line, with these keys and no others: whatever else a record carries stays inside."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__(json_ensure_ascii=False)
        self._clean = _Clean(secrets)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill `log_data`."""
        log_data |= {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": self._clean.text(record.getMessage(), getattr(record, "request", None)),
        }
        log_data |= {
            name: self._clean.text(value) if isinstance(value, str) else value
            for name, value in getattr(record, "told", {}).items()
        }
        known = request_id.get()
        if known:
            log_data["request"] = known
        if record.exc_info:
            told = logging.Formatter.formatException(self, record.exc_info)
            log_data["exception"] = "\n".join(self._clean.lines(told))


class TextLines(logging.Formatter):
    """Time, level, logger, request and message in one line; a traceback in lines that cannot be mistaken."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self._clean = _Clean(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        known = request_id.get()
        place = f"{record.name} [{known}]" if known else record.name
        message = self._clean.text(record.getMessage(), getattr(record, "request", None))
        first = f"{_moment(record)} {record.levelname} {place} {message}"
        if not record.exc_info:
            return first
        traceback = self._clean.lines(self.formatException(record.exc_info))
        return "\n".join([first, *(CONTINUES + line for line in traceback)])


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
