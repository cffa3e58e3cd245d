"""Several contests at one precinct: figures that speak of the same voters must agree between protocols."""

import datetime
from collections.abc import Callable, Mapping

from hattama.core.protocols import (
    Protocol,
    ProtocolRules,
    Relation,
    Same,
    Scope,
    check_protocol,
    check_signing,
    check_words,
)
from hattama.core.vocabulary import Contest, Finding, Verdict


def check_arrival(
    contest: Contest,
    held: Mapping[str, ProtocolRules],
    protocol: Protocol,
    others: Mapping[str, Protocol],
    read: Callable[[str], int | None],
    counted_from: datetime.datetime | None,
) -> tuple[Finding, ...]:
    """All findings on a protocol that arrives: its own, and those with the precinct's other contests.

    `held` gives the rules of the contests held at the precinct, `others` the protocols that count there
    before, by contest; `read` the number that words say; before `counted_from` nothing can have been counted
    there (None: not said). Relations between contests are stated once, with the
    protocol that arrives last.
    """
    rules = held[protocol.contest]
    own = check_protocol(rules, contest, protocol)
    if protocol.words:
        own += check_words(rules.form, protocol, read)
    own += check_signing(protocol.signed_at, counted_from)
    beside = {code: other for code, other in others.items() if code != protocol.contest}
    if not beside:
        return own
    return (*own, *check_precinct(held, {**beside, protocol.contest: protocol}))


def check_precinct(
    rules_by_contest: Mapping[str, ProtocolRules], protocols: Mapping[str, Protocol]
) -> tuple[Finding, ...]:
    """What the protocols of one precinct say differently about the same voters.

    `rules_by_contest` holds the rules of every contest held at the precinct, `protocols` the protocols that
    have arrived, both by contest code. A relation is asked where at least two contests state it. While one
    of their protocols, or its figure, is missing, it is one that cannot be checked.

    `fields` of a finding name figures as `contest/figure`; `left` is the smallest, `right` the largest value.
    """
    findings = []
    for relation, contests in _relations(rules_by_contest):
        if len(contests) > 1:
            finding = _check_same(relation, contests, protocols)
            if finding is not None:
                findings.append(finding)
    return tuple(findings)


def _relations(rules_by_contest: Mapping[str, ProtocolRules]) -> list[tuple[Relation, list[str]]]:
    stated: dict[str, tuple[Relation, list[str]]] = {}
    for contest, rules in rules_by_contest.items():
        for relation in rules.relations:
            if relation.enabled and relation.scope is Scope.PRECINCT:
                stated.setdefault(relation.code, (relation, []))[1].append(contest)
    return list(stated.values())


def _check_same(relation: Relation, contests: list[str], protocols: Mapping[str, Protocol]) -> Finding | None:
    if not isinstance(relation.statement, Same):
        raise TypeError(f"{relation.code} does not compare protocols of one precinct")
    name = relation.statement.name
    values = [protocols[contest].figure(name) for contest in contests if contest in protocols]
    known = [value for value in values if value is not None]
    fields = tuple(sorted(f"{contest}/{name}" for contest in contests))
    if len(known) < len(contests):
        return Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, fields)
    if max(known) - min(known) <= relation.tolerance:
        return None
    return Finding(relation.code, relation.severity, Verdict.BROKEN, fields, min(known), max(known))
