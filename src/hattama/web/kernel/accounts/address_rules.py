"""Every address says who may use it, or the application does not start.

A view carries its rule as the attribute ``access_rule``, set by ``access``: by the view itself, or by the
table in which its capability lists it (``kernel/capability.py``). The views of other people's packages are
given one where their addresses are listed (``accounts/desk/addresses.py``).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from hattama.web.kernel.accounts.access import RULES


def addresses(urls: str) -> list[str]:
    """Every address under the module of addresses `urls`."""
    return [address for address, _ in _patterns(get_resolver(urls))]


def rules_of_addresses(urls: str) -> list[tuple[str, str]]:
    """Every address under the module of addresses `urls` with its rule; empty where it names none."""
    patterns = _patterns(get_resolver(urls))
    return [(address, getattr(view, "access_rule", "")) for address, view in patterns]


def addresses_without_a_rule(urls: str) -> list[str]:
    """A sentence for each address under `urls` whose view does not say who may use it."""
    return [
        f"{address or '/'} ({view.__module__}.{view.__qualname__}) names no access rule"
        for address, view in _patterns(get_resolver(urls))
        if getattr(view, "access_rule", None) not in RULES
    ]


def check_addresses(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    """Django's system check: an error for each address without a rule."""
    return [
        Error(sentence, id="hattama.E001") for sentence in addresses_without_a_rule(settings.ROOT_URLCONF)
    ]


def refuse_unruled_addresses() -> None:
    """Raise ImproperlyConfigured when some address names no rule. Asked where the application starts, since
    a WSGI server runs no system checks."""
    unruled = addresses_without_a_rule(settings.ROOT_URLCONF)
    if unruled:
        raise ImproperlyConfigured("; ".join(unruled))


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback
