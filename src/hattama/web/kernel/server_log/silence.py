"""What must never stand in a line of the server's log: secrets, and characters that would forge a line."""

import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

HIDDEN = "[hidden]"
SHORTEST = 4
"""Of shorter texts every line holds some by chance, and hiding them would hide the line."""

SECRET_VARIABLES = (
    *("DATABASE_URL", "HATTAMA_SECRET_KEY", "HATTAMA_MAIL", "HATTAMA_METRICS_TOKEN"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
)
SECRET_ARGUMENTS = frozenset({"token", "key", "uidb36"})
"""Parts of addresses that open a door to whoever knows them."""

SECRET_FIELDS = re.compile(r"(?i)pass|code|secret|token|key|again|email|credential|login|user")
"""Names of what people type that is nobody else's business."""

_FORGING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

asking: ContextVar[Any] = ContextVar("asking", default=None)
"""The request that is being answered, so that what it holds can be kept out of its lines."""


def one_line(text: str) -> str:
    """`text` with every character that would end a line, move a cursor or turn the reading written out."""
    return _FORGING.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def hidden(text: str, secrets: frozenset[str]) -> str:
    """`text` without any of `secrets`, the longest first: one may be a part of another."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def secrets_of_process(variables: Mapping[str, str]) -> frozenset[str]:
    """Values of secret variables, and passwords in addresses as they are typed and as they are meant."""
    found = {variables.get(name, "") for name in SECRET_VARIABLES}
    for name in ("DATABASE_URL", "HATTAMA_MAIL"):
        try:
            password = urlsplit(variables.get(name, "")).password or ""
        except ValueError:
            continue
        found |= {password, unquote(password)}
    return _long_enough(found - {"sqlite:"})


def secrets_of_request(told: Any = None) -> frozenset[str]:
    """What the request that is being answered holds: cookies, tokens, its question, what was typed.

    Django writes some lines when the answer has left us already; their request is `told`.
    """
    request = asking.get() or (told if hasattr(told, "resolver_match") else None)
    return _long_enough(set(_held_by(request))) if request is not None else frozenset()


def _held_by(request: Any) -> Iterator[str]:
    yield from request.COOKIES.values()
    yield request.META.get("HTTP_AUTHORIZATION", "")
    yield request.META.get("HTTP_COOKIE", "")
    yield request.META.get("QUERY_STRING", "")
    for given in request.GET.lists():
        yield from given[1] if SECRET_FIELDS.search(given[0]) else ()
    match = request.resolver_match
    if match is not None:
        yield from (str(value) for name, value in match.kwargs.items() if name in SECRET_ARGUMENTS)
    # Only what was read already: to read it now would take it away from whoever answers.
    posted = getattr(request, "_post", None)
    if posted is not None:
        for name, values in posted.lists():
            yield from values if SECRET_FIELDS.search(name) else ()


def _long_enough(found: set[str]) -> frozenset[str]:
    return frozenset(text for text in found if len(text) >= SHORTEST)
