"""The page of a polling station: the paper line by line, what was found, its scan, its source."""

import hashlib
import json

import pytest
from django.test import Client

from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, Scan
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.public_night import EXPLANATION
from tests.web.tiny_election import NIGHT, picture, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db


def sheet(client: Client, area_id: str, contest: str = "party") -> Element:
    """The part of a polling station's page that shows one protocol."""
    return read_page(client.get(f"/en/e/tiny/a/{area_id}/")).one("section", id=contest)


def test_votes_with_shares_stand_before_the_lines_of_the_paper_and_one_row_of_deeds(
    client: Client, night: object
) -> None:
    section = sheet(client, "P001")
    votes, paper = section.all("table")[:2]
    assert votes.rows()[1:3] == [["1", "Dala party", "370", "61.67%"], ["2", "Özen party", "200", "33.33%"]]
    assert paper.rows()[1][:1] == ["N1"]
    assert len(section.all("ul", cls="acts")) == 1
    assert "Turnout 60.00%" in section.text


def test_lines_stand_in_the_order_of_the_paper_with_their_marks(client: Client, night: object) -> None:
    rows = sheet(client, "P001").one("table", cls="paper").rows()[1:]
    assert [row[0] for row in rows[:12]] == [
        "N1",
        "N2",
        "N3",
        "1",
        "2",
        "N4",
        "N5",
        "N6",
        "V",
        "1",
        "2",
        "VA",
    ]
    assert rows[0] == ["N1", "Total number of voters at the polling station", "1,000"]
    assert rows[9:11] == [["1", "Dala party", "370"], ["2", "Özen party", "200"]]


def test_blank_illegible_and_zero_are_three_things(client: Client, tiny: object) -> None:
    figures = sound_figures(against_all=0)
    del figures["ballots_cancelled"], figures["invalid"]
    publish(protocol("P001", figures=figures, illegible=frozenset({"invalid"})))
    said = {
        row[0]: row[2] for row in sheet(client, "P001").one("table", cls="paper").rows()[1:] if len(row) == 3
    }
    assert (said["N5"], said["NI"], said["VA"]) == ("left blank", "illegible", "0")


def test_a_protocol_that_does_not_add_up_is_shown_with_what_is_wrong(client: Client, night: object) -> None:
    section = sheet(client, "P002")
    verdict = section.one("div", cls="verdict")
    assert verdict.one("h3").text == "This protocol does not add up"
    found = verdict.one("li", id="party-1")
    sentence = "Votes cast, with the ballots marked against all, are not equal to the voters who took part."
    assert found.links == {
        sentence: "/en/e/tiny/findings/KZ-K05A/",
        "art. 43(4-1), subpara. 1)": "/en/norms/kz-elections/43(4-1)1/",
        "art. 43(4-1), subpara. 2)": "/en/norms/kz-elections/43(4-1)2/",
        "art. 43(4-1), subpara. 2-1)": "/en/norms/kz-elections/43(4-1)2-1/",
        "art. 43(5), part 2": "/en/norms/kz-elections/43(5)/p2/",
    }
    assert "«Voters who took part in the voting» – 599;" in found.text
    assert "– 600; difference 1" in found.text
    # The code is for whoever wants the formula.
    assert "KZ-K05A · participants == sum(votes) + against_all" in found.one("details").text
    assert found.text.count("KZ-K05A") == 1


def test_the_finding_stands_beside_every_line_that_it_speaks_of(client: Client, night: object) -> None:
    wrong = sheet(client, "P002").one("table", cls="paper").all("tr", cls="wrong")
    marked = [row.all("td")[0].text for row in wrong]
    assert marked == ["N6", "1", "2", "VA"]
    assert all(row.links == {"finding 1": "#party-1"} for row in wrong)


def test_the_commission_is_heard(client: Client, night: object) -> None:
    assert EXPLANATION in sheet(client, "P002").one("blockquote", cls="explanation").text
    assert "The commission has given no explanation." in sheet(client, "P101").text


def test_an_explanation_cannot_smuggle_in_markup(client: Client, tiny: object) -> None:
    publish(protocol("P001", explanation="<script>alert(1)</script>"))
    body = client.get("/en/e/tiny/a/P001/").content
    assert b"<script>alert" not in body
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_what_could_not_be_checked_is_named_and_does_not_pass_for_wrong(
    client: Client, night: object
) -> None:
    verdict = sheet(client, "P001").one("div", cls="verdict")
    assert verdict.one("h3").text == "Every relation that could be checked holds"
    assert "KZ-K07" in verdict.one("details").links
    assert not sheet(client, "P001").all("tr", cls="wrong")


def test_a_relation_between_contests_marks_the_line_of_this_contest(client: Client, tiny: object) -> None:
    publish(protocol("P001"))
    differing = sound_figures("single", voters_listed=1001)
    publish(protocol("P001", "single", figures=differing))
    section = sheet(client, "P001", "single")
    (told,) = section.one("div", cls="verdict").one("ol").all("li")
    assert "KZ-K11A" in told.one("details").text
    line = section.one("table", cls="paper").all("tr")[1]
    assert line.links == {"finding 1": f"#{told.attributes['id']}"}


def test_quantities_that_the_paper_does_not_give_are_marked_as_computed(
    client: Client, night: object
) -> None:
    rows = sheet(client, "P001").one("table", cls="paper").rows()
    computed = rows[[row[1] for row in rows].index("Computed by this site") :]
    assert computed[1:] == [
        ["", "Valid ballots sum(votes) + against_all", "600"],
        ["", "Ballots found in the boxes participants + invalid", "612"],
    ]


def test_lines_that_need_not_be_given_are_listed_when_they_are_not(client: Client, night: object) -> None:
    section = sheet(client, "P001")
    notes = [note.text for note in section.all("p", cls="note")]
    assert any("Written applications to vote outside the premises" in note for note in notes)
    assert "Written applications" not in section.one("table", cls="paper").text


def test_the_scan_stands_beside_the_figures_and_opens_at_full_size(client: Client, night: object) -> None:
    section = sheet(client, "P001")
    digest = hashlib.sha256(picture()).hexdigest()
    image = section.one("img")
    assert image.attributes["src"] == f"/scans/{digest}"
    assert (image.attributes["width"], image.attributes["height"]) == ("120", "160")
    assert image.attributes["alt"]
    assert section.links["Open at full size"] == f"/scans/{digest}"
    assert client.get(image.attributes["src"]).content == picture()


def test_a_scan_that_browsers_do_not_draw_is_a_link(client: Client, night: object) -> None:
    row = PublishedProtocol.objects.get(area__code="P002", contest="party")
    scan = Scan.objects.create(
        sha256="ab" * 32, media_type="application/pdf", size_bytes=2048, pages=3, received_at=NIGHT
    )
    PublishedScan.objects.create(protocol=row, scan=scan, entry_index=9)
    section = sheet(client, "P002")
    assert not section.all("img")
    assert section.links["Open at full size"] == f"/scans/{'ab' * 32}"
    assert "PDF, 3 pages · 2 KB" in section.one("p", cls="scan-facts").text


def test_the_kind_of_a_scan_is_said_in_words(client: Client, night: object) -> None:
    facts = sheet(client, "P001").one("p", cls="scan-facts").text
    assert "PNG picture · " in facts and "image/" not in facts


def test_without_a_scan_the_page_says_that_there_is_no_certified_copy(client: Client, night: object) -> None:
    assert "No certified copy" in sheet(client, "P002").one("div", cls="paper-beside").text


def test_a_protocol_that_has_not_come_is_awaited_by_name(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/a/P003/"))
    assert page.one("h1").text == "Polling station No. 10"
    assert "No protocol has been received yet" in page.one("section", id="party").text


def test_every_figure_can_be_traced_to_its_log_entry(client: Client, night: object) -> None:
    section = sheet(client, "P001")
    row = PublishedProtocol.objects.get(area__code="P001", contest="party")
    trace = section.one("dl", cls="trace")
    assert row.leaf_hash in trace.text
    entry = client.get(trace.links[str(row.entry_index)])
    body = json.loads(entry.content)
    assert (body["area"], body["figures"]["participants"]) == ("P001", 600)
    assert hashlib.sha256(b"\0" + entry.content).hexdigest() == row.leaf_hash


def test_times_stand_in_national_and_in_local_time(client: Client, tiny: object) -> None:
    publish(protocol("P201"), protocol("P202"))
    text = sheet(client, "P201").one("dl", cls="trace").text
    assert "Received 19 March 2023, 23:30 UTC+6 local time 19 March 2023, 22:30, UTC+5" in text
    assert "Signed 19 March 2023, 23:00 UTC+6" in text
    assert "local time" not in sheet(client, "P202").text


def test_the_polling_station_names_its_address_and_commission(client: Client, night: object) -> None:
    facts = read_page(client.get("/ru/e/tiny/a/P001/")).one("section", **{"aria-labelledby": "place"}).text
    assert "улица Абая, 7, школа № 12" in facts
    assert "Участковая избирательная комиссия № 1" in facts


def test_a_polling_station_can_be_downloaded(client: Client, night: object) -> None:
    links = read_page(client.get("/en/e/tiny/a/P001/")).links
    assert json.loads(client.get(links["JSON"]).content)["protocols"][0]["figures"]["participants"] == 600
    assert client.get(links["CSV"]).status_code == 200


def test_only_contests_held_there_are_on_the_page(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/a/P201/"))
    assert [section.attributes["id"] for section in page.all("section", cls="protocol")] == ["party"]


def test_each_protocol_on_the_page_can_be_jumped_to(client: Client, night: object) -> None:
    jumps = read_page(client.get("/en/e/tiny/a/P002/")).one("ul", cls="jump")
    assert jumps.links == {"Party lists": "#party", "Single-mandate district": "#single"}
    assert [item.all("span")[0].text for item in jumps.all("li")] == ["does not add up", "not received"]


def test_a_page_its_receipt_and_the_desk_give_one_code_for_the_copy_on_the_wall(
    client: Client, night: object
) -> None:
    row = PublishedProtocol.objects.get(area__code="P001", contest="party")
    code = f"{row.entry_index} · {' '.join(row.leaf_hash[at : at + 4] for at in (0, 4, 8, 12))}"
    assert code in read_page(client.get("/en/e/tiny/a/P001/")).text
    assert code in read_page(client.get("/en/e/tiny/a/P001/receipt/party/")).text
