"""What an organisation publishes: the hash in the log first, the table at its hour, nobody's words in it."""

import datetime
import hashlib
import json
import re

import pytest
from django.test import Client

from hattama.core.entries import sealed_digest
from hattama.formats.observation_submissions import parse_submissions
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.observation.opened import opened_tables, tables_at
from hattama.web.observation.policy import OrganisationRole
from hattama.web.observation.publish import open_due
from hattama.web.observation.tables import Organisation, PublishedSet, SentForm
from tests.formats.test_xforms import FORM
from tests.web.observation.organisation import coordinator, filled, form, member, organisation, telephone
from tests.web.prepared import built_on_tiny

pytestmark = pytest.mark.django_db
ALMA = "/en/desk/tiny/observation/alma/"


@built_on_tiny(gives=Organisation.objects.get)
def alma():
    made = organisation()
    form(made, FORM.replace("|  | audit | audit", "|  | text | said | Сөз | Слова | | |\n|  | audit | audit"))


def of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_log_has_the_hash_before_anybody_has_the_table(alma):
    phone = telephone(alma)
    phone.send(filled().replace("</counting>", "<said>Үлгі Үлгіұлы</said></counting>"))
    phone.send(filled("uuid:2", replaces="uuid:1"))
    phone.send(
        filled("uuid:3")
        .replace("P001", "P002")
        .replace("</counting>", "<said>Үлгі Үлгіұлы</said></counting>")
    )
    coordinating = of(coordinator(alma))
    address = f"{ALMA}forms/{alma.forms.get().pk}/publish"
    assert coordinating.post(address, {"opens_at": "2999-01-01T08:00"}).status_code == 302
    published = PublishedSet.objects.get()
    sealed = json.loads(bytes(LogEntry.objects.get(index=published.seal_index).body))
    assert (sealed["about"], sealed["name"], sealed["opens_at"][:4]) == ("sent_forms", "counting", "2999")
    public = f"/data/tiny/observed/{published.sha256}.csv"
    open_due("tiny", now=published.opens_at - datetime.timedelta(seconds=1))
    assert Client().get(public).status_code == 404
    open_due("tiny", now=published.opens_at)
    open_due("tiny", now=published.opens_at)
    table = Client().get(public).content
    opened = json.loads(bytes(LogEntry.objects.get(kind="unsealing").body))
    assert hashlib.sha256(table).hexdigest() == opened["sha256"]
    assert sealed_digest(table, opened["salt"]) == sealed["digest"]
    assert "Үлгі" not in table.decode()
    assert re.findall(r"uuid:\d", table.decode()) == ["uuid:2", "uuid:1", "uuid:3"]


def test_the_same_table_is_published_once_and_nothing_is_nothing(alma):
    coordinating, analyst = of(coordinator(alma)), of(member(alma, OrganisationRole.ANALYST))
    address = f"{ALMA}forms/{alma.forms.get().pk}/publish"
    assert coordinating.post(address).status_code == 400
    telephone(alma).send(filled())
    before = LogEntry.objects.count()
    assert analyst.post(address).status_code == 403
    assert coordinating.post(address, {"opens_at": "soon"}).status_code == 400
    for _ in range(2):
        assert coordinating.post(address).status_code == 302
    assert LogEntry.objects.count() == before + 2
    assert Client().get(f"/data/tiny/observed/{PublishedSet.objects.get().sha256}.csv").status_code == 200


def test_what_was_filled_in_with_an_older_version_stands_in_the_same_table(alma):
    """A question that took free text before does not give it away now that it is a choice."""
    older, said = alma.forms.get(), "</photo><said>Үлгі Үлгіұлы</said></counting>"
    phone = telephone(alma)
    phone.send(filled().replace("</photo></counting>", said))
    source = FORM.replace(
        "|  | audit | audit", "|  | select_one yn | said | Сөз | Слова | | |\n|  | audit | audit"
    )
    newer = form(alma, source.replace("2026-1", "2026-2"))
    for number, (pseudonym, place) in enumerate((("К-02", "P002"), ("К-03", "P001")), start=2):
        sent = filled(f"uuid:{number}", station=place).replace("2026-1", "2026-2")
        telephone(alma, pseudonym).send(
            sent.replace("</photo></counting>", "</photo><said>yes</said></counting>")
        )
    coordinating = of(coordinator(alma))
    assert coordinating.get(f"{ALMA}forms/").content.decode().count("opens-") == 2  # a label and its field
    coordinating.post(f"{ALMA}forms/{older.pk}/publish")
    published = PublishedSet.objects.get()
    told = parse_submissions(Client().get(f"/data/tiny/observed/{published.sha256}.csv").content, "")
    assert published.form == newer
    assert {(one.station, one.observer, one.answers.get("said")) for one in told} == {
        ("P001", "К-01 + К-03", "yes"),
        ("P002", "К-02", "yes"),
    }


def test_a_form_of_no_known_place_or_with_a_broken_row_holds_up_neither_the_table_nor_the_log(alma):
    telephone(alma).send(filled())
    telephone(alma, "К-02").send(filled("uuid:2", station="NOWHERE"))
    broken = filled("uuid:3", station="P002").replace(">no<", ">no&#13;counting,1,uuid:4,,x,x,P003,,<")
    telephone(alma, "К-03").send(broken)
    coordinating = of(coordinator(alma))
    address = f"{ALMA}forms/{alma.forms.get().pk}/publish"
    assert "so not in the table: 1." in coordinating.get(f"{ALMA}forms/").content.decode()
    assert coordinating.post(address, {"opens_at": "2999-01-01T08:00"}).status_code == 302
    published = PublishedSet.objects.get()
    open_due("tiny", now=published.opens_at)
    sent = parse_submissions(Client().get(f"/data/tiny/observed/{published.sha256}.csv").content, "")
    assert [(one.instance_id, one.station) for one in sent] == [("uuid:1", "P001"), ("uuid:3", "P002")]
    for page in ("/en/e/tiny/observation/", "/en/e/tiny/a/P001/"):
        assert Client().get(page).status_code == 200


def test_a_table_that_stands_again_after_a_form_was_rejected_is_published_again(alma):
    telephone(alma).send(filled())
    coordinating, reviewing = of(coordinator(alma)), of(member(alma, OrganisationRole.REVIEWER))
    address = f"{ALMA}forms/{alma.forms.get().pk}/publish"
    coordinating.post(address)
    telephone(alma, "К-02").send(filled("uuid:2", station="P002"))
    coordinating.post(address)
    rejected = SentForm.objects.get(instance_id="uuid:2").pk
    assert reviewing.post(f"{ALMA}sent/{rejected}/", {"state": "rejected"}).status_code == 302
    coordinating.post(address)
    first, _, last = PublishedSet.objects.all()
    (open_now,) = opened_tables(alma.election)
    assert (open_now.pk, open_now.sha256) == (last.pk, first.sha256)


def test_a_table_that_opens_later_takes_no_place_of_one_that_was_sealed_after_it(alma):
    telephone(alma).send(filled())
    coordinating, address = of(coordinator(alma)), f"{ALMA}forms/{alma.forms.get().pk}/publish"
    coordinating.post(address, {"opens_at": "2999-01-01T08:00"})
    telephone(alma, "К-02").send(filled("uuid:2", station="P002"))
    coordinating.post(address)
    early, late = PublishedSet.objects.all()
    open_due("tiny", now=early.opens_at)
    assert [one.pk for one in opened_tables(alma.election)] == [late.pk]
    (standing,) = tables_at(alma.election, LogEntry.objects.count())
    assert standing.by_place.keys() == {"P001", "P002"}


def test_the_page_says_what_an_open_table_comes_to_with_the_base_of_each_question(alma):
    page, kazakh = "/en/e/tiny/observation/", "/e/tiny/observation/"
    assert "No organisation of observers has given anything" in Client().get(page).content.decode()
    for number, place in enumerate(("P001", "P002"), start=1):
        telephone(alma, f"К-0{number}").send(filled(f"uuid:{number}", station=place))
    link = f'<a href="{page}">What observers saw</a>'
    assert link not in Client().get("/en/e/tiny/").content.decode()
    of(coordinator(alma)).post(f"{ALMA}forms/{alma.forms.get().pk}/publish")
    assert link in Client().get("/en/e/tiny/").content.decode()
    one = PublishedSet.objects.get()
    assert "Бақыланған 2 дауыс санаудың бәрінде таңдау жарияланбады." in Client().get(kazakh).content.decode()
    shown = Client().get(page).content.decode()
    assert "of the places observed and of no others" in shown
    # An answer on which two observers of a place differ stands for neither, and is no silence.
    assert "Answered differently at one place" in shown
    told = Client().get(f"/data/tiny/observed/{one.sha256}.json")
    (asked,) = (question for question in told.json()["questions"] if question["code"] == "CV04")
    assert (asked["found"], asked["base"], asked["not_observed"], asked["unanswered"]) == (2, 2, 0, 0)
