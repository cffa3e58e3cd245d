"""Where to complain: body, moment and norms follow from the pack; what is typed is kept nowhere."""

import datetime
import zoneinfo

import pytest
from django.test import Client

from hattama.core.records import Moment, Standing
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import load_register
from hattama.web.kernel.accounts.tables import Session
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.registers.public.complaining import advise, overlaps
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import protocol, publish, sound_figures

ZONE = zoneinfo.ZoneInfo("Asia/Almaty")
ACT = datetime.date(2023, 3, 19)
ASKED = "?subject=commission_act&against=precinct_commission&act_on=2023-03-19"


def advice(subject: str, against: str, at: str, act_on: datetime.date = ACT, vote: str = "election"):
    now = datetime.datetime.fromisoformat(at).replace(tzinfo=ZONE)
    moment = Moment(load_calendar("KZ", ZONE), ACT, now, vote)
    return advise(load_register("complaints"), subject, against, act_on, moment)


def test_ten_days_end_at_midnight_of_the_tenth_and_not_a_minute_later():
    last = advice("commission_act", "precinct_commission", "2023-03-29T23:59")
    assert [one.due_at.isoformat() for one in last.filing] == ["2023-03-30T00:00:00+06:00"]
    assert not last.filing[0].is_missed
    late = advice("commission_act", "precinct_commission", "2023-03-30T00:01")
    assert late.filing[0].is_missed
    assert late.filing[0].late_by == datetime.timedelta(minutes=1)


def test_who_decides_follows_from_whose_act_it_was_and_from_the_day():
    def bodies(*asked, **day):
        return [way.body.code for way in advice(*asked, "2023-03-20T12:00", **day).ways]

    assert bodies("commission_act", "precinct_commission") == [
        "district_commission",
        "territorial_commission",
        "administrative_court",
        "central_commission",
    ]
    assert bodies("commission_act", "central_commission") == ["supreme_court"]
    before = datetime.date(2021, 6, 30)
    assert bodies("commission_act", "precinct_commission", act_on=before) == ["civil_court"]
    assert bodies("commission_act", "police") == []


@pytest.mark.parametrize("subject", ["breach", "commission_act"])
def test_whom_one_may_ask_at_a_referendum_is_its_commission_and_at_an_election_never(subject):
    def bodies(vote):
        asked = advice(subject, "precinct_commission", "2023-03-20T12:00", vote=vote)
        return {way.body.code for way in asked.ways}

    of_elections = {"central_commission", "district_commission"}
    assert "central_referendum_commission" not in bodies("election") and of_elections <= bodies("election")
    assert "central_referendum_commission" in bodies("referendum")
    assert not of_elections & bodies("referendum")


def test_where_several_may_decide_the_same_each_overlap_is_listed_with_who_waits():
    """Q04: the report on 2022 asks that it be clear who decides; here it is told where it is not."""
    now = datetime.datetime.fromisoformat("2023-03-20T12:00+06:00")
    moment = Moment(load_calendar("KZ", ZONE), ACT, now, "election")
    told = {
        (one.subject.code, *(body.code for body in one.against)): one
        for one in overlaps(load_register("complaints"), moment)
    }
    acts = told["commission_act", "precinct_commission"]
    assert [body.code for body in acts.bodies] == [
        "district_commission",
        "territorial_commission",
        "administrative_court",
        "central_commission",
    ]
    assert acts.pausing.ids == ("kz-elections/20(9)/p2",)
    offences = told["offence",]
    assert {body.code for body in offences.bodies} == {"administrative_court", "prosecutor", "police"}
    assert not offences.pausing, "no norm known says who of them goes first"
    assert "registration_president" not in {subject for subject, *_ in told}, "the Supreme Court alone"


def test_each_body_says_by_when_it_must_decide_and_where_the_law_names_no_hour():
    near = advice("commission_act", "precinct_commission", "2023-03-19T17:59")
    limits = {way.body.code: way.limits for way in near.ways}
    assert limits["territorial_commission"][0].due_at.isoformat() == "2023-03-23T00:00:00+06:00"
    assert limits["administrative_court"][0].standing is Standing.AT_ONCE
    assert near.pausing.ids == ("kz-elections/20(9)/p2",)
    lone = advice("commission_act", "central_commission", "2023-03-19T17:59")
    assert not lone.pausing, "who decides alone waits for nobody"


def test_a_matter_without_a_time_to_complain_says_so():
    assert advice("voter_list", "precinct_commission", "2023-03-19T12:00").filing == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "until", "norm"),
    [
        ("", "2023 ж. 29 наурыз, 24:00", "20-бабының 9-тармағы"),
        ("/ru", "29 марта 2023 г., 24:00", "п. 9 ст. 20"),
        ("/en", "29 March 2023, 24:00", "art. 20(9)"),
    ],
)
def test_the_page_answers_in_every_language_without_a_script(client: Client, tiny, prefix, until, norm):
    page = read_page(client.get(f"{prefix}/e/tiny/complain/{ASKED}"))
    (answer,) = [part for part in page.all("section") if part.attributes.get("id") == "answer"]
    told = " ".join(answer.text.split())
    assert until in told.replace("\u00a0", " ")
    assert norm in told
    assert "UTC+6" in told
    table = read_page(client.get("/en/e/tiny/complain/")).text
    assert "art. 26(4)" in table and "art. 26(2)" not in table, (
        "who decides as the law stood on the day of voting"
    )
    assert "art. 105, part 1 of the Administrative procedural code" in " ".join(table.split())


@pytest.mark.django_db
def test_the_words_of_a_complaint_come_back_as_a_sheet_and_stay_nowhere(client: Client, tiny):
    typed = {
        **dict(subject="commission_act", against="precinct_commission", act_on="2023-03-19"),
        **dict(
            name="<b>Айгүл</b>", facts="Хаттама <script>alert(1)</script>\n\nілінбеді", paper_language="ru"
        ),
        **dict(attached=["recording", "no-such"], learned_on="2023-03-20", evidence="ә" * 6000),
    }
    response = client.post("/en/e/tiny/complain/", typed)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert not Session.objects.exists()
    sheet = next(part for part in read_page(response).all("article") if part.attributes.get("lang") == "ru")
    told = " ".join(sheet.text.split())
    assert "Хаттама <script>alert(1)</script>" in told, "as words, not as markup"
    assert "<script>alert" not in response.content.decode()
    assert "фото, видео или аудиозапись" in told
    assert "20 марта 2023" in told.replace("\u00a0", " ")
    assert told.count("п. 9 ст. 20 Конституционного закона о выборах") == 1, "once, with its law"
    assert "пп. 5) ст. 16-1 Конституционного закона о выборах" in told
    assert told.count("ә") < 5_100, "an endless text is cut"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("?subject=no-such&against=police&act_on=2023-03-19", "subject"),
        ("?subject=breach&against=no-such&act_on=2023-03-19", "against"),
        ("?subject=breach&against=police&act_on=2023-02-30", "act_on"),
        ("?subject=breach&against=police&act_on=9999-01-01", "act_on"),
        ("?subject=breach&against=police", "act_on"),
    ],
)
def test_a_question_that_cannot_be_answered_is_said_to_be_one_and_led_to(client: Client, tiny, asked, wrong):
    response = client.get(f"/en/e/tiny/complain/{asked}")
    page = read_page(response)
    assert response.status_code == 400
    assert [part for part in page.all("p") if part.attributes.get("role") == "alert"]
    fields = [part.attributes for kind in ("select", "input") for part in page.all(kind)]
    marked = [(one["id"], one["aria-describedby"]) for one in fields if one.get("aria-invalid") == "true"]
    assert marked == [(wrong, "fault")]
    assert [one for one in page.all("script") if "refused" in one.attributes.get("src", "")]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/ru", "/en"])
def test_the_table_of_who_decides_says_of_each_row_which_complaint(client: Client, tiny, language: str):
    table = read_page(client.get(f"{language}/e/tiny/complain/")).all("table")[1]
    rows = [row for row in table.all("tr") if row.all("td")]
    for row in rows:
        cited = row.one("span", cls="sub").text
        assert row.one("th").text.removesuffix(cited).strip(), cited


ABOUT = "/complain/?area=P001&contest=party"


@pytest.fixture
def doubted(tiny) -> None:
    """A published protocol that does not add up, and one that does."""
    publish(
        protocol("P001", figures=sound_figures(ballots_cancelled=391) | {"votes[dala]": 371}),
        protocol("P002"),
    )


def written(page) -> dict[str, str]:
    """What stands in the fields of the complaint."""
    return {one.attributes["name"]: one.text for one in page.all("textarea")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "said", "norm"),
    [
        ("", "Онда мыналар сәйкес келмейді:", "43-баптың"),
        ("/ru", "В нём не сходится:", "ст. "),
    ],
)
def test_a_protocol_that_does_not_add_up_leads_to_a_complaint_that_says_what_and_by_which_norm(
    client: Client, doubted, prefix: str, said: str, norm: str
):
    links = [
        one.attributes.get("href", "") for one in read_page(client.get(f"{prefix}/e/tiny/a/P001/")).all("a")
    ]
    (there,) = [one for one in links if "/complain/" in one]
    page = read_page(client.get(there.partition("#")[0]))
    told = written(page)
    assert said in told["facts"] and norm in told["facts"] and told["request"]
    row = PublishedProtocol.objects.get(area__code="P001")
    assert row.leaf_hash in told["facts"] and f"{prefix}/e/tiny/a/P001/#party" in told["facts"]
    assert page.one("input", id="act_on").attributes["value"] == "2023-03-19"
    assert [part for part in page.all("section") if part.attributes.get("id") == "answer"]


@pytest.mark.django_db
def test_the_sheet_of_such_a_complaint_names_the_norms_that_the_protocol_breaks(client: Client, doubted):
    asked = read_page(client.get(f"/ru/e/tiny{ABOUT}"))
    hidden = {one.attributes["name"]: one.attributes["value"] for one in asked.all("input", type="hidden")}
    sent = {**hidden, **written(asked), "paper_language": "ru", "facts": "Сами сверили."}
    sheet = next(
        part
        for part in read_page(client.post("/ru/e/tiny/complain/", sent)).all("article")
        if part.attributes.get("lang") == "ru"
    )
    told = " ".join(sheet.text.split())
    assert "Сами сверили." in told
    assert "пп. 3) п. 4 ст. 43 Конституционного закона о выборах" in told, "of KZ-K03, with its law"
    assert "п. 9 ст. 20 Конституционного закона о выборах" in told, "and until when one complains"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["?area=P002&contest=party", "?area=P003&contest=party"])
def test_of_a_protocol_that_adds_up_or_has_not_come_nothing_is_written(client: Client, doubted, asked: str):
    assert "/complain/" not in client.get("/en/e/tiny/a/P002/").content.decode()
    page = read_page(client.get(f"/en/e/tiny/complain/{asked}"))
    assert written(page) == {} and "About this protocol" not in page.text
    assert client.get("/en/e/tiny/complain/?area=no&contest=party").status_code == 404
