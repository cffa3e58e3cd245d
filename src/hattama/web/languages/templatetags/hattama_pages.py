"""Tags of every page's frame (`{% load hattama_pages %}`): the same page in another language."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import translate_url

register = template.Library()


@register.simple_tag(takes_context=True)
def page_in(context: dict[str, Any], language: str, absolute: bool = False) -> str:
    """The address of this very page, with its question, in `language`."""
    request = context["request"]
    address = translate_url(request.get_full_path(), language)
    return request.build_absolute_uri(address) if absolute else address
