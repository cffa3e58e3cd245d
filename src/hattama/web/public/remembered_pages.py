"""Pages that many readers ask for: made once for each state of the log, then given out.

What a page says follows from the log, the language, the question and the program, which its tag stands for;
so the first answer serves everybody who asks the same, until something is published.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.http import HttpResponse

from hattama.web.public.election_pages import ElectionPage

MOST_BYTES = 32 * 1024 * 1024
"""How much one process keeps, the last used: some hundreds of pages."""

_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_lock = Lock()


def remembered(page: ElectionPage, build: Callable[[ElectionPage], HttpResponse]) -> HttpResponse:
    """The page that `build` makes, or the same bytes as the last time the same thing was asked.

    `build` must set no header and no cookie: they are not kept. A page without a tag, and one that is written
    as a file, is made anew.
    """
    request = page.request
    if not page.tag or hasattr(request, "static_site"):
        return build(page)
    # An election that was loaded anew under its old name is another one.
    state = (page.row.opened_at, page.row.definition_sha256, page.tag)
    key = (build.__module__, build.__qualname__, request.build_absolute_uri(), state)
    with _lock:
        content = _kept.get(key)
        if content is not None:
            _kept.move_to_end(key)
    if content is None:
        response = build(page)
        if response.status_code != 200:
            return response
        content = response.content
        _keep(key, content)
    return HttpResponse(content)


def _keep(key: Hashable, content: bytes) -> None:
    with _lock:
        _kept[key] = content
        held = sum(map(len, _kept.values()))
        while held > MOST_BYTES:
            _, oldest = _kept.popitem(last=False)
            held -= len(oldest)


def forget_pages() -> None:
    """Forget every page that is kept."""
    with _lock:
        _kept.clear()
