"""Pages of the law: what a norm orders, since when, and what here rests on it, in three languages."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from hattama.core.norms import Certainty, Citations, Cited
from hattama.core.vocabulary import Words
from hattama.formats.norm_files import load_norm, shipped_norm_ids
from hattama.rulepacks import norm_laws
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.languages.norm_addresses import link_norms
from hattama.web.norms.public.views import uses_by_norm
from tests.drawn import drawn
from tests.web.kernel.pages.reading import read_page

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(read_page(response).one("main").text.split())


@pytest.mark.parametrize(
    ("language", "cited", "deadline", "concerned"),
    [
        (
            "",
            "43-баптың 1-тармағының екінші бөлігі",
            "мерзімі – 12 сағат; есептеу басы: дауыс санау басталды",
            "учаскелік сайлау комиссиялары",
        ),
        (
            "/ru",
            "ч. 2 п. 1 ст. 43",
            "срок – 12 ч; отсчёт: начался подсчёт голосов",
            "Кого касается: участковые избирательные комиссии",
        ),
        ("/en", "art. 43(1), part 2", "within 12 h of: the count starts", "precinct election commissions"),
    ],
)
def test_a_norm_says_how_it_is_cited_of_whom_and_by_when_it_wants_what(
    client, language, cited, deadline, concerned
):
    text = text_of(client, f"{language}/norms/kz-elections/43(1)/p2/")
    assert cited in text
    assert deadline in text
    assert concerned in text
    assert "kz-2023" in text
    assert "counted" in text


def test_a_norm_that_changed_says_when_and_each_edition_has_its_own_deadline(client):
    text = text_of(client, "/en/norms/kz-elections/94(2)/")
    assert "Two days until 01.07.2026, three since" in text
    assert "within 2 calendar d. of: the day of voting" in text
    assert "within 3 calendar d. of: the day of voting" in text
    assert "edition of 11.06.2026 No. 305-VIII" in text


def test_a_norm_on_which_nothing_rests_says_so(client):
    assert "No rule of a pack rests on it yet." in text_of(client, "/en/norms/kz-offences/119(3)/")


def test_every_norm_that_is_cited_has_its_page_and_stands_in_its_law(client):
    cited = sorted(uses_by_norm())
    assert len(cited) > 60
    for norm_id in drawn(cited, 60):
        text_of(client, f"/en/norms/{norm_id.replace('#', '~')}/")
    for law_id in norm_laws():
        links = client.get(f"/en/norms/{law_id}/?all=1").content.decode().count(f'href="/en/norms/{law_id}/')
        assert links >= len(shipped_norm_ids(law_id))
    assert "Constitutional Law “On elections" in text_of(client, "/en/norms/")


def test_a_norm_names_the_duties_to_publish_that_rest_on_it(client):
    text = text_of(client, "/en/norms/kz-elections/44(5)/p2/")
    assert "duties to publish by_districts" in text
    assert "publication/kz.toml" in text


def test_a_norm_of_several_at_one_place_has_an_address_of_its_own(client):
    assert "kz-elections/44(5)/p3#48h" in text_of(client, "/en/norms/kz-elections/44(5)/p3~48h/")


@pytest.mark.parametrize("address", ["kz-elections/43(99)/", "kz-nothing/", "kz-nothing/1/"])
def test_what_is_no_norm_is_not_found(client, address):
    assert client.get(f"/en/norms/{address}").status_code == 404


def test_a_citation_of_a_law_without_pages_leads_to_where_that_law_stands():
    provision = load_norm("kz-elections/94(2)").provision
    law = Words.of({"en": "of the Electoral Act"})
    cited = Cited("zz-act/94(2)", provision, "ZZ2024", Certainty.READ, law)
    with translation.override("en"):
        assert link_norms(Citations((cited,)), "en") == (
            '<a href="/en/norms/#zz-act">art. 94(2) of the Electoral Act</a>'
        )


class TestLawsOfTheCountriesHere:
    def test_a_site_with_no_election_shows_every_law_that_it_knows(self, client):
        text = text_of(client, "/en/norms/")
        assert "Republic of Kazakhstan" in text and "Georgia" in text and "Romania" in text

    def test_the_laws_of_a_country_with_no_election_here_are_not_shown_as_the_law(self, client, tiny):
        text = text_of(client, "/en/norms/")
        assert "Constitutional Law “On elections" in text
        assert "Georgia" not in text and "Romania" not in text

    def test_a_law_that_an_elections_own_pack_states_is_named_and_no_other(self, client, monkeypatch, tiny):
        pack = load_definition(ElectionRow.objects.get(pk="tiny")).pack
        law = replace(
            pack.law, law_id="zz-act", country="ZZ", names=Words.of({"es": "Código"}), text="https://z/"
        )
        definition = replace(
            load_definition(ElectionRow.objects.get(pk="tiny")), pack=replace(pack, country="ZZ", law=law)
        )
        monkeypatch.setattr("hattama.web.norms.public.views.load_definition", lambda row: definition)
        text = text_of(client, "/en/norms/")
        assert text.endswith("Laws that an election's own rule pack states Código")
        assert "Kazakhstan" not in text


def test_only_of_a_law_of_kazakhstan_it_is_said_that_the_kazakh_text_was_not_read(client):
    assert "Kazakh text" not in text_of(client, "/en/norms/ro-european-elections/20/")
    unread = next(
        one for one in map(load_norm, shipped_norm_ids("kz-elections")) if not one.is_read_in_kazakh
    )
    assert "The Kazakh text of this norm was not read." in text_of(client, f"/en/norms/{unread.norm_id}/")


def test_a_difference_between_editions_is_no_conflict_of_languages(client):
    """U06: article 43(8-1) says the same in both languages of each edition."""
    text = text_of(client, "/en/norms/kz-elections/43(8-1)/")
    assert "Read in Kazakh and in Russian. In each edition the Kazakh and the Russian text agree" in text
    assert "Until 01.07.2026 the copy was posted in the premises of the precinct" in text
    assert "Әр редакцияда" in text_of(client, "/norms/kz-elections/43(8-1)/")


def test_all_norms_are_a_table_with_a_row_for_each_edition(client):
    page = read_page(client.get("/en/norms/"))
    assert page.links["All norms with their editions, CSV"] == "/data/norms.csv"
    body = b"".join(client.get("/data/norms.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len({row["norm"] for row in rows}) == sum(len(shipped_norm_ids(law)) for law in norm_laws())
    posted = {row["edition"]: row for row in rows if row["norm"] == "kz-elections/43(8-1)"}
    assert posted["E2023"]["in_force_to"] == "2026-06-30" and posted["E2026"]["in_force_to"] == ""
    assert {row["kk_read"] for row in posted.values()} == {"yes"}
    assert posted["E2026"]["languages_en"].startswith("In each edition the Kazakh and the Russian text agree")
    assert posted["E2023"]["cited_ru"] and posted["E2023"]["orders_kk"]


def changed(client: Client, law: str) -> list[list[str]]:
    """Of each vote by the law: its day, and each amending act of the year before with its days."""
    table = read_page(client.get(f"/en/norms/{law}/")).one("table", cls="law-changes")
    rows = table.one("tbody").all("tr")
    return [[" ".join(cell.text.split()) for cell in (row.one("th"), *row.all("td"))] for row in rows]


def test_a_law_says_how_soon_before_each_vote_it_was_changed(client):
    """2011: two months; the referendum of 2022: 31 days; 2023: less than five months."""
    of_elections = {row[0].split(" Kazakhstan")[0]: row[1] for row in changed(client, "kz-elections")}
    assert of_elections["3 April 2011"] == "03.02.2011 № 404-IV 59 days before the voting"
    assert of_elections["19 March 2023"] == "05.11.2022 № 156-VII 134 days before the voting"
    assert of_elections["20 November 2022"] == (
        "07.02.2022 № 105-VII 286 days before the voting 05.11.2022 № 156-VII 15 days before the voting"
    )
    (of_2022, *_) = changed(client, "kz-referendum")
    assert of_2022[1] == "05.05.2022 № 119-VII 31 days before the voting"


def test_a_vote_before_which_a_law_was_not_changed_within_a_year_says_so(client):
    rows = {row[0].split(" Kazakhstan")[0]: row[1] for row in changed(client, "kz-referendum")}
    assert rows["15 March 2026"] == "no change within a year that is known here"
    assert "II.2.b" in text_of(client, "/en/norms/kz-elections/")
    assert not read_page(client.get("/en/norms/kz-access/")).all("table", cls="law-changes")
