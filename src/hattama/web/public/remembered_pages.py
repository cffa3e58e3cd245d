"""Pages that many readers ask for at the same moment: made once for each state of the log, then given out.

When something is published, everybody who watches asks for the same page. What it says follows from the log,
the language, the question and the program; so the first answer serves them all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.http import HttpResponse
from django.utils.translation import get_language

from hattama.web.public.election_pages import ElectionPage, program_digest

MOST = 48
"""How many pages one process keeps, the last used: three languages of all that a night is watched on."""

_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_lock = Lock()


def remembered(page: ElectionPage, build: Callable[[ElectionPage], HttpResponse]) -> HttpResponse:
    """The page that `build` makes, or the same bytes as the last time the same thing was asked.

    `build` must set no header and no cookie: they are not kept.
    """
    request = page.request
    known = tuple(row.election_id for row in page.opened)
    asked = (request.build_absolute_uri(), get_language(), known, program_digest())
    # An election that was loaded anew under its old name is another one.
    state = (page.row.election_id, page.row.opened_at, page.row.definition_sha256, page.log_size)
    key = (build.__module__, build.__qualname__, asked, state)
    with _lock:
        content = _kept.get(key)
        if content is not None:
            _kept.move_to_end(key)
    if content is None:
        response = build(page)
        if response.status_code != 200:
            return response
        content = response.content
        with _lock:
            _kept[key] = content
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return HttpResponse(content)


def forget_pages() -> None:
    """Forget every page that is kept."""
    with _lock:
        _kept.clear()
