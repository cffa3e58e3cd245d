"""Examples of a rule pack: read as figures, and run, so that no pack says of its relations what is not so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hattama.core.protocols import (
    CHOICES,
    Form,
    Protocol,
    ProtocolRules,
    Relation,
    Scope,
    check_protocol,
    figure_key,
    is_known_key,
    split_key,
)
from hattama.core.protocols.rules import Figures
from hattama.core.tabulation.levels import check_level
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Finding, Verdict, is_code
from hattama.formats.rulepack_faults import NO_SUCH_FIGURE, NOT_A_COUNT
from hattama.formats.toml_documents import TomlTable

_TOO_LARGE = 2**53


def read_figures(table: TomlTable, form: Form, base: Figures = ()) -> Figures:
    """Figures as a pack writes them, laid over `base`.

    `participants = 700` is a line that stands once, `votes = { a = 400 }` some rows of the choice group
    (other rows stay as in `base`), `box_ballots = [12, 9]` all rows of a numbered group from 1 on.
    """
    figures = dict(base)
    for code in table.values:
        value = table.anything(code)
        if isinstance(value, list):
            for key in [key for key in figures if key.startswith(code + "[")]:
                del figures[key]
            rows = {figure_key(code, str(row)): item for row, item in enumerate(value, start=1)}
        elif isinstance(value, dict):
            rows = {figure_key(code, row): item for row, item in value.items()}
        else:
            rows = {code: value}
        _take_rows(table, code, form, rows, figures)
    return tuple(figures.items())


def example_contest(form: Form, example: Figures) -> Contest:
    """A contest whose choices are those that the form's example names."""
    by_choice = {figure.code for figure in form.figures if figure.group == CHOICES}
    rows = [row for code, row in (split_key(key) for key, _ in example) if code in by_choice]
    choices = tuple(Choice(row, NO_WORDS) for row in dict.fromkeys(rows))
    return Contest("example", "example", NO_WORDS, choices, form.code)


def broken_codes(rules: ProtocolRules, figures: Figures) -> set[str]:
    """The codes of everything that is broken in one protocol with these figures."""
    return _broken(_check_one(rules, figures))


def pass_findings(rules: ProtocolRules, relation: Relation) -> set[str]:
    """The relation's code if its passing example breaks it or leaves it unchecked, else nothing."""
    if relation.example is None:
        return set()
    findings = _check(_with_only(rules, relation), relation.scope, relation.example.passing)
    return {finding.code for finding in findings} & {relation.code}


def fail_findings(rules: ProtocolRules, relation: Relation) -> set[str]:
    """The codes of everything that the relation's failing example breaks; it should be its own alone."""
    if relation.example is None:
        return set()
    return _broken(_check(_with_only(rules, relation), relation.scope, relation.example.failing))


def _take_rows(
    table: TomlTable, code: str, form: Form, rows: dict[str, object], figures: dict[str, int]
) -> None:
    for key, value in rows.items():
        if not _has_place(form, key):
            table.fault(NO_SUCH_FIGURE, code, key, ", ".join(figure.code for figure in form.figures))
        elif type(value) is not int or not 0 <= value < _TOO_LARGE:
            table.fault(NOT_A_COUNT, code, str(value))
        else:
            figures[key] = value


def _has_place(form: Form, key: str) -> bool:
    code, _, row = key.partition("[")
    row = row.removesuffix("]")
    choices = (Choice(row, NO_WORDS),) if is_code(row) else ()
    return is_known_key(form, Contest("example", "example", NO_WORDS, choices), figure_key(code, row))


def _with_only(rules: ProtocolRules, relation: Relation) -> ProtocolRules:
    """The rules with `relation` in force, and the one that it stands in for out of force."""

    def in_force(other: Relation) -> bool:
        if other.code == relation.code:
            return True
        return other.enabled and other.code != relation.instead_of and other.instead_of != relation.code

    relations = tuple(replace(other, enabled=in_force(other)) for other in rules.relations)
    return replace(rules, relations=relations)


def _check(rules: ProtocolRules, scope: Scope, papers: tuple[Figures, ...]) -> list[Finding]:
    if scope is Scope.LEVELS:
        claimed, summed = (dict(figures) for figures in papers)
        at_levels = [r for r in rules.relations if r.enabled and r.scope is Scope.LEVELS]
        return [finding for r in at_levels for finding in check_level(r, claimed, summed)]
    findings = [finding for figures in papers for finding in _check_one(rules, figures)]
    if scope is Scope.PRECINCT:
        protocols = {f"contest{n}": _protocol(figures) for n, figures in enumerate(papers)}
        findings.extend(check_precinct(dict.fromkeys(protocols, rules), protocols))
    return findings


def _check_one(rules: ProtocolRules, figures: Figures) -> tuple[Finding, ...]:
    return check_protocol(rules, example_contest(rules.form, rules.example), _protocol(figures))


def _protocol(figures: Figures) -> Protocol:
    return Protocol("example", "example", dict(figures))


def _broken(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings if finding.verdict is Verdict.BROKEN}
