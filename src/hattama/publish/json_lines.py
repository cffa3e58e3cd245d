"""JSON without spaces, keys in order: one line a document; by orjson where it is installed, the same bytes.

What is read here was held against its canonical form before: no reader can differ in it. What a stranger
sent is read by `hattama.core.transparency_log.parse_canonical`, by one rule wherever it runs.
"""

import json
from collections.abc import Mapping
from typing import Any

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

# One for all lines, of a country there are thousands; nothing here can stand within itself.
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


def render_line_plainly(document: Mapping[str, Any]) -> bytes:
    """The line of a document of texts, whole numbers, lists, true, false and null. It holds no fractions,
    which no two writers spell alike."""
    return f"{_encode(document)}\n".encode()


def spell(value: Mapping[str, Any]) -> bytes:
    """An entry without a fault as `canonical_bytes` has it."""
    return render_line(value)[:-1]


def read_proven_plainly(data: bytes) -> Any:
    """The value of bytes that are known to be canonical."""
    return json.loads(data)


def _render_line(document: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(document, option=_OPTIONS)
    except TypeError:  # numbers beyond 64 bits, halves of surrogate pairs, keys that are no texts
        return render_line_plainly(document)


if orjson is None:
    render_line, read_proven = render_line_plainly, read_proven_plainly
else:
    _OPTIONS = (
        orjson.OPT_SORT_KEYS
        | orjson.OPT_APPEND_NEWLINE
        | orjson.OPT_PASSTHROUGH_DATACLASS
        | orjson.OPT_PASSTHROUGH_DATETIME
        | orjson.OPT_PASSTHROUGH_SUBCLASS
    )
    render_line, read_proven = _render_line, orjson.loads
