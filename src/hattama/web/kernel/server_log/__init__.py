"""This room knows how the server writes down what it does, one line each, and what must never stand there; it
does not know the public log of an election, nor what any request was about.
"""

from hattama.web.kernel.server_log.configuration import GRANIAN, logging_settings
from hattama.web.kernel.server_log.requests import HEADER, WriteDownRequests, request_id

__all__ = ["GRANIAN", "HEADER", "WriteDownRequests", "logging_settings", "request_id"]
