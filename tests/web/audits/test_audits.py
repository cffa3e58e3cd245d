"""An audit at the desk from its plan to its stop, a recount, and what the public sees of each step."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hattama.cli.main import main
from hattama.core.entries import MOST_IN_ONE
from hattama.verification.folders import FolderPlace
from hattama.verification.judged import judge_bundle
from hattama.web.audits.desk import audit_pages
from hattama.web.audits.public import _places
from hattama.web.audits.tables import AuditEntry, BatchCount
from hattama.web.cards.tables import PrecinctCard
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry
from tests.web.audits.steps import (
    DESK,
    PLACES,
    PUBLIC,
    SAME,
    SEED,
    begin,
    commit,
    commitment,
    draw,
    in_role,
    order,
    send,
    throw,
    told,
)
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import PARTY, picture, protocol, publish

pytestmark = pytest.mark.django_db


def test_from_the_plan_to_the_stop(counted, auditor: Client) -> None:
    plan = auditor.get(DESK, {"contest": PARTY}).content.decode()
    assert "What is drawn" in plan and "The margin is thin: count all ballots." in plan
    assert commit(auditor).status_code == 302
    assert throw(auditor).status_code == 302
    assert draw(auditor).status_code == 302
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    assert sorted(area.code for area, _ in auditor.get(DESK + "1/").context["awaited"]) == sorted(PLACES)
    for area in PLACES:
        assert send(one, area).status_code == 302
        assert send(two, area).status_code == 302
    assert auditor.post(DESK + "1/", {"action": "measure"}).status_code == 302
    kinds = list(AuditEntry.objects.values_list("body__kind", flat=True))
    assert kinds == ["audit_plan", "audit_seed", "audit_draw", *["audit_count"] * 6, "audit_risk"]
    audit = told()
    assert (audit["stop"], audit["measured"][-1]["stop"]) == ("confirmed", "confirmed")
    assert audit["measured"][-1]["risk"] <= 100_000 and audit["counts"][0]["figures"][0]["difference"] == 0
    table = Client().get("/data/tiny/audits/1/batches.csv").content
    assert hashlib.sha256(table).hexdigest() == audit["batches_sha256"]
    page = Client().get(PUBLIC).content.decode()
    for part in (SEED, "Confirmed: the audit has ended.", "--by batches", audit["batches_sha256"]):
        assert part in page
    words = read_page(Client().get(PUBLIC))
    counted_again = [line.text for line in words.all("summary")]
    assert "Polling station No. 7 · Qostanai region · Äuliekol district · no difference" in counted_again
    assert b"P001,dala,370,370,0," in Client().get("/data/tiny/audits/1/counts.csv").content
    assert Client().get("/data/tiny/audits/1/draws.csv").content.count(b"\n") == 61
    assert not auditor.get(DESK + "1/").context["awaited"], "of an audit that has ended nothing waits"
    draw_after = draw(auditor)
    assert draw_after.status_code == 409 and "does not follow" in draw_after.content.decode()


def test_the_page_says_what_totals_say_and_reads_every_protocol_for_whoever_asks(
    counted, auditor: Client
) -> None:
    def page(**asked: str) -> tuple[str, bool]:
        with CaptureQueriesContext(connection) as questions:
            text = auditor.get(DESK, asked).content.decode()
        return text, any('FROM "published_protocol"' in one["sql"] for one in questions)

    text, reads_all = page()
    assert "Precincts whose protocol counts: 6; without one: 0." in text
    assert "The one with the least room:" in text
    assert "Sizes if nothing differs" not in text and not reads_all
    text, reads_all = page(contest=PARTY)
    assert text.count(">Sizes if nothing differs<") == 1 and reads_all
    assert not page(contest=PARTY, pace="500")[1], "made once for a state of the log"


def verified(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, set[str]]:
    """The verdict on the bundle that the site publishes, and the codes of what is false in it."""
    capsys.readouterr()
    main(["verify", str(public_store("tiny").folder), "--json", "--lang", "en", *options])
    said = json.loads(capsys.readouterr().out)
    return said["verdict"], {kind["code"] for kind in said["false"]}


def test_what_the_desk_published_is_proved_from_its_bundle_and_one_altered_byte_is_false(
    counted, auditor: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(auditor)
    for name in ("one", "two"):
        client = in_role(Role.CENTRAL_REVIEWER, name)
        for area in PLACES:
            send(client, area)
    auditor.post(DESK + "1/", {"action": "measure"})
    refresh_bundle("tiny")
    assert verified(capsys) == ("qualified", set())
    files = (path for path in public_store("tiny").folder.joinpath("tile").rglob("*") if path.is_file())
    # Whatever a bundle shows, the newest part of its entries is the longest.
    tile = max(
        (one for one in files if b'"audit_count"' in one.read_bytes()), key=lambda one: one.stat().st_size
    )
    entries = tile.read_bytes()
    at = entries.index(b'"dala":370', entries.index(b'"ballots":[]'))
    tile.write_bytes(entries[: at + 9] + b"1" + entries[at + 10 :])
    verdict, troubles = verified(capsys)
    assert verdict == "false" and troubles


def test_the_sheets_of_what_waits_are_printed_twice_for_each_place(counted, auditor: Client) -> None:
    commit(auditor)
    assert auditor.get(DESK + "1/sheets.pdf").status_code == 302
    throw(auditor)
    draw(auditor, "1")
    sheets = auditor.get(DESK + "1/sheets.pdf")
    assert (sheets.status_code, sheets["Content-Type"]) == (200, "application/pdf")
    assert b"pdfuaid:part" in sheets.content


def test_whoever_prints_sheets_is_told_that_a_file_has_the_first_places_alone(
    counted, auditor: Client, monkeypatch
) -> None:
    monkeypatch.setattr(audit_pages, "MOST_SHEETS", 1)
    begin(auditor)
    assert "The file has the first 1 places" in auditor.get(DESK + "1/").content.decode()


def test_what_waits_leads_whoever_may_count_there_to_the_count_and_nobody_else(counted, auditor) -> None:
    begin(auditor)
    reviewer = in_role(Role.TERRITORIAL_REVIEWER, "of-one", "D11")
    page = reviewer.get(DESK + "1/")
    opened = {}
    for area, _ in page.context["awaited"]:
        place = f"{DESK}1/{area.code}/"
        opened[place in page.content.decode()] = reviewer.get(place).status_code
    assert opened == {True: 200, False: 403}


def test_two_counts_that_differ_are_no_entry_until_a_third_agrees_with_one(counted, auditor: Client) -> None:
    begin(auditor, "1")
    [(area, _)] = auditor.get(DESK + "1/").context["awaited"]
    one, two, three = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two", "three"))
    send(one, area.code)
    assert one.get(f"{DESK}1/{area.code}/").status_code == 403
    assert "7771" not in two.get(f"{DESK}1/{area.code}/").content.decode()
    send(two, area.code, dala=7771)
    assert told()["counts"] == []
    send(three, area.code, dala=7771)
    [count] = told()["counts"]
    assert [one["difference"] for one in count["figures"] if one["code"] == "dala"] == [7401]
    draw(auditor, "60")
    later = [one for one in told()["draws"] if one["area"] == area.code and one["risk"] is None]
    assert later and all(one["shown"] == "1" for one in later), "what was counted waits no more"
    assert told()["draws"][0]["shown"] == "1", "more papers than there can be fill the whole bound"
    assert BatchCount.objects.count() == 3


def test_whoever_typed_a_count_is_told_what_became_of_it_and_nobody_else_is(counted, auditor: Client) -> None:
    begin(auditor)
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    for client, said in ((one, "The count is recorded."), (two, "Two people have found the same")):
        address = send(client, "P001")["Location"]
        assert said in read_page(client.get(address)).text
        assert ("recorded" in read_page(auditor.get(address)).text) is False
    assert "notice-done" not in one.get(f"{DESK}1/?counted=P002").content.decode()


def test_a_seed_before_the_commitment_a_draw_before_the_seed_and_a_second_plan_are_refused(
    counted, auditor: Client
) -> None:
    commit(auditor)
    assert draw(auditor).status_code == 409
    assert throw(auditor, thrown_at="2023-03-19T01:00").status_code == 400
    assert throw(auditor, seed="12345").status_code == 400
    assert throw(auditor, people="").status_code == 400
    throw(auditor)
    assert throw(auditor, seed=SEED[::-1]).status_code == 409
    for count in (str(MOST_IN_ONE + 1), "0", "", "many"):
        many = draw(auditor, count)
        assert many.status_code == 400 and "how many to draw: from 1 to 500" in many.content.decode()
        assert f'maxlength="4" value="{count}"' in many.content.decode(), "what was typed stays"
    assert commit(auditor).status_code == 409
    assert AuditEntry.objects.count() == 2 == LogEntry.objects.filter(kind__startswith="audit").count()


def test_what_nothing_can_mend_is_read_back_before_it_is_recorded(counted, auditor: Client, log_in) -> None:
    def entries() -> int:
        return LogEntry.objects.exclude(kind__in=("roster", "protocol", "election")).count()

    before = entries()
    plan = read_page(auditor.post(DESK, commitment() | {"action": ""})).text
    assert "whole precincts" in plan and "A contest is audited once." in plan
    assert auditor.post(DESK, commitment() | {"action": "edit"}).status_code == 200
    assert entries() == before
    commit(auditor)
    assert throw(auditor, action="seed", seed="12345").status_code == 400, "tried before it is read back"
    asked = throw(auditor, action="seed")
    page = read_page(asked).text
    assert "2718 2818 2845 9045 2353" in page and "Observers of two parties" in page
    assert f'name="seed" value="{SEED}"' in asked.content.decode()
    assert f'value="{SEED}"' in throw(auditor, action="edit").content.decode()
    throw(auditor)
    draw(auditor)
    whole = auditor.post(DESK + "1/", {"action": "full_count"})
    assert "all ballots are counted again. This cannot be undone." in read_page(whole).text
    head = log_in(Role.TERRITORIAL_HEAD, "D11")
    assert order(head, "P001 P999", action="").status_code == 400
    assert "(P001); " in read_page(order(head, "P001 P002", action="")).text
    assert "P001 P002" in order(head, "P001 P002", action="edit").content.decode()
    assert entries() == before + 3


@pytest.mark.parametrize("sent", [{"dala": "x"}, {"dala": "-1"}, {"dala": "9" * 30}, {"dala": ""}])
def test_what_is_no_count_is_not_recorded(counted, auditor: Client, sent: dict[str, str]) -> None:
    begin(auditor)
    one = in_role(Role.CENTRAL_REVIEWER, "one")
    assert one.post(DESK + "1/P001/", {**{code: "1" for code in SAME}, **sent}).status_code == 400
    assert not BatchCount.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("20.03.2023 01:00", "could not be read"), ("2090-01-01T00:00", "has not come yet")]
)
def test_a_throw_at_no_time_or_one_to_come_is_refused_in_words(counted, auditor, typed: str, words: str):
    commit(auditor)
    refused = throw(auditor, thrown_at=typed)
    assert refused.status_code == 400 and words in refused.content.decode()
    assert not LogEntry.objects.filter(kind="audit_seed").exists()


def test_a_page_of_an_audit_names_the_places_of_its_draws_however_many_were_counted(counted) -> None:
    told = [{"counts": [{"area": "P001"}] * 400, "draws": [{"area": "P002"}]}]
    assert set(_places(counted, told)) == {"P001", "P002"}


def test_a_batch_that_was_not_drawn_is_not_counted_and_an_auditor_decides_nothing(counted, auditor) -> None:
    begin(auditor, "1")
    [(drawn, _)] = auditor.get(DESK + "1/").context["awaited"]
    other = next(area for area in PLACES if area != drawn.code)
    one = in_role(Role.CENTRAL_REVIEWER, "one")
    assert one.get(f"{DESK}1/{other}/").status_code == 302
    assert one.post(DESK, {"contest": PARTY, "method": "batches", "limit": "1/10"}).status_code == 403
    assert auditor.get(DESK + "recount/").status_code == 403


def test_single_ballots_are_read_blind_by_two_and_a_full_count_can_be_called_for(counted, auditor) -> None:
    commit(auditor, "ballots")
    throw(auditor)
    draw(auditor, "2")
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    for area, _ in auditor.get(DESK + "1/").context["awaited"]:
        for client in (one, two):
            asked = client.get(f"{DESK}1/{area.code}/").context["ballots"]
            sent = {f"ballot-{ballot}": "ozen" for ballot, _ in asked}
            assert client.post(f"{DESK}1/{area.code}/", sent).status_code == 302
    assert [draw["shown"] for draw in told()["draws"]] == ["ozen", "ozen"]
    auditor.post(DESK + "1/", {"action": "submit", "step": "full_count"})
    assert told()["stop"] == "full_count"
    assert "A full count was called for" in Client().get(PUBLIC).content.decode()


def test_an_order_carries_the_file_of_its_decision_which_everybody_can_open_and_verify(
    counted, log_in, capsys: pytest.CaptureFixture[str]
) -> None:
    head, paper = log_in(Role.TERRITORIAL_HEAD, "D11"), picture(90)
    file = SimpleUploadedFile("decision.png", paper, "image/png")
    kept = order(head, "P999", document=file)
    assert kept.status_code == 400 and "Received and kept" in kept.content.decode()
    assert order(head, "P001").status_code == 302, "the file was held from the first try"
    sha256 = told()["decision"]["document"]["sha256"]
    page = Client().get(PUBLIC).content.decode()
    address = reverse("data:scan", args=[sha256])
    assert f'href="{address}"' in page and "No. 7" in page
    shown = Client().get(address)
    assert hashlib.sha256(b"".join(shown)).hexdigest() == sha256
    refresh_bundle("tiny")
    assert verified(capsys, "--scans") == ("qualified", set())
    public_store("tiny").folder.joinpath(f"scans/{sha256[:2]}/{sha256}").write_bytes(b"another")
    verdict, troubles = verified(capsys, "--scans")
    assert verdict == "false" and any("scan" in code for code in troubles)


@pytest.mark.parametrize(
    ("day", "words"), [("2999-03-22", "That day has not come yet."), ("yesterday", "expected a day")]
)
def test_an_order_by_a_decision_of_no_day_or_one_to_come_is_refused_in_words(
    counted, log_in, day: str, words: str
) -> None:
    kept = order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001", decided_on=day)
    assert kept.status_code == 400 and words in kept.content.decode()
    assert not LogEntry.objects.filter(kind="recount_order").exists()


def test_a_recount_by_decision_shows_what_differs_and_corrects_no_figure(counted, log_in) -> None:
    head = log_in(Role.TERRITORIAL_HEAD, "D11")
    assert head.get(DESK + "recount/").status_code == 200
    assert order(head, "P001, P002").status_code == 302
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    for client in (one, two):
        send(client, "P001", dala=360, ozen=210)
    recount = told()
    assert recount["norms"] == ["kz-elections/43(9)", "kz-elections/43(9)/p2"]
    differing = {
        one["code"]: one["difference"] for one in recount["counts"][0]["figures"] if one["difference"]
    }
    assert differing == {"dala": -10, "ozen": 10}
    page = Client().get(PUBLIC).content.decode()
    assert "nothing about the others" in page and "still to be counted: 1" in page
    assert "370" in Client().get("/en/e/tiny/a/P001/").content.decode()


def test_the_file_of_a_recounts_decision_is_sent_ahead_of_the_form(counted, log_in) -> None:
    head = log_in(Role.TERRITORIAL_HEAD, "D11")
    assert "data-holds" in head.get(DESK + "recount/").content.decode()
    file = SimpleUploadedFile("decision.png", picture(5), "image/png")
    assert head.post(DESK + "recount/", {"action": "hold", "document": file}).status_code == 204
    assert not LogEntry.objects.filter(kind="recount_order").exists()
    assert "Received and kept: PNG picture" in head.get(DESK + "recount/").content.decode()
    wrong = SimpleUploadedFile("decision.txt", b"words", "text/plain")
    refused = head.post(DESK + "recount/", {"action": "hold", "document": wrong})
    assert refused.status_code == 400 and "notice-refusal" in refused.content.decode()


def test_after_the_close_a_court_still_orders_a_recount_and_no_commission(counted, log_in) -> None:
    close_election("tiny", now=timezone.now())
    head = log_in(Role.TERRITORIAL_HEAD, "D11")
    late = order(head, "P001")
    assert late.status_code == 400 and "only a court" in late.content.decode()
    assert order(head, "P001", "court").status_code == 302
    for name in ("one", "two"):
        assert send(in_role(Role.CENTRAL_REVIEWER, name), "P001", dala=360, ozen=210).status_code == 302
    assert told()["decision"]["authority"] == "court" and len(told()["counts"]) == 1


@pytest.mark.parametrize(
    ("areas", "authority", "status"),
    [
        ("", "territorial_commission", 400),
        ("D11", "territorial_commission", 400),
        ("P001 P999", "territorial_commission", 400),
        ("P001", "", 400),
        ("P001", "voters", 400),
        ("P201", "territorial_commission", 403),
    ],
)
def test_an_order_without_places_or_a_lawful_decision_is_refused(
    counted, log_in, areas: str, authority: str, status: int
) -> None:
    assert order(log_in(Role.TERRITORIAL_HEAD, "D11"), areas, authority).status_code == status
    assert not AuditEntry.objects.exists()


def test_where_no_protocol_has_come_nothing_can_be_committed_to(tiny: ElectionRow, auditor: Client) -> None:
    publish(protocol("P001"))
    empty = auditor.post(DESK, commitment() | {"contest": "single"})
    assert empty.status_code == 409 and "Count all ballots again." in empty.content.decode()


def test_a_count_reaches_the_card_of_its_precinct_on_the_site_and_from_the_bundle(
    counted, auditor: Client, tmp_path: Path
) -> None:
    begin(auditor)
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    for client in (one, two):
        send(client, "P001", dala=371)
        send(client, "P002")
    export_bundle(counted, tmp_path / "bundle")
    judged = judge_bundle(FolderPlace(tmp_path / "bundle"))
    (cards,) = (one.cards for one in judged.contests if one.contest.code == PARTY)
    by_place = {card.area_id: card for card in cards}
    for place, state in (("P001", "contradicted"), ("P002", "shown"), ("P003", "not_answerable")):
        row = PrecinctCard.objects.get(area__code=place, contest=PARTY)
        assert row.card(place) == by_place[place]
        assert {one.criterion: one.state for one in row.card(place).answers}["recounted"] == state


@pytest.mark.parametrize("method", ["batches", "ballots"])
def test_after_a_full_count_was_called_for_any_batch_is_counted_at_the_desk(
    counted, auditor, method: str
) -> None:
    commit(auditor, method)
    throw(auditor)
    draw(auditor, "1")
    auditor.post(DESK + "1/", {"action": "submit", "step": "full_count"})
    awaited = {area.code for area, _ in auditor.get(DESK + "1/").context["awaited"]}
    assert awaited == set(PLACES)
    for name in ("one", "two"):
        assert send(in_role(Role.CENTRAL_REVIEWER, name), "P101").status_code == 302
    assert [count["area"] for count in told()["counts"]] == ["P101"]
    awaited = {area.code for area, _ in auditor.get(DESK + "1/").context["awaited"]}
    assert awaited == set(PLACES) - {"P101"}
