"""What an identifier may look like: election, contest, choice, figure, area and record identifiers.

Identifiers stand in addresses, file names and log entries, so their alphabet is narrow. Area
identifiers are text: leading zeros are part of them.
"""

import re

_CODE = re.compile(r"[a-z][a-z0-9_]{0,47}", re.ASCII)
_ELECTION_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?", re.ASCII)
_AREA_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?", re.ASCII)
_RECORD_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{4,46}[a-z0-9])", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RULE_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}-[A-Z][A-Z0-9]{0,9}", re.ASCII)


def is_code(text: str) -> bool:
    """Whether `text` may name a figure, contest or choice: `[a-z][a-z0-9_]*`, at most 48 characters."""
    return _CODE.fullmatch(text) is not None


def is_election_id(text: str) -> bool:
    """Whether `text` may name an election or a rule pack: lower case, digits, inner hyphens, at most 48."""
    return _ELECTION_ID.fullmatch(text) is not None


def is_area_id(text: str) -> bool:
    """Whether `text` may name an area: letters, digits, inner `.`, `_`, `-`, at most 64; no `..`."""
    return _AREA_ID.fullmatch(text) is not None and ".." not in text


def is_record_id(text: str) -> bool:
    """Whether `text` may name a record: lower case, digits, inner hyphens, 6 to 48."""
    return _RECORD_ID.fullmatch(text) is not None


def is_rule_code(text: str) -> bool:
    """Whether `text` may be a rule's code for life, such as `KZ-K01` or `FORM-MISSING`."""
    return _RULE_CODE.fullmatch(text) is not None


def is_sha256(text: object) -> bool:
    """Whether `text` is a SHA-256, in lower case."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None
