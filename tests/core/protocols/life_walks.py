"""Ways through the life of a protocol, for tests: deeds done at random, and a made-up paper to type from."""

import datetime
from dataclasses import dataclass
from typing import Any

from hattama.core.protocols import (
    SIGNED_AT,
    Decision,
    EntriesDiffer,
    Protocol,
    Ruling,
    Source,
    State,
    annul,
    close_investigation,
    confirm,
    correct,
    decide,
    end_rounds,
    enter,
    import_published,
    open_investigation,
    publish,
    recount,
    retype,
)
from hattama.core.protocols.life_table import TRANSITIONS
from hattama.core.vocabulary import ConfirmedBy, Deed, EntryRules

LIFE_DEEDS = tuple(dict.fromkeys(row.deed for row in TRANSITIONS))
TWO = EntryRules(entries=2)
TWO_AND_A_PERSON = EntryRules(entries=2, confirmed_by=ConfirmedBy.PERSON)
ONE_AND_A_PERSON = EntryRules(confirmed_by=ConfirmedBy.PERSON)
DECISION = Decision("territorial_commission", "12", datetime.date(2024, 5, 13))
EVENING = datetime.datetime(2024, 5, 12, 23, 40, tzinfo=datetime.UTC)


def paper(**figures: int) -> Protocol:
    return Protocol("001", "party_list", {"listed": 900, "issued": 500, "invalid": 20, **figures})


def part(protocol: Protocol, keys: tuple[str, ...]) -> Protocol:
    """What `protocol` says under `keys` alone, as somebody types it who is asked for these."""
    return Protocol(
        protocol.area_id,
        protocol.contest,
        {key: value for key, value in protocol.figures.items() if key in keys},
        protocol.illegible.intersection(keys),
        protocol.signed_at if SIGNED_AT in keys else None,
        words={key: text for key, text in protocol.words.items() if key in keys},
    )


@dataclass(frozen=True)
class Attempt:
    """A deed that somebody tries: `says` is what they read on the paper."""

    deed: Deed
    by: int
    says: Protocol
    reason: str = "counting_error"
    source: Source = Source.FIRST
    by_the_rule: bool = False


def attempt(state: State, wanted: Attempt, rules: EntryRules) -> State:
    """Do it, or raise its refusal."""
    keys = state.keys if isinstance(state, EntriesDiffer) else ("invalid",)
    given = (wanted.says, wanted.by, wanted.reason, DECISION)
    doing: dict[Deed, Any] = {
        Deed.ENTER: lambda: enter(state, wanted.says, wanted.by, rules),
        Deed.IMPORT: lambda: import_published(state, wanted.says),
        Deed.RETYPE: lambda: retype(state, part(wanted.says, keys), wanted.by),
        Deed.END_ROUNDS: lambda: end_rounds(state, wanted.by, wanted.reason),
        Deed.DECIDE: lambda: decide(state, [_ruling(key, wanted) for key in keys], wanted.by),
        Deed.CONFIRM: lambda: confirm(state, None if wanted.by_the_rule else wanted.by, rules),
        Deed.PUBLISH: lambda: publish(state),
        Deed.OPEN_INVESTIGATION: lambda: open_investigation(state, wanted.reason),
        Deed.CLOSE_INVESTIGATION: lambda: close_investigation(state, wanted.by),
        Deed.CORRECT: lambda: correct(state, *given),
        Deed.RECOUNT: lambda: recount(state, *given),
        Deed.ANNUL: lambda: annul(state, wanted.by, wanted.reason, DECISION),
    }
    after: State = doing[wanted.deed]()
    return after


def _ruling(key: str, wanted: Attempt) -> Ruling:
    if key == SIGNED_AT:
        return Ruling(key, wanted.source, wanted.reason, moment=wanted.says.signed_at)
    value = wanted.says.figure(key)
    return Ruling(key, wanted.source, wanted.reason, value, key in wanted.says.illegible)
