"""What an organisation was sent, as OData for its own programs: spreadsheets and dashboards ask by it.

The secret in the address is the right, as with telephones; it opens what was sent and nothing else. Of the
questions that OData knows, `$top`, `$skip`, `$select` and `$count` are answered, as `$metadata` says; another
is refused with 501, as section 11.2.1 of [OData-Protocol 4.0](https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part1-protocol.html)
asks.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hattama.core.vocabulary import parse_whole_number
from hattama.formats.observation_exports import ENTITIES, odata_metadata, odata_rows, odata_service
from hattama.publish.views import render_json
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.observation.arrange import hash_token
from hattama.web.observation.policy import status_of_guess
from hattama.web.observation.reading import form_value, load_submissions, standing_forms
from hattama.web.observation.tables import FormVersion

MOST_ROWS: Final = 1000
"""In one answer; the next ones stand behind `@odata.nextLink`."""

_ANSWERED: Final = frozenset({"$top", "$skip", "$skiptoken", "$select", "$count", "$format"})


View = Callable[[HttpRequest, FormVersion, str], HttpResponseBase]


class _NotAnswered(Exception):
    """The address opens nothing, or the question is none that is answered."""

    def __init__(self, status: int) -> None:
        self.status = status


def _of_form(view: View) -> Callable[..., HttpResponseBase]:
    """A view of what was sent with a form, for whoever has the address; also given: where the service is."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
        try:
            root = absolute(request, reverse("data:field_service", args=[token, pk]))
            response = view(request, _form(request, token, pk), root)
        except _NotAnswered as refused:
            response = HttpResponse(status=refused.status)
        response["OData-Version"] = "4.0"
        return response

    return answer


def _form(request: HttpRequest, token: str, number: int) -> FormVersion:
    """The form whose answers this address opens. Raises _NotAnswered, Http404."""
    rows = FormVersion.objects.exclude(organisation__reader_sha256="")
    rows = rows.filter(organisation__reader_sha256=hash_token(token)).select_related("organisation")
    if not rows.exists():
        raise _NotAnswered(status_of_guess(request))
    if any(name.startswith("$") and name not in _ANSWERED for name in request.GET):
        raise _NotAnswered(501)
    return get_object_or_404(rows, pk=number)


@_of_form
def service(_: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """What the service holds: one set of rows."""
    return _json(odata_service(root))


@_of_form
def metadata(_: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """The columns with their types."""
    return HttpResponse(odata_metadata(form_value(form)), content_type="application/xml")


@_of_form
def submissions(request: HttpRequest, form: FormVersion, root: str) -> HttpResponseBase:
    """What stands of the form, in the order in which it came."""
    top, skip = _whole(request, "$top"), _whole(request, "$skip") or 0
    rows = standing_forms(form.organisation).filter(form=form).order_by("pk")
    shown = MOST_ROWS if top is None else min(top, MOST_ROWS)
    selected = request.GET.get("$select", "*")
    names = [name.strip() for name in selected.split(",")]
    # Of a part of the columns the context names them (OData-Protocol 4.0, section 10.7).
    part = "" if "*" in names else f"({','.join(names)})"
    told: dict[str, object] = {"@odata.context": f"{root}$metadata#{ENTITIES}{part}"}
    if request.GET.get("$count") == "true":
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
    """Rows with the columns that are asked for. Raises _NotAnswered."""
    for row in rows:
        if "*" not in names and not row.keys() >= set(names):
            raise _NotAnswered(400)
        yield row if "*" in names else {name: row[name] for name in names}


def _whole(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name)
    if said is None:
        return None
    number = parse_whole_number(said)
    if number is None or number > 10**9:
        raise _NotAnswered(400)
    return number


def _json(told: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_json(told), content_type="application/json;odata.metadata=minimal")
