"""What an organisation was sent, as OData for its own programs: spreadsheets and dashboards ask by it.

The secret in the address is the right, as with telephones; it opens what was sent and nothing else. Of the
questions that OData knows, `$top`, `$skip`, `$select` and `$count` are answered, as `$metadata` says; another
is refused with 501, as section 11.2.1 of [OData-Protocol 4.0](https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part1-protocol.html)
asks. A refusal says why in the body of section 19 of [OData-JSON 4.0](https://docs.oasis-open.org/odata/odata-json-format/v4.0/).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hattama.core.vocabulary import parse_whole_number
from hattama.formats.observation_exports import (
    ENTITIES,
    odata_columns,
    odata_metadata,
    odata_rows,
    odata_service,
)
from hattama.publish.views import render_json
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.observation.arrange import hash_token
from hattama.web.observation.policy import status_of_guess
from hattama.web.observation.reading import form_value, load_submissions, standing_forms
from hattama.web.observation.tables import FormVersion

MOST_ROWS: Final = 1000
"""In one answer; the next ones stand behind `@odata.nextLink`."""

_ANSWERED: Final = ("$count", "$format", "$select", "$skip", "$skiptoken", "$top")

_JSON: Final = r"""(?xi) json | application/json
    (;\s*(odata\.metadata=minimal | odata\.streaming=\w+ | ieee754compatible=false | charset=utf-8))*"""
_FORMATS: Final = {"json": re.compile(_JSON), "xml": re.compile("(?i)xml|application/xml")}


View = Callable[[HttpRequest, FormVersion, str], HttpResponseBase]


class _NotAnswered(Exception):
    """Why nothing is answered: `code` is for programs, the sentence for people."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(code)
        self.status, self.code, self.sentence = status, code, sentence


def _wrong(name: str, found: str, allowed: str, status: int = 400) -> _NotAnswered:
    sentence = _("“%(name)s” cannot be “%(found)s”. Allowed: %(allowed)s.")
    return _NotAnswered(
        status, "wrong_value", sentence % {"name": name, "found": found[:48], "allowed": allowed}
    )


def _of_form(view: View) -> Callable[..., HttpResponseBase]:
    """A view of what was sent with a form, for whoever has the address; also given: where the service is."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
        # Only refusals are said in it.
        language = get_language_from_request(request)
        try:
            with override(language):
                root = absolute(request, reverse("data:field_service", args=[token, pk]))
                response = view(request, _form(request, token, pk), root)
        except _NotAnswered as refused:
            response = _json({"error": {"code": refused.code, "message": refused.sentence}})
            response.status_code = refused.status
            response["Content-Language"] = language
        response["OData-Version"] = "4.0"
        return response

    return answer


def _form(request: HttpRequest, token: str, number: int) -> FormVersion:
    """The form whose answers this address opens. Raises _NotAnswered."""
    rows = FormVersion.objects.exclude(organisation__reader_sha256="")
    rows = rows.filter(organisation__reader_sha256=hash_token(token)).select_related("organisation")
    if not rows.exists():
        status = status_of_guess(request)
        why = _("This address opens nothing: it was replaced, or it is mistyped.")
        raise _NotAnswered(status, "too_many_guesses" if status == 429 else "unknown_address", why)
    form = rows.filter(pk=number).first()
    if form is None:
        raise _NotAnswered(404, "unknown_form", _("There is no such form at this address."))
    return form


def _refuse_other_questions(request: HttpRequest, answered: Iterable[str], format_name: str) -> None:
    """Raise _NotAnswered for another option, one that stands twice, and a format other than this one."""
    for name, values in request.GET.lists():
        told = {"name": name[:48], "known": ", ".join(answered)}
        if name.startswith("$") and name not in answered:
            why = _("“%(name)s” is not answered here. There are: %(known)s.") % told
            raise _NotAnswered(501, "not_implemented", why)
        if name.startswith("$") and len(values) > 1:
            raise _NotAnswered(400, "given_twice", _("“%(name)s” stands twice.") % told)
    if not _FORMATS[format_name].fullmatch(said := request.GET.get("$format", format_name)):
        raise _wrong("$format", said, format_name, 406)


@_of_form
def service(request: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """What the service holds: one set of rows."""
    _refuse_other_questions(request, ("$format",), "json")
    return _json(odata_service(root))


@_of_form
def metadata(request: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """The columns with their types."""
    _refuse_other_questions(request, ("$format",), "xml")
    return HttpResponse(odata_metadata(form_value(form)), content_type="application/xml")


@_of_form
def submissions(request: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """What stands of the form, in the order in which it came."""
    _refuse_other_questions(request, _ANSWERED, "json")
    top, skip = _whole(request, "$top"), _whole(request, "$skip") or 0
    rows = standing_forms(form.organisation).filter(form=form).order_by("pk")
    shown = MOST_ROWS if top is None else min(top, MOST_ROWS)
    selected = request.GET.get("$select", "*")
    names = [name.strip() for name in selected.split(",")]
    columns = [name for name, _kind in odata_columns(form_value(form))]
    for name in names:
        if name not in ("*", *columns):
            raise _wrong("$select", name, ", ".join(("*", *columns)))
    counted = request.GET.get("$count", "false").lower()
    if counted not in ("true", "false"):
        raise _wrong("$count", counted, "true, false")
    # Of a part of the columns the context names them (OData-Protocol 4.0, section 10.7).
    part = "" if "*" in names else f"({','.join(names)})"
    told: dict[str, object] = {"@odata.context": f"{root}$metadata#{ENTITIES}{part}"}
    if counted == "true":
        told["@odata.count"] = rows.count()
    # Behind a row, and not behind a number of rows: what is replaced meanwhile moves no other.
    left = rows.filter(pk__gt=_whole(request, "$skiptoken") or 0)[skip:]
    keys = list(left.values_list("pk", flat=True)[: shown + 1])
    read = odata_rows(form_value(form), load_submissions(rows.filter(pk__in=keys[:shown])))
    told["value"] = list(_selected(read, names))
    if len(keys) > shown and (top is None or top > shown):
        asked = {"$skiptoken": keys[shown - 1], "$select": selected}
        asked |= {} if top is None else {"$top": top - shown}
        told["@odata.nextLink"] = f"{root}{ENTITIES}?{urlencode(asked, safe='$*')}"
    return _json(told)


def _selected(rows: Iterable[dict[str, Any]], names: list[str]) -> Iterator[dict[str, Any]]:
    """Rows with the columns that are asked for."""
    for row in rows:
        yield row if "*" in names else {name: row[name] for name in names}


def _whole(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name)
    if said is None:
        return None
    number = parse_whole_number(said)
    if number is None or number > 10**9:
        raise _wrong(name, said, "0–1000000000")
    return number


def _json(told: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_json(told), content_type="application/json;odata.metadata=minimal")
