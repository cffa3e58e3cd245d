"""Totals of the same protocols seen in several ways."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import Contribution
from hattama.core.tabulation import Total
from hattama.core.tabulation.views import is_in_view, view_totals
from hattama.core.vocabulary import View

PATHS = {
    "P1": ("KZ", "R1", "P1"),
    "P2": ("KZ", "R1", "P2"),
    "P3": ("KZ", "R2", "P3"),
    "P4": ("KZ", "R2", "P4"),
}
EXPECTED = {
    (area, "c"): n for area, n in {"KZ": 4, "R1": 2, "R2": 2, "P1": 1, "P2": 1, "P3": 1, "P4": 1}.items()
}
papers = st.builds(
    Contribution,
    index=st.just(0),
    figures=st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 99)),
    has_findings=st.booleans(),
    has_scan=st.booleans(),
    is_annulled=st.booleans(),
    is_preliminary=st.booleans(),
)
nights = st.dictionaries(st.sampled_from([(precinct, "c") for precinct in PATHS]), papers)
Night = Mapping[tuple[str, str], Contribution]


def seen(night: Night, view: View) -> dict[tuple[str, str], Total]:
    return view_totals(night, EXPECTED, PATHS, view)


def paper(votes: int, *, scan: bool = True, broken: bool = False, **more: bool) -> Contribution:
    return Contribution(0, {"a": votes}, has_findings=broken, has_scan=scan, **more)


NIGHT = {
    ("P1", "c"): paper(1, is_preliminary=True),
    ("P2", "c"): paper(10, scan=False),
    ("P3", "c"): paper(100, broken=True),
    ("P4", "c"): paper(1000, is_annulled=True),
}


def test_each_view_counts_what_it_says() -> None:
    sums = {view: seen(NIGHT, view)["KZ", "c"].sums()["a"] for view in View}
    assert sums == {
        View.COUNTED: 111,
        View.AS_REPORTED: 1111,
        View.WITH_SCAN: 101,
        View.CONFIRMED: 110,
        View.ADDING_UP: 11,
    }


def test_a_view_says_how_many_protocols_it_leaves_out() -> None:
    total = seen(NIGHT, View.WITH_SCAN)["KZ", "c"]
    assert (total.expected, total.received, total.annulled, total.missing) == (4, 4, 2, 0)


def test_an_annulled_protocol_with_scan_is_in_the_view_as_reported_alone() -> None:
    annulled = paper(1, is_annulled=True)
    assert [view for view in View if is_in_view(annulled, view)] == [View.AS_REPORTED]


@given(nights)
def test_the_view_of_what_counts_is_what_the_fold_counts(night: Night) -> None:
    folded = {key: Total(expected=count) for key, count in EXPECTED.items()}
    for (precinct, contest), contribution in night.items():
        for area in PATHS[precinct]:
            folded[area, contest].add(contribution, 1)
    assert seen(night, View.COUNTED) == folded


@given(nights, st.sampled_from(list(View)))
def test_in_every_view_the_nation_is_the_sum_of_its_regions(night: Night, view: View) -> None:
    totals = seen(night, view)
    for key in ("a", "b"):
        parts = [totals[region, "c"].figure(key) for region in ("R1", "R2")]
        assert totals["KZ", "c"].figure(key).total == sum(part.total for part in parts)
        assert totals["KZ", "c"].figure(key).contributors == sum(part.contributors for part in parts)
