"""This room knows how figures, dates and words are said, searched and put in order in each language.

It does not know what the figures mean, who asks for them or which page they stand on. Only `apps`,
`templatetags` and `template_messages` know that Django exists.
"""

from hattama.web.kernel.languages.formats import (
    format_clock,
    format_count,
    format_day,
    format_moment,
    format_share,
    format_size,
)
from hattama.web.kernel.languages.search_text import normalise_search_text, search_terms
from hattama.web.kernel.languages.sort_keys import SORT_KEY_LENGTH, kazakh_sort_key

__all__ = [
    "SORT_KEY_LENGTH",
    "format_clock",
    "format_count",
    "format_day",
    "format_moment",
    "format_share",
    "format_size",
    "kazakh_sort_key",
    "normalise_search_text",
    "search_terms",
]
