"""Addresses of norms: `#`, which no address can hold, is written `~` there."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hattama.core.norms import Citations
from hattama.rulepacks import norm_laws


def norm_of(law_id: str, place: str) -> str:
    """The norm that an address speaks of."""
    return f"{law_id}/{place.replace('~', '#')}"


def link_norms(cited: Citations, language: str) -> SafeString:
    """The norms as `language` writes them, each leading to its page; a document is named as it is."""
    linked = dict.fromkeys(_linked(cited, language))
    return format_html_join("; ", "{}", ((one,) for one in linked)) or format_html("{}", cited.document)


def _linked(cited: Citations, language: str) -> Iterator[SafeString]:
    for norm in cited.norms:
        law_id, _, place = norm.norm_id.partition("/")
        text = norm.say(language)
        if law_id in norm_laws():
            address = reverse("public:norm", args=[law_id, place.replace("#", "~")])
        else:
            # A law that a pack brings has no pages; among the laws it stands with its official text.
            address = f"{reverse('public:norms')}#{law_id}"
        yield format_html('<a href="{}">{}</a>', address, text)
