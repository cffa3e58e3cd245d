"""Every address says who may use it.

A view carries its rule as the attribute ``access_rule``, set by the decorator in ``usecases/access.py``.
The pages of other people's packages cannot be decorated; each such package is named here with its reason.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from hattama.web.usecases.access import RULES

# Signing in and one's own account: allauth itself asks for a signed-in person where one is needed.
RULED_BY_THEIR_PACKAGE = ("allauth.",)


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def _has_rule(view: Any) -> bool:
    return getattr(view, "access_rule", None) in RULES


def addresses(urls: str) -> list[str]:
    """Every address under the module of addresses `urls`."""
    return [address for address, _ in _patterns(get_resolver(urls))]


def addresses_without_a_rule(urls: str) -> list[str]:
    """The addresses under `urls` whose view does not say who may use it."""
    return [
        f"{address or '/'} ({view.__module__}.{view.__qualname__}) names no access rule"
        for address, view in _patterns(get_resolver(urls))
        if not _has_rule(view) and not view.__module__.startswith(RULED_BY_THEIR_PACKAGE)
    ]
