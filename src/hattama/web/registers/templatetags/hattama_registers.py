"""How pages of registers say spans of time, and draw them (`{% load hattama_registers %}`).

- `{{ late_by|span }}`: 3 d 4 h; the two largest units, so that nobody reads seconds into a decision
- `{% if document.address|is_web_address %}`: whether it may be a link: an address can say anything
"""

import datetime

from django import template
from django.utils.translation import gettext as _

from hattama.core.norms import day_ended
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.languages.templatetags.hattama_text import clock
from hattama.web.kernel.pages.election_pages import page_language

register = template.Library()

_MINUTES = ((1440, "days"), (60, "hours"), (1, "minutes"))


@register.filter
def span(value: datetime.timedelta) -> str:
    """A span in days and hours, or hours and minutes; less than a minute is said as such."""
    left = int(abs(value).total_seconds()) // 60
    told: list[tuple[int, str]] = []
    for minutes, unit in _MINUTES:
        whole, left = divmod(left, minutes)
        if told or whole:
            told.append((whole, unit))
    said = [_unit(whole, unit) for whole, unit in told[:2] if whole]
    return " ".join(said) or _("less than a minute")


def _unit(whole: int, unit: str) -> str:
    said = {"days": _("%(n)s d"), "hours": _("%(n)s h"), "minutes": _("%(n)s min")}
    return said[unit] % {"n": format_count(whole, page_language(), "")}


@register.filter
def is_web_address(address: str) -> bool:
    """Whether a browser can be led there, and not made to run something."""
    return address.startswith(("https://", "http://"))


@register.filter
def until_clock(at: datetime.datetime) -> str:
    """By when, without the day, in the zone in which `at` is told (`until` gives both)."""
    return clock(at) if day_ended(at) is None else "24:00"
