"""The observer's page: the same forms filled in by a browser, over the addresses of any OpenRosa telephone.

It is one page for every token and for whoever comes: what is the observer's own comes by the token, and lies
on the telephone alone. So it can be kept by the browser, and names nobody.
"""

from typing import Final, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.pages.kept_pages import worker_script

_FILES: Final = (
    "hattama/hattama.css",
    "hattama/icon.svg",
    "hattama/fonts/onest-cyrillic-wght-normal.woff2",
    "hattama/fonts/onest-cyrillic-ext-wght-normal.woff2",
    "hattama/fonts/onest-latin-wght-normal.woff2",
    "desk/camera/queue.js",
    "field/field.css",
    "field/form.js",
    "field/kit.js",
    "field/page.js",
    "field/photo.js",
    "field/sender.js",
    "field/shelf.js",
    "field/work.js",
    "field/xforms-engine/index.js",
)
"""What the page needs without a network."""


# ODK's engine reads expressions by a parser in WebAssembly, which it carries in itself.
@access("public")
@csp_update({"script-src": ["'wasm-unsafe-eval'"], "connect-src": ["data:"]})
@require_safe
def page(request: HttpRequest, token: str = "") -> HttpResponseBase:
    """The page; whether the token is good says the list of forms that its script asks for."""
    words = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            words[code] = script_words("hattama.web.observation")
    return render(request, "observation/field/phone.html", {"words": words})


def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page and its files in the browser."""
    shell = reverse("data:observer_shell")
    shells = [(shell, cast(HttpResponse, page(request)).content)]
    return worker_script("field/worker.js", "hattama-field-", shells, _FILES, SHELL=shell)


def manifest(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a telephone needs to put the page among its applications; it begins at its own token."""
    return render(
        request, "observation/field/app.json", content_type="application/manifest+json; charset=utf-8"
    )
