"""Whether the kernel's clock is kept by a time server, as the kernel itself knows (adjtimex(2))."""

from __future__ import annotations

import ctypes
import sys

_TIME_ERROR = 5
"""The state of a clock that nobody keeps (adjtimex(2), ntp_gettime(3))."""
_ROOM = 512
"""More than any `struct timex` takes; all zeros ask without changing."""


def is_clock_kept() -> bool | None:
    """True while chrony, systemd-timesyncd or another keeps the clock; None where the kernel does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_ROOM))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _TIME_ERROR
