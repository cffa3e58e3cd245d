"""The desk of an organisation: who may what there, each organisation for itself, and what it shows."""

import base64
import csv
import io
import json
import re
import zlib

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.formats import deployment_plans
from hattama.web.kernel.accounts.policy import Role
from hattama.web.observation import api
from hattama.web.observation.desk.arranging import settings_code
from hattama.web.observation.policy import OrganisationRole
from hattama.web.observation.publish import table_of
from hattama.web.observation.tables import Observer, Organisation, PlannedVisit, SentForm
from tests.formats.test_xforms import FORM
from tests.web.observation.organisation import (
    coordinator,
    filled,
    form,
    member,
    organisation,
    plan,
    telephone,
)
from tests.web.people import person
from tests.web.prepared import built_on_tiny

pytestmark = pytest.mark.django_db
HOME = "/en/desk/tiny/observation/"
ALMA = f"{HOME}alma/"


@built_on_tiny(gives=Organisation.objects.get)
def alma():
    made = organisation()
    form(made)


def of(user, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


@pytest.fixture
def arranging(alma) -> Client:
    return of(coordinator(alma))


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def brought(client: Client, source: str):
    file = SimpleUploadedFile("санау.md", source.encode())
    return client.post(f"{ALMA}forms/", {"form": file})


def test_a_form_comes_to_telephones_or_back_with_all_its_faults_in_the_readers_language(alma, arranging):
    broken = FORM.replace("select_one yn | announced", "select_one yy | 1announced")
    page = text(brought(arranging, broken), 400)
    assert "санау.md, survey" in page
    assert "the sheet “choices” has no list “yy”" in page
    assert "1announced" in page
    assert text(brought(arranging, FORM.replace("Санау", "Басқа")), 400).count("Give it a new version") == 1
    answer = brought(arranging, FORM.replace("2026-1", "2026-2"))
    assert answer.status_code == 302
    assert "2026-2" in text(arranging.get(answer["Location"]))
    phone = telephone(alma)
    assert "2026-2" in phone.get("formList").content.decode()
    newest = alma.forms.last()
    assert arranging.post(f"{ALMA}forms/{newest.pk}/withdraw").status_code == 302
    assert "2026-2" not in phone.get("formList").content.decode()
    assert "is offered to telephones now" in text(
        arranging.get(brought(arranging, FORM.replace("2026-1", "2026-2"))["Location"])
    )
    assert "2026-2" in phone.get("formList").content.decode()


def test_each_of_the_shipped_forms_can_be_taken_and_a_telephone_gets_it(alma, arranging):
    shipped = re.findall(r'<option value="(\w+\.md)"', arranging.get(f"{ALMA}forms/").content.decode())
    assert len(shipped) == 8
    for name in shipped:
        assert arranging.post(f"{ALMA}forms/", {"shipped": name}).status_code == 302, name
    assert arranging.post(f"{ALMA}forms/", {"shipped": "no-such.md"}).status_code == 400
    assert telephone(alma).get("formList").content.decode().count("<formID>") == 9


def test_what_is_planned_and_not_reported_is_known_from_the_start(alma, arranging):
    table = "observer,area,phase\nК-01,P001,counting\nК-02,P002,counting\n"
    answer = arranging.post(f"{ALMA}plan/", {"table": SimpleUploadedFile("p.csv", table.encode())})
    assert answer.status_code == 302
    assert PlannedVisit.objects.count() == 2
    page = text(arranging.get(f"{ALMA}plan/?phase=counting"))
    assert "К-01" in page and "К-02" in page
    observer = Observer.objects.get(pseudonym="К-01")
    sheet = arranging.post(f"{ALMA}observers/sheets", {"observer": observer.pseudonym}).content.decode()
    [token] = re.findall(r"/field/([\w-]{27})<", sheet)
    sent = SimpleUploadedFile("s.xml", filled().encode())
    assert Client().post(f"/field/{token}/submission", {"xml_submission_file": sent}).status_code == 201
    page = text(arranging.get(f"{ALMA}plan/"))
    assert "К-01" not in page and "К-02" in page
    assert "Not reported: 1" in text(arranging.get(HOME))


def test_the_call_list_names_by_pseudonym_who_has_not_reported(alma):
    plan(alma, ("К-01", "P001"), ("К-02", "P002"))
    telephone(alma, "К-03").send(filled(station="P002"))
    first = PlannedVisit.objects.get(observer__pseudonym="К-01")
    PlannedVisit.objects.create(observer=first.observer, area=first.area, phase="voting")
    analyst = of(member(alma, OrganisationRole.ANALYST))
    answer = analyst.get(f"{ALMA}plan/call-list.csv?phase=counting")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Observer,Form,Identifier,Polling station,Called at,Answer"
    assert [line.split(",")[0:3:2] for line in lines[1:]] == [["К-01", "P001"], ["К-02", "P002"]]
    # Whoever owes two forms is called once.
    every = analyst.get(f"{ALMA}plan/call-list.csv").content.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in every] == ["К-01", "К-01", "К-02"]
    assert "flagged: 1" in text(analyst.get(f"{ALMA}sent/"))
    assert analyst.get(f"{ALMA}plan/").content.decode().count("call-list.csv") == 1


def test_a_plan_with_faults_changes_nothing(alma, arranging):
    plan(alma, ("К-01", "P001"))
    table = "observer,area,phase,language\n+7 701 123 45 67,P9,party,de\n870112345678,P001,counting,\n"
    page = text(arranging.post(f"{ALMA}plan/", {"table": SimpleUploadedFile("p.csv", table.encode())}), 400)
    for code in ("PLAN-OBSERVER", "PLAN-AREA", "PLAN-PHASE", "PLAN-LANGUAGE"):
        assert code in page or "there is no area P9" in page
    assert page.count("no telephone or identity number") == 2
    assert PlannedVisit.objects.count() == 1


def test_a_plan_of_more_rows_than_there_can_be_is_not_read_to_its_end(alma, arranging, monkeypatch):
    monkeypatch.setattr(deployment_plans, "MOST_VISITS", 2)
    table = b"observer,area,phase\n" + b"K-01,P001,counting\n" * 3
    page = text(arranging.post(f"{ALMA}plan/", {"table": SimpleUploadedFile("p.csv", table)}), 400)
    assert "too many rows; at most 2 are possible" in page and "in row" not in page


def test_observers_get_sheets_whose_code_collect_reads(alma, arranging):
    assert arranging.post(f"{ALMA}observers/", {"pseudonym": "К-07", "language": "kk"}).status_code == 302
    assert "already" in text(arranging.post(f"{ALMA}observers/", {"pseudonym": "К-07"}), 400)
    assert "identity number" in text(arranging.post(f"{ALMA}observers/", {"pseudonym": "870112345678"}), 400)
    page = arranging.post(f"{ALMA}observers/sheets").content.decode()
    assert "К-07" in page and page.count("account-qr") == 2
    assert "Nobody is without a sheet" in text(arranging.post(f"{ALMA}observers/sheets"))
    read = json.loads(zlib.decompress(base64.b64decode(settings_code("https://x/field/t", "Алма"))))
    assert read["general"]["server_url"] == "https://x/field/t"
    assert (read["admin"], read["project"]["name"]) == ({}, "Алма")
    arranging.post(f"{ALMA}observers/revoke", {"observer": "К-07"})
    assert Observer.objects.get(pseudonym="К-07").token_sha256 == ""


def test_a_reviewer_sees_the_answers_the_picture_and_what_was_replaced(alma):
    phone = telephone(alma)
    phone.send(filled(photo="1.jpg"), **{"1_jpg": b"\xff\xd8\xffpicture", "log_txt": b"<script>"})
    reviewer = of(member(alma, OrganisationRole.REVIEWER))
    sent = SentForm.objects.get()
    address = f"{ALMA}sent/{sent.pk}/"
    page = text(reviewer.get(address))
    assert "Объявляли" in page or "Жарияланды ма?" in page
    assert "flagged" in page
    picture, log = (reviewer.get(f"{address}files/{file.sha256}") for file in sent.files.order_by("name"))
    assert picture["Content-Type"] == "image/jpeg"
    assert log["Content-Type"] == "application/octet-stream"
    assert "attachment" in log["Content-Disposition"] and "sandbox" in log["Content-Security-Policy"]
    assert reviewer.post(address, {"state": "questioned", "note": "бұлыңғыр\0"}).status_code == 302
    assert "бұлыңғыр" in text(reviewer.get(address))
    assert "Questioned" in text(reviewer.get(f"{ALMA}sent/"))
    assert reviewer.post(address, {"state": "forged"}).status_code == 404
    phone.send(filled("uuid:2", replaces="uuid:1"))
    assert "has replaced this" in text(reviewer.get(address))
    assert len(re.findall("К-01", text(reviewer.get(f"{ALMA}sent/?phase=counting")))) == 1


def test_an_analyst_takes_the_table_in_which_no_cell_is_a_formula(alma):
    phone = telephone(alma)
    phone.send(filled(station="=1+1"))
    phone.send(filled("uuid:2", replaces="uuid:1"))
    analyst = of(member(alma, OrganisationRole.ANALYST))
    table = analyst.get(f"{ALMA}forms/{alma.forms.get().pk}/sent.csv").content.decode("utf-8-sig")
    head, first, second = table.splitlines()
    assert head.endswith("station,began_at,ended_at,differing,announced,photo,record")
    assert first.startswith("counting,2026-1,uuid:1,,К-01,alma,,")
    assert second.startswith("counting,2026-1,uuid:2,uuid:1,К-01,alma,P001,")


@pytest.mark.parametrize("role", list(OrganisationRole))
def test_each_does_in_the_organisation_what_the_role_allows_and_nothing_in_another(alma, role):
    telephone(alma).send(filled())
    other = organisation("other")
    user = member(alma, role) if role is not OrganisationRole.COORDINATOR else coordinator(alma)
    mine, sent = of(user), SentForm.objects.get()
    arranges = role is OrganisationRole.COORDINATOR
    for address in ("forms/", "plan/", "sent/", f"sent/{sent.pk}/"):
        assert mine.get(ALMA + address).status_code == 200
    for address in ("observers/sheets", "observers/", "plan/", "forms/"):
        assert (mine.post(ALMA + address, {"pseudonym": ""}).status_code == 403) is not arranges
    reviewed = mine.post(f"{ALMA}sent/{sent.pk}/", {"state": "accepted"}).status_code
    assert reviewed == (302 if role is OrganisationRole.REVIEWER else 403)
    stranger = of(coordinator(other))
    for address in (
        "forms/",
        "observers/",
        "plan/",
        "sent/",
        f"sent/{sent.pk}/",
        f"sent/{sent.pk}/files/{'0' * 64}",
    ):
        assert stranger.get(ALMA + address).status_code == 404
    assert stranger.get(f"{HOME}other/sent/{sent.pk}/").status_code == 404
    assert stranger.get(f"{HOME}other/forms/{alma.forms.get().pk}/sent.csv").status_code == 404


def test_a_member_whose_account_lost_its_role_sees_nothing(alma):
    user = coordinator(alma)
    assert "alma" in text(of(user).get("/en/desk/tiny/"))
    user.memberships.all().delete()
    chair = person(Role.CHAIR, "P001")
    assert of(user).get(ALMA + "plan/").status_code == 403
    assert of(chair).get(ALMA + "plan/").status_code == 403
    assert "Observers in the field" not in text(of(chair).get("/en/desk/tiny/"))


def counted(instance: str, announced: str) -> str:
    return filled(instance).replace("<announced>no<", f"<announced>{announced}<")


def published(row) -> dict[str, str]:
    """The one row of what would be published, without what says who and when."""
    [told] = csv.DictReader(io.StringIO(table_of(row).decode()))
    return {name: told[name] for name in ("observer", "station", "differing", "announced")}


def test_what_two_observers_of_a_place_differ_in_counts_for_neither_until_a_reviewer_chose(alma):
    telephone(alma, "К-01").send(counted("uuid:1", "no"))
    telephone(alma, "К-02").send(counted("uuid:2", "yes"))
    reviewer, row = of(member(alma, OrganisationRole.REVIEWER)), alma.forms.get()
    told = {"observer": "К-01 + К-02", "station": "P001", "differing": "announced", "announced": ""}
    assert published(row) == told
    page = text(reviewer.get(f"{ALMA}conflicts/"))
    assert re.search("Answers still open: +1 ", page) and re.search("К-01 , +К-02", page)
    said = {"form": row.pk, "station": "P001", "question": "announced", "answer": "never"}
    assert "No observer of this place" in text(reviewer.post(f"{ALMA}conflicts/", said), 400)
    assert reviewer.post(f"{ALMA}conflicts/", said | {"answer": "no"}).status_code == 302
    assert re.search("Answers still open: +0 ", text(reviewer.get(f"{ALMA}conflicts/")))
    assert (published(row)["announced"], published(row)["differing"]) == ("no", "")
    assert of(coordinator(alma)).post(f"{ALMA}conflicts/", said).status_code == 403


def test_two_forms_of_one_observer_that_differ_wait_for_a_reviewer_who_is_led_to_both(alma):
    phone = telephone(alma, "К-01")
    phone.send(counted("uuid:1", "no"))
    phone.send(counted("uuid:2", "yes"))
    reviewer, row = of(member(alma, OrganisationRole.REVIEWER)), alma.forms.get()
    assert published(row)["announced"] == "" and published(row)["differing"] == "announced"
    page = reviewer.get(f"{ALMA}conflicts/").content.decode()
    forms = list(SentForm.objects.order_by("pk"))
    assert all(f'href="{ALMA}sent/{one.pk}/"' in page for one in forms)
    reviewer.post(f"{ALMA}sent/{forms[0].pk}/", {"state": "rejected", "note": ""})
    assert (published(row)["announced"], published(row)["observer"]) == ("yes", "К-01")
    assert "Nowhere do several forms" in text(reviewer.get(f"{ALMA}conflicts/"))


def test_forms_of_no_known_place_are_counted_and_can_be_looked_at_alone(alma):
    phone = telephone(alma, "К-01")
    phone.send(filled("uuid:1"))
    mine = of(coordinator(alma))
    assert "Of no known place" not in text(mine.get(f"{ALMA}sent/"))
    phone.send(filled("uuid:2", station="777"))
    assert re.search(r"Of no known place: 1\W", text(mine.get(f"{ALMA}sent/")))
    alone = mine.get(f"{ALMA}sent/?place=none").content.decode()
    here, lost = SentForm.objects.order_by("pk")
    assert f'href="{ALMA}sent/{lost.pk}/"' in alone and f'href="{ALMA}sent/{here.pk}/"' not in alone


def test_a_coordinator_says_where_a_form_of_no_known_place_was_filled_in_once(alma, arranging):
    telephone(alma, "К-01").send(filled(station="777"))
    address = f"{ALMA}sent/{SentForm.objects.get().pk}/"
    assert 'value="777"' in arranging.get(address).content.decode()
    reviewer = of(member(alma, OrganisationRole.REVIEWER))
    assert reviewer.post(f"{address}place", {"station": "P002"}).status_code == 403
    assert "write the identifier" in text(arranging.post(f"{address}place", {"station": "778"}), 400)
    assert arranging.post(f"{address}place", {"station": "P002"}).status_code == 302
    page = text(arranging.get(address))
    assert "placed by coordinator-alma" in page and "Where it was filled in" not in page
    assert "known already" in text(arranging.post(f"{address}place", {"station": "P001"}), 400)
    assert published(alma.forms.get())["station"] == "P002"
    assert "Of no known place" not in text(arranging.get(f"{ALMA}sent/"))


def test_all_forms_that_name_a_station_known_by_now_are_placed_by_one_deed(alma, arranging):
    phone = telephone(alma, "К-01")
    phone.send(filled("uuid:1", station=""))
    phone.send(filled("uuid:2", station="777"))
    plan(alma, ("К-01", "P001"))
    assert arranging.get(f"{ALMA}plan/").content.decode().count("К-01") > 0
    page = text(arranging.post(f"{ALMA}sent/places", follow=True))
    assert "have a place now: 1" in page and re.search(r"Of no known place: 1\W", page)
    assert SentForm.objects.get(instance_id="uuid:1").area.code == "P001"
    assert "Everybody has reported" in text(arranging.get(f"{ALMA}plan/"))
    assert of(member(alma, OrganisationRole.ANALYST)).post(f"{ALMA}sent/places").status_code == 403


def test_what_waits_for_a_reviewer_is_counted_wherever_the_desk_leads_to_it(alma):
    def count(page: str) -> list[str]:
        return re.findall(r'conflicts/">[^<]*<span class="count">(\d+)</span>', page)

    reviewer = of(member(alma, OrganisationRole.REVIEWER))
    telephone(alma, "К-01").send(counted("uuid:1", "no"))
    assert count(reviewer.get(f"{ALMA}sent/").content.decode()) == []
    telephone(alma, "К-02").send(counted("uuid:2", "yes"))
    assert count(reviewer.get(f"{ALMA}sent/").content.decode()) == ["1"]
    said = {"form": alma.forms.get().pk, "station": "P001", "question": "announced", "answer": "no"}
    reviewer.post(f"{ALMA}conflicts/", said)
    assert count(reviewer.get(f"{ALMA}plan/").content.decode()) == []


def test_a_form_that_came_in_an_earlier_version_is_marked(alma, arranging, settings):
    phone = telephone(alma, "К-01")
    brought(arranging, FORM.replace("2026-1", "2026-2"))
    phone.send(filled())
    assert "earlier version 2026-1" in text(arranging.get(f"{ALMA}sent/"))
    assert "A newer one was offered" in text(arranging.get(f"{ALMA}sent/{SentForm.objects.get().pk}/"))


def test_an_organisation_lets_another_read_what_was_sent_and_nothing_else_until_either_ends_it(alma):
    telephone(alma).send(filled())
    plan(alma, ("К-01", "P001"), ("К-02", "P002"))
    partner = organisation("other")
    mine, theirs = of(coordinator(alma)), of(coordinator(partner))
    page = mine.post(f"{ALMA}partners/", {"deed": "invite"}).content.decode()
    [invitation] = re.findall(r"taken once: <b>([\w-]{27})</b>", page)
    take = {"deed": "take", "invitation": f" {invitation} "}
    assert "not known" in text(mine.post(f"{ALMA}partners/", take), 400)
    assert theirs.post(f"{HOME}other/partners/", take).status_code == 302
    assert "not known" in text(theirs.post(f"{HOME}other/partners/", take), 400)
    page = text(theirs.get(f"{HOME}other/partners/"))
    assert "You read what «alma» бақылаушылары is sent" in page and "50" in page
    sent = SentForm.objects.get()
    for address in ("sent/", f"sent/{sent.pk}/", f"forms/{alma.forms.get().pk}/sent.csv"):
        assert theirs.get(ALMA + address).status_code == 200
        assert mine.get(f"{HOME}other/sent/").status_code == 404
    for address in ("plan/", "messages/", "observers/", "conflicts/", "partners/"):
        assert theirs.get(ALMA + address).status_code == 404
    assert theirs.post(f"{ALMA}sent/{sent.pk}/", {"state": "accepted"}).status_code == 404
    mine.post(f"{ALMA}partners/", {"deed": "end", "agreement": alma.given.get().pk})
    assert theirs.get(f"{ALMA}sent/").status_code == 404


def test_a_program_reads_as_odata_what_was_sent_at_an_address_of_its_own(alma, arranging):
    telephone(alma).send(filled())
    telephone(alma, "К-02").send(filled("uuid:2"))
    page = arranging.post(f"{ALMA}partners/", {"deed": "address"}).content.decode()
    [address] = re.findall(r"(/field/[\w-]{27}/observed/\d+\.svc/)<", page)
    program = Client()
    assert program.get(address).json()["value"][0]["url"] == "Submissions"
    columns = program.get(f"{address}$metadata").content.decode()
    assert '<Property Name="announced" Type="Edm.String"/>' in columns
    answer = program.get(f"{address}Submissions?$top=1&$count=true").json()
    assert (answer["@odata.count"], len(answer["value"])) == (2, 1)
    said = {"station": "P001", "announced": "no", "deprecated_id": None}
    assert said.items() <= answer["value"][0].items()
    assert "@odata.nextLink" not in answer
    [second] = program.get(f"{address}Submissions?$skip=1").json()["value"]
    assert second["instance_id"] == "uuid:2"
    asked = program.get(f"{address}Submissions?$select=station,announced&$skip=1").json()
    [told] = asked["value"]
    assert asked["@odata.context"].endswith("/$metadata#Submissions(station,announced)")
    assert answer["@odata.context"].endswith("/$metadata#Submissions")
    assert told == {"station": "P001", "announced": second["announced"]}
    assert program.get(f"{address}Submissions?$filter=x").status_code == 501
    assert 'Property="Filterable" Bool="false"' in columns and 'Property="Sortable" Bool="false"' in columns
    arranging.post(f"{ALMA}partners/", {"deed": "address"})
    assert program.get(f"{address}Submissions").status_code == 403


ODATA_REFUSALS = {
    "Submissions?$top=-1": 400,
    "Submissions?$top=": 400,
    "Submissions?$skip=x": 400,
    "Submissions?$skiptoken=x": 400,
    "Submissions?$count=maybe": 400,
    "Submissions?$select=nothing": 400,
    "Submissions?$select=*,nothing": 400,
    "Submissions?$top=1&$top=2": 400,
    "Submissions?$format=xml": 406,
    "Submissions?$format=application/json;odata.metadata=full": 406,
    "$metadata?$format=json": 406,
    "?$format=atom": 406,
    "Submissions?$orderby=nothing": 501,
    "Submissions?$filter=nothing eq 1": 501,
    "Submissions?$fliter=x": 501,
    "$metadata?$top=1": 501,
    "?$count=true": 501,
}


def test_what_odata_does_not_answer_is_refused_in_its_own_words_before_any_row_is_sent(alma, arranging):
    """OData-JSON 4.0, section 19; what the options may be: the grammar of OData 4.0."""
    page = arranging.post(f"{ALMA}partners/", {"deed": "address"}).content.decode()
    [address] = re.findall(r"(/field/[\w-]{27}/observed/\d+\.svc/)<", page)
    program = Client(headers={"accept-language": "en"})
    for asked, status in ODATA_REFUSALS.items():
        answer = program.get(f"{address}{asked}")
        assert (answer.status_code, answer["OData-Version"]) == (status, "4.0"), asked
        assert answer["Content-Type"].startswith("application/json") and answer["Content-Language"] == "en"
        [(told, error)] = answer.json().items()
        assert (told, error.keys()) == ("error", {"code", "message"}) and all(error.values()), asked
    select = program.get(f"{address}Submissions?$select=nothing").json()["error"]["message"]
    assert "“$select” cannot be “nothing”. Allowed: *, " in select and "station" in select
    for asked in ("$count=TRUE", "$format=json", "$format=application/json;odata.metadata=minimal", "$top=0"):
        assert program.get(f"{address}Submissions?{asked}").status_code == 200, asked
    assert program.get(f"{address}$metadata?$format=xml").status_code == 200
    other = re.sub(r"\d+\.svc", "999999.svc", address)
    assert program.get(other).json()["error"]["code"] == "unknown_form"
    assert (
        Client().get(re.sub(r"/field/[\w-]+", "/field/guess", address)).json()["error"]["code"]
        == "unknown_address"
    )


def test_a_row_that_is_replaced_between_two_parts_costs_a_program_no_other_row(alma, arranging, monkeypatch):
    monkeypatch.setattr(api, "MOST_ROWS", 2)
    sender = telephone(alma)
    for number in range(1, 5):
        sender.send(filled(f"uuid:{number}"))
    page = arranging.post(f"{ALMA}partners/", {"deed": "address"}).content.decode()
    [address] = re.findall(r"(/field/[\w-]{27}/observed/\d+\.svc/)<", page)
    first = Client().get(f"{address}Submissions?$select=instance_id&$top=3").json()
    sender.send(filled("uuid:5", replaces="uuid:1"))
    rest = Client().get(first["@odata.nextLink"]).json()
    assert [row["instance_id"] for row in first["value"] + rest["value"]] == ["uuid:1", "uuid:2", "uuid:3"]
    assert "@odata.nextLink" not in rest


def test_whoever_guesses_the_address_for_programs_is_told_to_wait(alma, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "observer_guess": "2/m/ip"}
    guessed = f"/field/guess/observed/{alma.forms.get().pk}.svc/Submissions"
    assert [Client().get(guessed).status_code for _ in range(3)] == [403, 403, 429]


def test_a_table_comes_as_a_workbook_and_with_a_syntax_for_spss(alma):
    telephone(alma).send(filled())
    analyst, row = of(member(alma, OrganisationRole.ANALYST)), alma.forms.get()
    book = openpyxl.load_workbook(io.BytesIO(analyst.get(f"{ALMA}forms/{row.pk}/sent.xlsx").content))
    assert [cell.value for cell in book.active[2]][:4] == ["counting", "2026-1", "uuid:1", None]
    syntax = analyst.get(f"{ALMA}forms/{row.pk}/sent.sps").content.decode("utf-8-sig")
    assert "/FILE='counting-2026-1.csv'" in syntax and "VALUE LABELS announced\n  'yes' " in syntax
    assert analyst.get(f"{ALMA}forms/{row.pk}/sent.exe").status_code == 404
