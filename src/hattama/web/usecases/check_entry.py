"""What the rules of an election say about a protocol that is about to be recorded."""

from __future__ import annotations

from collections.abc import Mapping

from hattama.core.protocols import Protocol, check_protocol
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import Finding, Severity, Verdict
from hattama.web.archive.loading import Definition


def check_entry(
    definition: Definition, protocol: Protocol, others: Mapping[str, Protocol] | None = None
) -> tuple[Finding, ...]:
    """All findings on `protocol`: its own relations, and those with the precinct's other contests.

    `others` are the protocols of the same precinct that are published already, by contest. Relations
    between contests are stated once, with the protocol that arrives later.
    """
    own = check_protocol(
        definition.rules[protocol.contest], definition.election.contest(protocol.contest), protocol
    )
    if not others:
        return own
    across = check_precinct(definition.rules, {**others, protocol.contest: protocol})
    return (*own, *across)


def does_not_add_up(findings: tuple[Finding, ...]) -> bool:
    """Whether a relation that the law requires is broken, so that the commission owes an explanation."""
    return any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings)
