"""A source that shows scans and gives no figures: the paper is there, nothing is counted, people read it."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedTotal
from hattama.web.night.tables import PublishedStep
from hattama.web.places.public.printed_views import area_card
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.reading import life_states
from tests.web.claims.test_civic import CIVIC, DEFINITION, area, page, volunteer
from tests.web.tiny_election import LOADED_AT, NIGHT, PARTY, load_tiny, protocol

pytestmark = pytest.mark.django_db

MAPPING = """
[protocol]
contest = { constant = "party" }
area = "station"

[links]
scan = "scan"

[times.posted]
value = "sent"
"""
ROWS = "P001,https://example.org/1.pdf,2023-03-19 22:40", "P002,https://example.org/2.pdf,", "P003,,"
FIGURES = """
[figures]
voters_listed = "listed"
ballots_issued = "issued"

[votes]
columns = { dala = "Dala", ozen = "Ozen" }
"""


@pytest.fixture
def portal(run, tmp_path, tiny, monkeypatch):
    """Take in a table of a portal into a civic count, or into the election of this name."""
    monkeypatch.chdir(tmp_path)
    load_tiny(DEFINITION)
    open_election(CIVIC, now=LOADED_AT)
    advance_log(CIVIC, now=LOADED_AT)

    def take(*rows: str, into: str = CIVIC, mapping: str = MAPPING, moment: str = "") -> Any:
        (tmp_path / "mapping.toml").write_text(mapping, "utf-8")
        head = "station,scan,sent" + (",listed,issued,Dala,Ozen" if mapping != MAPPING else "")
        (tmp_path / "portal.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")
        words = ["import", "portal.csv", "--mapping", "mapping.toml", "--election", into]
        return run("--lang", "en", *words, *(("--snapshot", moment) if moment else ()))

    return take


def test_the_picture_of_an_area_calls_no_figure_preliminary_that_is_not_given(portal):
    portal(*ROWS)
    root = area("KZ")
    definition = load_definition(root.election)
    total = totals_of([root])[root.pk][PARTY]
    with translation.override("en"):
        card = area_card(definition, root, definition.election.contest(PARTY), total, 1)
    assert (total.preliminary, card.mark) == (2, "figures not given")


def test_the_paper_is_there_and_nothing_of_it_is_counted_or_found(portal, run, tmp_path):
    ran = portal(*ROWS)
    assert ran.code == 0, ran.told
    assert "Papers without figures among them: 2." in ran.told
    rows = PublishedProtocol.objects.filter(election=CIVIC).order_by("area__code")
    assert [(row.area.code, row.is_bare, row.figures) for row in rows] == [
        ("P001", True, {}),
        ("P002", True, {}),
    ]
    assert not PublishedFinding.objects.exists()
    total = PublishedTotal.objects.get(election=CIVIC, area__code="KZ", contest=PARTY)
    assert (total.received, total.preliminary, total.figures) == (2, 2, {})
    assert [(one.area.code, one.step) for one in PublishedStep.objects.all()] == [("P001", "posted")]
    places = [one.area for one in rows.select_related("area")]
    assert set(life_states(places, [PARTY]).values()) == {"expected"}
    station = page("a/P001/")
    assert "The paper is there, its figures are not given" in station
    assert "It was brought by" not in station
    assert b"data-figure" not in Client().get(f"/en/e/{CIVIC}/a/P001/").content
    for address in ("", "a/R1/", f"results/{PARTY}/", f"a/R1/results/{PARTY}/"):
        told = page(address)
        assert "Scan there, figures not given: 2" in told and "No figure is counted yet." in told, address
    assert "figures nobody has read yet: 2" in page("civic/")
    assert re.search(r"counted protocols with figures 0\S+% 0 of 2", page("openness/"))
    assert "Polling stations of which there is a copy: 0 of 6" in page("civic/")
    assert run("export", CIVIC, tmp_path / "bundle").code == 0
    told = json.loads(run("verify", tmp_path / "bundle", "--json").out)
    assert told["verdict"] != "false", told


def test_two_people_read_it_blindly_and_the_figures_are_of_the_sources_scan(portal):
    portal(*ROWS)
    for name in ("aigul", "berik"):
        user, desk = volunteer(name), Client()
        desk.force_login(user)
        form = desk.get(reverse("desk:enter", args=[CIVIC, "P001", PARTY])).content.decode()
        # The scan is the source's own: nobody is asked who brought it, or shown what the other typed.
        assert 'href="https://example.org/1.pdf"' in form and 'name="bringer"' not in form
        assert 'value="620"' not in form
        enter_protocol(user, area(), protocol("P001"), now=NIGHT)
    advance_log(CIVIC, now=NIGHT)
    row = PublishedProtocol.objects.get(election=CIVIC, area__code="P001")
    assert (row.version, row.preliminary, row.is_bare, row.method) == (2, False, False, "typed")
    assert row.figures == protocol("P001").figures
    assert re.search(r"counted protocols with figures 50\S+% 1 of 2", page("openness/"))
    assert row.beside["links"] == {"scan": "https://example.org/1.pdf"}
    said = json.loads(bytes(LogEntry.objects.get(election=CIVIC, kind="copy_source").body))
    assert (said["source"], said["organisation"]) == ("source", None)
    assert "It was brought by: the source itself, which shows this scan." in page("a/P001/")
    total = PublishedTotal.objects.get(election=CIVIC, area__code="KZ", contest=PARTY)
    assert (total.received, total.preliminary) == (2, 1)


def test_figures_of_a_table_do_not_enter_a_civic_count_beside_papers(portal):
    ran = portal("P001,https://example.org/1.pdf,,900,500,300,200", mapping=MAPPING + FIGURES)
    assert ran.code == 2 and "no figure comes in from a table" in ran.told
    assert not PublishedProtocol.objects.exists()


def test_where_first_entries_are_published_papers_alone_are_refused(portal):
    preliminary = DEFINITION.replace(b"civic = true\n", b"").replace(b'"tiny-civic"', b'"tiny-quick"')
    load_tiny(
        preliminary.replace(b"entries = 2", b'entries = 1\nconfirmed_by = "person"\npreliminary = true')
    )
    open_election("tiny-quick", now=LOADED_AT)
    ran = portal(*ROWS, into="tiny-quick")
    assert ran.code == 2 and "entry.preliminary" in ran.told
    assert not PublishedProtocol.objects.exists()


def test_a_feed_shows_papers_first_and_gives_their_figures_later(portal):
    mapping = 'blank_rows = "keep"\n' + MAPPING + FIGURES
    first = "P001,https://example.org/1.pdf,,,,,", "P002,https://example.org/2.pdf,,,,,"
    second = ("P001,https://example.org/1.pdf,,900,500,300,200",)
    assert portal(*first, into="tiny", mapping=mapping, moment="2023-03-19T22:00").code == 0
    assert portal(*second, into="tiny", mapping=mapping, moment="2023-03-19T23:00").code == 0
    told = [json.loads(bytes(row.body)) for row in LogEntry.objects.filter(kind="snapshot").order_by("index")]
    assert [(one["new"], one["changed"], one["removed"]) for one in told] == [(2, 0, 0), (0, 1, 1)]
    rows = PublishedProtocol.objects.order_by("area__code")
    assert [(row.kind, row.version, row.preliminary, row.annulled_by is None) for row in rows] == [
        ("protocol", 2, False, True),
        ("protocol", 1, True, False),
    ]
    total = PublishedTotal.objects.get(election="tiny", area__code="KZ", contest=PARTY)
    assert (total.received, total.annulled, total.preliminary, total.figures["ballots_issued"]) == (
        2,
        1,
        0,
        [500, 1],
    )
