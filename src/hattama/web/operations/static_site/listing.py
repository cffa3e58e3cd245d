"""The addresses of an election that are known beforehand; pages name the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import STATIONS_A_PAGE
from hattama.web.operations.static_site.places import address_of

PRECINCTS_A_TASK = 200
ENTRIES_A_TASK = 4000
OF_THE_SITE = ("public:home", "public:about")
"""Pages of the whole site that speak of its newest election."""

_OF_ALL = ("public:election", "public:search", "public:missing", "public:findings", "public:data")
_FILES_OF_ALL = ("data:election", "data:definition", "data:rule_pack")

_FILES_OF_A_UNIT = ("data:area_json", "data:area_csv")


@dataclass(frozen=True)
class Listing:
    """The areas of an election and the addresses that follow from them."""

    election: ElectionRow
    with_home: bool

    @cached_property
    def units(self) -> list[tuple[str, int]]:
        """Identifiers and depths of areas above the precincts."""
        rows = AreaRow.objects.filter(election=self.election, kind="unit")
        return list(rows.order_by("depth", "ancestry", "sort_key", "code").values_list("code", "depth"))

    @cached_property
    def precincts(self) -> list[tuple[int, str]]:
        """Row ids and identifiers of precincts, those of one district together."""
        rows = AreaRow.objects.filter(election=self.election).exclude(kind="unit")
        return list(rows.order_by("ancestry", "sort_key", "code").values_list("pk", "code"))

    def count_stations(self) -> int:
        """How many polling stations there are."""
        return AreaRow.objects.filter(election=self.election).exclude(kind="unit").count()

    @cached_property
    def pages_of_stations(self) -> dict[str, str]:
        """For each polling station the address, without a language, of the page of its district's."""
        rows = AreaRow.objects.filter(election=self.election).exclude(kind="unit")
        told = rows.order_by("parent__ancestry", "parent", "sort_key", "code").values_list(
            "code", "parent__code"
        )
        pages: dict[str, str] = {}
        for _, own in groupby(told.iterator(chunk_size=5000), key=lambda row: row[1]):
            for place, (code, parent) in enumerate(own):
                number, start = divmod(place, STATIONS_A_PAGE)
                if not start:
                    path = f"/e/{self.election.pk}/a/{parent}/stations/"
                    address = address_of(path, [("page", str(number + 1))])
                pages[code] = address
        return pages

    def of_districts(self) -> Iterator[tuple[str, list[str]]]:
        """Each lowest district with the pages of its polling stations."""
        for address in dict.fromkeys(self.pages_of_stations.values()):
            prefixes = (home.rstrip("/") for home in in_every_language("public:home"))
            yield address.split("/")[4], [f"{prefix}{address}" for prefix in prefixes]

    def of_the_election(self) -> list[str]:
        """Pages and files of the whole election, and, of the newest one, those of the whole site."""
        names = OF_THE_SITE if self.with_home else ()
        pages = [address for name in names for address in in_every_language(name)]
        pages += [address for name in _OF_ALL for address in in_every_language(name, self.election.pk)]
        return [*pages, *(reverse(name, args=[self.election.pk]) for name in _FILES_OF_ALL)]

    def of_units(self) -> Iterator[tuple[str, list[str]]]:
        """Each area above the precincts with its addresses; the root's page is that of the election."""
        for area_id, depth in self.units:
            pages = in_every_language("public:area", self.election.pk, area_id) if depth else []
            files = [reverse(name, args=[self.election.pk, area_id]) for name in _FILES_OF_A_UNIT]
            yield area_id, [*pages, *files]

    def of_precincts(self) -> Iterator[tuple[str, list[str]]]:
        """Each precinct with its pages."""
        pattern = in_every_language("public:area", self.election.pk, "\x00")
        for _, area_id in self.precincts:
            yield area_id, [address.replace("%00", area_id) for address in pattern]

    def files_of_precincts(self) -> list[str]:
        """Addresses of the files that are made of all precincts in one go."""
        place = f"/data/{self.election.pk}/areas/"
        return [f"{place}{area_id}.{form}" for _, area_id in self.precincts for form in ("json", "csv")]


def in_every_language(name: str, *asked: str) -> list[str]:
    """The address of a page in each language."""
    addresses = []
    for code, _ in settings.LANGUAGES:
        with override(code):
            addresses.append(reverse(name, args=asked))
    return addresses


def groups(members: Sequence[object], size: int) -> Iterator[tuple[object, ...]]:
    """Members in groups of at most `size`, in order."""
    for start in range(0, len(members), size):
        yield tuple(members[start : start + size])
