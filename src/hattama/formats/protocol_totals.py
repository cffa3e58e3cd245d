"""The totals of a results file, without a log or a database: its protocols added up the map."""

from collections.abc import Iterable, Mapping

from hattama.core.entries import Contribution, summable_figures
from hattama.core.protocols import Protocol, ProtocolRules, check_protocol
from hattama.core.tabulation import AreaTree, Total, derive_at, expected_totals, view_totals
from hattama.core.vocabulary import Election, Severity, Verdict, View


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
    before = expected_totals(paths, lambda path: [one.code for one in election.held_at(path)])
    expected = {key: total.expected for key, total in before.totals.items()}
    current = {}
    for place, protocol in enumerate(protocols):
        of_contest, contest = rules[protocol.contest], election.contest(protocol.contest)
        path = paths[protocol.area_id]
        findings = check_protocol(of_contest, contest.ballot_at(path), protocol)
        current[protocol.area_id, protocol.contest] = Contribution(
            place,
            summable_figures(of_contest.form, protocol.figures),
            any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings),
            has_scan=False,
            derived=derive_at(of_contest, contest, protocol.figures, path),
        )
    return view_totals(current, expected, paths, view)
