"""Names of time zones, checked against the database of the machine (IANA names such as `Asia/Almaty`)."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache


def is_time_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA database that names a place, or UTC."""
    return name == "UTC" or ("/" in name and name in _known_zones())


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
