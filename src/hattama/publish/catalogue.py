"""What tells other programs of the data: the catalogue of all elections, a citation, lists of addresses.

DCAT-AP 3.0 as JSON-LD (https://semiceu.github.io/DCAT-AP/releases/3.0.0/), Citation File Format 1.2.0,
sitemaps.org 0.9 with every page beside its other languages.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hattama.core.vocabulary import Election, Message, Text
from hattama.phrases import LANGUAGES, in_every_language, say
from hattama.publish.data_package import LICENCE, MEDIA_TYPES, DataFile

CATALOGUE = "catalog.jsonld"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ABOUT = Message("Protocols of every polling station, totals and corrections")
_AUTHORITY = "http://publications.europa.eu/resource/authority"
"""The lists of the European Union that DCAT-AP takes its words from."""
_LICENCE = {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"}
_THEMES = {
    "@id": f"{_AUTHORITY}/data-theme",
    "@type": "skos:ConceptScheme",
    "dct:title": {"@value": "Data theme", "@language": "en"},
}
_THEME = {
    "@id": f"{_AUTHORITY}/data-theme/GOVE",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@value": "Government and public sector", "@language": "en"},
    "skos:inScheme": _THEMES,
}
"""In the words of the list itself, which the shapes of DCAT-AP want beside a type."""
_SPDX_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


class ElectionData(NamedTuple):
    """The open data of one election: its page, the address of its files, the files, and when they changed."""

    election: Election
    country: str
    page: str
    address: str
    files: Sequence[DataFile]
    changed_at: str


_ISO_639_3 = {"kk": "kaz", "ru": "rus", "en": "eng"}


def render_catalogue(elections: Iterable[ElectionData], *, publisher: str, address: str) -> bytes:
    """The catalogue; `publisher` is the name of the site, `address` its home page."""
    # What is described is another thing than the page that tells of it, and has another address.
    agent = {"@type": "foaf:Agent", "@id": f"{address}#publisher", "foaf:name": publisher}
    listed = list(elections)
    datasets = [_dataset(one, agent) for one in listed]
    changed = [one.changed_at for one in listed if one.changed_at]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"{address}data/{CATALOGUE}",
        "@type": "dcat:Catalog",
        "dct:title": _texts(Message("Catalogue of election data")),
        "dct:description": _texts(_ABOUT),
        "dct:publisher": agent,
        "dct:license": _LICENCE,
        "dct:language": [
            _thing(f"{_AUTHORITY}/language/{_ISO_639_3[code].upper()}", "dct:LinguisticSystem")
            for code in LANGUAGES
        ],
        "dcat:themeTaxonomy": _THEMES,
        "foaf:homepage": _thing(address, "foaf:Document"),
        "dcat:service": {
            "@id": f"{address}api/v1",
            "@type": "dcat:DataService",
            "dct:title": _texts(Message("Interface for programs")),
            "dct:license": _LICENCE,
            "dcat:endpointURL": {"@id": f"{address}api/v1"},
            "dcat:endpointDescription": {"@id": f"{address}api/openapi.json"},
            "dcat:servesDataset": [{"@id": one["@id"]} for one in datasets],
        },
        "dcat:dataset": datasets,
    }
    if changed:
        document["dct:modified"] = _typed("dateTime", max(changed, key=datetime.datetime.fromisoformat))
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _dataset(one: ElectionData, agent: dict[str, str]) -> dict[str, Any]:
    election = one.election
    notices = [_texts(notice) for notice in election.notices]
    return {
        "@id": f"{one.page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": election.election_id,
        "dct:title": _texts(election.names),
        "dct:description": [*_texts(_ABOUT), *(text for notice in notices for text in notice)],
        "dct:publisher": agent,
        "dct:license": _LICENCE,
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": one.country},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", election.polling_on.isoformat()),
            "dcat:endDate": _typed("date", election.polling_on.isoformat()),
        },
        "dct:modified": _typed("dateTime", one.changed_at),
        "dcat:theme": _THEME,
        "dcat:landingPage": _thing(one.page, "foaf:Document"),
        "dcat:distribution": [_distribution(file, one.address) for file in one.files],
    }


def _distribution(file: DataFile, address: str) -> dict[str, Any]:
    place = {"@id": f"{address}{file.path}"}
    media_type = f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[file.extension]}"
    told = {
        "@id": f"{address}{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": _texts(file.title),
        "dcat:accessURL": place,
        "dcat:downloadURL": place,
        "dcat:mediaType": _thing(media_type, "dct:MediaType"),
        "dcat:byteSize": _typed("nonNegativeInteger", str(file.facts.size)),
        "dct:license": _LICENCE,
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _thing(_SPDX_SHA256, "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": _typed("hexBinary", file.facts.sha256),
        },
    }
    if file.extension in _FILE_TYPES:
        kind = f"{_AUTHORITY}/file-type/{file.extension.upper()}"
        told["dct:format"] = _thing(kind, "dct:MediaTypeOrExtent")
    return told


_FILE_TYPES = frozenset({"csv", "json", "parquet", "xlsx", "xml"})
"""Which of ours the list of file types has."""


def _thing(address: str, kind: str) -> dict[str, str]:
    return {"@id": address, "@type": kind}


def _texts(words: Text) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in in_every_language(words).items()]


def _typed(kind: str, value: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}


MOST_ADDRESSES = 50_000
"""What one file may list, by the protocol."""

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages_in_a_part(languages: int) -> int:
    """How many pages one file lists, since each stands there once in each language."""
    return MOST_ADDRESSES // languages


def render_sitemap_index(parts: Iterable[str]) -> bytes:
    """The list of lists; `parts` are whole addresses."""
    lines = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
    return f'{_OPEN}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()


def render_sitemap(pages: Sequence[str], sites: Mapping[str, str]) -> Iterator[bytes]:
    """One list in pieces. `pages` are paths below the beginning of each language's pages, `sites` these
    beginnings by language; the first is for readers of any other language."""
    yield (f'{_OPEN}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n').encode()
    for page in pages:
        yield _page(page, sites).encode()
    yield b"</urlset>\n"


def _page(page: str, sites: Mapping[str, str]) -> str:
    first = next(iter(sites))
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(site + page)}/>'
        for language, site in (*sites.items(), ("x-default", sites[first]))
    )
    return "".join(f"<url><loc>{escape(site + page)}</loc>{links}</url>\n" for site in sites.values())


CITATION = "CITATION.cff"
_CITE = Message("If you use these data, please cite them so that readers can find the very same figures.")
_RESULTS = Message("results by polling station")


def render_citation(
    election: Election, *, publisher: str, tree_size: int, cut_at: str, address: str
) -> bytes:
    """The file, as YAML whose every value is written as JSON, which YAML 1.2 takes as it stands.

    `publisher` is the name of the log, `address` where the files are (empty where the site has none: then
    there is no `url`). The format has one title and one message: each is said in every language.
    """
    titles = {code: f"{say(election.names, code)}: {say(_RESULTS, code)}" for code in LANGUAGES}
    lines = [
        ("cff-version", "1.2.0"),
        ("message", " / ".join(say(_CITE, code) for code in LANGUAGES)),
        ("type", "dataset"),
        ("title", " / ".join(titles.values())),
        ("authors", [{"name": publisher}]),
        ("version", str(tree_size)),
        ("date-released", cut_at[:10]),
        ("license", LICENCE["name"]),
        ("keywords", ["elections", "results", "polling stations"]),
        (
            "identifiers",
            [
                {
                    "type": "other",
                    "value": f"{publisher} {tree_size}",
                    "description": "name and size of the log that the data follow from",
                }
            ],
        ),
    ]
    if address:
        lines.append(("url", address))
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines).encode()
