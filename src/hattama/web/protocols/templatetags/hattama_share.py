"""What a page needs to be passed on (`{% load hattama_share %}`).

- `{% preview title description picture %}`: the head of a page for whoever shows its address as a card
  (Open Graph, ogp.me; the same for X); `picture` is the address of the picture
- `{% share_address path %}`: the lasting address of `path`, absolute
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hattama.publish.cards import HEIGHT, WIDTH
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import page_language

register = template.Library()

LOCALES = {"kk": "kk_KZ", "ru": "ru_RU", "en": "en_GB"}

_META = """<meta property="og:type" content="website">
<meta property="og:site_name" content="{site}">
<meta property="og:locale" content="{locale}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:url" content="{address}">
<meta property="og:image" content="{picture}">
<meta property="og:image:type" content="image/png">
<meta property="og:image:width" content="{width}">
<meta property="og:image:height" content="{height}">
<meta property="og:image:alt" content="{title}. {description}">
<meta name="twitter:card" content="summary_large_image">
<link rel="canonical" href="{address}">"""


@register.simple_tag(takes_context=True)
def preview(context: dict[str, Any], title: str, description: str, picture: str) -> SafeString:
    """The tags of a page's card, of this very page without its question."""
    request = context["request"]
    language = page_language()
    if not absolute(request, "/").startswith("http"):
        # A copy that does not know the live site has no address that a card could name.
        return SafeString("")
    return format_html(
        _META,
        site=gettext("Hattama"),
        locale=LOCALES.get(language, language),
        title=title,
        description=description,
        address=absolute(request, request.path),
        picture=absolute(request, picture),
        width=str(WIDTH),
        height=str(HEIGHT),
    )


@register.simple_tag(takes_context=True)
def share_address(context: dict[str, Any], path: str = "") -> str:
    """The lasting address of `path`, else of this page without its question, absolute."""
    request = context["request"]
    return absolute(request, path or request.path)
