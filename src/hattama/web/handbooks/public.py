"""Pages of the handbooks: their list with a search, and each whole, to read, print and link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hattama.web.handbooks.reading import BOOKS, find_sections, load_handbook
from hattama.web.kernel.pages.election_pages import page_language

LONGEST_QUESTION = 100


def handbooks(request: HttpRequest) -> HttpResponse:
    """All handbooks with their sections, or the sections in which the words of `?q=` stand."""
    language = page_language()
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    context = {
        "books": [load_handbook(book, language) for book in BOOKS],
        "asked": asked,
        "found": find_sections(asked, language),
        "section": "help",
    }
    return render(request, "handbooks/handbooks.html", context)


def handbook(request: HttpRequest, book: str) -> HttpResponse:
    """One handbook. Raises Http404."""
    try:
        shown = load_handbook(book, page_language())
    except KeyError:
        raise Http404(book) from None
    return render(request, "handbooks/handbook.html", {"book": shown, "section": "help"})
