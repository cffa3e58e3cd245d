"""The interface put together: its operations, what it says no with, and its published description."""

import copy
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from hattama.web.open_data.api import (
    protocol_operations,
    register_operations,
    result_operations,
    roster_operations,
)
from hattama.web.open_data.api.answering import answered
from hattama.web.open_data.api.refusals import (
    LANGUAGES,
    SAID_BACK,
    ApiRefusal,
    InvalidParameter,
    UnknownAddress,
    refusal_response,
)

PREFIX = "/api/v1/"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
DESCRIPTION = (
    "Everything that this site has published of its elections, read only and open to anyone: no key, no"
    " login, no limit on how often. What an answer says follows from the entries of the election's log."
    " Lists come in parts: pass on `next` as `cursor`. Answers carry an ETag: send it back in If-None-Match."
    " A figure that is null is blank or illegible, never zero. Refusals have one shape: `code`, `message`."
)
_STATUS_WORDS = {
    "304": "Nothing has changed since the answer whose ETag stands in If-None-Match.",
    "400": "The cursor is not one of this list.",
    "404": "What the address names is not there.",
    "422": "A parameter has a value that is not allowed.",
}


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012


class _Interface(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: short, and the same wherever the module stands."""
        return operation.view_func.__name__


api = _Interface(
    title="Hattama",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=_Renderer(),
)
for _operations in (roster_operations, protocol_operations, result_operations, register_operations):
    api.add_router("", _operations.router)


@api.exception_handler(ApiRefusal)
def _refused(request: HttpRequest, refusal: ApiRefusal) -> HttpResponse:
    return refusal_response(request, refusal)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    name = str(error.errors[0]["loc"][-1])
    found = request.GET.get(name, "")[:SAID_BACK]
    match = request.resolver_match
    asked = _parameters().get(match.url_name or "" if match else "", {}).get(name, {})
    return refusal_response(request, InvalidParameter(name=name, found=found, allowed=allowed(asked)))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal_response(request, UnknownAddress())


def operation_patterns(before: str) -> Iterator[URLPattern]:
    """Addresses of all operations below `before`, each answered as `answering` says.

    Ninja's own front page is not one of them.
    """
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name != "api-root":
            assert pattern.callback is not None
            yield path(f"{before}{pattern.pattern}", answered(pattern.callback), name=pattern.name)


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the interface. Callers must not change it."""
    document = copy.deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    document["info"]["license"] = LICENCE
    # No key, no login; addresses begin at the root of the site. Makers of clients ask for both.
    document |= {"security": [], "servers": [{"url": "/"}]}
    document["components"]["parameters"] = {
        "lang": {
            "name": "lang",
            "in": "query",
            "required": False,
            "description": "language of refusals; else that of Accept-Language, else Kazakh",
            "schema": {"type": "string", "enum": list(LANGUAGES)},
        }
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            _finish(operation)
    return document


@lru_cache(maxsize=1)
def questions_by_operation() -> dict[str, tuple[str, ...]]:
    """By the name of an operation what may stand behind the question mark of its address."""
    return {operation: ("lang", *sorted(named)) for operation, named in _parameters().items()}


@lru_cache(maxsize=1)
def _parameters() -> dict[str, dict[str, Any]]:
    """By the name of an operation the schemas of its questions, by their names."""
    return {
        one["operationId"]: {of["name"]: of["schema"] for of in one["parameters"] if of.get("in") == "query"}
        for operations in description()["paths"].values()
        for one in operations.values()
    }


def allowed(schema: dict[str, Any]) -> str:
    """What may stand there, as the description for programs says it."""
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema.get("type") == "boolean":
        return "true, false"
    if "minimum" in schema:
        return f"{schema['minimum']} – {schema['maximum']}"
    return str(schema.get("pattern", ""))


def description_bytes() -> bytes:
    """The same as UTF-8 JSON."""
    return (json.dumps(description(), ensure_ascii=False, indent=1) + "\n").encode()


def _finish(operation: dict[str, Any]) -> None:
    """What ninja does not say: the language of refusals, plain types of parameters, words for each status."""
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    operation["parameters"].append({"$ref": "#/components/parameters/lang"})
    operation["responses"] = {
        str(status): {**said, "description": _STATUS_WORDS.get(str(status), said["description"])}
        for status, said in operation["responses"].items()
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is given or not; there is no null in an address."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    if rest.get("default", "") is None:
        del rest["default"]
    return {**rest, **kinds[0]} if len(kinds) == 1 else rest if not kinds else {**rest, "anyOf": kinds}
