"""Lists of addresses for search engines: sitemaps.org 0.9, every page beside its other languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr  # nosec B406 # writes, reads nothing

MOST_ADDRESSES = 50_000
"""What one file may list, by the protocol."""

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages_in_a_part(languages: int) -> int:
    """How many pages one file lists, since each stands there once in each language."""
    return MOST_ADDRESSES // languages


def render_sitemap_index(parts: Iterable[str]) -> bytes:
    """The list of lists; `parts` are whole addresses."""
    lines = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
    return f'{_OPEN}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()


def render_sitemap(pages: Sequence[str], sites: Mapping[str, str]) -> Iterator[bytes]:
    """One list in pieces. `pages` are paths below the beginning of each language's pages, `sites` these
    beginnings by language; the first is for readers of any other language."""
    yield (f'{_OPEN}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n').encode()
    for page in pages:
        yield _page(page, sites).encode()
    yield b"</urlset>\n"


def _page(page: str, sites: Mapping[str, str]) -> str:
    first = next(iter(sites))
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(site + page)}/>'
        for language, site in (*sites.items(), ("x-default", sites[first]))
    )
    return "".join(f"<url><loc>{escape(site + page)}</loc>{links}</url>\n" for site in sites.values())
