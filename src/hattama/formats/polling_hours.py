"""Hours of polls: those that an election says, and those that a rule pack states of the law."""

import datetime

from hattama.core.protocols import LawfulHours
from hattama.core.vocabulary import AreaKind, Message, PollingHours
from hattama.formats.faults import FaultKind
from hattama.formats.pack_law import PackLaw
from hattama.formats.toml_documents import TomlTable

POLLS_END_FIRST = FaultKind.of("ELECTION-POLLS", Message("polls close after they open, on the same day"))
_PRECINCTS = tuple(kind.value for kind in AreaKind if kind is not AreaKind.UNIT)


def read_polling_hours(table: TomlTable, usual: PollingHours | None = None) -> PollingHours:
    """The hours in a table; what it leaves out is `usual`, or must be there."""
    opens, closes = _read_times(table, usual)
    return PollingHours(opens, closes, table.boolean("may_end_early"))


def read_lawful_hours(pack: TomlTable, law: PackLaw) -> LawfulHours | None:
    """The hours that the law sets where nobody sets others; None where the pack states none."""
    table = pack.table("polls", required=False)
    if table is None:
        return None
    opens, closes = _read_times(table, None)
    early = tuple(AreaKind(kind) for kind in table.texts_of("may_end_early", _PRECINCTS))
    return LawfulHours(PollingHours(opens, closes), early, law.read_cited(table))


def _read_times(table: TomlTable, usual: PollingHours | None) -> tuple[datetime.time, datetime.time]:
    opens = _hour(table, "open", None if usual is None else usual.opens)
    closes = _hour(table, "close", None if usual is None else usual.closes)
    # A time that cannot be read is a fault already.
    if opens is None or closes is None:
        return datetime.time.min, datetime.time.max
    if closes <= opens:
        table.fault(POLLS_END_FIRST, "close")
    return opens, closes


def _hour(table: TomlTable, key: str, usual: datetime.time | None) -> datetime.time | None:
    text = table.text(key, required=usual is None, check=_is_hour, expected="00:00 … 23:59")
    return datetime.time.fromisoformat(text) if _is_hour(text) else usual


def _is_hour(text: str) -> bool:
    hour, _, minute = text.partition(":")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    return digits and int(hour) < 24 and int(minute) < 60
