"""What the fold makes of preliminary figures, their confirmation, and investigations."""

import pytest

from hattama.core.entries import AnnulmentEntry, ConfirmationEntry, InvestigationEntry, ProtocolEntry
from hattama.core.entries.confirmation import ConfirmedEntryIsNotPreliminary
from hattama.core.entries.investigation import InvestigationOutOfOrder
from hattama.core.entries.parts import NothingToAttachTo, PreliminaryNotConfirmed
from hattama.core.entries.version import ConfirmedIsNotReplaced
from hattama.core.tabulation import Tabulation, Total, fold_entry
from hattama.core.tabulation.views import is_in_view
from hattama.core.vocabulary import View
from tests.core.protocols.small_form import FORM

KEY = ("001", "party_list")
PATHS = {"001": ["kz", "001"]}


def protocol(index, listed=900, **more):
    return ProtocolEntry(index, *KEY, {"listed": listed}, **more)


def confirms(index, which):
    return ConfirmationEntry(index, *KEY, which)


def looks(index, opens=True):
    return InvestigationEntry(index, *KEY, opens)


def fold(*entries):
    state = Tabulation({("kz", KEY[1]): Total(expected=1), KEY: Total(expected=1)})
    for entry in entries:
        fold_entry(state, entry, PATHS, {KEY[1]: FORM})
    return state


def total(state):
    return state.totals["kz", KEY[1]]


FIRST = protocol(0, preliminary=True)
SETTLED = protocol(1, 901, replaces=0, version=2, settles=True)


def test_preliminary_figures_count_and_are_counted_as_preliminary():
    state = fold(FIRST)
    assert (total(state).received, total(state).preliminary, total(state).sums()) == (1, 1, {"listed": 900})
    assert [view for view in View if not is_in_view(state.current[KEY], view)] == [
        View.WITH_SCAN,
        View.CONFIRMED,
    ]


def test_a_confirmation_leaves_the_figures_and_a_settled_version_replaces_them():
    confirmed, settled = fold(FIRST, confirms(1, 0)), fold(FIRST, SETTLED)
    assert (total(confirmed).preliminary, total(confirmed).sums()) == (0, {"listed": 900})
    assert (total(settled).preliminary, total(settled).sums()) == (0, {"listed": 901})
    assert confirmed.totals == fold(protocol(0)).totals


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ([confirms(0, 0)], NothingToAttachTo),
        ([protocol(0), confirms(1, 0)], ConfirmedEntryIsNotPreliminary),
        ([FIRST, confirms(1, 5)], ConfirmedEntryIsNotPreliminary),
        ([FIRST, confirms(1, 0), confirms(2, 0)], ConfirmedEntryIsNotPreliminary),
        ([protocol(0), SETTLED], ConfirmedIsNotReplaced),
        ([FIRST, protocol(1, replaces=0, version=2)], PreliminaryNotConfirmed),
        ([FIRST, AnnulmentEntry(1, *KEY, 0)], PreliminaryNotConfirmed),
        ([FIRST, looks(1)], PreliminaryNotConfirmed),
        ([protocol(0), looks(1, opens=False)], InvestigationOutOfOrder),
        ([protocol(0), looks(1), looks(2)], InvestigationOutOfOrder),
        ([protocol(0), AnnulmentEntry(1, *KEY, 0), looks(2)], InvestigationOutOfOrder),
        ([looks(0)], NothingToAttachTo),
    ],
)
def test_what_contradicts_the_life_of_a_protocol_is_refused_and_changes_nothing(entries, refusal):
    *before, last = entries
    state, untouched = fold(*before), fold(*before)
    with pytest.raises(refusal):
        fold_entry(state, last, PATHS, {KEY[1]: FORM})
    assert state == untouched


@pytest.mark.parametrize(
    "ends", [looks(2, opens=False), protocol(2, replaces=0, version=2), AnnulmentEntry(2, *KEY, 0)]
)
def test_an_investigation_counts_as_before_and_ends_with_a_word_or_a_change(ends):
    state = fold(protocol(0), looks(1))
    assert state.current[KEY].is_investigated and total(state).sums() == {"listed": 900}
    assert not fold(protocol(0), looks(1), ends).current[KEY].is_investigated
