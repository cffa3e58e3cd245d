"""Every type of public page, derived from the addresses themselves, with an example of the tiny election.

A new address is taken up by itself where its parameters are known here; else the tests that stand on this
list fail until it is given an example or a reason why it is no page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.tiny_election import ELECTION_ID, PARTY

NAMESPACES = ("public", "api_pages")
SAMPLES = {
    "election_id": ELECTION_ID,
    "area_id": "P001",
    "contest": PARTY,
    "measure": "turnout",
    "figure": "invalid",
    "code": "KZ-K01",
    "law_id": "kz-elections",
    "place": "43(8)/p3",
    "register": "complaints",
    "kind": "complaint",
    "record_id": "first-complaint",
    "subject": "places",
    "book": "citizen",
    "other": "area.R2",
    "drawing": "maps/KZ/party/leader",
}
"""What stands for each parameter where nothing else is said."""

INSTEAD = {
    "area_result": {"area_id": "R1"},
    "area_map": {"area_id": "R1"},
    "area_embeds": {"area_id": "R1"},
    "area_turnout": {"area_id": "R1"},
    "area_stations": {"area_id": "D11"},
    "embed_area_result": {"area_id": "R1"},
    "embed_area_turnout": {"area_id": "R1"},
    "embed_area_map": {"area_id": "R1"},
    "embed_scatter": {"area_id": "R1"},
    "strip": {"area_id": "D21"},
    "comparison": {"area_id": "R1"},
}
NO_PAGES = {
    "strips": "leads on to the first figure that can be looked at: the type `strip`",
    "area_night": "of one precinct leads on to its page: the type `area`; of a region it is named below",
    "civic": "of an election of citizens' copies alone; tests/web/claims looks at it",
    "send": "of a civic count alone; tests/web/sent_copies looks at it",
    "sent": "of a civic count alone; tests/web/sent_copies looks at it",
    "send_copy": "of a civic count alone; tests/web/sent_copies looks at it",
    "site_feed": "an Atom feed",
    "election_feed": "an Atom feed",
    "area_feed": "an Atom feed",
    "registers_feed": "an Atom feed",
    "register_feed": "an Atom feed",
    "confirm": "its address is a secret sent by letter; it is tried with one in test_told",
    "leave": "its address is a secret sent by letter; it is tried with one in test_told",
}


@dataclass(frozen=True, slots=True)
class PageType:
    """A type of page: its name among the addresses, and where its example stands."""

    name: str
    view: str
    arguments: dict[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def address(self) -> str:
        """The address of the example in the language that is active."""
        return reverse(self.view, kwargs=self.arguments) + self.query


MORE = (
    PageType("night of a region", "public:area_night", {"election_id": ELECTION_ID, "area_id": "R1"}),
    PageType("region", "public:area", {"election_id": ELECTION_ID, "area_id": "R1"}),
    PageType("district", "public:area", {"election_id": ELECTION_ID, "area_id": "D11"}),
    PageType("precinct with findings", "public:area", {"election_id": ELECTION_ID, "area_id": "P002"}),
    PageType("precinct annulled", "public:area", {"election_id": ELECTION_ID, "area_id": "P101"}),
    PageType("precinct half read", "public:area", {"election_id": ELECTION_ID, "area_id": "P201"}),
    PageType("precinct with a scan read", "public:area", {"election_id": ELECTION_ID, "area_id": "P202"}),
    PageType(
        "answer of where to complain",
        "public:complain",
        {"election_id": ELECTION_ID},
        "?subject=commission_act&against=precinct_commission&act_on=2023-03-19",
    ),
    PageType("search with hits", "public:search", {"election_id": ELECTION_ID}, "?q=1"),
)
"""The same type where it looks quite different."""


def page_types() -> list[PageType]:
    """All of them, in the order of the addresses. KeyError: a parameter that SAMPLES does not know."""
    found = [
        PageType(name, f"{space}:{name}", sample_of(name, parameters))
        for space, name, parameters in named_addresses()
        if name not in NO_PAGES
    ]
    return [*found, *MORE]


def sample_of(name: str, parameters: list[str]) -> dict[str, str]:
    """The example's parameters."""
    said = SAMPLES | INSTEAD.get(name, {})
    return {parameter: said[parameter] for parameter in parameters}


def named_addresses() -> Iterator[tuple[str, str, list[str]]]:
    """Namespace, name and parameters of every address in the namespaces of public pages."""
    yield from _named(get_resolver("hattama.web.urls"), "")


def _named(
    resolver: URLResolver, space: str, above: Sequence[str] = ()
) -> Iterator[tuple[str, str, list[str]]]:
    for entry in resolver.url_patterns:
        parameters = [*above, *entry.pattern.converters]
        if isinstance(entry, URLResolver):
            yield from _named(entry, entry.namespace or space, parameters)
        elif isinstance(entry, URLPattern) and space in NAMESPACES:
            yield space, entry.name or "", parameters
