"""The life of one protocol: pure functions from a state to the next, or a refusal named for its reason."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from hattama.core.protocols.life_openings import life_refusal
from hattama.core.protocols.life_reasons import SET_ASIDE, Decision
from hattama.core.protocols.life_refusals import (
    CountsAgainAsItStood,
    NothingChanges,
    NotInThisState,
    OnlyDifferingFields,
    OtherProtocol,
    ReasonNeeded,
)
from hattama.core.protocols.life_states import (
    ROUNDS,
    SIGNED_AT,
    Annulled,
    Confirmed,
    Corrected,
    EnteredOnce,
    EnteredTwice,
    EntriesDiffer,
    Expected,
    Published,
    Recounted,
    Ruling,
    Source,
    Standing,
    State,
    TypedEntry,
    UnderInvestigation,
    current_protocol,
    differing_keys,
    entered_by,
)
from hattama.core.protocols.life_table import state_code
from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Deed, EntryRules


def enter(
    state: State, protocol: Protocol, by: int, rules: EntryRules
) -> EnteredOnce | EnteredTwice | EntriesDiffer:
    """`by` enters the protocol from the paper, not knowing what anybody else typed.

    Raises EntersTwice, ProtocolAlreadyEntered or OtherProtocol.
    """
    _refuse(state, Deed.ENTER, by, rules)
    if isinstance(state, Expected):
        return EnteredOnce(TypedEntry(protocol, by))
    assert isinstance(state, EnteredOnce)
    _refuse_another_protocol(state.first.protocol, protocol)
    return _compared(state.first, TypedEntry(protocol, by), 1)


def import_published(state: State, protocol: Protocol) -> Published:
    """The operator brings in a protocol that an authority has published in a file; nobody here typed it.

    Raises ProtocolAlreadyEntered.
    """
    _refuse(state, Deed.IMPORT, None)
    return Published(protocol, frozenset())


def retype(state: State, reread: Protocol, by: int) -> EnteredTwice | EntriesDiffer:
    """One of the two re-reads the paper: `reread` gives what it says in the differing fields, and no other.

    Entries that agree by then are equal at once; else the other of the two is waited for, and then the next
    round asks for what still differs.

    Raises NobodyEnteredYet, NotInThisState, NotYourEntry, RoundsAreOver, AlreadyRereadThisRound or
    OnlyDifferingFields.
    """
    _refuse(state, Deed.RETYPE, by)
    assert isinstance(state, EntriesDiffer)
    first, second = (
        replace(entry, protocol=_with_reread(entry.protocol, reread, state.keys)) if entry.by == by else entry
        for entry in (state.first, state.second)
    )
    compared = _compared(first, second, state.round)
    if isinstance(compared, EnteredTwice):
        return compared
    reread_by = state.reread_by | {by}
    if len(reread_by) == 2:
        return replace(compared, round=state.round + 1)
    # The other is asked for all that differed: fewer fields would tell them what the first typed.
    return replace(compared, keys=state.keys, reread_by=reread_by)


def end_rounds(state: State, by: int, reason: str) -> EntriesDiffer:
    """Who entered neither reading ends the rounds before they are over: one of the two is not to be had.

    What still differs goes to a third person, who decides as after ROUNDS rounds.

    Raises NobodyEnteredYet, NotInThisState, DecidesOwnEntry, RoundsAreOver or ReasonNeeded.
    """
    _refuse(state, Deed.END_ROUNDS, by)
    assert isinstance(state, EntriesDiffer)
    _refuse_without_reason(reason)
    # In a round half done, who re-read first may have brought some of the fields to agree.
    keys = differing_keys(state.first.protocol, state.second.protocol)
    return EntriesDiffer(state.first, state.second, keys, ROUNDS + 1)


def decide(state: State, rulings: Iterable[Ruling], by: int, explanation: str = "") -> Confirmed:
    """Who entered neither reading decides field by field, from the scan, with a reason for each.

    `explanation`, if given, is what the commission says of figures that do not add up now.

    Raises NobodyEnteredYet, NotInThisState, DecidesOwnEntry, RoundsNotOver, OnlyDifferingFields or
    ReasonNeeded.
    """
    _refuse(state, Deed.DECIDE, by)
    assert isinstance(state, EntriesDiffer)
    given = tuple(rulings)
    if sorted(ruling.key for ruling in given) != sorted(state.keys):
        raise OnlyDifferingFields
    protocol = state.first.protocol
    for ruling in given:
        _refuse_without_reason(ruling.reason)
        protocol = _with_reread(protocol, _ruled(state, ruling), (ruling.key,))
    word = explanation or protocol.explanation or state.second.protocol.explanation
    return Confirmed(replace(protocol, explanation=word), entered_by(state) | {by})


def confirm(state: State, by: int | None, rules: EntryRules) -> Confirmed:
    """Somebody who entered nothing here confirms; or, with `by` None, the election's rule does.

    Raises NobodyEnteredYet, NotInThisState, SecondEntryMissing, EntriesStillDiffer, ConfirmationNeedsAPerson
    or ConfirmsOwnEntry.
    """
    _refuse(state, Deed.CONFIRM, by, rules)
    assert isinstance(state, EnteredOnce | EnteredTwice)
    protocol = state.first.protocol
    if isinstance(state, EnteredTwice):
        second = state.second.protocol
        word = protocol.explanation or second.explanation
        protocol = replace(protocol, explanation=word, words={**second.words, **protocol.words})
    return Confirmed(protocol, entered_by(state))


def publish(state: State) -> Published:
    """The log takes the confirmed figures. Raises NobodyEnteredYet or NotInThisState."""
    _refuse(state, Deed.PUBLISH, None)
    assert isinstance(state, Confirmed)
    return Published(state.protocol, state.entered_by)


def open_investigation(state: State, reason: str) -> UnderInvestigation:
    """A commission looks into a published protocol; it counts meanwhile.

    Raises NobodyEnteredYet, NotInThisState or ReasonNeeded.
    """
    _refuse(state, Deed.OPEN_INVESTIGATION, None)
    assert isinstance(state, Standing)
    _refuse_without_reason(reason)
    return UnderInvestigation(state, reason)


def close_investigation(state: State, by: int) -> Standing:
    """The investigation changed nothing; the protocol stands as before.

    Raises NobodyEnteredYet, NotInThisState or DecidesOwnEntry.
    """
    _refuse(state, Deed.CLOSE_INVESTIGATION, by)
    assert isinstance(state, UnderInvestigation)
    return state.standing


def correct(state: State, protocol: Protocol, by: int, reason: str, decision: Decision) -> Corrected:
    """A new version takes the place of what is published, on a decision. An open investigation ends with it.

    Raises NobodyEnteredYet, NotInThisState, DecidesOwnEntry, ReasonNeeded, OtherProtocol or, where the
    figures are those that count already, NothingChanges; for SET_ASIDE, by which what is annulled counts
    again, CountsAgainAsItStood where they are others than those annulled.
    """
    standing = _changed(state, Deed.CORRECT, by, reason)
    _refuse_another_protocol(standing, protocol)
    differs = bool(differing_keys(standing, protocol))
    if not isinstance(state, Annulled):
        if reason == SET_ASIDE:
            raise NotInThisState
        if not differs:
            raise NothingChanges
    elif reason == SET_ASIDE and differs:
        raise CountsAgainAsItStood
    return Corrected(protocol, entered_by(state), reason, decision)


def recount(state: State, protocol: Protocol, by: int, reason: str, decision: Decision) -> Recounted:
    """The papers were counted again. A recount may find the very same figures, and says so.

    Raises as `correct` does, but for NothingChanges.
    """
    _refuse_another_protocol(_changed(state, Deed.RECOUNT, by, reason), protocol)
    return Recounted(protocol, entered_by(state), reason, decision)


def annul(state: State, by: int, reason: str, decision: Decision) -> Annulled:
    """The protocol ceases to count and stays visible. Raises as `recount` does."""
    _changed(state, Deed.ANNUL, by, reason)
    standing = state.standing if isinstance(state, UnderInvestigation) else state
    assert isinstance(standing, Standing)
    return Annulled(standing, reason, decision)


_ANY_RULES: Final = EntryRules()


def _refuse(state: State, deed: Deed, by: int | None, rules: EntryRules = _ANY_RULES) -> None:
    # Only entering and confirming depend on how the election enters protocols.
    refusal = life_refusal(state, deed, by, rules)
    if refusal is not None:
        raise refusal(f"{deed} in {state_code(state)}")


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded


def _refuse_another_protocol(known: Protocol, given: Protocol) -> None:
    if (known.area_id, known.contest) != (given.area_id, given.contest):
        raise OtherProtocol(f"{given.area_id}, {given.contest}")


def _changed(state: State, deed: Deed, by: int, reason: str) -> Protocol:
    """The protocol that this change speaks of, if it may be made."""
    _refuse(state, deed, by)
    _refuse_without_reason(reason)
    protocol = current_protocol(state)
    assert protocol is not None, "the table allows changes of what is published only"
    return protocol


def _compared(first: TypedEntry, second: TypedEntry, in_round: int) -> EnteredTwice | EntriesDiffer:
    keys = differing_keys(first.protocol, second.protocol)
    return EntriesDiffer(first, second, keys, in_round) if keys else EnteredTwice(first, second)


def _with_reread(protocol: Protocol, reread: Protocol, keys: tuple[str, ...]) -> Protocol:
    """`protocol` with what `reread` says under `keys`; a key that `reread` does not give is blank."""
    asked = frozenset(keys)
    given = reread.figures.keys() | reread.illegible | reread.words.keys()
    given |= {SIGNED_AT} if reread.signed_at else set()
    if given - asked:
        raise OnlyDifferingFields(", ".join(sorted(given - asked)))
    kept = {key: value for key, value in protocol.figures.items() if key not in asked}
    return replace(
        protocol,
        figures={**kept, **reread.figures},
        illegible=(protocol.illegible - asked) | reread.illegible,
        signed_at=reread.signed_at if SIGNED_AT in asked else protocol.signed_at,
        explanation=reread.explanation or protocol.explanation,
        # Words typed for a figure that is read anew would speak of the old one.
        words={key: text for key, text in protocol.words.items() if key not in asked} | dict(reread.words),
    )


def _ruled(state: EntriesDiffer, ruling: Ruling) -> Protocol:
    """What a ruling says of its one field, as a reading of it."""
    key = ruling.key
    if ruling.source is Source.PAPER:
        value, illegible, moment, words = ruling.value, ruling.illegible, ruling.moment, None
    else:
        chosen = (state.first if ruling.source is Source.FIRST else state.second).protocol
        value, illegible, moment = chosen.figure(key), key in chosen.illegible, chosen.signed_at
        words = chosen.words.get(key)
    if key == SIGNED_AT:
        return Protocol(state.first.protocol.area_id, state.first.protocol.contest, signed_at=moment)
    return Protocol(
        state.first.protocol.area_id,
        state.first.protocol.contest,
        {} if value is None else {key: value},
        frozenset({key}) if illegible else frozenset(),
        words={} if words is None else {key: words},
    )
