"""Links of a page as they must stand in the copy: from file to file, or to the live site."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

from hattama.web.operations.static_site.addresses import (
    COPIED,
    DRAWN,
    FILTERS,
    OF_STATIONS,
    SMALL_FILES,
    Copied,
)
from hattama.web.operations.static_site.places import (
    INDEX,
    Options,
    Scans,
    address_of,
    can_be_a_name,
    file_of,
    way_up,
)

HOST = "copy.invalid"
"""The name under which pages are asked for: no site can have it (RFC 2606)."""

NO_SCAN = "hattama/no-scan.svg"

_ATTRIBUTE = re.compile(rf'(\s[a-z-]+)="((?:https?://{HOST})?/(?!/)[^"]*|https?://{HOST}|\?[^"]*)"')
_DATA = re.compile(r'(<script[^>]*type="application/json"[^>]*>)(.*?)(</script>)', re.DOTALL)
_STATION = re.compile(r"/(?:a|areas)/([^/]+?)(?:/|\.json|\.csv)$")
_IN_DATA = re.compile(r'"(/(?!/)[^"\\\s]*)"')
_ELECTION = re.compile("(?:/[a-z]{2})?/(?:e|data)/([^/?]+)/")
_FOLDER = re.compile("/search/[^/]+/|/data/[^/]+/bundle/")
_HOST = HOST.encode()
_ORIGIN = re.compile(rf"https?://{HOST}")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a `file` of the copy or none; the `address` to be copied; its view's `name`;
    the `anchor` of a polling station on the page of its district.
    """

    file: str = ""
    address: str = ""
    name: str = ""
    anchor: str = ""


class StaticFileUnknown(Exception):
    """A page refers to a static file that is not among those of the copy."""


@dataclass
class LinkWriter:
    """Writes the links of pages. `hashed`: names of static files by the names that pages use.

    `stations`: of each election of which districts hold the polling stations, for each of these the address
    without a language of the page that it stands on.
    """

    options: Options
    hashed: Mapping[str, str]
    found: set[str] = field(default_factory=set)
    stations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._target = lru_cache(maxsize=32768)(self._target_of)

    def write(self, page: str, address: str, file: str) -> str:
        """`page`, which stands under `address` in `file`, with its links; `found` gains what it links to."""
        path = address.partition("?")[0]
        up = way_up(file)

        def of_attribute(match: re.Match[str]) -> str:
            attribute, value = match[1], match[2]
            link = self._link(_ORIGIN.sub("", value) or "/", path, up, attribute)
            return f'{attribute}="{link}"'

        page = _ATTRIBUTE.sub(of_attribute, page)
        if "application/json" in page:
            page = _DATA.sub(lambda data: data[1] + self._in_data(data[2], path, up) + data[3], page)
        return _ORIGIN.sub(self.options.live, page) if HOST in page else page

    def named(self, data: bytes) -> bytes:
        """A file that names the site: where the live one stands, or nothing where that is not known."""
        return data.replace(f"http://{HOST}".encode(), self.options.live.encode()) if _HOST in data else data

    def href(self, link: str, address: str) -> str:
        """One link of what stands under `address`."""
        return self._link(_ORIGIN.sub("", link), address.partition("?")[0], way_up(file_of(address)))

    def _in_data(self, text: str, path: str, up: str) -> str:
        return _IN_DATA.sub(lambda match: f'"{self._link(match[1], path, up)}"', text)

    def _link(self, value: str, path: str, up: str, attribute: str = "") -> str:
        link, _, fragment = value.partition("#")
        target = self._target(link if link.startswith("/") else path + link)
        end = f"#{target.anchor or fragment}" if target.anchor or fragment else ""
        if attribute == " src" and target.name == "data:scan" and self.options.scans is Scans.NONE:
            return self._to_file(self._static(NO_SCAN), up)
        if not target.file:
            return self._elsewhere(link if link.startswith("/") else path + link, path, up) + end
        if target.address and not attribute.startswith(" data-pattern"):
            self.found.add(target.address)
        return self._to_file(target.file, up) + end

    def _to_file(self, file: str, up: str) -> str:
        if self.options.relative:
            return up + file or "./"
        return "/" + (file.removesuffix(INDEX) if file.endswith(f"/{INDEX}") or file == INDEX else file)

    def _elsewhere(self, link: str, path: str, up: str) -> str:
        """To the live site; where nobody said where that is, to the page that says so."""
        if self.options.live:
            return self.options.live + link
        return self._to_file(file_of(f"{language_prefix(path)}copy/"), up) + "#live"

    def _static(self, name: str) -> str:
        if name not in self.hashed:
            raise StaticFileUnknown(name)
        return f"static/{self.hashed[name]}"

    def _target_of(self, link: str) -> Target:
        path, _, query = link.partition("?")
        path, query = unquote(path), query.replace("&amp;", "&")
        if path.startswith(settings.STATIC_URL):
            return Target(self._static(path.removeprefix(settings.STATIC_URL)))
        if _FOLDER.fullmatch(path):
            # Scripts put the names of files behind it.
            return Target(path.lstrip("/"))
        if path == f"{language_prefix(path)}copy/":
            return Target(file_of(path))
        name = name_of(path)
        copied = COPIED.get(name)
        question = tuple(parse_qsl(query))
        if (stations := self.stations.get(election_of(path))) is not None:
            station = _STATION.search(path)
            if name in OF_STATIONS and station and station[1] in stations:
                address = f"{language_prefix(path).rstrip('/')}{stations[station[1]]}"
                return (
                    Target(file_of(address), address, name, station[1])
                    if name == "public:area"
                    else Target(name=name)
                )
            if self._is_left_out(name, question):
                return Target(name=name)
        if copied is None or not self._is_answered(name, copied, question):
            return Target(name=name)
        address = address_of(path, question)
        return Target(file_of(address), "" if name in ("data:bundle", "data:open") else address, name)

    def _is_left_out(self, name: str, question: tuple[tuple[str, str], ...]) -> bool:
        """Whether a copy by districts leaves it to the live site."""
        if name in SMALL_FILES and not self.options.files:
            return True
        asked = any(answer and key in FILTERS for key, answer in question)
        return asked or (name in DRAWN and not self.options.drawings)

    def _is_answered(self, name: str, copied: Copied, question: tuple[tuple[str, str], ...]) -> bool:
        if name == "data:scan" and self.options.scans is Scans.NONE:
            return False
        return all(
            key in copied.asks and (not answer or can_be_a_name(answer)) for key, answer in question if answer
        )


def language_of(path: str) -> str:
    """The language of the page under a path."""
    first = path.split("/", 2)[1]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def language_prefix(path: str) -> str:
    """What the addresses of the language of `path` begin with."""
    language = language_of(path)
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def election_of(address: str) -> str:
    """The election that an address belongs to; empty for those of the whole site."""
    found = _ELECTION.match(address)
    return found[1] if found else ""


def name_of(path: str) -> str:
    """The name of the view under a path, with its namespace (`public:area`); empty where there is none."""
    with override(language_of(path)):
        try:
            return resolve(path).view_name
        except Resolver404:
            return ""
