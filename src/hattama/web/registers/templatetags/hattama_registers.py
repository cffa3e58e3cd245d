"""How pages of registers say what is theirs alone (`{% load hattama_registers %}`).

- `{{ due_at|until_clock }}`: 24:00, and not 00:00 of the next day
- `{% if document.address|is_web_address %}`: whether it may be a link: an address can say anything
"""

import datetime

from django import template

from hattama.core.norms import day_ended
from hattama.web.kernel.languages.templatetags.hattama_text import clock

register = template.Library()


@register.filter
def is_web_address(address: str) -> bool:
    """Whether a browser can be led there, and not made to run something."""
    return address.startswith(("https://", "http://"))


@register.filter
def until_clock(at: datetime.datetime) -> str:
    """By when, without the day, in the zone in which `at` is told (`until` gives both)."""
    return clock(at) if day_ended(at) is None else "24:00"
