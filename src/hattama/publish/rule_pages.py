"""One page of documentation for each rule code, as Markdown: the same packs always make the same pages.

A code may be stated by several packs, a little differently in each: a page has a part for each wording.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hattama.core.protocols import ProtocolRules, Relation, RulePack, Scope, split_key
from hattama.core.tabulation import OWN_RULES, FindingRule, RuleKind, failing_example_findings
from hattama.core.vocabulary import Finding, Severity, Text
from hattama.phrases import LANGUAGES, say

INDEX = "README.md"

_SEVERITY = {
    Severity.HARD: "hard: the law requires it to hold",
    Severity.SOFT: "soft: it asks for a second look",
}
_CANNOT_BE = "hard: it cannot be otherwise"
_SCOPE = {
    Scope.PROTOCOL: "one protocol",
    Scope.PRECINCT: "all protocols of one precinct",
    Scope.LEVELS: "a commission's table and the protocols below it, cell by cell",
}
_KINDS = {
    RuleKind.FORM: ("Every form of every pack", "one protocol"),
    RuleKind.DEED: ("How a protocol came about", "the deeds that an entry names"),
    RuleKind.LOOK: ("Figures to be read again", "one protocol, while it is typed"),
    RuleKind.LEVEL: ("Where a pack states no relation between levels", _SCOPE[Scope.LEVELS]),
    RuleKind.TURNOUT: ("Turnout through the day", "figures of turnout"),
    RuleKind.STEP: ("Times of counting night", "the steps of one commission"),
    RuleKind.PAPER: ("Custody of papers", "the records about one precinct's papers"),
}
"""Where a rule that no pack states is asked: the heading of its page, and of what."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """One way in which a code is stated, by whom, and the rules in which its example can be run."""

    relation: Relation
    rules: ProtocolRules
    stated_by: tuple[str, ...]


def render_rule_pages(packs: Sequence[RulePack]) -> dict[str, bytes]:
    """The pages by file name: `<CODE>.md` for every code of the packs and of our own rules, and an index."""
    wordings = _wordings(packs)
    pages = {f"{code}.md": _relation_page(code, ways) for code, ways in wordings.items()}
    pages.update({f"{rule.code}.md": _own_rule_page(rule) for rule in OWN_RULES.values()})
    pages[INDEX] = _index(wordings)
    return {name: "\n".join(lines).rstrip().encode() + b"\n" for name, lines in sorted(pages.items())}


def _wordings(packs: Sequence[RulePack]) -> dict[str, list[_Wording]]:
    by_code: dict[str, dict[Relation, _Wording]] = {}
    for pack in packs:
        for rules in pack.rules:
            for relation in rules.relations:
                ways = by_code.setdefault(relation.code, {})
                said = replace(relation, example=None)
                known = ways.get(said, _Wording(relation, rules, ()))
                by = f"{pack.pack_id} ({rules.form.code})"
                ways[said] = replace(known, stated_by=(*known.stated_by, by))
    return {code: list(ways.values()) for code, ways in sorted(by_code.items())}


def _relation_page(code: str, ways: list[_Wording]) -> list[str]:
    lines = [f"# {code}", "", *_origin()]
    for way in ways:
        relation = way.relation
        lines += [
            f"## {', '.join(way.stated_by)}",
            "",
            *_sentences(relation.words),
            "```",
            relation.text,
            "```",
            "",
            *_table(["", ""], _properties(relation)),
        ]
        if relation.note:
            lines += [*_sentences(relation.note)]
        lines += _example(way)
    return lines


def _properties(relation: Relation) -> list[list[str]]:
    asked_of = f"each row of `{relation.each}`" if relation.each else _SCOPE[relation.scope]
    rows = [
        ["Severity", _SEVERITY[relation.severity]],
        ["Asked of", asked_of],
        ["Norms", ", ".join(f"`{norm_id}`" for norm_id in relation.cited.ids)],
        ["Inferred", "yes: our own reading of the law" if relation.inferred else "no"],
        ["In force", "yes" if relation.enabled else "no: switched off in this pack"],
    ]
    if relation.when_text:
        rows.append(["Asked when", f"`{relation.when_text}`"])
    if relation.tolerance:
        rows.append(["Tolerance", f"a difference of up to {relation.tolerance} is agreement"])
    if relation.instead_of:
        rows.append(["Another reading of", f"[{relation.instead_of}]({relation.instead_of}.md)"])
    return rows


def _example(way: _Wording) -> list[str]:
    example = way.relation.example
    findings = [f for f in failing_example_findings(way.rules, way.relation) if f.code == way.relation.code]
    if example is None or not findings:
        return []
    finding = findings[0]
    if way.relation.scope is Scope.LEVELS:
        return _level_example(way, finding)
    passing = _by_field(way, example.passing)
    failing = _by_field(way, example.failing)
    rows = [
        [f"`{field}`", *_label(way.rules, field), _figure(passing, field), _figure(failing, field)]
        for field in finding.fields
    ]
    told = "smallest" if way.relation.scope is Scope.PRECINCT else "left side"
    against = "largest" if way.relation.scope is Scope.PRECINCT else "right side"
    return [
        *_table(["figure", *LANGUAGES, "passing example", "failing example"], rows),
        f"In the failing example the {told} is {finding.left} and the {against} {finding.right}.",
        "",
    ]


def _level_example(way: _Wording, finding: Finding) -> list[str]:
    example = way.relation.example
    sides = [] if example is None else [dict(side) for side in (*example.passing, *example.failing)]
    (field,) = finding.fields
    row = [f"`{field}`", *_label(way.rules, field), *(_figure(side, field) for side in sides)]
    heads = ["claimed, passing", "summed, passing", "claimed, failing", "summed, failing"]
    return _table(["figure", *LANGUAGES, *heads], [row])


def _by_field(way: _Wording, papers: tuple[tuple[tuple[str, int], ...], ...]) -> dict[str, int]:
    if way.relation.scope is not Scope.PRECINCT:
        return dict(papers[0])
    return {
        f"contest{number}/{key}": value
        for number, paper in enumerate(papers, start=1)
        for key, value in paper
    }


def _figure(figures: Mapping[str, int], field: str) -> str:
    return str(figures[field]) if field in figures else "–"


def _label(rules: ProtocolRules, field: str) -> list[str]:
    code, _ = split_key(field.rpartition("/")[2])
    label = rules.form.figure(code).label
    return [say(label, language) for language in LANGUAGES]


def _own_rule_page(rule: FindingRule) -> list[str]:
    heading, asked_of = _KINDS[rule.kind]
    weight = _SEVERITY[rule.severity] if rule.by_law or not rule.is_hard else _CANNOT_BE
    return [
        f"# {rule.code}",
        "",
        *_origin(),
        f"## {heading}",
        "",
        *_sentences(rule.words),
        *_table(
            ["", ""],
            [
                ["Severity", weight],
                ["Asked of", asked_of],
                ["Passing example", rule.passing],
                ["Failing example", rule.failing],
            ],
        ),
    ]


def _index(wordings: Mapping[str, list[_Wording]]) -> list[str]:
    rows = [
        [code, say(ways[0].relation.words, "en"), ways[0].relation.severity]
        for code, ways in wordings.items()
    ]
    rows += [[rule.code, say(rule.words, "en"), rule.severity] for rule in OWN_RULES.values()]
    linked = [[f"[{code}]({code}.md)", sentence, severity] for code, sentence, severity in sorted(rows)]
    return ["# Rule codes", "", *_origin(), *_table(["code", "what it says when broken", "severity"], linked)]


def _origin() -> list[str]:
    return [
        "Written by `python -m hattama.cli.rule_pages` from the rule packs; not to be edited by hand.",
        "",
    ]


def _sentences(words: Text) -> list[str]:
    return [*(f"- {language}: {say(words, language)}" for language in LANGUAGES), ""]


def _table(heads: list[str], rows: Iterable[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [*lines, ""]
