"""Filters that say figures, dates and words in the language of the page (`{% load hattama_text %}`).

- `{{ figure|count }}`: 1 234, or "no data" when the paper gives no figure
- `{{ figure|count:_("illegible") }}`: another word for what is missing
- `{{ turnout|share }}`, `{{ turnout|share:1 }}`: 81,31 % of a Fraction or a Share, two decimals unless told
- `{{ received_at|moment }}`, `{{ received_at|clock }}`, `{{ election.held_on|day }}`, `{{ due_at|until }}`
- `<time datetime="{{ received_at|machine_time }}">`: the same for programs
- `{{ late_by|span }}`: 3 d 4 h; the two largest units, so that nobody reads seconds into a decision
- `{{ party.names|words }}`, `{{ area.address|spoken }}`, `{{ scan.size|bytes_size }}`
- `{{ scan|file_kind }}`: PNG picture; PDF, 3 pages
- `{{ words|script_json:"element-id" }}`: what a script reads

A filter that takes the `language` is told that of the page, which is asked for once; else it asks.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Protocol

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from hattama.core.norms import Citations, day_ended
from hattama.core.protocols import (
    BODY_WORDS,
    LEAVING_REASONS,
    PRECINCT_CHANGES,
    REINSTATED,
    SOURCE,
    VOLUNTEERS,
)
from hattama.core.vocabulary import Count, Message, Share, Text, Words, isolated
from hattama.formats.norm_files import cite_norms
from hattama.phrases import say
from hattama.web.kernel.languages import formats
from hattama.web.kernel.languages.norm_addresses import link_norms

register = template.Library()


PICTURES = {
    "image/jpeg": gettext_noop("JPEG picture"),
    "image/png": gettext_noop("PNG picture"),
    "image/tiff": gettext_noop("TIFF picture"),
}


class ScannedFile(Protocol):
    """What is known of a file that was received: its media type and how many pages it has."""

    media_type: str
    pages: int


def _language() -> str:
    return get_language() or "kk"


def _no_data() -> str:
    return gettext("no data")


@register.filter
def count(figure: Count, missing: str = "", language: str = "") -> str:
    """A whole number in groups of three; None becomes `missing` or "no data", never 0."""
    if figure is None:
        return missing or _no_data()
    return formats.format_count(figure, language or _language(), missing)


@register.filter
def share(value: Share | Fraction | None, places: int = 2, language: str = "") -> str:
    """A share in per cent with `places` decimals, exact; None becomes "no data".

    With more where it would else be written as the bar that the law holds it against.
    """
    if value is None:
        return _no_data()
    if isinstance(value, Share):
        return formats.format_share(value.fraction, value.places(places), language or _language())
    return formats.format_share(value, places, language or _language())


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time in the current time zone; None becomes "no data"."""
    if value is None:
        return _no_data()
    return formats.format_moment(value, _language(), timezone.get_current_timezone())


@register.filter
def machine_time(value: datetime) -> str:
    """Day and time with the offset of the current time zone, to the second: HTML has no microseconds (Living
    Standard, 2.3.5)."""
    return timezone.localtime(value).isoformat(timespec="seconds")


@register.filter
def until(at: datetime) -> str:
    """By when, in the zone in which `at` is told; a midnight is the end of its day: 23 March 2023, 24:00."""
    ended = day_ended(at)
    return moment(at) if ended is None else f"{day(ended)}, 24:00"


@register.filter
def span(value: timedelta) -> str:
    """A span in days and hours, or hours and minutes; less than a minute is said as such."""
    left = int(abs(value).total_seconds()) // 60
    told: list[tuple[int, str]] = []
    for minutes, unit in ((1440, "days"), (60, "hours"), (1, "minutes")):
        whole, left = divmod(left, minutes)
        if told or whole:
            told.append((whole, unit))
    said = [_unit(whole, unit) for whole, unit in told[:2] if whole]
    return " ".join(said) or gettext("less than a minute")


def _unit(whole: int, unit: str) -> str:
    said = {"days": gettext("%(n)s d"), "hours": gettext("%(n)s h"), "minutes": gettext("%(n)s min")}
    return said[unit] % {"n": formats.format_count(whole, _language(), "")}


@register.filter
def clock(value: datetime | None) -> str:
    """Hours and minutes in the current time zone; None becomes "no data"."""
    if value is None:
        return _no_data()
    return formats.format_clock(value, _language(), timezone.get_current_timezone())


@register.filter
def day(value: date | None) -> str:
    """A calendar day; of a moment, the day it was in the current time zone; None becomes "no data"."""
    if value is None:
        return _no_data()
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return formats.format_day(value, _language())


@register.filter
def words(value: Text | Mapping[str, str] | None, language: str = "") -> str:
    """The text of the page's language, else as `Words.say`; empty when there is none, or nothing to ask."""
    return isolated(say(value if isinstance(value, Text) else Words.of(value or {}), language or _language()))


@register.filter
def spoken(value: Mapping[str, str]) -> str:
    """The same for a page that may be read aloud: words of another language than the page's are marked as of
    that language. Addresses and names of commissions mostly come in one or two of the three."""
    said, page = say(Words.of(value), _language()), _language()
    language = next((code for code in (page, *value) if value.get(code) == said), page)
    if language == page:
        return isolated(said)
    return format_html('<span lang="{}">{}</span>', language, isolated(said))


@register.filter
def authority_name(code: str) -> str:
    """Whose decision it is; the code where there is no word for it, as in a log from elsewhere."""
    words = {**BODY_WORDS, SOURCE.code: _SOURCE_ITSELF, VOLUNTEERS: _VOLUNTEERS}
    return say(words[code], _language()) if code in words else code


_SOURCE_ITSELF = Message("the source, by its snapshot")
_VOLUNTEERS = Message("volunteers of this count")


@register.filter
def leaving_reason(code: str) -> str:
    """Why a choice stands no longer, or again; what is changed of a polling station."""
    known = (*LEAVING_REASONS, REINSTATED, *PRECINCT_CHANGES)
    return next((say(one.words, _language()) for one in known if one.code == code), code)


@register.filter
def norms_on(norm_ids: Iterable[str], on: date) -> str:
    """Norms that are cited by their identifiers, as they stood that day, each leading to its page."""
    return link_norms(cite_norms(norm_ids, on), _language())


@register.filter
def cited(value: Citations) -> str:
    """The norms that are cited, as the page's language writes them, each leading to its page."""
    return link_norms(value, _language())


@register.filter
def bytes_size(value: int) -> str:
    """A file size in bytes, for example "2,5 МБ"."""
    return formats.format_size(value, _language())


@register.filter
def file_kind(file: ScannedFile) -> str:
    """What kind of file it is, in words, with its pages; the media type itself for a kind without words."""
    pages = {"n": count(file.pages)}
    if file.media_type == "application/pdf":
        return ngettext("PDF, %(n)s page", "PDF, %(n)s pages", file.pages) % pages
    if file.media_type == "image/tiff" and file.pages > 1:
        return ngettext("TIFF picture, %(n)s page", "TIFF picture, %(n)s pages", file.pages) % pages
    picture = PICTURES.get(file.media_type)
    return gettext(picture) if picture else file.media_type


class _Written(DjangoJSONEncoder):
    """Letters as they are: half the bytes of a page in Cyrillic."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})


@register.filter
def script_json(value: object, element_id: str) -> SafeString:
    """As Django's `json_script`, in UTF-8."""
    return json_script(value, element_id, _Written)
