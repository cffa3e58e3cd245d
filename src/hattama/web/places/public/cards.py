"""The values of the picture that stands for a page where its address is passed on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hattama.core.protocols import figure_key
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count, Words
from hattama.phrases import say
from hattama.publish.cards import MOST_LINES, Card, CardLine
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_count, format_day
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.browsing import load_ancestors
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.results.public.contest_results import contest_results


def area_card(
    definition: Definition, area: AreaRow, contest: Contest | None, total: Total | None, tree_size: int
) -> Card:
    """The picture of an area above the precincts; without a contest, of one in which none is held."""
    language = page_language()
    lines: list[tuple[Words, Count]] = []
    told = ""
    if contest is not None and total is not None:
        results = contest_results(definition.rules[contest.code], contest, total)
        lines = [(line.names, line.tally.known()) for line in results.choices]
        told = _("Protocols: %(received)s of %(expected)s") % {
            "received": _n(total.received),
            "expected": _n(total.expected),
        }
    subtitle = " · ".join(filter(None, (say(contest.names, language) if contest else "", told)))
    size = _("Entries of the log: %(n)s") % {"n": _n(tree_size)}
    mark = _("preliminary") if total is not None and total.preliminary else ""
    return _card(definition, area, subtitle, lines, mark, size)


def precinct_card(
    definition: Definition, area: AreaRow, contest: Contest | None, row: PublishedProtocol | None
) -> Card:
    """The picture of a precinct, with the protocol of `contest` where it has come."""
    place = " · ".join(area_name(part) for part in load_ancestors(area)[1:])
    subtitle = " · ".join(filter(None, (place, say(contest.names, page_language()) if contest else "")))
    if row is None or contest is None:
        return _card(definition, area, subtitle, [], _("not received"), "")
    votes = definition.rules[contest.code].form.role("votes") or ""
    lines = [(choice.names, row.figures.get(figure_key(votes, choice.code))) for choice in contest.choices]
    lines.sort(key=lambda line: -(line[1] or 0))
    entry = _("Entry of the log: %(n)s") % {"n": _n(row.entry_index)}
    return _card(definition, area, subtitle, lines, _mark(row), entry)


def _mark(row: PublishedProtocol) -> str:
    if row.annulled_by is not None:
        return _("declared invalid")
    if row.has_broken:
        return _("does not add up")
    return _("preliminary") if row.preliminary else ""


def _card(
    definition: Definition,
    area: AreaRow,
    subtitle: str,
    lines: Sequence[tuple[Words, Count]],
    mark: str,
    foot: str,
) -> Card:
    election, language = definition.election, page_language()
    shown = lines[:MOST_LINES]
    longest = max((votes or 0 for _names, votes in shown), default=0)
    is_root = area.depth == 0
    return Card(
        language=language,
        kicker=format_day(election.polling_on, language) if is_root else say(election.names, language),
        title=say(election.names, language) if is_root else area_name(area),
        subtitle=subtitle,
        lines=tuple(
            CardLine(say(names, language), _n(votes), (votes or 0) * 1000 // longest if longest else 0)
            for names, votes in shown
        ),
        mark=mark,
        foot=foot,
        notice=" ".join(say(notice, language) for notice in election.notices[:1]),
    )


def _n(figure: Count) -> str:
    return format_count(figure, page_language(), "—")
