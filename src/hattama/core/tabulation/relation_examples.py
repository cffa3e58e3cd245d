"""The examples of a rule pack, run: what each of them breaks when held against the rules of the pack."""

from dataclasses import replace

from hattama.core.protocols import (
    CHOICES,
    Figures,
    Protocol,
    ProtocolRules,
    Relation,
    Scope,
    check_protocol,
    split_key,
)
from hattama.core.tabulation.claims import check_level
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Finding, Verdict


def example_contest(rules: ProtocolRules) -> Contest:
    """A contest whose choices are those that the whole example of the form names."""
    by_choice = {figure.code for figure in rules.form.figures if figure.group == CHOICES}
    rows = [row for code, row in (split_key(key) for key, _ in rules.example) if code in by_choice]
    persons = dict(rules.example_persons)
    choices = tuple(
        Choice(row, NO_WORDS, persons=tuple(Choice(one, NO_WORDS) for one in persons.get(row, ())))
        for row in dict.fromkeys(rows)
    )
    return Contest("example", "example", NO_WORDS, choices, rules.form.code)


def whole_example_findings(rules: ProtocolRules) -> tuple[Finding, ...]:
    """What is broken in the whole example of a form: nothing, in a pack that says what is so."""
    return _broken(_check_one(rules, rules.example))


def passing_example_findings(rules: ProtocolRules, relation: Relation) -> tuple[Finding, ...]:
    """What the relation finds in its passing example, broken or unchecked: nothing, in a sound pack."""
    if relation.example is None:
        return ()
    findings = _check(_in_force(rules, relation), relation.scope, relation.example.passing)
    return tuple(finding for finding in findings if finding.code == relation.code)


def failing_example_findings(rules: ProtocolRules, relation: Relation) -> tuple[Finding, ...]:
    """All that the relation's failing example breaks: this relation and no other, in a sound pack."""
    if relation.example is None:
        return ()
    return _broken(_check(_in_force(rules, relation), relation.scope, relation.example.failing))


def _in_force(rules: ProtocolRules, relation: Relation) -> ProtocolRules:
    """The rules with `relation` in force, and the relations for which it stands in out of force."""

    def enabled(other: Relation) -> bool:
        if other.code == relation.code:
            return True
        return other.enabled and other.code != relation.instead_of and other.instead_of != relation.code

    return replace(rules, relations=tuple(replace(r, enabled=enabled(r)) for r in rules.relations))


def _check(rules: ProtocolRules, scope: Scope, papers: tuple[Figures, ...]) -> list[Finding]:
    if scope is Scope.LEVELS:
        claimed, summed = (dict(figures) for figures in papers)
        at_levels = [r for r in rules.relations if r.enabled and r.scope is Scope.LEVELS]
        return [finding for r in at_levels for finding in check_level(r, claimed, summed)]
    findings = [finding for figures in papers for finding in _check_one(rules, figures)]
    if scope is Scope.PRECINCT:
        protocols = {f"contest{n}": _protocol(figures) for n, figures in enumerate(papers, start=1)}
        findings.extend(check_precinct(dict.fromkeys(protocols, rules), protocols))
    return findings


def _check_one(rules: ProtocolRules, figures: Figures) -> tuple[Finding, ...]:
    return check_protocol(rules, example_contest(rules), _protocol(figures))


def _protocol(figures: Figures) -> Protocol:
    return Protocol("example", "example", dict(figures))


def _broken(findings: list[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.verdict is Verdict.BROKEN)
