"""How pages of the public face name areas, draw bars and say times in a place's own zone.

- `{{ area|area_name }}`, `{{ level|level_name }}`, `{{ level|level_plural }}`, `{{ area.kind|kind_name }}`
- `{% contest_tabs contests chosen as shown %}`: which contests stand in sight, which are folded
- `{% bar thousandths %}`: a bar whose length is an attribute (the page's policy admits no styles of its own)
- `{{ received_at|moment_in:zone }}`, `{{ received_at|offset }}`: 21:05 there; UTC+5 now
"""

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from hattama.core.vocabulary import Contest, Election
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.formats import format_count, format_moment
from hattama.web.kernel.languages.templatetags.hattama_text import spoken
from hattama.web.kernel.pages import area_names
from hattama.web.kernel.pages.closed_elections import is_closed
from hattama.web.kernel.pages.election_pages import page_language

register = template.Library()

METHODS = {
    "typed": gettext_noop("entered by the commission"),
    "imported": gettext_noop("read from an official file"),
    "demonstration": gettext_noop("played in by the demonstration"),
}

SOURCES = {
    "central_commission": gettext_noop("Central Election Commission"),
    "territorial_commission": gettext_noop("territorial election commission"),
    "precinct_commission": gettext_noop("precinct election commission"),
    "press": gettext_noop("press"),
}

register.filter("area_name", area_names.area_name)
register.filter("name_beside_number", area_names.name_beside_number)
register.filter("level_name", area_names.level_name)
register.filter("level_plural", area_names.level_name_plural)
register.filter("kind_name", area_names.kind_name)


@register.filter
def address_words(area: AreaRow) -> str:
    """The area's address in the language of the page; empty when the roster gives none."""
    return spoken(area.address)


@register.filter
def commission_words(area: AreaRow) -> str:
    """The name of the commission; empty when the roster gives none."""
    return spoken(area.commission)


@register.filter
def unconfirmed(count: int, election: Election) -> str:
    """How many protocols are preliminary, in the words that hold in this election: where first entries are
    not published, only papers whose figures nobody has given are so."""
    words = _NOT_CONFIRMED if election.entry.preliminary else _NOT_GIVEN
    return gettext(words) % {"n": format_count(count, page_language(), "")}


_NOT_CONFIRMED = gettext_noop("Preliminary, not confirmed yet: %(n)s")
_NOT_GIVEN = gettext_noop("Scan there, figures not given: %(n)s")


@register.filter
def method_name(method: str) -> str:
    """How a protocol came in; the method's own word where the interface has none."""
    return gettext(METHODS[method]) if method in METHODS else method


@register.filter
def source_name(source: str) -> str:
    """Who stated a figure; the code itself where the interface has no word for it."""
    return gettext(SOURCES[source]) if source in SOURCES else source


class ContestTabs(NamedTuple):
    """Contests to choose from: those in sight, and those that a press unfolds."""

    tabs: list[Contest]
    folded: list[Contest]


MOST_TABS = 4


@register.simple_tag
def contest_tabs(contests: Sequence[Contest], chosen: Contest | None) -> ContestTabs:
    """Where there are too many for a telephone: those held everywhere and the chosen one, then the rest."""
    in_sight = [one for one in contests if len(contests) <= MOST_TABS or not one.areas or one == chosen]
    return ContestTabs(in_sight, [one for one in contests if one not in in_sight])


@register.simple_tag(takes_context=True)
def is_election_closed(context: Mapping[str, Any]) -> bool:
    """Whether the election of this page is closed, as the page has it or its address names it."""
    row = context.get("election")
    if isinstance(row, ElectionRow):
        return row.closed_at is not None
    match = context["request"].resolver_match
    return match is not None and is_closed(match.kwargs.get("election_id", ""))


@register.simple_tag
@lru_cache(maxsize=4096)
def bar(thousandths: int, kind: str = "") -> SafeString:
    """A bar of so many thousandths of the whole width. The figure stands beside it in words."""
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="1000" height="10"/>'
        '<rect class="bar-fill{}" width="{}" height="10"/></svg>',
        f" {kind}" if kind else "",
        thousandths,
    )


@register.filter
def at_key(told: Mapping[Any, Any], key: object) -> Any:
    """What `told` says of `key`; None where it says nothing."""
    return told.get(key)


@register.filter
def entry_code(leaf_hash: str) -> str:
    """The beginning of a leaf hash in groups of four, short enough to be copied onto paper: 64 bits."""
    return " ".join(leaf_hash[start : start + 4] for start in range(0, 16, 4))


@register.filter
def moment_in(value: datetime.datetime, zone: datetime.tzinfo) -> str:
    """Day and time as they were in `zone`."""
    return format_moment(value, page_language(), zone)


@register.filter
def offset(value: datetime.datetime, zone: datetime.tzinfo | None = None) -> str:
    """By how much the zone (the page's own unless told) was ahead of UTC at that moment: UTC+5, UTC+5:30."""
    ahead = value.astimezone(zone or timezone.get_current_timezone()).utcoffset() or datetime.timedelta()
    minutes = int(ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
