"""Parts of addresses that several capabilities share, and addresses as they are passed on."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language

ELECTION = "e/<slug:election_id>/"
"""Pages about one election."""

AREA = ELECTION + "a/<str:area_id>/"
"""Pages about one area or precinct of it."""

DATA = "data/<slug:election_id>/"
"""Files of one election."""

PRECINCT = "<slug:election_id>/<str:area_id>/"
"""One precinct, at the desk."""

PROTOCOL = PRECINCT + "<slug:contest>/"
"""One contest's protocol of it, at the desk."""


def absolute(request: HttpRequest, path: str) -> str:
    """`path` with the site's own beginning: that of HATTAMA_BASE_URL, else of this request.

    On a page of a copy without a server it is the beginning of the live site, as far as that is known.
    """
    copy = getattr(request, "static_site", None)
    if copy is not None:
        return f"{copy.live}{path}"
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)


def page_of_form(request: HttpRequest) -> str:
    """Where to go back to after a form was not taken: the page of this site on which it stood, else the
    address that was asked for. Some deeds have an address at which nothing is to be read."""
    page = urlsplit(request.headers.get("Referer", "")) if request.method == "POST" else None
    if page is None or not page.path.startswith("/") or page.netloc != request.get_host():
        return request.get_full_path()
    return page._replace(scheme="", netloc="", path="/" + page.path.lstrip("/"), fragment="").geturl()


class LanguageOfAddress(LocaleMiddleware):
    """Django's, for a site where the address alone says the language.

    Django tells whoever keeps answers that what stands without a prefix depends on `Accept-Language`, so that
    each browser's list of languages would have a copy of its own; and it calls tables and files of three
    languages Kazakh. Refusals that are said in the reader's language tell both themselves.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, a page with the language of its address."""
        match = request.resolver_match
        if match is None or match.namespace not in _OF_NO_LANGUAGE:
            response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
        return response


_OF_NO_LANGUAGE = ("data", "api", "watching")
"""Files and what programs read: the same for everybody."""
