"""Findings as sentences for the typist: what disagrees, by how much, and at which lines to look again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _

from hattama.core.protocols import NAMED_GROUPS, Form, Protocol, ProtocolRules, split_key
from hattama.core.tabulation import FindingRule, rule_book
from hattama.core.vocabulary import Contest, Finding, Severity, Verdict
from hattama.phrases import say
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.languages.paper_lines import PaperLine, paper_lines, say_row


@dataclass(frozen=True, slots=True)
class FindingText:
    """One finding as the page shows it.

    `detail` gives both sides and their difference, `row` the row of a group that it speaks of, `keys` the
    figures on this page, `marks` how the paper numbers their lines, `lines` what these are called, `figures`
    what the protocol says there, where it was given.
    """

    code: str
    sentence: str
    detail: str
    row: str
    keys: tuple[str, ...]
    marks: str
    lines: str
    severity: Severity
    verdict: Verdict
    figures: tuple[PaperLine, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether the figures disagree; else there were not enough of them to tell."""
        return self.verdict is Verdict.BROKEN

    @property
    def level(self) -> str:
        """Its colour: `broken` when the law requires the relation, `doubt` when it asks for a look."""
        return "broken" if self.severity is Severity.HARD else "doubt"


def finding_texts(
    rules: Mapping[str, ProtocolRules],
    contest: Contest,
    findings: Iterable[Finding],
    language: str,
    protocol: Protocol | None = None,
) -> list[FindingText]:
    """Sentences for `findings` in `language`: what the law requires first, what could not be checked last.

    `rules` are those of every contest by its code: a finding may speak of two others than `contest`.
    With `protocol` each brings the figures that it speaks of.
    """
    ordered = sorted(
        findings, key=lambda f: (f.verdict is not Verdict.BROKEN, f.severity is not Severity.HARD)
    )
    form, book = rules[contest.code].form, rule_book(rules.values())
    texts = [_text(form, book[finding.code], contest, finding, language) for finding in ordered]
    if protocol is None:
        return texts
    lines = partial(paper_lines, rules[contest.code], contest, protocol, language=language)
    return [replace(text, figures=tuple(lines(keys=text.keys))) for text in texts]


def _text(form: Form, rule: FindingRule, contest: Contest, finding: Finding, language: str) -> FindingText:
    keys = tuple(_own_keys(finding, contest))
    codes = {split_key(key)[0] for key in keys}
    figures = [figure for figure in form.figures if figure.code in codes]
    return FindingText(
        finding.code,
        say(rule.words, language),
        _detail(finding, language),
        _row(form, rule, contest, finding.row, language),
        keys,
        ", ".join(figure.mark for figure in figures if figure.mark),
        ", ".join(figure.mark or say(figure.label, language) for figure in figures),
        finding.severity,
        finding.verdict,
    )


def _own_keys(finding: Finding, contest: Contest) -> Iterable[str]:
    # A relation between contests names its figures `contest/figure`; the page shows one contest.
    for name in finding.fields:
        owner, slash, key = name.partition("/")
        if not slash:
            yield name
        elif owner == contest.code:
            yield key


def _detail(finding: Finding, language: str) -> str:
    if finding.left is None or finding.right is None:
        return ""
    sides = (finding.left, finding.right, abs(finding.left - finding.right))
    left, right, difference = (format_count(side, language, "") for side in sides)
    return _("%(left)s against %(right)s, a difference of %(difference)s") % {
        "left": left,
        "right": right,
        "difference": difference,
    }


def _row(form: Form, rule: FindingRule, contest: Contest, row: str, language: str) -> str:
    if not row or rule.relation is None:
        return row
    if rule.relation.each in NAMED_GROUPS:
        return say_row(contest, row, language)
    group = form.group(rule.relation.each)
    return _("%(group)s No. %(row)s") % {"group": say(group.label, language), "row": row}
