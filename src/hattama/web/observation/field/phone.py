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
from django.utils.translation import gettext, gettext_noop, override
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
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
            words[code] = {name: gettext(text) for name, text in WORDS.items()}
    return render(request, "observation/field/phone.html", {"words": words})


@access("public")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page and its files in the browser."""
    shell = reverse("data:observer_shell")
    shells = [(shell, cast(HttpResponse, page(request)).content)]
    return worker_script("field/worker.js", "hattama-field-", shells, _FILES, SHELL=shell)


@access("public")
@require_safe
def manifest(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a telephone needs to put the page among its applications; it begins at its own token."""
    return render(
        request, "observation/field/app.json", content_type="application/manifest+json; charset=utf-8"
    )


WORDS: Final = {
    "title": gettext_noop("Observer"),
    "lock": gettext_noop("Lock"),
    "insecure": gettext_noop(
        "This browser keeps nothing safely here: a secure connection (https) and a recent browser are "
        "needed. Use ODK Collect with the same sheet."
    ),
    "unknown_here": gettext_noop("Open this address once with a network; from then on it opens without one."),
    "expired": gettext_noop(
        "This address is not good any more. Everything stays on this phone. Ask your organisation for a new "
        "sheet and open its address on this phone: what waits is then sent."
    ),
    "offline": gettext_noop(
        "There is no network. What is finished is kept on this phone and sent by itself."
    ),
    "later": gettext_noop(
        "The site could not take something just now. It is kept on this phone and sent again by itself."
    ),
    "full": gettext_noop(
        "There is no room left on this phone: the last answers are not kept. Free some room and do not close "
        "this page; then change any answer."
    ),
    "opening": gettext_noop("One moment…"),
    "pin": gettext_noop("PIN"),
    "pin_again": gettext_noop("The same PIN again"),
    "pin_new": gettext_noop(
        "Choose a PIN of at least six digits. It locks what you fill in here: nobody opens it without the "
        "PIN, and nobody can give you a new one."
    ),
    "pin_short": gettext_noop("A PIN has at least six digits, and nothing else."),
    "pin_differs": gettext_noop("The two PINs differ."),
    "pin_wrong": gettext_noop("This is not the PIN of this observer."),
    "open_elsewhere": gettext_noop(
        "The page of this observer is open in another window. Go on there, or close it."
    ),
    "come_in": gettext_noop("Open"),
    "fill_in": gettext_noop("Fill in a form"),
    "drafts": gettext_noop("Begun"),
    "waiting": gettext_noop("Waiting to be sent"),
    "refused": gettext_noop("Not accepted"),
    "arrived": gettext_noop("Sent forms"),
    "others": gettext_noop("Of other observers, locked on this phone and not sent yet: {count}"),
    "receipt": gettext_noop("Receipt: {number}"),
    "go_on": gettext_noop("Go on"),
    "drop": gettext_noop("Delete"),
    "drop_sure": gettext_noop("Delete these answers from this phone? They were not sent."),
    "send_again": gettext_noop("Send again"),
    "save_copy": gettext_noop("Save a copy"),
    "cannot_ask": gettext_noop(
        "This form asks what this page cannot. Fill it in with ODK Collect and the same sheet."
    ),
    "back": gettext_noop("Back to the list"),
    "finish": gettext_noop("Finish and send"),
    "finish_note": gettext_noop("After that the answers can no longer be changed."),
    "kept": gettext_noop("Kept on this phone. It is sent as soon as there is a network."),
    "not_ready": gettext_noop("Something is still lacking or does not fit. It is marked below."),
    "required": gettext_noop("An answer is needed."),
    "constraint": gettext_noop("This answer does not fit."),
    "not_a_number": gettext_noop("Digits are expected."),
    "no_picture": gettext_noop("This browser cannot read this picture. Take it as JPEG."),
    "too_large": gettext_noop("The file is too large: 15 MB at most."),
    "now": gettext_noop("Now"),
    "add": gettext_noop("Add one more"),
    "remove": gettext_noop("Remove"),
    "remove_sure": gettext_noop("Remove these answers?"),
}
"""Every sentence of the page, in all languages at once: it can be changed without a network."""
