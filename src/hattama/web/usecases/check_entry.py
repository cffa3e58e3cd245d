"""What the rules of an election say about a protocol that is about to be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hattama.core.protocols import Protocol, check_protocol
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import Finding, Severity, Verdict
from hattama.web.archive.loading import Definition


def check_entry(
    definition: Definition, protocol: Protocol, path: Iterable[str], others: Mapping[str, Protocol]
) -> tuple[Finding, ...]:
    """All findings on `protocol`: its own relations, and those with the precinct's other contests.

    `path` gives the areas from the root to the precinct, `others` the protocols that were accepted from it
    before, by contest. Relations between contests are stated once, with the protocol that arrives last.
    """
    contest = definition.election.contest(protocol.contest)
    own = check_protocol(definition.rules[protocol.contest], contest, protocol)
    beside = {code: other for code, other in others.items() if code != protocol.contest}
    if not beside:
        return own
    held = {held.code: definition.rules[held.code] for held in definition.contests_at(path)}
    return (*own, *check_precinct(held, {**beside, protocol.contest: protocol}))


def does_not_add_up(findings: tuple[Finding, ...]) -> bool:
    """Whether a relation that the law requires is broken, so that the commission owes an explanation."""
    return any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings)
