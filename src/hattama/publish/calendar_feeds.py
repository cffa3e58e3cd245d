"""Time limits as a calendar that programs subscribe to: iCalendar (RFC 5545), written and never read.

Lines end with CR LF and hold at most 75 octets; what is longer goes on in the next line after a space, and no
letter of several octets is torn apart.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_LINE: Final = 75
_PRODUCT: Final = "-//Hattama//registers//EN"
_HALF_AN_HOUR: Final = datetime.timedelta(minutes=30)
_NO_EVENT: Final = (
    *("BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
    *("TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"),
)
"""A calendar has one component at least (RFC 5545, section 3.6): one without events has a zone."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A moment by which something is due: in a calendar the half hour that ends with it, so that what lasts
    until midnight stands under the day that it ends. `uid` is the same whenever the same is told again."""

    uid: str
    at: datetime.datetime
    summary: str
    description: str
    address: str


def render_icalendar(name: str, events: Iterable[CalendarEvent], stamp: datetime.datetime) -> bytes:
    """The calendar; `stamp` (aware): as of when it is told."""
    return b"".join(folded(line) for line in _lines(name, events, stamp))


def _lines(name: str, events: Iterable[CalendarEvent], stamp: datetime.datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN")
    yield from (f"X-WR-CALNAME:{escaped(name)}", f"NAME:{escaped(name)}")
    told = list(events)
    yield from _NO_EVENT if not told else ()
    for event in told:
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(event.uid)}"
        yield f"DTSTAMP:{_moment(stamp)}"
        yield f"DTSTART:{_moment(event.at - _HALF_AN_HOUR)}"
        yield f"DTEND:{_moment(event.at)}"
        yield f"SUMMARY:{escaped(event.summary)}"
        yield f"DESCRIPTION:{escaped(event.description)}"
        # An address is no text: nothing in it is escaped, and so nothing may stand in it that ends a line.
        yield f"URL:{''.join(event.address.split())}"
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _moment(at: datetime.datetime) -> str:
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A value of type TEXT: what means something there is escaped, ends of lines too; no signs of control."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = "\\n".join(plain.splitlines())
    return "".join(sign for sign in lines if sign >= " " and sign != "\x7f")


def folded(line: str) -> bytes:
    """A line of content in lines of at most 75 octets."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        # What goes on begins with a space, which counts.
        if len(piece) + len(octets) > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
