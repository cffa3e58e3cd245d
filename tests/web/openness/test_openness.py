"""The site says how open it is: nine principles measured, and what past elections published."""

import datetime
import json
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from hattama.core.norms import Unit
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.templatetags import hattama_public
from hattama.web.openness import publish as publish_module
from hattama.web.openness import reading
from hattama.web.openness.public.measures import clock_length, count_addresses
from hattama.web.openness.reading import load_openness
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.kernel.log.test_life import act, version
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, annul, area_row, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

PRINCIPLES = [
    *("timely", "granular", "free", "complete", "analyzable"),
    *("non_proprietary", "non_discriminatory", "license_free", "permanent"),
]


def measures(page: Element) -> dict[str, str]:
    lines = page.one("main").all("div")
    return {
        line.one("dt").text: " ".join(line.one("dd").text.split())
        for line in lines
        if len(line.all("dt")) == 1 == len(line.all("dd"))
    }


def test_the_times_from_received_and_from_signed_to_public_are_measured(night: ElectionRow) -> None:
    """All signed half an hour before NIGHT; public at NIGHT, at NIGHT, 7 and 9 minutes later."""
    found = load_openness(night, 7)
    assert (found.since_received.counted, found.since_received.median) == (4, 0)
    assert (found.since_signed.median, found.since_signed.ninety_fifth) == (1800, 2340)
    assert found.since_signed.within_a_minute == 0
    assert (found.first_at, found.last_at) == (NIGHT, NIGHT + datetime.timedelta(minutes=9))


def test_a_later_version_does_not_change_when_the_first_was_public(night: ElectionRow) -> None:
    before = load_openness(night, 7)
    annul("P001")
    after = load_openness(night, 8)
    assert (after.since_received, after.first_at) == (before.since_received, before.first_at)
    assert after.changes["annulment"] == 1


def test_what_the_law_of_that_day_asked_to_publish_is_measured_protocol_by_protocol(
    night: ElectionRow, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the law of 20 November 2022. All signed half an hour before NIGHT, public 30 to 39 minutes later; in
    one the invalid ballots cannot be read."""
    assert load_openness(night, 7).duties == ()
    of_2022 = parse_rulepack(read_rulepack("kz-2022-president"), "kz-2022-president").publication
    hours, invalid = of_2022
    assert hours.deadline is not None
    soon = replace(hours, code="soon", deadline=replace(hours.deadline, unit=Unit.MINUTES, amount=35))
    defined = load_definition(night)
    pack = replace(defined.pack, publication=(hours, soon, invalid, replace(invalid, figure="no_such")))
    for module in (publish_module, reading):
        monkeypatch.setattr(module, "load_definition", lambda _: replace(defined, pack=pack))
    rebuild_published(night)
    shown = PublishedProtocol.objects.filter(election=night).count()
    found = load_openness(night, 7).duties
    assert [(one.met, one.of) for one in found] == [(4, 4), (2, 4), (shown - 1, shown), (0, shown)]
    page = measures(read_page(client.get("/en/e/tiny/openness/")))
    assert page[
        "Preliminary results public at latest 48 hours after the protocol was signed (art. 44(5), part 3)"
    ]


def test_a_protocol_that_does_not_say_when_it_was_signed_is_counted_apart(night: ElectionRow) -> None:
    unsigned = protocol("P003")
    object.__setattr__(unsigned, "signed_at", None)
    publish(unsigned)
    found = load_openness(night, 8)
    assert (found.since_signed.counted, found.since_signed.without) == (4, 1)
    assert found.since_received.counted == 5


def test_shares_name_what_they_are_a_part_of(night: ElectionRow) -> None:
    party, single = load_openness(night, 7).contests
    assert (party.expected, party.received, party.counted, party.with_scan, party.level) == (
        *(6, 3, 3, 1),
        "precinct",
    )
    assert (single.expected, single.received, single.with_scan) == (4, 1, 0)


def test_an_annulled_protocol_is_received_and_its_scan_is_in_no_share(night: ElectionRow) -> None:
    annul("P001")
    party = load_openness(night, 8).contests[0]
    assert (party.received, party.counted, party.with_scan) == (3, 2, 0)


def test_before_the_first_protocol_nothing_is_claimed(client: Client, tiny: ElectionRow) -> None:
    found = load_openness(tiny, 3)
    assert (found.first_at, found.since_received.median, found.figures) == (None, None, 0)
    page = read_page(client.get("/en/e/tiny/openness/"))
    lines = measures(page)
    assert lines["Level reached"] == "nothing published yet"
    assert lines["From received to public: median"] == "no data"


def test_figures_scans_and_illegible_ones_are_counted(night: ElectionRow) -> None:
    found = load_openness(night, 7)
    assert found.illegible == 1
    assert [(kind.media_type, kind.scans) for kind in found.scans] == [("image/png", 1)]
    publish(protocol("P003"), scans={("P003", PARTY): scan_of("P003", shade=9)})
    assert load_openness(night, 8).scans[0].scans == 2


def test_what_takes_the_place_of_something_is_counted_and_the_other_is_not_any_more(
    night: ElectionRow,
) -> None:
    """A scan that two protocols show is one, until both are withdrawn; a recount reads one figure more."""
    before, scan = load_openness(night, 7), scan_of("P001", shade=9)
    figures = {key: value for key, value in protocol("P003").figures.items() if key != "invalid"}
    half_read = protocol("P003", figures=figures, illegible=frozenset({"invalid"}))
    publish(protocol("P202"), half_read, scans={("P003", PARTY): scan, ("P202", PARTY): scan})
    seen = [load_openness(night, 9)]
    sound, half = (LogEntry.objects.get(act__area=area_row(area)) for area in ("P202", "P003"))
    read = {key: sound.act.body[key] for key in ("figures", "illegible", "findings")}
    version("recount", half.index, 2, area="P003", **read)
    for area in ("P003", "P202"):
        act("redaction", what="scan", sha256=scan.pk, area=area)
        seen.append(load_openness(night, 9))
    assert [(one.scans[0].scans, one.withdrawn) for one in seen] == [(2, 0), (2, 1), (1, 2)]
    assert seen[-1].scans == before.scans and seen[0].scans != before.scans
    assert [one.figures - seen[0].figures for one in seen] == [0, 1, 1]
    assert [one.illegible - before.illegible for one in seen] == [1, 0, 0]
    rebuild_published(night)
    assert load_openness(night, 9) == seen[-1]
    assert check_published(night) == []


def test_a_paper_without_figures_that_is_annulled_is_counted_nowhere(night: ElectionRow) -> None:
    bare = Incoming(replace(protocol("P003"), figures={}), links={"scan": "https://example.org/3.pdf"})
    import_protocols(night, [bare], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    party = load_openness(night, 8).contests[0]
    assert (party.counted, party.with_figures) == (4, 3)
    annul("P003")
    party = load_openness(night, 9).contests[0]
    assert (party.counted, party.with_figures) == (3, 3)


def test_nine_principles_stand_on_the_page_each_with_evidence(client: Client, night: ElectionRow) -> None:
    for start in ("/", "/ru/", "/en/"):
        page = read_page(client.get(f"{start}e/tiny/openness/"))
        sections = page.all("section", cls="principle")
        assert [section.one("h2").attributes["id"] for section in sections] == PRINCIPLES
        assert all(section.all("dd") for section in sections)
        # What cannot be measured says so: who reads, the licence, the years to come.
        stated = [section.one("h2").attributes["id"] for section in sections if section.all("p", cls="note")]
        assert stated == ["non_discriminatory", "license_free", "permanent"]


def test_the_page_says_the_measures_in_words(client: Client, night: ElectionRow) -> None:
    lines = measures(read_page(client.get("/en/e/tiny/openness/")))
    assert lines["From signed to public: median"] == "0:30:00"
    assert lines["From signed to public: 95th percentile"] == "0:39:00"
    assert lines["Party lists: polling stations with a protocol"] == "50.00% 3 of 6"
    assert lines["Level reached"] == "Polling station"


def test_days_without_change_follow_the_clock(
    client: Client, night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = NIGHT + datetime.timedelta(minutes=9)

    def asked(after: datetime.timedelta, **headers: str) -> tuple[int, str]:
        monkeypatch.setattr(timezone, "now", lambda: last + after)
        response = client.get("/en/e/tiny/openness/", headers=headers)
        if response.status_code == 304:
            return 304, ""
        return 200, measures(read_page(response))["Full days without change since"]

    assert asked(datetime.timedelta(hours=23)) == (200, "0")
    assert asked(datetime.timedelta(days=3, hours=1)) == (200, "3")
    tag = client.get("/en/e/tiny/openness/").headers["ETag"]
    assert asked(datetime.timedelta(days=3, hours=2), **{"If-None-Match": tag}) == (304, "")
    assert asked(datetime.timedelta(days=4), **{"If-None-Match": tag}) == (200, "4")


def test_the_same_stands_as_json(client: Client, night: ElectionRow) -> None:
    response = client.get("/data/tiny/openness.json")
    said = json.loads(response.content)
    assert said["since_signed"]["ninety_fifth"] == 2340
    assert said["first_at"] == "2023-03-19T17:30:00+00:00"
    assert said["contests"][0]["level"] == "precinct"
    assert said["addresses"]["public"] == said["addresses"]["total"] == count_addresses().total
    held = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/data/tiny/openness.json", headers=held).status_code == 304
    assert client.get("/data/other/openness.json").status_code == 404


def test_every_address_for_readers_is_counted_and_open_to_anyone() -> None:
    found = count_addresses()
    assert found.public == found.total > 30
    assert {"csv", "json", "toml"} <= set(found.formats)
    for language, _name in settings.LANGUAGES:
        with override(language):
            assert count_addresses() == found


def test_the_monitor_shows_what_the_law_asks_and_what_was_published(
    client: Client, night: ElectionRow
) -> None:
    for start in ("/", "/ru/", "/en/"):
        assert read_page(client.get(f"{start}openness/")).one("h1").text
    page = read_page(client.get("/en/openness/"))
    past, here = page.all("table", cls="monitor")
    rows = [[" ".join(cell.text.split()) for cell in row.all("td")] for row in past.one("tbody").all("tr")]
    assert rows == [
        ["Polling station our reading", "Region", "0.00% 0 of 10,012"],
        ["Polling station", "Country", "0.00% 0 of 10,223"],
    ]
    text = page.one("main").text
    assert (
        "art. 14, subpara. 9) of the Constitutional Law on elections" in text
        and "OSCE/ODIHR" in text
        and "not a settled interpretation" in text
    )
    assert "Tiny election" in here.text
    assert re.search(r"4 of 10", here.text)


def test_the_monitor_stands_as_json(client: Client, night: ElectionRow) -> None:
    said = json.loads(client.get("/data/openness.json").content)
    (record,) = said["records"]
    assert [duty["norms"] for duty in record["duties"]] == [
        ["kz-elections/14(9)"],
        ["kz-elections/12(16-1)"],
        ["kz-elections/44(5)/p2"],
    ]
    assert [(one["results_level"], one["levels_short"]) for one in record["elections"]] == [
        ("region", 2),
        ("nation", 3),
    ]
    assert said["elections_here"] == [{"election_id": "tiny", "precincts": 10, "precincts_published": 4}]


def test_more_protocols_do_not_cost_more_questions(client: Client, night: ElectionRow) -> None:
    def questions() -> list[int]:
        found = []
        for address in ("/e/tiny/openness/", "/openness/"):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    before = questions()
    publish(protocol("P003"), protocol("P201"))
    assert questions() == before
    with CaptureQueriesContext(connection) as asked:
        load_openness(night, 9)
    assert not [one for one in asked if "published_protocol" in one["sql"] or "published_scan" in one["sql"]]
    assert max(before) <= 20


def test_spans_are_written_as_a_clock_does() -> None:
    with override("en"):
        assert [clock_length(one) for one in (0, 65, 3600, 172_799, 400_000)] == [
            "0:00:00",
            "0:01:05",
            "1:00:00",
            "47:59:59",
            "4 d 15:06:40",
        ]


def test_where_there_are_many_contests_those_of_districts_are_folded(
    client: Client, night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hattama_public, "MOST_TABS", 1)
    page = read_page(client.get("/en/e/tiny/openness/")).one("section", **{"aria-labelledby": "granular"})
    (folded,) = page.all("details")
    assert folded.one("summary").text == "Other contests (1)"
    assert len(folded.all("dt")) == 3
