"""Totals seen in several ways: as reported, without annulled, with a scan, of protocols that add up.

The fold itself counts what is not annulled. Every other view is summed again from the same contributions,
so that a reader can ask what the result would be if one trusted only the protocols of one kind.
"""

from collections.abc import Mapping, Sequence

from hattama.core.entries import Contribution
from hattama.core.tabulation.totals import Total
from hattama.core.vocabulary import View


def is_in_view(contribution: Contribution, view: View) -> bool:
    """Whether a protocol's figures are in the totals of `view`."""
    if view is View.AS_REPORTED:
        return True
    if contribution.is_annulled:
        return False
    if view is View.WITH_SCAN:
        return contribution.has_scan
    if view is View.CONFIRMED:
        return not contribution.is_preliminary
    return view is View.COUNTED or not contribution.has_findings


def view_totals(
    current: Mapping[tuple[str, str], Contribution],
    expected: Mapping[tuple[str, str], int],
    paths: Mapping[str, Sequence[str]],
    view: View,
) -> dict[tuple[str, str], Total]:
    """The totals of `view` by (area, contest).

    `current` are contributions by (precinct, contest), `expected` the protocols expected by (area, contest),
    `paths` for each precinct its areas from the root to itself inclusive. A protocol that is not in the view
    is received and gives no figure: `annulled` of such a total is how many the view leaves out.
    """
    totals = {key: Total(expected=count) for key, count in expected.items()}
    for (precinct, contest), contribution in current.items():
        seen = contribution._replace(is_annulled=not is_in_view(contribution, view))
        for area in paths[precinct]:
            totals[area, contest].add(seen, 1)
    return totals
