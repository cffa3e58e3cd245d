"""Pages of results: what the rules give on what has come, by which rules, and under others."""

import datetime
import json

import pytest
from django.test import Client

from hattama.web.kernel.log.snapshots import load_log_size
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT, SINGLE, annul, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

RESULT = "/en/e/tiny/results/party/"
ALL_PRECINCTS = ("P001", "P002", "P003", "P101", "P201", "P202")


def page(client: Client, address: str = RESULT) -> Element:
    return read_page(client.get(address))


def seats(found: Element) -> dict[str, str]:
    return {row[0]: row[-1] for row in found.one("table", cls="outcome").rows()[1:]}


def standing(found: Element) -> str:
    return found.one("section", cls="standing").text


@built_on_tiny
def complete() -> None:
    """Every polling station has reported; two lists over the threshold, five seats."""
    publish(*(protocol(precinct) for precinct in ALL_PRECINCTS))


def test_before_the_first_protocol_there_is_nothing_to_decide_from(client: Client, tiny: object) -> None:
    found = page(client)
    assert "Nothing to decide from yet" in standing(found)
    assert "No figure is counted yet." in found.text
    assert "There are no votes." not in found.text
    assert not found.all("figure")


def test_while_protocols_are_missing_nothing_is_called_decided(client: Client, night: object) -> None:
    found = page(client)
    assert "Preliminary: 3 of 6 protocols are in" in standing(found)
    assert found.links["Not received: 3"].endswith("/missing/?contest=party")
    assert "Decided" not in found.text
    assert "Outcome on the votes counted so far" in [head.text for head in found.all("h2")]
    assert seats(found) == {"Dala party": "3", "Özen party": "2"}


def test_a_figure_that_some_protocols_lack_is_said(client: Client, night: object) -> None:
    said = "Ballots marked “Against all” (1), Invalid ballots (1), Ballots found in the boxes (1)."
    assert said in standing(page(client))


def test_when_all_are_in_the_outcome_is_stated_with_its_whole(client: Client, complete: object) -> None:
    found = page(client)
    assert "All 6 protocols are in" in standing(found)
    assert "Decided. Dala party – 3; Özen party – 2." in found.text
    caption = found.one("table", cls="outcome").one("caption").text
    assert caption.endswith("Shares of: voters who took part, invalid ballots excluded (3,600)")
    assert "It is not a decision of any commission." in standing(found)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_shares_in_the_outcome_are_written_as_everywhere_on_the_page(
    client: Client, complete: object, language: str
) -> None:
    found = page(client, RESULT.replace("/en/", {"kk": "/"}.get(language, f"/{language}/")))
    at_the_top = found.one("div", cls="result-front").one("table").rows()[1][2]
    assert found.one("table", cls="outcome").rows()[1][2] == at_the_top


def test_while_a_received_protocol_lacks_votes_nothing_is_called_decided(
    client: Client, tiny: object
) -> None:
    gap = {code: figure for code, figure in sound_figures().items() if code != "votes[dala]"}
    publish(*(protocol(precinct) for precinct in ALL_PRECINCTS[1:]), protocol("P001", figures=gap))
    found = page(client)
    assert "All 6 protocols are in" in standing(found)
    assert "Dala party (1)" in standing(found)
    assert "Decided" not in found.text
    assert "Outcome on the votes counted so far" in [head.text for head in found.all("h2")]


def test_votes_that_no_protocol_gives_are_said_and_nothing_is_called_decided(
    client: Client, tiny: object
) -> None:
    gap = {code: figure for code, figure in sound_figures().items() if code != "votes[dala]"}
    publish(*(protocol(precinct, figures=gap) for precinct in ALL_PRECINCTS))
    found = page(client)
    assert "Dala party (6)" in standing(found)
    assert "Decided" not in found.text


@pytest.mark.parametrize("address", [f"{RESULT}what-if/?rules=", "/data/tiny/outcomes/party.json?lang=en"])
def test_beside_the_page_too_nothing_is_called_decided_while_protocols_are_missing(
    client: Client, night: object, address: str
) -> None:
    told = client.get(address).content.decode()
    assert "Dala party – 3; Özen party – 2." in told
    assert "Decided." not in told


def test_what_is_left_empty_is_said_to_be_as_it_is_taken(client: Client, complete: object) -> None:
    # Of the pack of 2021 the threshold of seven percent is taken, and the five seats of this election.
    found = page(client, f"{RESULT}what-if/?rules=kz-2021")
    assert "The threshold is 7.00%" in found.text and "÷ 5 seats" in found.text
    assert "Left empty, the threshold is that of the rules chosen" in found.text
    assert "stays as the rules in force have it" not in found.text
    assert "Left empty" not in page(client, "/en/e/tiny/results/single/what-if/").text


def test_every_seat_has_its_mark_and_every_mark_its_name(client: Client, complete: object) -> None:
    found = page(client)
    drawing = found.one("figure", cls="hemicycle")
    assert drawing.one("svg").attributes["role"] == "img"
    outlines = {mark.attributes["class"]: mark.attributes["d"] for mark in drawing.all("path")}
    assert {kind: outline.count("z") for kind, outline in outlines.items()} == {
        "seat seat-1": 3,
        "seat seat-2": 2,
    }
    legend = [row.one("path").attributes["class"] for row in found.one("table", cls="outcome").all("tr")[1:]]
    assert legend == ["seat seat-1", "seat seat-2"]


def test_every_step_stands_with_its_article(client: Client, complete: object) -> None:
    items = page(client).one("ol", cls="steps").all("li")
    steps = [step.text for step in items]
    assert steps[0].startswith("The whole is voters who took part, invalid ballots excluded: 3,600. ")
    assert list(items[0].links) == ["art. 43(5), part 2", "art. 97-1(1)"]
    assert any("The electoral quotient: 3,420 votes ÷ 5 seats = 684." in step for step in steps)
    assert any("Seat 5 goes to the largest remainder" in step for step in steps)


def test_where_the_law_is_silent_no_seat_is_given(client: Client, tiny: object) -> None:
    # One list alone over the threshold: four whole seats of five, and at least two for the next one.
    lone = {"votes[dala]": 551, "votes[ozen]": 19}
    publish(*(protocol(precinct, figures=sound_figures() | lone) for precinct in ALL_PRECINCTS))
    found = page(client)
    assert "There is no rule for this case; no result is invented." in found.text
    assert seats(found) == {"Dala party": "not known", "Özen party": "not known"}
    (vacant,) = found.one("figure", cls="hemicycle").all("path")
    assert (vacant.attributes["class"], vacant.attributes["d"].count("z")) == ("seat vacant", 5)
    assert "not given to anybody: 5" in found.one("figure", cls="hemicycle").one("figcaption").text


def test_the_outcome_of_a_moment_that_has_passed_stays_what_it_was(client: Client, tiny: object) -> None:
    publish(protocol("P001"))
    size = load_log_size(tiny)
    publish(protocol("P002"), now=NIGHT + datetime.timedelta(minutes=20))
    annul("P001")
    for question in (f"size={size}", "at=2023-03-19T23:31"):
        found = page(client, f"{RESULT}?{question}&annulled=counted")
        assert standing(found).startswith("Preliminary: 1 of 6 protocols are in")
        assert f"As it stood when the log held so many entries: {size}." in found.text
        assert f"As of {size} entries of the log." in found.text
        assert found.links["As it stands now"] == RESULT
        assert found.links["Not received: 5"].endswith(f"contest=party&size={size}")
        # What is only known of now is not shown beside it.
        assert not {"Table, CSV", "Sheet to print, PDF"} & set(found.links)
        assert not found.all("section", id="share")
    now = page(client)
    assert standing(now).startswith("Preliminary: 2 of 6 protocols are in")
    assert {"Table, CSV", "Sheet to print, PDF"} <= set(now.links) and now.all("section", id="share")
    for wrong in ("size=99999", "size=x", "at=later", "at=120"):
        assert client.get(f"{RESULT}?{wrong}").status_code == 404


def test_the_outcome_can_be_seen_with_and_without_annulled_protocols(client: Client, tiny: object) -> None:
    publish(*(protocol(precinct) for precinct in ALL_PRECINCTS[1:]))
    # A thousand ballots put in for one list would move two seats.
    stuffed = sound_figures() | {"votes[dala]": 0, "votes[ozen]": 5700, "participants": 5730}
    publish(protocol("P001", figures=stuffed))
    assert seats(page(client)) == {"Dala party": "1", "Özen party": "4"}
    annul("P001")
    without = page(client)
    assert "Annulled protocols: 1. They are not counted here." in standing(without)
    assert seats(without) == {"Dala party": "3", "Özen party": "2"}
    reported = page(client, without.links["As reported, with annulled protocols"].replace("?", f"{RESULT}?"))
    assert "They are counted here as they were reported." in standing(reported)
    assert seats(reported) == {"Dala party": "1", "Özen party": "4"}
    caption = reported.one("table", cls="outcome").one("caption").text
    assert caption.endswith("(8,730)")


def test_a_single_mandate_contest_names_who_is_elected(client: Client, tiny: object) -> None:
    publish(*(protocol(precinct, SINGLE) for precinct in ("P001", "P002", "P003", "P101")))
    found = page(client, "/en/e/tiny/results/single/")
    assert "All 4 protocols are in" in standing(found)
    assert "Decided. Üsen Ülgi." in found.text
    assert not found.all("figure", cls="hemicycle")
    assert [row[-1] for row in found.one("table", cls="outcome").rows()] == ["Elected", "no", "yes"]


def test_a_tie_is_told_and_nobody_is_drawn_by_lot(client: Client, tiny: object) -> None:
    equal = sound_figures(SINGLE) | {"votes[asan]": 285, "votes[ulgi]": 285}
    publish(*(protocol(p, SINGLE, figures=equal) for p in ("P001", "P002", "P003", "P101")))
    found = page(client, "/en/e/tiny/results/single/")
    assert "Nobody is elected: the election is repeated." in found.text
    assert "Asan Ülgi, Üsen Ülgi" in found.text


def test_how_near_the_outcome_is_stands_on_the_page_in_every_language(
    client: Client, complete: object
) -> None:
    def section(language: str) -> Element:
        path = f"{language}/e/tiny/results/party/"
        (found,) = [
            part
            for part in page(client, path).all("section")
            if part.attributes["aria-labelledby"] == "margins"
        ]
        return found

    least, every, bars = section("/en").all("table")
    assert [row[0].split()[0] for row in least.rows()[1:]] == ["Moved", "Taken", "Added"]
    assert least.rows()[1][2].count("+1") == 1
    assert len(every.rows()) == 1 + len(bars.rows()[1:]) + 1
    assert bars.rows()[0][1:3] == ["Asked", "Reached"]
    assert "Басқа нәтижеге дейін неше дауыс" in section("").text
    assert "Насколько близок иной итог" in section("/ru").text


def test_what_the_quota_asks_of_each_list_is_told_with_its_article(client: Client, complete: object) -> None:
    (section,) = [
        part for part in page(client).all("section") if part.attributes["aria-labelledby"] == "quota"
    ]
    rows = section.one("table").rows()[1:]
    assert rows == [["Dala party", "3", "1"], ["Özen party", "2", "1"]]
    assert list(section.links) == ["art. 89(4), part 2", "art. 97-1(5), part 3"]
    assert "women" in section.text


def test_the_rules_stand_with_value_article_and_whose_reading_it_is(client: Client, night: object) -> None:
    found = page(client, RESULT + "rules/")
    rows = {row[0]: row[1:] for row in found.one("table", cls="rules-told").rows()}
    assert rows["Threshold"] == ["1/20 (5.00%)", "art. 97-1(1)"]
    assert rows["Seats to share"][0] == "69 in this election: 5"
    assert "The first entry of the log states its hash" in found.text


def test_the_same_votes_under_another_threshold(client: Client, complete: object) -> None:
    found = page(client, RESULT + "what-if/?rules=&threshold=40&seats=")
    rows = found.one("table", cls="narrow-table").rows()
    assert [row[0] for row in rows] == ["On the ballot", "Dala party", "Özen party"]
    # Özen has a third: one list alone is over the threshold, and the next is let in beside it.
    assert [row[2:] for row in rows[1:]] == [["3", "3", "0"], ["2", "2", "0"]]
    assert "nothing on this page is a result" in found.text


def test_the_same_votes_with_more_seats_by_another_method(client: Client, complete: object) -> None:
    found = page(client, RESULT + "what-if/?rules=method:dhondt&threshold=&seats=10")
    rows = found.one("table", cls="narrow-table").rows()
    assert [row[2:] for row in rows[1:]] == [["3", "7", "+4"], ["2", "3", "+1"]]
    chosen = [option for option in found.all("option") if "selected" in option.attributes]
    assert [option.attributes["value"] for option in chosen] == ["method:dhondt"]


def test_the_pack_of_another_year_can_be_asked(client: Client, complete: object) -> None:
    found = page(client, RESULT + "what-if/?rules=kz-2021&threshold=&seats=")
    assert [row[-1] for row in found.one("table", cls="narrow-table").rows()[1:]] == ["0", "0"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("rules=&threshold=many&seats=", "A percentage from 0 to 100, such as 5 or 7.5."),
        ("rules=&threshold=101&seats=", "A percentage from 0 to 100, such as 5 or 7.5."),
        ("rules=&threshold=&seats=0", "A whole number of seats, such as 69."),
        ("rules=&threshold=&seats=1001", "A whole number of seats, such as 69."),
        ("rules=&threshold=&seats=7.5", "A whole number of seats, such as 69."),
        ("rules=zz-1900&threshold=&seats=", "There are no such rules for this kind of contest."),
        ("rules=kz-2019&threshold=&seats=", "There are no such rules for this kind of contest."),
        ("rules=method:lot&threshold=&seats=", "There are no such rules for this kind of contest."),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_beside_its_field(
    client: Client, complete: object, question: str, sentence: str
) -> None:
    response = client.get(f"{RESULT}what-if/?{question}")
    found = read_page(response)
    assert response.status_code == 200
    assert found.one("p", cls="wrong").text == sentence
    assert not found.all("table", cls="narrow-table")


def test_more_seats_than_votes_cannot_be_shared(
    client: Client, complete: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.results.public.what_ifs.MOST_SEATS", 9999)
    found = page(client, RESULT + "what-if/?rules=&threshold=&seats=9999")
    assert "there are fewer votes than seats so far" in found.text


def test_nothing_is_answered_before_anything_is_asked(client: Client, complete: object) -> None:
    found = page(client, RESULT + "what-if/")
    assert not found.all("table")
    assert "What would come out" not in found.text


def test_the_outcome_can_be_had_as_json_with_exact_fractions(client: Client, complete: object) -> None:
    response = client.get("/data/tiny/outcomes/party.json?lang=en")
    record = json.loads(response.content)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    held = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/data/tiny/outcomes/party.json?lang=en", headers=held).status_code == 304
    assert client.get("/data/tiny/outcomes/party.json", headers=held).status_code == 200, "other words"
    assert record["seats"] == {"dala": 3, "ozen": 2}
    assert (record["status"], record["protocols"]["received"]) == ("decided", 6)
    assert record["choices"][0]["claim"] == "185/57"
    assert record["rules"]["pack"] == "kz-2023" and len(record["rules"]["sha256"]) == 64
    assert record["steps"][0]["sentence"].startswith("The whole is")


@pytest.mark.parametrize(
    "address",
    [
        "/e/tiny/results/nothing/",
        "/e/nowhere/results/party/",
        "/e/tiny/results/nothing/rules/",
        "/e/tiny/results/nothing/what-if/",
        "/data/tiny/outcomes/nothing.json",
        "/data/nowhere/outcomes/party.json",
        "/data/tiny/outcomes/party.json?lang=xx",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, tiny: object, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_page_of_the_election_leads_to_the_outcome(client: Client, night: object) -> None:
    links = read_page(client.get("/en/e/tiny/")).links
    assert links["Outcome, step by step"] in ("/en/e/tiny/results/party/", "/en/e/tiny/results/single/")
    assert "Outcome, step by step" not in read_page(client.get("/en/e/tiny/a/R1/")).links
