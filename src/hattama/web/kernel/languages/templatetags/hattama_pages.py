"""Tags of every page's frame (`{% load hattama_pages %}`): the languages, this page in each of them."""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import template
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import get_script_prefix, translate_url
from django.utils.translation import get_language

from hattama.web.kernel.capability import provided
from hattama.web.kernel.log.served import differing_elections

register = template.Library()
register.simple_tag(differing_elections)

SHORT_NAMES = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}


@register.simple_tag
def languages_offered() -> list[tuple[str, str, str]]:
    """Code, own name and short own name of each language; a language is offered in its own words alone."""
    return [(code, name, SHORT_NAMES.get(code, code)) for code, name in settings.LANGUAGES]


@register.simple_tag(takes_context=True)
def page_in(context: dict[str, Any], language: str, absolute: bool = False) -> str:
    """The address of this very page, with its question, in `language`; of one that only takes what is sent,
    that of the page which it is a part of (`read_at`)."""
    request = context["request"]
    here = context.get("read_at") or request.get_full_path()
    address = _in_language(here, get_language(), language, get_script_prefix())
    return request.build_absolute_uri(address) if absolute else address


@register.simple_tag(takes_context=True)
def page_help(context: dict[str, Any]) -> str:
    """The address of what explains this page; "" where nothing does."""
    match = context["request"].resolver_match
    answers = (find(match.view_name) for find in provided("page_help")) if match else ()
    return next((address for address in answers if address), "")


@lru_cache(maxsize=4096)
def _in_language(address: str, spoken: str | None, language: str, mounted_at: str) -> str:
    # `spoken` and `mounted_at`, in which the address is understood, are part of the question. Every page asks
    # it twice of each language.
    there = str(translate_url(address, language))
    path, _, query = there.partition("?")
    if f"{REDIRECT_FIELD_NAME}=" not in query:
        return there
    # Whoever changes the language of the log-in goes on in that language.
    asked = parse_qsl(query, keep_blank_values=True)
    led = [(name, translate_url(to, language) if name == REDIRECT_FIELD_NAME else to) for name, to in asked]
    return f"{path}?{urlencode(led, safe='/')}"
