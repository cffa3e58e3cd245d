"""The totals of a results file, without a log or a database: its protocols added up the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hattama.core.entries import Contribution, summable_figures
from hattama.core.protocols import Protocol, ProtocolRules, check_protocol, derive_figures
from hattama.core.tabulation import AreaTree, Total, View, expected_totals, view_totals
from hattama.core.vocabulary import Election, Severity, Verdict


def total_protocols(
    protocols: Iterable[Protocol],
    election: Election,
    areas: AreaTree,
    rules: Mapping[str, ProtocolRules],
    view: View = View.COUNTED,
) -> dict[tuple[str, str], Total]:
    """The totals of `protocols` by (area, contest), precincts too; `rules` by contest.

    Each of a precinct and contest that the election holds there, once. A results file has no scans and no
    annulments: every protocol counts, and every one is without a scan.
    """
    paths = areas.paths()
    contests = {contest.code: contest for contest in election.contests}

    def held(path: Iterable[str]) -> list[str]:
        here = set(path)
        return [c.code for c in election.contests if not c.areas or here.intersection(c.areas)]

    expected = {key: total.expected for key, total in expected_totals(paths, held).totals.items()}
    current = {}
    for place, protocol in enumerate(protocols):
        of_contest, contest = rules[protocol.contest], contests[protocol.contest]
        findings = check_protocol(of_contest, contest, protocol)
        current[protocol.area_id, protocol.contest] = Contribution(
            place,
            summable_figures(of_contest.form, protocol.figures),
            any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings),
            has_scan=False,
            derived=derive_figures(of_contest, contest, protocol.figures),
        )
    return view_totals(current, expected, paths, view)
