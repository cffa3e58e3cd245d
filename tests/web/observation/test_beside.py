"""What observers saw beside what was published of the same place: copies, own counts, both clocks."""

import datetime
import html
import re

import pytest
from django.test import Client

from hattama.core.entries import Notion, TurnoutPoint, entry_body
from hattama.formats.observation_packs import forms_for
from hattama.formats.turnout_tables import StatedTurnout
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.observation import beside
from hattama.web.observation.overview import load_overview
from hattama.web.observation.publish import open_due, publish_sent
from hattama.web.turnout.record import record_turnout
from tests.web.observation.organisation import coordinator, form, organisation, telephone
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, protocol, publish

pytestmark = pytest.mark.django_db

IDS = {phase: f"kz-{phase}" for phase in ("copy", "turnout", "counting", "removal")}


def shipped(election):
    contests = load_definition(election).election.contests
    return {name.removesuffix(".md"): data.decode() for name, data in forms_for("kz", contests).items()}


def observed(made, election, phase, *sent, opens_at=NIGHT):
    """An organisation's observers send these answers with a form of ours; it is opened at once, or then."""
    brought = form(made, shipped(election)[phase])
    for number, answers in enumerate(sent):
        told = "".join(f"<{name}>{said}</{name}>" for name, said in answers.items())
        phone = telephone(made, f"{phase}-{number}")
        answer = phone.send(
            f'<data id="{IDS[phase]}" version="2023-1">{told}'
            f"<meta><instanceID>uuid:{phase}-{number}</instanceID></meta></data>"
        )
        assert answer.status_code == 201, answer.content
    return publish_sent(coordinator(made), brought, opens_at, now=NIGHT)


def page(place="P001", language="/en"):
    answer = Client().get(f"{language}/e/{ELECTION_ID}/a/{place}/")
    assert answer.status_code == 200
    found = re.search(
        r'<section class="block" id="observers".*?</section>', answer.content.decode(), re.DOTALL
    )
    return found and re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[0])))


def copy(place="P001", **answers):
    return {"station": place, "contest": PARTY, "copy": "certified", **answers}


def test_copies_of_one_place_agree_or_differ_figure_by_figure_and_none_has_its_reason(tiny):
    publish(protocol("P001"))
    assert page() is None
    votes = f"figure_votes.{PARTY}.dala"
    made = organisation()
    observed(
        made,
        tiny,
        "copy",
        copy(figure_participants=600, **{votes: 370}),
        copy(figure_participants=601, figure_invalid=13, **{votes: 365}),
        {"station": "P001", "contest": PARTY, "copy": "none", "why_none": "refused"},
        copy("P002", figure_invalid=12),
    )
    told = page()
    assert "agrees with the published protocol" in told and "no copy: It was refused" in told
    assert "differs from the published protocol: 3" in told
    assert re.search(r"Invalid ballots\D* 13 12", told) and re.search(r" 365 370", told)
    assert "Copies differ among themselves in:" in told
    assert "there is no protocol to hold it against yet" in page("P002")
    assert "none of their observers reported from it" in page("P003")
    assert "жарияланған хаттамамен сәйкес" in page(language="")
    assert "совпадает с опубликованным протоколом" in page(language="/ru")


def test_a_table_is_told_of_from_its_hour_on_and_not_before(tiny):
    publish(protocol("P001"))
    hour = NIGHT + datetime.timedelta(hours=1)
    observed(organisation(), tiny, "copy", copy(figure_invalid=12), opens_at=hour)
    assert page() is None
    open_due(ELECTION_ID, now=hour)
    assert "agrees" in page()


def at(hour, minute=0):
    return datetime.datetime(2023, 3, 19, hour, minute, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def test_own_counts_of_hours_apart_are_held_against_all_who_received_ballots_by_the_protocol(tiny):
    publish(protocol("P201"), protocol("P202"))

    def counted(place, *hours):
        for began, ended, voters in hours:
            yield {
                "station": place,
                "arrived_at": at(began).isoformat(),
                "left_at": at(ended).isoformat(),
            } | {"n05d": voters}

    issued = protocol("P201").figures["ballots_issued"]
    more = counted("P201", (9, 11, issued - 50), (10, 12, 40), (11, 13, 51))
    observed(organisation(), tiny, "turnout", *more, *counted("P202", (9, 11, issued - 50), (11, 13, 50)))
    assert (
        f"Counted in hours that do not overlap: {issued + 1}; voters who received ballots in the whole day"
        in page("P201")
    )
    assert f"by the protocol: {issued}." in page("P201")
    assert "that do not overlap" not in page("P202")


def test_an_own_count_stands_beside_what_was_announced_of_the_same_hours(tiny):
    for hour, voters in ((9, 100), (10, 145)):
        point = TurnoutPoint("P001", Notion.BALLOTS_ISSUED, at(hour), voters)
        record_turnout(ELECTION_ID, [StatedTurnout(0, "", point, None)], "press", now=NIGHT)
    hours = {"arrived_at": at(9).isoformat(), "left_at": at(10).isoformat()}
    observed(
        organisation(),
        tiny,
        "turnout",
        {"station": "P001", **hours, "n05d": 41},
        {"station": "P001", **hours, "n05d": 45, "tables": 2},
        {"station": "P002", **hours, "n05d": 41},
    )
    told = page()
    assert "41. at least 45 were announced" in told and "45. as many were announced" in told
    assert ": 45, or 45 an hour. Tables that gave out ballots, as observers say: 2; seconds" in told
    assert "for a voter at each: 160. The fastest that an observer counted: 45 an hour." in told
    assert "nothing was announced of these hours" in page("P002")


def test_steps_have_both_clocks_and_one_that_cannot_be_is_compared_with_nothing(tiny):
    times = {"boxes_opened": at(20, 30).isoformat(), "closed": at(20).isoformat()}
    said = {"times": times, "places": {}, "corrects": {}, "method": "typed"}
    body = entry_body("steps", NIGHT, area="P001", contest=None, **said)
    record_act(tiny, body, NIGHT, area=area_row("P001"))
    advance_log(ELECTION_ID, now=NIGHT)
    observed(
        organisation(),
        tiny,
        "counting",
        {"station": "P001", "at_boxes_opened": at(20, 47).isoformat(), "at_closed": at(20).isoformat()},
        {
            "station": "P001",
            "at_boxes_opened": at(8, 30).isoformat(),
            "at_closed": "9999-12-31T23:59:59+00:00",
        },
    )
    told = page()
    assert "later by min: 17" in told and "the clocks differ by more than ten minutes" in told
    assert told.count("this time cannot be") == 1
    assert "earlier" not in told


def test_more_forms_of_a_place_than_are_shown_are_counted(tiny, monkeypatch):
    monkeypatch.setattr(beside, "MOST_AT_ONE_PLACE", 1)
    publish(protocol("P001"))
    observed(organisation(), tiny, "copy", copy(figure_invalid=12), copy(figure_invalid=13))
    told = page()
    assert "More forms of this place are in the tables: 1" in told and "differs" not in told


def words_of(language):
    told = Client().get(f"{language}/e/{ELECTION_ID}/observation/").content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", told)))


def test_the_page_of_all_counts_copies_and_leads_to_the_places_that_differ_the_most_first(tiny):
    publish(protocol("P001"), protocol("P002"))
    observed(
        organisation(),
        tiny,
        "copy",
        copy(figure_participants=601),
        copy("P002", figure_participants=601, figure_invalid=13),
        copy("P002", figure_participants=600),
        copy("P003", figure_invalid=12),
    )
    told = words_of("/en")
    assert re.search(r"agrees with the published protocol 1 differs from the published protocol 2", told)
    page = Client().get(f"/en/e/{ELECTION_ID}/observation/").content.decode()
    assert re.findall(r"/a/(P\d+)/#observers", page) == ["P002", "P001"]
    assert "расходится с опубликованным протоколом 2" in words_of("/ru")
    assert "жарияланған хаттамадан өзгеше 2" in words_of("")
    publish(protocol("P003"))
    assert "agrees with the published protocol 2" in words_of("/en")


def test_what_an_observer_wrote_down_is_no_copy_that_differs(tiny):
    publish(protocol("P001"))
    notes = {**copy(figure_participants=601), "copy": "own_notes", "why_none": "refused"}
    observed(organisation(), tiny, "copy", notes, copy(figure_participants=600))
    assert load_overview(tiny)["copies"] == {"no_figures": 1, "agrees": 1}
    assert load_overview(tiny)["places"] == []


def test_own_counts_of_all_places_are_weighed_together(tiny):
    stated = [
        StatedTurnout(0, "", TurnoutPoint(place, Notion.BALLOTS_ISSUED, at(hour), voters), None)
        for place in ("P001", "P002")
        for hour, voters in ((9, 100), (10, 145))
    ]
    record_turnout(ELECTION_ID, stated, "press", now=NIGHT)
    hours = {"arrived_at": at(9).isoformat(), "left_at": at(10).isoformat(), "n05d": 41}
    observed(organisation(), tiny, "turnout", *({"station": place, **hours} for place in ("P001", "P002")))
    told = words_of("/en")
    assert "that were announced: 2; announced more than counted: 2, less: 0." in told
    assert "Counted together: 82, announced: 90." in told and "at most 25" in told


def test_places_whose_hours_were_announced_otherwise_are_named_with_the_signed_difference(tiny):
    """N05: a sum says that turnout was raised somewhere; whoever follows it up asks where."""
    growth = {"P001": (9, 10, 45), "P002": (9, 10, 41), "P003": (9, 10, 38)}
    for place, (since, until, grown) in growth.items():
        for hour, voters in ((since, 100), (until, 100 + grown)):
            point = TurnoutPoint(place, Notion.BALLOTS_ISSUED, at(hour), voters)
            record_turnout(ELECTION_ID, [StatedTurnout(0, "", point, None)], "press", now=NIGHT)
    hours = {"arrived_at": at(9).isoformat(), "left_at": at(10).isoformat(), "n05d": 41}
    observed(organisation(), tiny, "turnout", *({"station": place, **hours} for place in growth))
    named = load_overview(tiny)["hours_apart"]
    assert [(one["area"], one["counted"], one["announced"]) for one in named] == [
        ("P001", 41, 45),
        ("P003", 41, 38),
    ]
    shown = Client().get(f"/en/e/{ELECTION_ID}/observation/").content.decode()
    assert f'/en/e/{ELECTION_ID}/a/P001/#observers"' in shown and "a/P002/#observers" not in shown
    told = words_of("/en")
    assert "counted: 41, announced: 45 at least (+4)" in told
    assert "counted: 41, announced: 38 at most (−3)" in told
    region = area_row("R1").names["en"]
    assert told.count(f"· {region} ·") == 2, "numbers of stations come again in each region"
