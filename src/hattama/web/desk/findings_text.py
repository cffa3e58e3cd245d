"""Findings as sentences for the typist: what disagrees, by how much, and which lines to look at again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hattama.core.protocols import FORM_RULES, ProtocolRules
from hattama.core.vocabulary import Finding, Severity, Verdict


@dataclass(frozen=True, slots=True)
class FindingText:
    """One finding as the page shows it."""

    code: str
    sentence: str
    detail: str
    fields: tuple[str, ...]
    severity: Severity
    verdict: Verdict
    article: str


def finding_texts(rules: ProtocolRules, findings: tuple[Finding, ...], language: str) -> list[FindingText]:
    """Sentences for `findings` in `language`, broken ones first."""
    ordered = sorted(findings, key=lambda f: (f.verdict is not Verdict.BROKEN, f.severity is not Severity.HARD))
    return [_text(rules, finding, language) for finding in ordered]


def _text(rules: ProtocolRules, finding: Finding, language: str) -> FindingText:
    relation = next((r for r in rules.relations if r.code == finding.code), None)
    sentence = relation.words.say(language) if relation else FORM_RULES[finding.code].words.say(language)
    detail = ""
    if finding.verdict is Verdict.CANNOT_BE_CHECKED:
        detail = _("Cannot be checked: a figure is missing.")
    elif finding.left is not None and finding.right is not None:
        detail = _("%(left)s against %(right)s, a difference of %(difference)s") % {
            "left": finding.left,
            "right": finding.right,
            "difference": abs(finding.left - finding.right),
        }
    return FindingText(
        finding.code,
        sentence,
        detail,
        finding.fields,
        finding.severity,
        finding.verdict,
        relation.article if relation else "",
    )
