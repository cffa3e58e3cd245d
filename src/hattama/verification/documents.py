"""Documents that the bundle holds beside the log, compared with what they must be, byte for byte."""

from __future__ import annotations

import json
from typing import Any

_LONGEST_PATH = 200


def first_difference(found: bytes, expected: bytes) -> tuple[str, str, str]:
    """Where two JSON documents part: the path to the member, what stands there, what must.

    Where they say the same in other bytes, or the found one is no JSON, the path is empty and so is the rest.
    """
    try:
        one, other = json.loads(found), json.loads(expected)
    except (ValueError, RecursionError):
        return "", "", ""
    place, found_there, expected_there = _part(one, other, "")
    return place.lstrip(".")[:_LONGEST_PATH], found_there, expected_there


def _part(found: Any, expected: Any, place: str) -> tuple[str, str, str]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            if key not in found or key not in expected or found[key] != expected[key]:
                return _part(found.get(key, _NOTHING), expected.get(key, _NOTHING), f"{place}.{key}")
    elif isinstance(found, list) and isinstance(expected, list):
        for number in range(max(len(found), len(expected))):
            one, other = _at(found, number), _at(expected, number)
            if one != other:
                return _part(one, other, f"{place}[{number}]")
    elif found != expected:
        return place, _say(found), _say(expected)
    return "", "", ""


class _Nothing:
    """What stands where nothing stands."""


_NOTHING = _Nothing()


def _at(members: list[Any], number: int) -> Any:
    return members[number] if number < len(members) else _NOTHING


def _say(value: Any) -> str:
    return "—" if value is _NOTHING else json.dumps(value, ensure_ascii=False)
