"""Every address of the site, from the resolver itself, and an example of its parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hattama.web.kernel.pages.bounded_requests import NumberInAddress, Sha256InAddress
from tests.web.page_types import INSTEAD, SAMPLES

MORE_SAMPLES = {
    "language": "ru",
    "table": "protocols",
    "index": 0,
    "part": 1,
    "number": 1,
    "audit_no": 1,
    "sha256": "0" * 64,
    "key_id": "0" * 64,
    "path": "checkpoint",
    "choice": "dala",
    "token": "no-such-token",
    "pk": 1,
    **dict.fromkeys(("register", "register_id"), "complaints"),
    "kind": "complaint",
    "record_id": "first-complaint",
    "deed": "file",
    "subject": "places",
    "letter": "reminder",
    "answer": "whole_percentages",
    "organisation": "alma",
    "sample": "night",
    "region": "R1",
}
"""Beside those of the pages; a parameter that stands in neither fails every test that stands on this list."""

FILES_INSTEAD: dict[str, Mapping[str, Any]] = {
    "data:chart_turnout": {"area_id": "R1"},
    "data:chart_map": {"area_id": "R1"},
    "data:chart_scatter": {"area_id": "R1"},
    "data:scatter": {"area_id": "R1"},
    "data:scatter_dots": {"area_id": "R1"},
    "data:result": {"area_id": "R1"},
    "data:map": {"area_id": "R1"},
    "data:swing": {"area_id": "R1"},
    "data:map_features": {"area_id": "R1"},
    "data:subject": {"register": "candidates", "subject": "flow"},
}
PATTERNS = {"api:unknown": "/api/v1/no-such-address", "first_language": "/kk/"}
"""Addresses that are patterns of text and cannot be made from parameters."""


@dataclass(frozen=True, slots=True)
class NamedAddress:
    """An address of the site: its name with its namespace, its parameters, the view and the view's rule."""

    name: str
    parameters: tuple[str, ...]
    view: Any
    rule: str
    is_bounded: bool = True
    """Whether its numbers and hashes are of the kinds that are bounded."""

    def at(self, **said: Any) -> str:
        """The address with the sample's parameters, but for those `said`."""
        if self.name in PATTERNS:
            return PATTERNS[self.name]
        samples: dict[str, Any] = SAMPLES | MORE_SAMPLES | INSTEAD.get(self.name.partition(":")[2], {})
        samples |= FILES_INSTEAD.get(self.name, {}) | said
        return reverse(self.name, kwargs={name: samples[name] for name in self.parameters})


def named_addresses() -> list[NamedAddress]:
    """All of them."""
    return list(_named(get_resolver("hattama.web.urls"), ""))


def by_rule(rule: str) -> list[NamedAddress]:
    """Those with this access rule."""
    return [address for address in named_addresses() if address.rule == rule]


def _named(
    resolver: URLResolver, space: str, above: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[NamedAddress]:
    for entry in resolver.url_patterns:
        converters = {**above, **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            yield from _named(entry, entry.namespace or space, converters)
        elif isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space else str(entry.name)
            parameters = tuple(converters)
            rule = getattr(entry.callback, "access_rule", "")
            bounded = all(
                type(kind) in (NumberInAddress, Sha256InAddress)
                for parameter, kind in converters.items()
                if parameter in ("number", "index", "part", "pk", "sha256")
            )
            yield NamedAddress(name, parameters, entry.callback, rule, bounded)
