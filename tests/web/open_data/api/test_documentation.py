"""What is said of the interface: a page in three languages, a description for programs, api.md."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hattama.web.open_data.api.refusals import REFUSALS
from hattama.web.open_data.api.service import description
from tests.web.kernel.pages.reading import read_page
from tests.web.open_data.api.conftest import Ask

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[4] / "docs/format/api.md"


def test_the_page_names_every_operation_in_every_language(client: Client, night: object) -> None:
    told = {}
    for language, start in {"kk": "/", "ru": "/ru/", "en": "/en/"}.items():
        page = read_page(client.get(f"{start}api/"))
        assert page.one("html").attributes["lang"] == language
        addresses = [element.text for element in page.all("p", cls="operation-address")]
        assert addresses == [f"GET {address}" for address in description()["paths"]]
        told[language] = [element.text for element in page.all("h3")]
        assert not page.all("script")
    assert all(len({told[code][place] for code in told}) == 3 for place in range(len(told["kk"])))


def test_the_page_links_open(client: Client, night: object) -> None:
    page = read_page(client.get("/en/api/"))
    for target in page.links.values():
        if target.startswith(("/api/", "/data/")):
            assert client.get(target).status_code == 200, target


def test_the_description_is_openapi_and_says_what_may_be_done_with_the_data(
    client: Client, night: object
) -> None:
    response = client.get("/api/openapi.json")
    said = json.loads(response.content)
    assert (said["openapi"], said["info"]["license"]["name"]) == ("3.1.0", "CC BY 4.0")
    held = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/api/openapi.json", headers=held).status_code == 304


def test_the_description_says_that_no_key_is_needed_and_where_addresses_begin(client: Client) -> None:
    said = client.get("/api/openapi.json").json()
    assert said["security"] == [] and said["servers"] == [{"url": "/"}]


def test_each_number_each_moment_and_whatever_can_be_null_is_described() -> None:
    def is_open(field: dict[str, Any]) -> bool:
        kinds = field.get("anyOf", [field])
        types, formats = ({kind.get(name) for kind in kinds} for name in ("type", "format"))
        return bool(types & {"null", "integer", "number"} or formats & {"date", "date-time"})

    def is_told(field: dict[str, Any]) -> bool:
        return any("description" in kind for kind in (field, *field.get("anyOf", ())))

    schemas = description()["components"]["schemas"]
    silent = [
        (name, field)
        for name, schema in schemas.items()
        for field, said in schema.get("properties", {}).items()
        if is_open(said) and not is_told(said) and f"`{field}`" not in schema["description"]
    ]
    assert len(schemas) > 30 and silent == []
    assert schemas["TotalDocument"]["properties"]["received"]["description"] == "Protocols received"
    assert "whole units" in str(schemas["MeasureDocument"]["properties"]["number"])
    assert not any("by spaces" in str(schema) for schema in schemas.values()), "lists are no texts here"


def test_every_list_is_documented_with_its_cursor_and_its_refusals() -> None:
    for address, operations in description()["paths"].items():
        (operation,) = operations.values()
        names = {one.get("name") for one in operation["parameters"]}
        assert ("cursor" in names) == ("limit" in names) == ("400" in operation["responses"]), address
        assert {"$ref": "#/components/parameters/lang"} in operation["parameters"]
        assert "304" in operation["responses"] and "422" in operation["responses"]


def test_the_handbook_names_every_address_and_every_refusal() -> None:
    text = DOCUMENT.read_text("utf-8")
    for address in description()["paths"]:
        assert f"`{address.removeprefix('/api/v1')}`" in text, address
    for refusal in REFUSALS:
        assert f"`{refusal.code}`" in text


def test_the_handbook_names_no_parameter_that_does_not_exist(ask: Ask, night: object) -> None:
    known = {
        one["name"]
        for operations in description()["paths"].values()
        for one in operations["get"]["parameters"]
        if "name" in one
    } | {"lang"}
    named = set(re.findall(r"[?&]([a-z_]+)=", DOCUMENT.read_text("utf-8")))
    assert named and named <= known
