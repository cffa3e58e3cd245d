"""The fold: totals follow from entries, whatever the order in which precincts arrive."""

import copy
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import (
    EXPLANATION,
    SCAN,
    AnnulmentEntry,
    BrokenLifeCycle,
    Entry,
    NotOnTheRoster,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
)
from hattama.core.entries.annulment import AnnulledEntryIsNotCurrent
from hattama.core.entries.parts import NothingToAttachTo
from hattama.core.entries.redaction import NothingToWithdraw
from hattama.core.entries.scan import ScanAlreadyThere
from hattama.core.entries.version import (
    ProtocolAlreadyPublished,
    ReplacedEntryIsNotCurrent,
    VersionOutOfOrder,
)
from hattama.core.protocols import CHOICES, FigureDefinition, Form, RowGroup
from hattama.core.tabulation import Tabulation, expected_totals, fold_entry
from hattama.core.tabulation.views import is_in_view
from hattama.core.vocabulary import Tally, View, Words

FORM = Form(
    "list",
    Words(()),
    (
        FigureDefinition("listed", Words(()), ""),
        FigureDefinition("votes", Words(()), "", group=CHOICES),
        FigureDefinition("issued", Words(()), "", group="members"),
        FigureDefinition("lines_differ", Words(()), "", summed=False),
    ),
    (RowGroup("members", Words(()), 11),),
)
FORMS = {"party": FORM, "single": FORM}
PATHS = {
    "p1": ("kz", "north", "p1"),
    "p2": ("kz", "north", "p2"),
    "p3": ("kz", "south", "p3"),
    "p4": ("kz", "south", "p4"),
}


def start() -> Tabulation:
    return expected_totals(PATHS, lambda path: ("party", "single") if "north" in path else ("party",))


def fold(entries: Sequence[Entry]) -> Tabulation:
    state = start()
    for entry in entries:
        fold_entry(state, entry, PATHS, FORMS)
    return state


def protocol(index: int, area: str, **figures: int) -> ProtocolEntry:
    return ProtocolEntry(index, area, "party", figures)


figures_strategy = st.dictionaries(
    st.sampled_from(["listed", "votes[a]", "votes[b]", "issued[1]", "issued[2]", "lines_differ"]),
    st.integers(0, 3000),
)


@st.composite
def first_versions(draw: st.DrawFn) -> list[ProtocolEntry]:
    areas = draw(st.lists(st.sampled_from(sorted(PATHS)), unique=True))
    return [
        ProtocolEntry(
            index,
            area,
            "party",
            draw(figures_strategy),
            broken=tuple(draw(st.sets(st.sampled_from(["KZ-K01", "KZ-K02"])))),
            scans=tuple(draw(st.sets(st.sampled_from(["ab", "cd"])))),
        )
        for index, area in enumerate(areas)
    ]


@given(entries=first_versions(), data=st.data())
def test_totals_do_not_depend_on_the_order_of_arrival(
    entries: list[ProtocolEntry], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(entries))
    assert fold(entries).totals == fold(shuffled).totals


@given(entries=first_versions())
def test_the_whole_is_the_sum_of_its_parts(entries: list[ProtocolEntry]) -> None:
    totals = fold(entries).totals
    country = totals["kz", "party"]
    regions = [totals["north", "party"], totals["south", "party"]]
    for count in ("expected", "received", "missing", "with_findings", "without_scan"):
        assert getattr(country, count) == sum(getattr(region, count) for region in regions)
    for key, tally in country.figures.items():
        assert tally.total == sum(region.figure(key).total for region in regions)
        assert tally.contributors == sum(region.figure(key).contributors for region in regions)


@given(entries=first_versions(), replacement=figures_strategy)
def test_a_replaced_version_leaves_no_trace_in_the_sums(
    entries: list[ProtocolEntry], replacement: dict[str, int]
) -> None:
    if not entries:
        return
    old = entries[0]
    corrected = ProtocolEntry(
        99, old.area_id, "party", replacement, replaces=old.index, scans=("ef",), version=2
    )
    direct = ProtocolEntry(99, old.area_id, "party", replacement, scans=("ef",))
    assert fold([*entries, corrected]).totals == fold([*entries[1:], direct]).totals


def test_a_figure_that_nobody_gives_is_missing_and_not_zero() -> None:
    totals = fold([protocol(0, "p1", listed=900), protocol(1, "p2", **{"votes[a]": 5})]).totals
    north = totals["north", "party"]
    assert north.figure("listed") == Tally(900, 1)
    assert north.figure("votes[b]").known() is None
    assert "votes[b]" not in north.sums()


def test_a_zero_that_is_written_counts_as_given() -> None:
    north = fold([protocol(0, "p1", listed=0)]).totals["north", "party"]
    assert north.figure("listed") == Tally(0, 1)
    assert north.sums() == {"listed": 0}


def test_rows_of_members_are_added_into_one_figure_and_choices_stay_apart() -> None:
    figures = {"issued[1]": 100, "issued[2]": 50, "votes[a]": 70, "votes[b]": 80}
    total = fold([protocol(0, "p1", **figures)]).totals["kz", "party"]
    assert total.sums() == {"issued": 150, "votes[a]": 70, "votes[b]": 80}


def test_a_figure_that_is_not_summed_stays_out_of_the_totals() -> None:
    assert fold([protocol(0, "p1", lines_differ=2)]).totals["kz", "party"].sums() == {}


def test_only_contests_held_in_a_precinct_are_expected_from_it() -> None:
    totals = start().totals
    assert totals["kz", "party"].expected == 4
    assert totals["kz", "single"].expected == 2
    assert ("south", "single") not in totals


def test_a_scan_that_comes_later_ends_the_lack_of_a_certified_copy() -> None:
    entries: list[Entry] = [protocol(0, "p1", listed=1)]
    assert fold(entries).totals["kz", "party"].without_scan == 1
    entries.append(ScanEntry(1, "p1", "party", "ab"))
    assert fold(entries).totals["kz", "party"].without_scan == 0
    assert fold(entries).totals["kz", "party"].received == 1


@pytest.mark.parametrize("keeps_paper", [True, False])
def test_a_scan_counts_for_a_new_version_that_keeps_the_paper_and_for_no_other(keeps_paper: bool) -> None:
    first = ProtocolEntry(0, "p1", "party", {"listed": 1}, scans=("ab",))
    second = ProtocolEntry(1, "p1", "party", {"listed": 2}, replaces=0, version=2, keeps_paper=keeps_paper)
    state = fold([first, second])
    assert state.totals["kz", "party"].without_scan == (not keeps_paper)
    assert is_in_view(state.current["p1", "party"], View.WITH_SCAN) is keeps_paper


def test_an_annulled_protocol_is_received_and_counts_for_nothing() -> None:
    entries: list[Entry] = [
        ProtocolEntry(0, "p1", "party", {"listed": 900}, broken=("KZ-K01",)),
        protocol(1, "p2", listed=5),
        AnnulmentEntry(2, "p1", "party", 0),
    ]
    north = fold(entries).totals["north", "party"]
    assert (north.received, north.annulled, north.counted) == (2, 1, 1)
    assert (north.with_findings, north.without_scan) == (0, 1)
    assert north.sums() == {"listed": 5}


def test_a_recount_of_an_annulled_protocol_makes_the_precinct_count_again() -> None:
    entries: list[Entry] = [
        protocol(0, "p1", listed=900),
        AnnulmentEntry(1, "p1", "party", 0),
        ProtocolEntry(2, "p1", "party", {"listed": 880}, replaces=0, version=2),
    ]
    north = fold(entries).totals["north", "party"]
    assert (north.received, north.annulled) == (1, 0)
    assert north.sums() == {"listed": 880}


def test_a_scan_of_an_annulled_protocol_is_taken_in_and_changes_no_count() -> None:
    entries: list[Entry] = [
        protocol(0, "p1", listed=900),
        AnnulmentEntry(1, "p1", "party", 0),
        ScanEntry(2, "p1", "party", "ab"),
    ]
    assert fold(entries).totals == fold(entries[:2]).totals
    assert fold(entries).current["p1", "party"].has_scan


def test_a_withdrawn_scan_is_no_scan_while_another_one_still_is() -> None:
    first = ProtocolEntry(0, "p1", "party", {}, scans=("ab", "cd"))
    entries: list[Entry] = [first, RedactionEntry(1, "p1", "party", SCAN, "ab")]
    assert fold(entries).totals["kz", "party"].without_scan == 0
    entries.append(RedactionEntry(2, "p1", "party", SCAN, "cd"))
    assert fold(entries).totals["kz", "party"].without_scan == 1


def test_withdrawing_an_explanation_changes_no_total() -> None:
    first = ProtocolEntry(0, "p1", "party", {"listed": 1}, explanation="e1")
    entries: list[Entry] = [first, RedactionEntry(1, "p1", "party", EXPLANATION, "e1")]
    assert fold(entries).totals == fold(entries[:1]).totals


HELD: list[Entry] = [
    ProtocolEntry(0, "p1", "party", {"listed": 1}, scans=("ab", "cd"), explanation="e1"),
    RedactionEntry(1, "p1", "party", SCAN, "cd"),
    protocol(2, "p4", listed=1),
    AnnulmentEntry(3, "p4", "party", 2),
]


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (protocol(9, "p1", listed=2), ProtocolAlreadyPublished),
        (ProtocolEntry(9, "p1", "party", {}, replaces=7, version=2), ReplacedEntryIsNotCurrent),
        (ProtocolEntry(9, "p2", "party", {}, replaces=0, version=2), ReplacedEntryIsNotCurrent),
        (ProtocolEntry(9, "p1", "party", {}, replaces=0, version=3), VersionOutOfOrder),
        (ProtocolEntry(9, "p2", "party", {}, version=2), VersionOutOfOrder),
        (ProtocolEntry(9, "p1", "party", {}, replaces=0, version=2, scans=("cd",)), ScanAlreadyThere),
        (
            ProtocolEntry(9, "p1", "party", {}, replaces=0, version=2, scans=("ab",), keeps_paper=True),
            ScanAlreadyThere,
        ),
        (ScanEntry(9, "p2", "party", "ab"), NothingToAttachTo),
        (ScanEntry(9, "p1", "party", "ab"), ScanAlreadyThere),
        (ScanEntry(9, "p1", "party", "cd"), ScanAlreadyThere),
        (AnnulmentEntry(9, "p2", "party", 0), NothingToAttachTo),
        (AnnulmentEntry(9, "p1", "party", 7), AnnulledEntryIsNotCurrent),
        (AnnulmentEntry(9, "p4", "party", 2), AnnulledEntryIsNotCurrent),
        (RedactionEntry(9, "p2", "party", SCAN, "ab"), NothingToAttachTo),
        (RedactionEntry(9, "p1", "party", SCAN, "ee"), NothingToWithdraw),
        (RedactionEntry(9, "p1", "party", SCAN, "cd"), NothingToWithdraw),
        (RedactionEntry(9, "p1", "party", EXPLANATION, "e2"), NothingToWithdraw),
        (RedactionEntry(9, "p4", "party", EXPLANATION, "e1"), NothingToWithdraw),
        (ProtocolEntry(9, "p9", "party", {}), NotOnTheRoster),
        (ProtocolEntry(9, "p3", "single", {}), NotOnTheRoster),
    ],
)
def test_an_entry_that_contradicts_the_log_is_refused_and_changes_nothing(
    entry: Entry, refusal: type[BrokenLifeCycle]
) -> None:
    state = fold(HELD)
    before = copy.deepcopy(state)
    with pytest.raises(refusal):
        fold_entry(state, entry, PATHS, FORMS)
    assert state == before


@st.composite
def whole_lives(draw: st.DrawFn) -> list[Entry]:
    """First versions, then any lawful mixture of what may follow."""
    entries: list[Entry] = [*draw(first_versions())]
    versions = {entry.area_id: entry for entry in entries if isinstance(entry, ProtocolEntry)}
    annulled: set[str] = set()
    for index in range(len(entries), len(entries) + draw(st.integers(0, 8)) * bool(entries)):
        area = draw(st.sampled_from(sorted(versions)))
        current = versions[area]
        deed = draw(st.sampled_from(["replace", "annul", "scan"]))
        if deed == "annul" and area not in annulled:
            entries.append(AnnulmentEntry(index, area, "party", current.index))
            annulled.add(area)
        elif deed == "replace":
            figures = draw(figures_strategy)
            versions[area] = ProtocolEntry(
                index, area, "party", figures, replaces=current.index, version=current.version + 1
            )
            entries.append(versions[area])
            annulled.discard(area)
        else:
            entries.append(ScanEntry(index, area, "party", f"later{index}"))
    return entries


@given(entries=whole_lives())
def test_after_any_life_the_totals_are_those_of_what_counts_in_the_end(entries: list[Entry]) -> None:
    state = fold(entries)
    fresh = start()
    for (area, contest), contribution in state.current.items():
        for above in PATHS[area]:
            fresh.totals[above, contest].add(contribution, 1)
    assert state.totals == fresh.totals


def test_a_derived_quantity_is_summed_over_the_protocols_that_have_its_parts() -> None:
    def derive(contest: str, figures: Mapping[str, int], _: str) -> dict[str, int]:
        assert contest == "party"
        parts = (figures.get("votes[a]"), figures.get("votes[b]"))
        return {} if None in parts else {"valid": sum(part for part in parts if part is not None)}

    state = start()
    entries: list[Entry] = [
        ProtocolEntry(0, "p1", "party", {"votes[a]": 5, "votes[b]": 1}),
        ProtocolEntry(1, "p2", "party", {"votes[a]": 90}),
        ProtocolEntry(2, "p3", "party", {"votes[a]": 7, "votes[b]": 2}),
    ]
    for entry in entries:
        fold_entry(state, entry, PATHS, FORMS, derive)
    country = state.totals["kz", "party"]
    assert (country.figure("votes[a]"), country.derived) == (Tally(102, 3), {"valid": Tally(15, 2)})
    fold_entry(state, AnnulmentEntry(3, "p3", "party", 2), PATHS, FORMS, derive)
    fold_entry(state, ProtocolEntry(4, "p1", "party", {"votes[b]": 1}, 0, version=2), PATHS, FORMS, derive)
    assert country.derived == {}
    assert "valid" not in country.figures
