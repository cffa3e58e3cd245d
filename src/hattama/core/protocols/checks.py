"""One protocol held against its rules: findings are values, and the protocol stays what it is."""

from collections.abc import Iterator, Mapping

from hattama.core.protocols.asked_lines import AskedLines, asked_lines
from hattama.core.protocols.figures_lookup import FigureReader
from hattama.core.protocols.form_rules import ILLEGIBLE, MISSING, UNKNOWN
from hattama.core.protocols.forms import is_known_key
from hattama.core.protocols.protocol import Protocol
from hattama.core.protocols.relations import Comparison, Lookup, Statement, holds, names_in, sides
from hattama.core.protocols.rules import ProtocolRules, Relation
from hattama.core.vocabulary import Contest, Finding, Verdict


def check_protocol(rules: ProtocolRules, contest: Contest, protocol: Protocol) -> tuple[Finding, ...]:
    """Everything in which `protocol` disagrees with `rules`, and everything that could not be checked.

    First what the form itself asks for, then the pack's enabled relations of one protocol in the pack's
    order, rows of a group in the order of the form. A relation with any operand missing is reported as
    one that cannot be checked; nothing passes silently. Relations of other scopes are not asked here.
    """
    asked = asked_lines(rules, contest)
    findings = list(_check_form(asked, protocol))
    reader = FigureReader(rules, contest, protocol.figures, protocol.illegible)
    whole = reader.lookup("")
    for relation, of_lists in asked.relations:
        for row in reader.rows(relation.each) if relation.each else ("",):
            # Of a list without persons nothing can be asked of them.
            if of_lists and not reader.has_persons(row):
                continue
            finding = _check_relation(relation, reader, row, reader.lookup(row) if row else whole)
            if finding is not None:
                findings.append(finding)
    return tuple(findings)


def derive_figures(rules: ProtocolRules, contest: Contest, figures: Mapping[str, int]) -> dict[str, int]:
    """The derived quantities that `figures` allow, by code; those with an operand missing are left out.

    `figures` are those of one protocol, or sums of many in which the rows of a numbered group stand
    added up under the bare code of the figure.
    """
    if not rules.derived:
        return {}
    reader = FigureReader(rules, contest, figures, rows_added_up=True)
    values = {quantity.code: reader.figure(quantity.code) for quantity in rules.derived}
    return {code: value for code, value in values.items() if value is not None}


def derived_parts(rules: ProtocolRules, contest: Contest) -> Mapping[str, tuple[str, ...]]:
    """For each derived quantity, by code, the keys of the summed figures that it is made of in the end.

    A numbered group stands by the bare code of its figure, as sums have it.
    """
    return asked_lines(rules, contest).parts


def _check_form(asked: AskedLines, protocol: Protocol) -> Iterator[Finding]:
    figures, illegible = protocol.figures, protocol.illegible
    missing = tuple([key for key in asked.expected if key not in figures and key not in illegible])
    form, contest = asked.rules.form, asked.contest
    unknown = [
        key for key in (figures.keys() | illegible) - asked.possible if not is_known_key(form, contest, key)
    ]
    for rule, fields in (
        (MISSING, missing),
        (ILLEGIBLE, tuple(sorted(illegible))),
        (UNKNOWN, tuple(sorted(unknown))),
    ):
        if fields:
            yield Finding(rule.code, rule.severity, Verdict.BROKEN, fields)


def _check_relation(relation: Relation, reader: FigureReader, row: str, lookup: Lookup) -> Finding | None:
    if relation.when is not None:
        asked = sides(_comparison(relation.when), lookup)
        if asked is None:
            return _unchecked(relation, reader, row)
        if not holds(_comparison(relation.when).operator, *asked):
            return None
    statement = _comparison(relation.statement)
    both = sides(statement, lookup)
    if both is None:
        return _unchecked(relation, reader, row)
    if holds(statement.operator, *both, tolerance=relation.tolerance):
        return None
    fields = reader.keys(names_in(statement), row)
    return Finding(relation.code, relation.severity, Verdict.BROKEN, fields, both[0], both[1], row)


def _unchecked(relation: Relation, reader: FigureReader, row: str) -> Finding:
    parts = [relation.statement] if relation.when is None else [relation.when, relation.statement]
    names = [name for part in parts for name in names_in(part)]
    fields = tuple(dict.fromkeys(reader.keys(names, row)))
    return Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, fields, row=row)


def _comparison(statement: Statement) -> Comparison:
    if not isinstance(statement, Comparison):
        raise TypeError(f"{statement} speaks of several protocols")
    return statement
