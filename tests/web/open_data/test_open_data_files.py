"""Open data over HTTP: whole or an error, revalidated, open to every origin; what tells programs of them."""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.open_data.public import data_views
from hattama.web.open_data.write_open_data import write_open_data
from tests.web.sheet_sums import cells_of, differing
from tests.web.tiny_election import ELECTION_ID, annul, load_tiny, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

OPEN = f"/data/{ELECTION_ID}/open/"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
KINDS = {
    **{"dct:license": "dct:LicenseDocument", "dct:language": "dct:LinguisticSystem"},
    **{"dct:format": "dct:MediaTypeOrExtent", "dcat:mediaType": "dct:MediaType"},
    **{"dcat:theme": "skos:Concept", "dcat:themeTaxonomy": "skos:ConceptScheme"},
    **{"dcat:landingPage": "foaf:Document", "foaf:homepage": "foaf:Document"},
    **{"dcat:service": "dcat:DataService", "dcat:dataset": "dcat:Dataset"},
    "spdx:algorithm": "spdx:ChecksumAlgorithm",
}
"""What DCAT-AP 3.0.1 takes as the value of each (its shapes of ranges)."""
LIVE = (
    *(f"/data/tiny/{name}.csv" for name in ("protocols", "votes", "totals", "findings", "timeline", "areas")),
    *("/data/tiny/election.json", "/data/tiny/areas/R1.json", "/data/tiny/areas/P001.json"),
    *("/data/tiny/areas/R1.csv", "/data/tiny/log/0", "/data/tiny/election.toml"),
)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def listed(night: ElectionRow, client: Client) -> list[dict[str, Any]]:
    package = json.loads(body(client.get(f"{OPEN}datapackage.json")))
    found: list[dict[str, Any]] = package["resources"]
    return found


def test_every_file_of_the_package_comes_whole_with_its_hash_as_tag_and_the_elections_name(
    listed: list[dict[str, Any]], client: Client
) -> None:
    for one in listed:
        answer = client.get(OPEN + one["path"])
        data = body(answer)
        assert hashlib.sha256(data).hexdigest() == one["hash"].removeprefix("sha256:")
        assert answer["Content-Length"] == str(len(data)) == str(one["bytes"])
        assert answer["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        name = one["path"].replace("/", "-")
        assert answer["Content-Disposition"] == f'attachment; filename="tiny-{name}"'
        assert answer["Content-Type"].split(";")[0] == one["mediatype"]


def test_a_reader_who_has_a_file_is_told_so_by_tag_and_by_time(
    listed: list[dict[str, Any]], client: Client
) -> None:
    for address in (f"{OPEN}votes.csv", *LIVE):
        first = client.get(address)
        body(first)
        tag = client.get(address, headers={"If-None-Match": f'W/"other", {first["ETag"]}'})
        assert (tag.status_code, tag["ETag"]) == (304, first["ETag"]), address
        assert tag["Access-Control-Allow-Origin"] == "*"
        if "Last-Modified" in first:
            moment = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
            assert moment.status_code == 304, address


def test_tables_and_documents_say_of_how_many_entries_they_are(night: ElectionRow, client: Client) -> None:
    size = load_log_size(night)
    for address in (one for one in LIVE[:10] if "election.json" not in one):
        answer = client.get(address)
        assert answer["Hattama-Log-Size"] == str(size), address
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Hattama-Log-Size" in answer["Access-Control-Expose-Headers"]


def test_a_file_only_answers_questions_and_pages_of_any_site_may_ask(
    night: ElectionRow, client: Client
) -> None:
    for address in (*LIVE, "/data/tiny/turnout/R1.csv", "/data/tiny/areas/away.json"):
        # As browsers and programs ask: the client of the tests is let past tokens unless told otherwise.
        assert Client(enforce_csrf_checks=True).post(address).status_code == 405, address
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
        allowed = client.options(address, headers=asked)
        assert allowed.status_code == 204, address
        assert "If-None-Match" in allowed["Access-Control-Allow-Headers"]
        assert "GET" in allowed["Access-Control-Allow-Methods"] == allowed["Allow"]
        answer = client.get(address)
        assert answer.status_code == (200 if address in LIVE else 404)
        assert allowed["Access-Control-Allow-Origin"] == answer["Access-Control-Allow-Origin"] == "*"


def test_a_part_of_a_file_is_given_out_as_long_as_it_is_the_same_file(
    night: ElectionRow, client: Client
) -> None:
    address = "/data/tiny/protocols.csv"
    whole = client.get(address)
    length, tag = len(whole.content), whole["ETag"]
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(length))
    for asked, first, end in (("5-9", 5, 10), ("-7", length - 7, length), ("8-", 8, length)):
        part = client.get(address, headers={"Range": f"bytes={asked}", "If-Range": tag})
        assert (part.status_code, part.content) == (206, whole.content[first:end]), asked
        assert part["Content-Range"] == f"bytes {first}-{end - 1}/{length}"
    for asked in (f"{length}-", "9-5"):
        part = client.get(address, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part["Content-Range"]) == (416, f"bytes */{length}"), asked
    for headers in ({"Range": "bytes=0-1,3-4"}, {"Range": "lines=1-2"}, {"Range": "bytes=-"}):
        assert client.get(address, headers=headers).content == whole.content
    publish(protocol("P003"))
    other = client.get(address, headers={"Range": "bytes=5-9", "If-Range": tag})
    assert other.status_code == 200 and len(other.content) > length


def test_a_table_that_breaks_half_way_is_an_error_and_no_short_file(
    night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*_: object) -> Iterator[bytes]:
        yield b"area_id,contest\r\n"
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(data_views, "render_votes_csv", breaking)
    answer = Client(raise_request_exception=False).get("/data/tiny/votes.csv")
    assert answer.status_code == 500
    assert b"area_id" not in answer.content


def test_what_the_package_does_not_list_is_not_served(listed: list[dict[str, Any]], client: Client) -> None:
    for path in ("../current", "nothing.csv", "nist/", "..%2fcurrent", "votes.csv/x"):
        assert client.get(OPEN + path).status_code == 404, path
    load_tiny_draft = client.get("/data/draft/open/votes.csv")
    assert load_tiny_draft.status_code == 404


def test_of_an_election_that_has_not_opened_nothing_is_told(db: None, client: Client) -> None:
    load_tiny()
    assert client.get(f"{OPEN}votes.csv").status_code == 404
    assert ELECTION_ID not in body(client.get("/data/catalog.jsonld")).decode()
    assert ELECTION_ID not in body(client.get("/sitemap.xml")).decode()


def test_robots_are_welcome_everywhere_but_where_people_sign_in_or_files_are_packed_anew(
    db: None, client: Client, settings: LazySettings
) -> None:
    settings.BASE_URL = "https://results.example"
    lines = body(client.get("/robots.txt")).decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert {f"Disallow: {path}" for path in ("/desk/", "/ru/desk/", "/en/account/")} <= set(lines)
    assert "Disallow: /data/*/evidence/" in lines, "packed for each polling station of what stands elsewhere"
    assert lines[-1] == "Sitemap: https://results.example/sitemap.xml"


def test_sitemaps_lead_to_every_page_of_an_election_in_each_language(
    night: ElectionRow, client: Client
) -> None:
    index = ElementTree.fromstring(body(client.get("/sitemap.xml")))
    (part,) = [found.text for found in index.iter(f"{SITE}loc")]
    assert part == "http://testserver/data/tiny/sitemap-1.xml"
    urls = ElementTree.fromstring(body(client.get(part)))
    places = [found.text or "" for found in urls.iter(f"{SITE}loc")]
    assert len(places) == len(set(places)) == 3 * (5 + 2 + 11)
    for place in places:
        assert client.get(place).status_code == 200, place
    links = urls[0].findall("{http://www.w3.org/1999/xhtml}link")
    assert [link.attrib["hreflang"] for link in links] == ["kk", "ru", "en", "x-default"]
    assert client.get("/data/tiny/sitemap-2.xml").status_code == 404
    assert client.get("/data/tiny/sitemap-0.xml").status_code == 404


def test_a_long_list_of_pages_is_cut_into_parts(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.publish.catalogue.MOST_ADDRESSES", 30)
    index = ElementTree.fromstring(body(client.get("/sitemap.xml")))
    parts = [found.text or "" for found in index.iter(f"{SITE}loc")]
    assert len(parts) == 2
    counted = [len(ElementTree.fromstring(body(client.get(part)))) for part in parts]
    assert counted == [30, 24]


def test_the_catalogue_names_every_election_with_its_files_and_their_hashes(
    night: ElectionRow, client: Client, settings: LazySettings
) -> None:
    settings.BASE_URL = "https://results.example"
    folder = write_open_data(ELECTION_ID).folder
    answer: HttpResponse = client.get("/data/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    said = json.loads(body(answer))
    assert said["@type"] == "dcat:Catalog" and said["dct:publisher"] and said["dct:license"]
    languages = [one["@id"].rpartition("/")[2] for one in said["dct:language"]]
    assert languages == ["KAZ", "RUS", "ENG"], "the codes of the list of languages that DCAT-AP names"
    (dataset,) = said["dcat:dataset"]
    assert dataset["dct:spatial"]["@type"] == "dct:Location"
    assert dataset["dct:identifier"] == ELECTION_ID
    assert datetime.datetime.fromisoformat(dataset["dct:modified"]["@value"]).tzinfo is not None
    found = {one["dcat:downloadURL"]["@id"]: one for one in dataset["dcat:distribution"]}
    votes = found["https://results.example/data/tiny/open/votes.csv"]
    expected = hashlib.sha256((folder / "votes.csv").read_bytes()).hexdigest()
    assert votes["spdx:checksum"]["spdx:checksumValue"] == {"@value": expected, "@type": "xsd:hexBinary"}
    assert {text["@language"] for text in votes["dct:title"]} == {"kk", "ru", "en"}


def test_the_things_that_the_catalogue_names_are_of_the_kinds_that_dcat_ap_asks_for(
    night: ElectionRow, client: Client
) -> None:
    write_open_data(ELECTION_ID)
    graph = rdflib.Graph().parse(data=body(client.get("/data/catalog.jsonld")), format="json-ld")
    for name, kind in KINDS.items():
        relation, kind = (graph.namespace_manager.expand_curie(one) for one in (name, kind))
        named = set(graph.objects(None, relation))
        assert named and all((one, RDF.type, kind) in graph for one in named), name
    (dataset,), (publisher,) = ({*graph.subjects(RDF.type, one)} for one in (DCAT.Dataset, rdflib.FOAF.Agent))
    assert not {dataset, publisher} & {*graph.subjects(RDF.type, rdflib.FOAF.Document)}, "a thing is no page"
    assert all(graph.value(one, rdflib.SKOS.prefLabel) for one in graph.objects(None, DCAT.theme))
    assert all(graph.value(one, DCTERMS.title) for one in graph.objects(None, DCAT.themeTaxonomy))
    (service,) = graph.objects(None, DCAT.service)
    assert (service, DCAT.servesDataset, dataset) in graph
    described = [str(one) for one in graph.objects(service, DCAT.endpointDescription)]
    assert described == ["http://testserver/api/openapi.json"]
    assert {str(one).rpartition("/")[2] for one in graph.objects(None, DCTERMS["format"])} == {
        *("CSV", "JSON", "PARQUET", "XLSX", "XML")
    }


def test_a_file_of_the_bundle_says_when_it_changed_and_is_open_to_every_origin(
    night: ElectionRow, client: Client
) -> None:
    refresh_bundle(ELECTION_ID)
    answer = client.get("/data/tiny/bundle/votes.csv")
    assert len(body(answer)) == int(answer["Content-Length"])
    again = client.get("/data/tiny/bundle/votes.csv", headers={"If-Modified-Since": answer["Last-Modified"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


def test_the_table_of_an_area_holds_each_protocol_whole_with_its_place_in_three_languages(
    night: ElectionRow, client: Client
) -> None:
    publish(protocol("P003", figures=sound_figures() | {"box_requests[1]": 20, "box_requests[2]": 10}))
    text = body(client.get("/data/tiny/areas/R1.csv")).decode()
    found = {(row["area_id"], row["contest"]): row for row in csv.DictReader(io.StringIO(text))}
    whole = found["P003", "party"]
    assert (
        whole
        | {
            **{"region_ru": "Алматинская область", "district_en": "Qaskeleng district", "number": "10"},
            **{"votes[dala]": "370", "votes[ozen]": "200", "against_all": "30", "voters_listed": "1000"},
            **{"box_requests": "20 10", "status": "confirmed"},
        }
        == whole
    )
    single = found["P001", "single"]
    assert (single["votes[dala]"], single["voters_listed"]) == ("", "1000")
    names = csv.DictReader(io.StringIO(body(client.get("/data/tiny/names.csv")).decode()))
    said = {(row["contest"], row["column"]): row for row in names}
    assert said["party", "votes[dala]"]["en"] == "Dala party"
    assert {"area_id", "region_kk", "district_kk", "precinct_kk"} <= set(whole)
    assert {column for contest, column in said if contest in ("party", "single")} <= set(whole)


@pytest.mark.parametrize("area_id", ["R1", "D11", "KZ"])
def test_the_workbook_of_an_area_adds_up_what_lies_below_it(
    night: ElectionRow, client: Client, area_id: str
) -> None:
    annul("P002")
    answer = client.get(f"/data/tiny/areas/{area_id}/party.xlsx")
    name = f"tiny-{area_id}-party.xlsx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    book = cells_of(io.BytesIO(body(answer)))
    count, odd = differing(book)
    assert count > 10
    assert odd == []
    below = {
        cell.value for place, cell in book["Precincts"].items() if place[0] == "A" and cell.value[0] == "P"
    }
    assert below == {"D11": {"P001", "P002", "P003"}, "R1": {"P001", "P002", "P003", "P101"}}.get(
        area_id, below | {"P202"}
    )
    first = {cell.value for place, cell in book["Areas"].items() if place == "A3"}
    assert first == {area_id}


def test_there_is_a_workbook_only_of_areas_in_which_the_contest_is_held(
    night: ElectionRow, client: Client
) -> None:
    for address in ("P001/party", "R2/single", "R1/mayor", "nowhere/party"):
        assert client.get(f"/data/tiny/areas/{address}.xlsx").status_code == 404, address
