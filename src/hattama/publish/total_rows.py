"""Totals as rows that a person or a program reads: every sum with what it was made of and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from hattama.core.protocols import CHOICES, ProtocolRules, figure_key
from hattama.core.tabulation import Total, derive_sums
from hattama.core.vocabulary import Area, Contest
from hattama.phrases import say

Row = dict[str, object]


def total_rows(
    area: Area, contest: Contest, rules: ProtocolRules, total: Total, language: str
) -> Iterator[Row]:
    """One row a figure: those of the form in the order of the paper, other sums, then derived quantities.

    `total` of a figure that nobody gave is None, which is not zero. `lacking`: counted protocols that did not
    give it. The counts of the protocols behind the total stand in every row.
    """
    labels = figure_labels(rules, contest, language)
    derived = derive_sums(rules, contest, total)
    counts = {name: value for name, value in total.facts().items() if name != "figures"}
    for key in [*labels, *sorted(total.figures.keys() - labels.keys())]:
        tally = derived.get(key, total.figure(key))
        yield {
            "area_id": area.area_id,
            "level": area.level,
            "contest": contest.code,
            "figure": key,
            "label": labels.get(key, key),
            "total": tally.known(),
            "contributors": tally.contributors,
            "lacking": total.counted - tally.contributors,
            **counts,
            "missing": total.missing,
        }


def figure_labels(rules: ProtocolRules, contest: Contest, language: str) -> dict[str, str]:
    """What each summed figure is called, by key, in the order of the paper; then the derived quantities."""
    labels: dict[str, str] = {}
    for figure in rules.form.figures:
        if figure.group == CHOICES:
            labels.update((figure_key(figure.code, c.code), say(c.names, language)) for c in contest.choices)
        elif figure.summed:
            labels[figure.code] = say(figure.label, language)
    labels.update((quantity.code, say(quantity.label, language)) for quantity in rules.derived)
    return labels
