"""The tag `{% url %}` for every template: as Django's, but an address is put together once.

A page names thirty addresses, most of them those of the page before. An address follows from the name of its
view, what it is asked with, the language (its prefix) and where the site is mounted; nothing else enters it.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape
from django.utils.translation import get_language

register = template.Library()


def spoken_at(context: Context) -> tuple[str | None, str]:
    """The language in force and where the site is mounted: the same for all of a page, and asked for once."""
    whole: dict[Any, Any] = context.render_context.dicts[0]
    if spoken_at not in whole:
        whole[spoken_at] = (get_language(), get_script_prefix())
    spoken: tuple[str | None, str] = whole[spoken_at]
    return spoken


class KnownURLNode(URLNode):
    """An address with positional arguments alone; any other is left to Django."""

    def render(self, context: Context) -> str:
        """The address, escaped where the template escapes; or none, where it is kept under a name."""
        if self.kwargs:
            return str(super().render(context))
        arguments = tuple(argument.resolve(context) for argument in self.args)
        if not all(type(argument) in (str, int) for argument in arguments):
            return str(super().render(context))
        name, spoken = self.view_name.resolve(context), spoken_at(context)
        if not self.asvar:
            return address_of(name, arguments, *spoken, context.autoescape)
        try:
            context[self.asvar] = address_of(name, arguments, *spoken, escaped=False)
        except NoReverseMatch:
            context[self.asvar] = ""
        return ""


@lru_cache(maxsize=16384)
def address_of(
    name: str, arguments: tuple[Any, ...], language: str | None, mounted_at: str, escaped: bool
) -> str:
    """The address of a view; `language` and `mounted_at` are those in force. Raises NoReverseMatch."""
    address = reverse(name, args=arguments)
    return str(escape(address)) if escaped else address


@register.tag
def url(parser: Parser, token: Token) -> KnownURLNode:
    """`{% url "view" argument … %}`."""
    node = parse_url(parser, token)
    return KnownURLNode(node.view_name, node.args, node.kwargs, node.asvar)
