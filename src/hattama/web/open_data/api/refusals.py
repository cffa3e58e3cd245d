"""What the interface refuses: one exception a reason, each with a stable code, a status and a sentence."""

import json
import re
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import parse_accept_lang_header

from hattama.web.kernel.pages.problem_answers import FIGURES_DIFFER

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
JSON = "application/json; charset=utf-8"

SAID_BACK = 48
"""So many characters of what somebody asked are said back."""


_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
REFUSALS: list[type["ApiRefusal"]] = []
"""All of them, in their order here."""


class ApiRefusal(Exception):
    """A question that is not answered. `code`, the name in other letters, is for programs and stays;
    `sentence` is for people. `values` are filled into the sentence.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 404
    sentence: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.code = _WORD_START.sub("_", cls.__name__).lower()
        REFUSALS.append(cls)

    def __init__(self, **values: str) -> None:
        super().__init__(self.code)
        self.values = values

    def message(self) -> str:
        """The sentence in the language of the reader."""
        return gettext(self.sentence) % self.values if self.values else gettext(self.sentence)


class UnknownAddress(ApiRefusal):
    """No operation has this address."""

    sentence = _("The interface has no such address. All of them are listed at /api/.")


class UnknownElection(ApiRefusal):
    """No election of this name is open."""

    sentence = _("There is no election with this identifier on this site.")


class UnknownArea(ApiRefusal):
    """The roster has no area of this identifier."""

    sentence = _("This election has no area with this identifier.")


class UnknownContest(ApiRefusal):
    """The election has no contest of this code."""

    sentence = _("This election has no contest with this code.")


class UnknownProtocol(ApiRefusal):
    """The log holds no protocol of this contest from this polling station."""

    sentence = _("The log holds no protocol of this contest from this polling station.")


class UnknownRecord(ApiRefusal):
    """No register of the election has such a record."""

    sentence = _("There is no such record.")


class UnknownRegister(ApiRefusal):
    """Nothing is said of a register of this name."""

    sentence = _("Nothing is known of a register with this identifier.")


class InvalidCursor(ApiRefusal):
    """The cursor is not one that this list has given out."""

    status = 400
    sentence = _("This is no cursor of this list. Begin without one, then pass on what stands in “next”.")


class InvalidParameter(ApiRefusal):
    """A parameter has a value that the documentation does not allow."""

    status = 422
    sentence = _("“%(name)s” cannot be “%(found)s”. Allowed: %(allowed)s. See the documentation at /api/.")


class UnknownParameter(ApiRefusal):
    """The operation has no such parameter, or it is given twice: what was meant cannot be told."""

    status = 422
    sentence = _("“%(name)s” is no parameter here, or it stands twice. There are: %(known)s.")


class TreeSizeNotReached(ApiRefusal):
    """The log does not hold so many entries yet."""

    status = 422
    sentence = _("The log does not hold so many entries yet.")


class MethodNotAllowed(ApiRefusal):
    """The interface only answers questions."""

    status = 405
    sentence = _("This interface only answers questions: use GET or HEAD.")


class Unavailable(ApiRefusal):
    """The database or the disk is out of reach; the answer says when to ask again."""

    status = 503
    sentence = _("The site cannot answer just now. What has been published is not harmed. Ask again shortly.")


class FiguresDiffer(ApiRefusal):
    """What the site holds of this election differs from its log: nothing of it is given out as data."""

    status = 503
    sentence = FIGURES_DIFFER


def refusal_response(request: HttpRequest, refusal: ApiRefusal) -> HttpResponse:
    """The refusal as the one shape in which the interface says no, in the language of the reader."""
    language = reader_language(request)
    with translation.override(language):
        body = json.dumps({"code": refusal.code, "message": refusal.message()}, ensure_ascii=False)
    response = HttpResponse(body, content_type=JSON, status=refusal.status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Language",))
    return response


def reader_language(request: HttpRequest) -> str:
    """`?lang=`, else the first language of the reader's browser that the site speaks, else Kazakh."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for accepted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = accepted.split("-")[0]
        if code in LANGUAGES:
            return str(code)
    return LANGUAGES[0]
